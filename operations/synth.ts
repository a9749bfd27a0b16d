/** `mlflow-chart synth`: for each file of values in values/, plain manifests and a Helm chart below dist/. */
import { mlflowChart } from '../charts/mlflow';
import type { Command } from '../lib/cli/command';
import type { CommandContext } from '../lib/cli/context';
import { helpPage } from '../lib/cli/page';
import { reportErrors } from '../lib/cli/report-errors';
import { synth } from '../lib/cli/synth';
import { parseSynthArguments, synthPage } from '../lib/cli/synth-options';
import { version } from '../package.json';
import { FOLDERS } from './installation';

const PAGE = synthPage(FOLDERS);

/** How it is called in what it writes: the same bytes, whoever starts it. */
export const SYNTH = 'mlflow-chart synth';

/** @returns the exit code: 0 written, 2 bad usage, wrong or unreadable values, or dist/ cannot be written */
export async function synthCommand(args: readonly string[], context: CommandContext): Promise<0 | 2> {
  return await reportErrors(context, () => {
    const { output, errors, tool } = context;
    // Before the chart is made.
    if (parseSynthArguments(args).help) {
      output.write(helpPage(tool.name, PAGE));
      return 0;
    }
    return synth(mlflowChart(version), { args, command: SYNTH, output, errors });
  });
}

export const command: Command = { page: PAGE, run: synthCommand };
