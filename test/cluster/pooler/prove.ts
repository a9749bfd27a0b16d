/** The pooler before a database of others, with the chart's own configuration and script: a real PgBouncer before a real PostgreSQL. */
import { execute } from '../../support/execute';
import { NOT_POSSIBLE_HERE } from '../../support/proofs';
import { proveLocally } from '../local/prove';

/** The exit code. @param args Jest's, such as names of test files */
export async function provePooler(args: readonly string[], say: (line: string) => void): Promise<number> {
  if ((await execute('sh', ['-c', 'command -v pgbouncer'])).code !== 0) {
    say('This machine cannot run these servers. It needs:\n  pgbouncer: RUNLEVEL=1 apt-get install pgbouncer');
    return NOT_POSSIBLE_HERE;
  }
  return proveLocally(__dirname, args, [], say);
}
