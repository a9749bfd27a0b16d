/** `mlflow-chart render`: the manifests of an environment, or of any values, without Helm and without a file written. */
import type { Command } from '../lib/cli/command';
import type { CommandContext } from '../lib/cli/context';
import { HELP, optionsIn, type OptionGroups } from '../lib/cli/option-lines';
import { readOptions } from '../lib/cli/options';
import { helpPage, type CommandPage } from '../lib/cli/page';
import { reportErrors } from '../lib/cli/report-errors';
import { environmentFiles, installationOf } from '../lib/synth/environment';
import { visible } from '../lib/text/visible';
import { nearestName } from '../lib/text/nearest-name';
import { SettingsError } from '../lib/validate/settings/settings-error';
import {
  checkValues,
  formatProblems,
  formatWarnings,
  type ValuesProblem,
  type ValuesSource,
} from '../lib/values/check';
import { LABEL } from '../values/fields';
import { assignmentOf } from './assignment';
import { valuesSources } from './installation';
import { refuseStray, single, VALUES } from './installation-options';
import { ownModel } from './own-model';

const GROUPS = {
  Values: {
    env: { value: 'NAME', completes: 'environment', help: 'an environment: values/NAME.yaml' },
    values: VALUES,
    set: { value: 'KEY=VALUE', multiple: true, help: 'one value, as Helm reads it: mlflow.replicaCount=3' },
  },
  Installation: {
    namespace: { short: 'n', value: 'NAME', help: 'its namespace (default: mlflow-NAME of --env, else default)' },
    release: { value: 'NAME', help: 'of the release (default: mlflow)' },
  },
  Output: {
    only: { value: 'FILE', multiple: true, help: 'one object, by the name of its file below manifests/' },
  },
  Help: HELP,
} as const satisfies OptionGroups;

const DECLARED = optionsIn(GROUPS);

const PAGE: CommandPage = {
  name: 'render',
  usage: ['--env NAME [OPTION…]', '--values FILE [OPTION…]'],
  about: [
    'Prints the manifests of an installation, as synth would write them below manifests/: in the order in which nothing waits, without what only helm test makes. It is the model that is evaluated; no Helm is needed, and helm template of the chart gives the same objects.',
    'Values that synth refuses are refused in the same words; what synth warns of is said on standard error.',
  ],
  options: GROUPS,
  examples: (program) => [
    `${program} render --env prod`,
    `${program} render --env prod --set mlflow.replicaCount=5 | kubectl diff -f -`,
    `${program} render -f values.yaml -n mlflow | ${program} validate -`,
    `${program} render --env dev --only tracking-deployment`,
  ],
  exit: { 0: 'printed', 2: 'bad usage, wrong or unreadable values' },
  document: 'docs/commands.md',
};

/** @returns the exit code: 0 printed, 2 bad usage, wrong or unreadable values */
export async function renderCommand(args: readonly string[], context: CommandContext): Promise<0 | 2> {
  return await reportErrors(context, () => run(args, context));
}

export const command: Command = { page: PAGE, run: renderCommand };

/** Helm's own limit. */
const LONGEST_RELEASE = 53;

function run(args: readonly string[], { output, errors, tool }: CommandContext): 0 {
  const { positionals, given } = readOptions(args, DECLARED);
  if (given.has('help')) {
    output.write(helpPage(tool.name, PAGE));
    return 0;
  }
  refuseStray(positionals);
  const one = single(given);
  const [environment, values] = [one('env'), given.get('values') ?? []];
  if (environment === undefined && values.length === 0)
    throw new SettingsError('expected --env NAME, or --values FILE; see --help');
  const sources = [...valuesSources({ environment, values }), ...(given.get('set') ?? []).map(setSource)];
  const checked = checkValues(ownModel().definition, sources);
  if (!checked.ok) throw new SettingsError(...checked.problems.map(problemLine));

  const usual =
    environment === undefined ? { name: 'mlflow', namespace: 'default' } : installationOf(ownModel(), environment);
  const name = one('release', new RegExp(`^${LABEL}(\\.${LABEL})*$`), 'lower-case letters, digits, dashes and dots');
  if ((name ?? '').length > LONGEST_RELEASE)
    throw new SettingsError(`--release: expected at most ${String(LONGEST_RELEASE)} characters, which Helm takes`);
  const namespace = one('namespace', new RegExp(`^${LABEL}$`), 'lower-case letters, digits and dashes');
  const release = { name: name ?? usual.name, namespace: namespace ?? usual.namespace };
  const { files, problems } = environmentFiles(ownModel(), checked.values, release);
  if (problems.length > 0)
    throw new SettingsError(...problems.map((problem) => `${sources[0]?.file ?? ''}: ${problem}`));
  for (const warning of checked.warnings) errors.write(`${visible(formatWarnings([warning]))}\n`);
  output.write(chosen(manifestsIn(files), given.get('only') ?? []).join('---\n'));
  return 0;
}

function setSource(assignment: string): ValuesSource {
  const text = assignmentOf(assignment);
  if (text !== undefined) return { file: `--set ${assignment}`, text };
  throw new SettingsError(
    `--set ${assignment}: expected KEY=VALUE with one plain value, such as mlflow.replicaCount=3; put lists and special characters into a file: --values FILE`,
  );
}

/** What was said on the command line has no lines. */
function problemLine(problem: ValuesProblem): string {
  return problem.file.startsWith('--set ') ? `${problem.file}: ${problem.message}` : formatProblems([problem]);
}

/** `tracking-deployment` of `manifests/50-tracking-deployment.yaml` → its text, in the order of the files. */
function manifestsIn(files: ReadonlyMap<string, string | Uint8Array>): ReadonlyMap<string, string> {
  return new Map(
    [...files].flatMap(([path, text]) => {
      const [, name] = /^manifests\/\d+-(.*)\.yaml$/.exec(path) ?? [];
      return name === undefined || typeof text !== 'string' ? [] : [[name, text] as const];
    }),
  );
}

/** @throws SettingsError for a name that none has */
function chosen(manifests: ReadonlyMap<string, string>, only: readonly string[]): readonly string[] {
  const known = [...manifests.keys()];
  const names = only.map((word) =>
    word
      .replace(/^.*\//, '')
      .replace(/^\d+-/, '')
      .replace(/\.yaml$/, ''),
  );
  const unknown = names.filter((name) => !manifests.has(name));
  if (unknown.length > 0) {
    throw new SettingsError(
      ...unknown.map((name) => {
        const near = nearestName(name, known);
        return `--only: there is no object ${name}; ${near === undefined ? `there are ${known.join(', ')}` : `did you mean ${near}?`}`;
      }),
    );
  }
  return [...manifests].flatMap(([name, text]) => (names.length === 0 || names.includes(name) ? [text] : []));
}
