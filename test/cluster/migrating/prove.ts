/** Taking over what another installation has: against real PostgreSQL, stores and MLflow. */
import { proveLocally } from '../local/prove';

/** The exit code. @param args Jest's, such as names of test files */
export function proveMigrating(args: readonly string[], say: (line: string) => void): Promise<number> {
  return proveLocally(__dirname, args, [], say);
}
