/** The command `diff`: two sides in, an explanation of what differs and an exit code out. */
import type { Explanation } from '../diff/explanation';
import { reports } from '../diff/report/reports';
import { isAtLeast } from '../validate/finding';
import type { CommandContext } from './context';
import { differences, type DiffChart } from './diff/differences';
import { DIFF_PAGE, parseDiffArguments, type FailOn } from './diff/options';
import { helpPage } from './page';
import { reportErrors } from './report-errors';
import { usesColor, widthOf } from './terminal';
import { writeWholeFile } from './write-file';

/** @returns the exit code: 0 nothing differs, 1 something does, 2 unreadable input or bad usage */
export async function diffCommand(
  args: readonly string[],
  context: CommandContext,
  chart: DiffChart,
): Promise<0 | 1 | 2> {
  return await reportErrors(context, async () => {
    const { output, environment, tool } = context;
    const given = parseDiffArguments(args);
    if (given.help) {
      output.write(helpPage(tool.name, DIFF_PAGE));
      return 0;
    }
    const explanations = await differences(given, context, chart);
    const color = given.outputFile === undefined && usesColor(output, environment);
    const text = reports[given.output](explanations, { color, width: widthOf(output), full: given.full });
    if (given.outputFile === undefined) output.write(text);
    else writeWholeFile(given.outputFile, text);
    return explanations.some((explanation) => fails(explanation, given.failOn)) ? 1 : 0;
  });
}

function fails({ objects, warnings }: Explanation, failOn: FailOn): boolean {
  if (failOn === 'never') return false;
  if (failOn === 'difference') return objects.length > 0;
  if (failOn === 'warning' && warnings.length > 0) return true;
  return objects.some(({ consequences }) => consequences.some(({ severity }) => isAtLeast(severity, failOn)));
}
