/** The arguments of `diff`. */
import { SettingsError } from '../../validate/settings/settings-error';
import { HELP, optionsIn, type OptionGroups } from '../option-lines';
import { readOptions } from '../options';
import type { CommandPage } from '../page';

export const FORMATS = ['text', 'markdown', 'json'] as const;
export type DiffFormat = (typeof FORMATS)[number];

export const FAIL_ON = ['difference', 'warning', 'error', 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

export interface DiffArguments {
  readonly help: boolean;
  readonly environments: readonly string[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Values files of a chart, for both sides, then for one. */
  readonly fromValues: readonly string[];
  readonly toValues: readonly string[];
  readonly release: string | undefined;
  readonly namespace: string | undefined;
  readonly output: DiffFormat;
  readonly outputFile: string | undefined;
  readonly full: boolean;
  readonly failOn: FailOn;
}

const GROUPS = {
  'What is compared': {
    env: {
      value: 'NAME',
      multiple: true,
      completes: 'environment',
      help: 'an environment: values/NAME.yaml (default: all of them)',
    },
    from: {
      value: 'WHAT',
      completes: 'file',
      help: 'what there is: a commit, a folder that synth has written, an environment, a file of values, a chart, a folder or a file of manifests, or - for standard input (default: HEAD; outside a repository, dist)',
    },
    to: { value: 'WHAT', completes: 'file', help: 'what there will be (default: the environment as its file is now)' },
  },
  'More values': {
    values: {
      short: 'f',
      value: 'FILE',
      multiple: true,
      completes: 'file',
      help: 'over those of both sides: of an environment, a file, a chart; later files win',
    },
    'from-values': {
      value: 'FILE',
      multiple: true,
      completes: 'file',
      help: 'over those of --from, after those for both',
    },
    'to-values': { value: 'FILE', multiple: true, completes: 'file', help: 'over those of --to, after those for both' },
  },
  'Charts of others, which Helm renders': {
    release: { value: 'NAME', help: 'name of the release (default: release)' },
    namespace: { short: 'n', value: 'NAME', help: 'its namespace (default: default)' },
  },
  Output: {
    output: {
      short: 'o',
      value: 'FORMAT',
      completes: FORMATS,
      help: 'text, markdown for a pull request, or json (default: text)',
    },
    'output-file': { value: 'FILE', completes: 'file', help: 'write there, not to standard output' },
    full: { help: 'all names that are counted otherwise, and all of the objects that come or go' },
    'fail-on': {
      value: 'LEVEL',
      completes: FAIL_ON,
      help: 'end with 1 from: difference, warning, error or never (default: difference)',
    },
  },
  Help: HELP,
} as const satisfies OptionGroups;

const DECLARED = optionsIn(GROUPS);

/** @throws SettingsError for what is wrong with them */
export function parseDiffArguments(args: readonly string[]): DiffArguments {
  const { positionals, given } = readOptions(args, DECLARED);
  const several = (name: string) => given.get(name) ?? [];
  const one = (name: string): string | undefined => {
    const [value, second] = several(name);
    if (second !== undefined) throw new SettingsError(`--${name} is given more than once; once is enough`);
    return value;
  };
  const [from, to, ...more] = positionals;
  if (from !== undefined && (to === undefined || more.length > 0 || given.has('from') || given.has('to'))) {
    throw new SettingsError(
      `expected two of them, what there is and what there will be, or --env, --from and --to; got ${positionals.join(' ')}`,
    );
  }
  const both = several('values');
  return {
    help: given.has('help'),
    environments: several('env'),
    from: from ?? one('from'),
    to: to ?? one('to'),
    fromValues: [...both, ...several('from-values')],
    toValues: [...both, ...several('to-values')],
    release: one('release'),
    namespace: one('namespace'),
    output: oneOf('output', one('output') ?? 'text', FORMATS),
    outputFile: one('output-file'),
    full: given.has('full'),
    failOn: oneOf('fail-on', one('fail-on') ?? 'difference', FAIL_ON),
  };
}

function oneOf<T extends string>(option: string, given: string, known: readonly T[]): T {
  const found = known.find((each) => each === given);
  if (found === undefined) throw new SettingsError(`--${option}: expected ${known.join(', ')}, got ${given}`);
  return found;
}

export const DIFF_PAGE: CommandPage = {
  name: 'diff',
  usage: ['[--env NAME] [--from WHAT] [--to WHAT]', 'CHART-OR-MANIFESTS CHART-OR-MANIFESTS [OPTION…]'],
  about: [
    'Says what a change of values or of the chart does to a cluster: which fields of which objects differ, which value is the cause, and what follows from it, such as pods that are replaced, fields that cannot be changed, volumes that are lost, or an address that more can reach. Asks no cluster, and changes nothing.',
  ],
  options: GROUPS,
  operands: 'file',
  examples: (program) => [
    `${program} diff                                  since the last commit`,
    `${program} diff --env prod --from v1.0.0         since a release`,
    `${program} diff --env prod --from staging        how two of them differ`,
    `${program} diff --env prod --to-values trial.yaml   if prod had these, too`,
    `${program} diff --from origin/main --output markdown`,
    `${program} diff chart-1.2.0.tgz chart-1.3.0.tgz -f mine.yaml`,
    `helm get manifest web | ${program} diff --env prod --from -`,
  ],
  exit: {
    0: 'nothing differs',
    1: 'something does (see --fail-on)',
    2: 'bad usage or unreadable input',
  },
  document: 'docs/diff.md',
};
