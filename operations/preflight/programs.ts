/** The program that looks from inside, as it is sent to a container of the server's. */
import WORDS from '../../charts/backup/words.py';
import TOLD from '../../charts/backup/told.py';
import STEPS from '../../charts/doctor/steps.py';
import DATABASE_CHECK from '../../charts/monitoring/database_check.py';
import ENCRYPTION from '../../charts/monitoring/encryption.py';
import SCHEMA from '../../charts/monitoring/schema.py';
import PREFLIGHT from './preflight.py';

/** Each after those that it needs. */
const PROGRAMS = {
  schema: SCHEMA,
  encryption: ENCRYPTION,
  database_check: DATABASE_CHECK,
  words: WORDS,
  told: TOLD,
  steps: STEPS,
  preflight: PREFLIGHT,
} as const;

export const input = (): string => `${JSON.stringify({ programs: Object.entries(PROGRAMS), asked: {} })}\n`;
