/** MLflow's jobs in a server of their own, with the real nginx, MLflow, PostgreSQL and MinIO: in a place of their own, which ends with them. */
import { proveBehindProxy } from '../monitor/prove';

/** The exit code. @param args Jest's, such as names of test files */
export function proveJobs(args: readonly string[], say: (line: string) => void): Promise<number> {
  return proveBehindProxy(__dirname, args, say);
}
