/** `mlflow-chart preflight`: what an upgrade of a release would hurt, before it begins. */
import type { Command } from '../lib/cli/command';
import { optionsIn, type OptionGroups } from '../lib/cli/option-lines';
import { readOptions } from '../lib/cli/options';
import { helpPage, type CommandPage } from '../lib/cli/page';
import { reportErrors } from '../lib/cli/report-errors';
import type { CommandContext } from '../lib/cli/context';
import { working } from '../lib/cli/working';
import { visibleJson } from '../lib/text/visible';
import { COMMAND_GROUPS, releaseIn, refuseBlindness } from './doctor';
import { told } from './doctor/finding';
import { readState, type Unseen } from './doctor/read';
import { VALUES, IN_CLUSTER } from './installation-options';
import { kubectl } from './kubectl';
import { checks } from './preflight/checks';
import { findingsOf, type Finding } from './preflight/check';
import type { Facts } from './preflight/facts';
import { lookInside, SECONDS } from './preflight/inside';
import { dueOf, secondsOf } from './preflight/migration';
import { page } from './preflight/page';
import { readMore } from './preflight/read';
import { targetOf } from './preflight/target';

const GROUPS = {
  Release: COMMAND_GROUPS.Release,
  'What is to come': {
    env: { ...IN_CLUSTER.env, help: 'the chart of an environment: values/NAME.yaml' },
    values: VALUES,
    to: { value: 'VERSION', help: 'the MLflow that is to come, where its image does not say so' },
  },
  Report: COMMAND_GROUPS.Report,
  Help: COMMAND_GROUPS.Help,
} as const satisfies OptionGroups;

const DECLARED = optionsIn(GROUPS);

const PAGE: CommandPage = {
  name: 'preflight',
  usage: ['RELEASE -n NAMESPACE [OPTION…]'],
  about: [
    'Says what would hurt in an upgrade of a release to this chart: what is in the way, and what to know before. Looks at versions, the migrations of MLflow’s database and how long they take, room, backups, jobs, Helm and the cluster. Asks with kubectl, and from inside by kubectl exec; it writes nothing.',
  ],
  options: GROUPS,
  examples: (program) => [
    'helm get values mlflow -n mlflow-prod -o yaml > values.yaml',
    `${program} preflight mlflow -n mlflow-prod --values values.yaml`,
    `${program} preflight mlflow -n mlflow-prod --env prod --values values.yaml`,
  ],
  exit: {
    0: 'nothing is in the way',
    1: 'something is',
    2: 'bad usage, or nobody could look, and it says which right is missing',
  },
  document: 'docs/upgrading.md',
};
/** Of each question. */
const QUESTION_SECONDS = 60;

/** @returns the exit code: 0 nothing is in the way, 1 something is, 2 bad usage, or nobody could look */
export async function preflightCommand(args: readonly string[], context: CommandContext): Promise<0 | 1 | 2> {
  return await reportErrors(context, () => run(args, context));
}

export const command: Command = { page: PAGE, run: preflightCommand };

async function run(args: readonly string[], { output, errors, tool, environment }: CommandContext): Promise<0 | 1 | 2> {
  const { positionals, given } = readOptions(args, DECLARED);
  if (given.has('help')) {
    output.write(helpPage(tool.name, PAGE));
    return 0;
  }
  const { release, namespace, target, format, one } = releaseIn(positionals, given);
  const to = one('to', /^\d+\.\d+\.\d+$/, 'a version such as 3.18.0');
  const values = { environment: one('env'), values: given.get('values') ?? [] };
  const comes = targetOf({ ...values, release, namespace, to });

  const { state, unseen } = await working(
    errors,
    'reading objects',
    readState({ release, namespace, target, environment }),
  );
  refuseBlindness(state, unseen);
  const inNamespace = ['--namespace', namespace, ...target];
  const ask = (where: readonly string[], words: readonly string[], seconds: number, input?: string) => {
    // What stands behind -- is the program's.
    const options = words[0] === 'exec' ? 1 : words.length;
    return kubectl([...words.slice(0, options), ...where, ...words.slice(options)], environment, seconds, input);
  };
  const [{ inside, unseen: ofInside }, more] = await working(
    errors,
    'looking from inside',
    Promise.all([
      lookInside(state, (words, input) => ask(inNamespace, words, SECONDS, input)),
      readMore(
        state,
        (words, seconds = QUESTION_SECONDS) => ask(inNamespace, words, seconds),
        (words, seconds = QUESTION_SECONDS) => ask(target, words, seconds),
      ),
    ]),
  );
  const facts: Facts = { state, ...more.facts, inside, target: comes };
  const { found, failed } = findings(facts);
  const rest = [...unseen, ...ofInside, ...more.unseen, ...failed];
  output.write(format === 'json' ? `${visibleJson(asJson(facts, found, rest), 2)}\n` : page(facts, found, rest));
  if (found.some(({ level }) => level === 'error')) return 1;
  return rest.some(({ isNeeded }) => isNeeded) ? 2 : 0;
}

function findings(facts: Facts): { readonly found: readonly Finding[]; readonly failed: readonly Unseen[] } {
  const all = checks.map((check) => {
    try {
      return { found: findingsOf(check, facts), failed: [] };
    } catch (error) {
      // An object in a form that no API server lets through says nothing of the rest.
      const reason = told(error instanceof Error ? error.message : String(error));
      return { found: [], failed: [{ what: check.id, reason, isNeeded: true }] };
    }
  });
  return { found: all.flatMap(({ found }) => found), failed: all.flatMap(({ failed }) => failed) };
}

function asJson(facts: Facts, found: readonly Finding[], unseen: readonly Unseen[]) {
  const { state, inside, kubernetes, target } = facts;
  const due = dueOf(facts);
  return {
    format: 1,
    release: state.release,
    namespace: state.namespace,
    from: {
      mlflow: inside?.mlflow ?? null,
      schema: inside?.database?.tracking ?? null,
      users: inside?.database?.users ?? null,
      postgresql: inside?.database?.server ?? null,
      kubernetes: kubernetes?.version ?? null,
    },
    to: { mlflow: target.mlflow ?? null, chart: target.chart },
    migrations: due?.map(({ revision, title }) => ({ revision, title })) ?? null,
    seconds: due === undefined ? null : Math.ceil(secondsOf(facts)),
    findings: found,
    unseen: unseen.map(({ what, reason }) => ({ what, reason })),
  };
}
