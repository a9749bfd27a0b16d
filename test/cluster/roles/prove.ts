/**
 * Servers with a role of their own, what servers are told of it, and what stands before them, with the real nginx, MLflow, PostgreSQL, MinIO
 * and OpenTelemetry Collector.
 */
import { goBuild } from '../../support/go-build';
import { collector } from '../addons/collector';
import { proveBehindProxy } from '../proxy/behind';

/** The exit code. @param args Jest's, such as names of test files */
export async function proveRoles(args: readonly string[], say: (line: string) => void): Promise<number> {
  await goBuild(collector, say);
  return proveBehindProxy(__dirname, args, say);
}
