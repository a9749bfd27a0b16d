/** The programs that keep every change of the database, and go back to a time, against real PostgreSQL, stores and rclone. */
import { proveLocally } from '../local/prove';

/** The exit code. @param args Jest's, such as names of test files */
export function provePointInTime(args: readonly string[], say: (line: string) => void): Promise<number> {
  return proveLocally(__dirname, args, [], say);
}
