/** The way to the outside by a real proxy, tinyproxy of Debian: what goes by it, and what must not. */
import { execute } from '../../support/execute';
import { NOT_POSSIBLE_HERE } from '../../support/proofs';
import { proveLocally } from '../local/prove';

/** The exit code. @param args Jest's, such as names of test files */
export async function proveOutbound(args: readonly string[], say: (line: string) => void): Promise<number> {
  if ((await execute('sh', ['-c', 'command -v tinyproxy'])).code !== 0) {
    say('This machine has no proxy. It needs tinyproxy: apt-get install tinyproxy');
    return NOT_POSSIBLE_HERE;
  }
  return proveLocally(__dirname, args, [], say);
}
