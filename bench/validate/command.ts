/** The command as it is installed: one bundle. */
import { join } from 'node:path';
import { execute, outputOf } from '../../test/support/execute';
import { root } from '../../test/support/root';

export async function command(): Promise<string> {
  outputOf(await execute('npm', ['run', '--silent', 'build'], { cwd: root }));
  return join(root, 'build/lib/mlflow-chart.js');
}
