/** The programs that look from inside, as they are sent to a container of the server's: nothing is installed there, and nothing stays. */
import CATALOGUE from '../../charts/backup/catalogue.py';
import WORDS from '../../charts/backup/words.py';
import DATABASE_STEPS from '../../charts/doctor/database_steps.py';
import DOCTOR from '../../charts/doctor/doctor.py';
import SERVER_STEPS from '../../charts/doctor/server_steps.py';
import SLOW_STEPS from '../../charts/doctor/slow_steps.py';
import STEPS from '../../charts/doctor/steps.py';
import STORE_STEPS from '../../charts/doctor/store_steps.py';
import TOLD from '../../charts/backup/told.py';
import BUCKET_CHECK from '../../charts/monitoring/bucket_check.py';
import CERTIFICATE_CHECK from '../../charts/monitoring/certificate_check.py';
import DATABASE_CHECK from '../../charts/monitoring/database_check.py';
import ENCRYPTION from '../../charts/monitoring/encryption.py';
import SCHEMA from '../../charts/monitoring/schema.py';
import MAINTAIN from '../../charts/retention/maintain.py';
import S3_CLIENT from '../../charts/server/s3_client.py';
import RECEIVE from '../report/receive.py';

/** Each after those that it needs. */
const PROGRAMS = {
  schema: SCHEMA,
  encryption: ENCRYPTION,
  database_check: DATABASE_CHECK,
  certificate_check: CERTIFICATE_CHECK,
  s3_client: S3_CLIENT,
  bucket_check: BUCKET_CHECK,
  words: WORDS,
  catalogue: CATALOGUE,
  maintain: MAINTAIN,
  steps: STEPS,
  server_steps: SERVER_STEPS,
  database_steps: DATABASE_STEPS,
  slow_steps: SLOW_STEPS,
  store_steps: STORE_STEPS,
  told: TOLD,
  doctor: DOCTOR,
} as const;

export interface Asked {
  /** Undefined where no proxy runs beside it yet. */
  readonly server?: { readonly address: string; readonly host: string };
}

export const COMMAND = ['python', '-B', '-c', RECEIVE] as const;

export function inputFor(asked: Asked): string {
  return `${JSON.stringify({ programs: Object.entries(PROGRAMS), asked })}\n`;
}
