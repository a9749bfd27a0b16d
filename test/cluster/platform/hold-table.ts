/** Makes MLflow's answers late. */
import type { Platform } from './platform';

/** Nobody reads experiments for so long: MLflow's answer waits. */
export async function holdTable(platform: Platform, seconds: number): Promise<void> {
  const statements = `BEGIN; LOCK TABLE experiments IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(${String(seconds)}); COMMIT`;
  await platform.shell('postgresql', `psql --username="$POSTGRES_USER" --command="${statements}" "$POSTGRES_DB"`);
}
