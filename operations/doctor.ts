/** `mlflow-chart doctor`: what is wrong with a release, by what was seen, and what to do. */
import type { Command } from '../lib/cli/command';
import { HELP, optionsIn, type OptionGroups } from '../lib/cli/option-lines';
import { readOptions } from '../lib/cli/options';
import { helpPage, type CommandPage } from '../lib/cli/page';
import { reportErrors } from '../lib/cli/report-errors';
import type { CommandContext } from '../lib/cli/context';
import { working } from '../lib/cli/working';
import { visibleJson } from '../lib/text/visible';
import { SettingsError } from '../lib/validate/settings/settings-error';
import { LABEL } from '../values/fields';
import { checks } from './doctor/checks';
import { causesAmong, ranked, told, type Ranked } from './doctor/finding';
import { lookInside, SECONDS } from './doctor/inside';
import { page } from './doctor/page';
import { readState, type Unseen } from './doctor/read';
import { isOf, type State } from './doctor/state';
import { single, type Single } from './installation-options';
import { kubectl } from './kubectl';

/** Of commands that are told a release by its name. */
export const COMMAND_GROUPS = {
  Release: {
    namespace: { short: 'n', value: 'NAME', help: 'its namespace' },
    context: { value: 'NAME', help: 'another context of kubectl than the current one' },
  },
  Report: { format: { value: 'FORMAT', completes: ['text', 'json'], help: 'text or json (default: text)' } },
  Help: HELP,
} as const satisfies OptionGroups;

const DECLARED = optionsIn(COMMAND_GROUPS);

const PAGE: CommandPage = {
  name: 'doctor',
  usage: ['RELEASE -n NAMESPACE [OPTION…]'],
  about: [
    'Says what is wrong with a release of MLflow: the cause, what was seen of it, and what to do. Reads objects with what kubectl may, and looks from inside by kubectl exec in a pod of the server’s: its database, its bucket (one object is written and deleted), itself. Nothing is installed, and no secret is printed.',
  ],
  options: COMMAND_GROUPS,
  examples: (program) => [
    `${program} doctor mlflow -n mlflow-prod`,
    `${program} doctor mlflow -n mlflow-prod --format json`,
  ],
  exit: {
    0: 'nothing is wrong',
    1: 'something is',
    2: 'bad usage, or nobody could look, and it says which right is missing',
  },
  document: 'docs/troubleshooting.md',
};
const NAME = new RegExp(`^${LABEL}(\\.${LABEL})*$`);

/** @returns the exit code: 0 nothing is wrong, 1 something is, 2 bad usage, or nobody could look */
export async function doctorCommand(args: readonly string[], context: CommandContext): Promise<0 | 1 | 2> {
  return await reportErrors(context, () => run(args, context));
}

export const command: Command = { page: PAGE, run: doctorCommand };

async function run(args: readonly string[], { output, errors, tool, environment }: CommandContext): Promise<0 | 1 | 2> {
  const { positionals, given } = readOptions(args, DECLARED);
  if (given.has('help')) {
    output.write(helpPage(tool.name, PAGE));
    return 0;
  }
  const { release, namespace, target, format } = releaseIn(positionals, given);

  const { state, unseen } = await working(
    errors,
    'reading objects',
    readState({ release, namespace, target, environment }),
  );
  refuseBlindness(state, unseen);
  const look = lookInside(state, (words, input) =>
    // What stands behind -- is the program's.
    kubectl(
      [...words.slice(0, 1), '--namespace', namespace, ...target, ...words.slice(1)],
      environment,
      SECONDS,
      input,
    ),
  );
  const inside = await working(errors, 'looking from inside', look);
  const { found, failed } = outside(state);
  const findings = causesAmong([...found, ...inside.findings]);
  const rest = [...unseen, ...inside.unseen, ...failed];
  if (format === 'json') {
    output.write(
      `${visibleJson({ format: 1, release, namespace, findings, unseen: rest.map(({ what, reason }) => ({ what, reason })) }, 2)}\n`,
    );
  } else {
    output.write(page(findings, rest, { release, namespace }));
  }
  if (findings.length > 0) return 1;
  return rest.some(({ isNeeded }) => isNeeded) ? 2 : 0;
}

interface Asked {
  readonly release: string;
  readonly namespace: string;
  /** Words that say which cluster. */
  readonly target: readonly string[];
  readonly format: string;
  readonly one: Single;
}

/** @throws SettingsError where no release is said, or not as Kubernetes has names */
export function releaseIn(positionals: readonly string[], given: ReadonlyMap<string, readonly string[]>): Asked {
  const [release, stray] = positionals;
  if (release === undefined)
    throw new SettingsError('expected a RELEASE, such as mlflow; helm list -A has those that there are');
  if (stray !== undefined) throw new SettingsError(`expected one RELEASE, got ${release} and ${stray}`);
  if (!NAME.test(release))
    throw new SettingsError(`${release} is no name of a release: lower-case letters, digits, dashes and dots`);
  const one = single(given);
  const namespace = one('namespace', new RegExp(`^${LABEL}$`), 'lower-case letters, digits and dashes');
  if (namespace === undefined) throw new SettingsError(`expected the namespace of ${release}: --namespace NAME`);
  const format = one('format', /^(text|json)$/, 'text or json') ?? 'text';
  const context = one('context');
  const target = context === undefined ? [] : ['--context', context];
  return { release, namespace, target, format, one };
}

interface Outside {
  readonly found: readonly Ranked[];
  readonly failed: readonly Unseen[];
}

export function outside(state: State): Outside {
  const all = checks.map((check): Outside => {
    try {
      const found = check.look(state).map((seen) => ranked(check.id, { ...check, part: seen.part }, seen));
      return { found, failed: [] };
    } catch (error) {
      // An object in a form that no API server lets through says nothing of the rest.
      const reason = told(error instanceof Error ? error.message : String(error));
      return { found: [], failed: [{ what: check.id, reason, isNeeded: true }] };
    }
  });
  return { found: all.flatMap(({ found }) => found), failed: all.flatMap(({ failed }) => failed) };
}

/** @throws SettingsError where nothing could be read, or there is nothing */
export function refuseBlindness(state: State, unseen: readonly Unseen[]): void {
  const needed = unseen.filter(({ isNeeded }) => isNeeded);
  if (needed.length > 0) {
    const words = [...new Set(needed.map(({ what, reason }) => `${what}: ${reason}`))];
    throw new SettingsError(...words.map((each) => `nobody could look: ${each}`));
  }
  const { release, namespace, deployments, statefulSets, pods, services } = state;
  const all = [...deployments, ...statefulSets, ...pods, ...services.filter((one) => isOf(state, one))];
  if (all.length > 0) return;
  throw new SettingsError(
    `there is no release ${release} in the namespace ${namespace}: helm list -A has those that there are`,
  );
}
