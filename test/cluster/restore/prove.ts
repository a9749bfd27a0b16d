/** The programs that restore backups, in the order of their pods, against real PostgreSQL, stores, rclone and MLflow. */
import { proveLocally } from '../local/prove';

/** The exit code. @param args Jest's, such as names of test files */
export function proveRestore(args: readonly string[], say: (line: string) => void): Promise<number> {
  return proveLocally(__dirname, args, [], say);
}
