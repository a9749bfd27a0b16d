/** The programs that make backups, in the order of their pods, against real PostgreSQL, stores, rclone and MLflow. */
import { proveLocally } from '../local/prove';

/** The exit code. @param args Jest's, such as names of test files */
export function proveBackup(args: readonly string[], say: (line: string) => void): Promise<number> {
  return proveLocally(__dirname, args, ['large', 'measured'], say);
}
