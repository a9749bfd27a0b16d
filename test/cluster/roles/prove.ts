/** Servers with a role of their own, and what servers are told of it, with the real nginx, MLflow, PostgreSQL and MinIO. */
import { proveBehindProxy } from '../proxy/behind';

/** The exit code. @param args Jest's, such as names of test files */
export function proveRoles(args: readonly string[], say: (line: string) => void): Promise<number> {
  return proveBehindProxy(__dirname, args, say);
}
