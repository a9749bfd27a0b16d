/** `mlflow-chart diff`: the library's, which knows no chart, with ours. */
import { mlflowChart } from '../charts/mlflow';
import { diffCommand as libraryCommand } from '../lib/cli/diff';
import type { CommandContext } from '../lib/cli/validate';
import { symbolicModel } from '../lib/synth/model';
import { version } from '../package.json';

/** @returns the exit code: 0 nothing differs, 1 something does, 2 bad usage or unreadable input */
export async function diffCommand(args: readonly string[], context: CommandContext): Promise<0 | 1 | 2> {
  return await libraryCommand(args, context, () => symbolicModel(mlflowChart(version)));
}
