/** Alerts, dashboard and documents about monitoring, with the real Prometheus, Alertmanager and exporters. */
import { goBuild } from '../../support/go-build';
import { proveLocally } from '../local/prove';
import { alertmanager, databaseExporter, prometheus } from '../addons/prometheus';

/** The exit code. @param args Jest's, such as names of test files */
export async function proveMonitoring(args: readonly string[], say: (line: string) => void): Promise<number> {
  for (const program of [prometheus, alertmanager, databaseExporter]) await goBuild(program, say);
  return proveLocally(__dirname, args, [], say);
}
