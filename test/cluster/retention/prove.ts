/** The programs that delete what is old, and maintain the database and the store: against real PostgreSQL, stores and MLflow. */
import { proveLocally } from '../local/prove';

/** The exit code. @param args Jest's, such as names of test files */
export function proveRetention(args: readonly string[], say: (line: string) => void): Promise<number> {
  return proveLocally(__dirname, args, [], say);
}
