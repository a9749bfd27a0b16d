/** The store in the cluster that is maintained, and the way to it: Garage as the chart configures it, against what MLflow asks of a store. */
import { STORE_PROGRAM } from '../local/prepare';
import { proveLocally } from '../local/prove';

/** The exit code. @param args Jest's, such as names of test files */
export function proveStore(args: readonly string[], say: (line: string) => void): Promise<number> {
  process.env[STORE_PROGRAM] = 'garage';
  return proveLocally(__dirname, args, [], say);
}
