/** The programs that look, as they are sent to the server's container: nothing is installed there, and nothing stays. */
import CATALOGUE from '../../charts/backup/catalogue.py';
import WORDS from '../../charts/backup/words.py';
import AGES from '../../charts/retention/ages.py';
import AGED from '../../charts/retention/aged.py';
import TOLD from '../../charts/backup/told.py';
import COLLECT from '../../charts/retention/collect.py';
import COVERED from '../../charts/retention/covered.py';
import DELETED from '../../charts/retention/deleted.py';
import GOING from '../../charts/retention/going.py';
import LIFECYCLE from '../../charts/retention/lifecycle.py';
import PLACES from '../../charts/retention/places.py';
import TRACES from '../../charts/retention/traces.py';
import TRACKING from '../../charts/retention/tracking.py';
import BUCKET from './bucket.py';
import FREED from './freed.py';
import RECEIVE from './receive.py';
import REPORT from './report.py';
import TABLES from './tables.py';

/** Each after those that it needs. */
const PROGRAMS = {
  words: WORDS,
  told: TOLD,
  catalogue: CATALOGUE,
  places: PLACES,
  deleted: DELETED,
  covered: COVERED,
  tracking: TRACKING,
  going: GOING,
  collect: COLLECT,
  ages: AGES,
  aged: AGED,
  traces: TRACES,
  lifecycle: LIFECYCLE,
  tables: TABLES,
  bucket: BUCKET,
  freed: FREED,
  report: REPORT,
} as const;

/** Of values, what report.py has to know. */
export interface Asked {
  readonly olderThan: string;
  readonly loggedModels: boolean;
  readonly jobs: boolean;
  readonly tracesOlderThan: string;
  readonly tracesLinked: boolean;
  /** As retention.traces.experiments has them. */
  readonly tracesExperiments: readonly object[];
  readonly uploadDays: number;
  readonly noncurrentDays: number;
  /** After which it says what it knows by then. */
  readonly seconds: number;
}

export const COMMAND = ['python', '-B', '-c', RECEIVE] as const;

export function inputFor(asked: Asked): string {
  return `${JSON.stringify({ programs: Object.entries(PROGRAMS), asked })}\n`;
}
