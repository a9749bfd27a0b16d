/** `mlflow-chart convert`: the values of another chart for MLflow, as values of this one. */
import type { Command } from '../lib/cli/command';
import { HELP, optionsIn, type OptionGroups } from '../lib/cli/option-lines';
import { readOptions } from '../lib/cli/options';
import { helpPage, type CommandPage } from '../lib/cli/page';
import { readGiven } from '../lib/cli/given-file';
import { reportErrors } from '../lib/cli/report-errors';
import type { CommandContext } from '../lib/cli/context';
import { decodeText } from '../lib/files/decode';
import { readStandardInput } from '../lib/files/read-file';
import { nearestName } from '../lib/text/nearest-name';
import { visible, visibleLines } from '../lib/text/visible';
import { SettingsError } from '../lib/validate/settings/settings-error';
import { isMapping, type JsonObject } from '../lib/values/merge';
import { YamlError } from '../lib/yaml/error';
import { readDocuments } from '../lib/yaml/read';
import type { OtherChart } from './convert/chart';
import { charts } from './convert/charts';
import { convert } from './convert/convert';
import { keysIn } from './convert/keys';
import { findingLines } from './convert/lines';
import { single } from './installation-options';

const NAMES = charts.map(({ name }) => name);
const GROUPS = {
  Input: { from: { value: 'CHART', completes: NAMES, help: `whose values they are: ${NAMES.join(', ')}` } },
  Help: HELP,
} as const satisfies OptionGroups;

const DECLARED = optionsIn(GROUPS);

const PAGE: CommandPage = {
  name: 'convert',
  usage: ['FILE --from CHART'],
  about: [
    'Writes values for this chart that do what the values of another chart for MLflow do: only what differs from the defaults, with a comment where something is to be decided. What could not be taken over is said on standard error, by its line. Passwords are never repeated: there are commands for the Secrets.',
  ],
  lists: { Charts: charts.map(({ name, title, version }) => [name, `${title} ${version}`]) },
  options: GROUPS,
  operands: 'file',
  examples: (program) => [
    `${program} convert values.yaml --from community-charts > mlflow.yaml`,
    `helm get values mlflow -o yaml | ${program} convert - --from bitnami`,
  ],
  exit: {
    0: 'all is taken over',
    1: 'something is not, or has to be decided',
    2: 'bad usage or unreadable input',
  },
  document: 'docs/migrating.md',
};

/** @returns the exit code: 0 all is taken over, 1 something is not, or has to be decided, 2 bad usage or unreadable input */
export async function convertCommand(args: readonly string[], context: CommandContext): Promise<0 | 1 | 2> {
  return await reportErrors(context, () => run(args, context));
}

export const command: Command = { page: PAGE, run: convertCommand };

function run(args: readonly string[], { output, errors, tool }: CommandContext): 0 | 1 {
  const { positionals, given } = readOptions(args, DECLARED);
  if (given.has('help')) {
    output.write(helpPage(tool.name, PAGE));
    return 0;
  }
  const [file, second] = positionals;
  if (file === undefined) throw new SettingsError('expected a file with values, or - for standard input; see --help');
  if (second !== undefined) throw new SettingsError('expected one file: merge several first, as helm get values does');
  const chart = chartNamed(single(given)('from'));
  const name = file === '-' ? 'standard input' : file;
  const text = file === '-' ? fromStandardInput() : readGiven(file);
  const values = valuesIn(text, name);
  requireChart(chart, values);
  const about = `Of ${visible(name)}, values of ${chart.title} (${chart.version}), by ${tool.name} convert.`;
  const { text: converted, findings } = convert(chart, values, about);
  output.write(converted);
  errors.write(
    findingLines(findings, { name, text, values })
      .map((line) => `${visibleLines(line)}\n`)
      .join(''),
  );
  return findings.some(({ label }) => label !== 'note') ? 1 : 0;
}

function chartNamed(name: string | undefined): OtherChart {
  if (name === undefined) throw new SettingsError(`expected --from, one of ${NAMES.join(', ')}`);
  const chart = charts.find((one) => one.name === name);
  if (chart !== undefined) return chart;
  const near = nearestName(name, NAMES);
  throw new SettingsError(
    `--from: expected one of ${NAMES.join(', ')}, got ${name}${near === undefined ? '' : `; did you mean ${near}?`}`,
  );
}

function fromStandardInput(): string {
  try {
    return decodeText(readStandardInput('standard input'), 'standard input');
  } catch (error) {
    throw error instanceof YamlError ? new SettingsError(error.message) : error;
  }
}

function valuesIn(text: string, name: string): JsonObject {
  try {
    const [first, second] = readDocuments(text, name);
    if (second !== undefined) throw new SettingsError(`${name}:${second.line}:1: expected one document, found another`);
    const values = first?.value ?? {};
    if (!isMapping(values)) throw new SettingsError(`${name}:${first?.line ?? 1}:1: expected a mapping of values`);
    return values;
  } catch (error) {
    throw error instanceof YamlError ? new SettingsError(error.message) : error;
  }
}

/** A file of which hardly a key is known is another chart's. */
function requireChart(chart: OtherChart, values: JsonObject): void {
  const { known, unknown } = keysIn(chart, values);
  if (known >= unknown.length) return;
  const others = charts.filter((one) => one !== chart && keysIn(one, values).known > known).map(({ name }) => name);
  const hint = others.length === 0 ? '' : `; did you mean --from ${others.join(' or ')}?`;
  throw new SettingsError(
    `these are hardly values of ${chart.title}: it knows ${known} of ${known + unknown.length}${hint}`,
  );
}
