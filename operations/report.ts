/** `mlflow-chart report`: what an installation holds, of which experiment, how fast it grows, and what could be freed. */
import type { Command } from '../lib/cli/command';
import { HELP, optionsIn, type OptionGroups } from '../lib/cli/option-lines';
import { readOptions } from '../lib/cli/options';
import { helpPage, type CommandPage } from '../lib/cli/page';
import { reportErrors } from '../lib/cli/report-errors';
import type { CommandContext } from '../lib/cli/context';
import { working } from '../lib/cli/working';
import { visibleJson } from '../lib/text/visible';
import { evaluateModel } from '../lib/synth/model';
import { SettingsError } from '../lib/validate/settings/settings-error';
import { installationFor } from './installation';
import { OF_RELEASE, installationIn, refuseStray, single } from './installation-options';
import { kubectl } from './kubectl';
import { readAnswer, type Answer } from './report/answer';
import { forecast } from './report/growth';
import { page } from './report/page';
import { COMMAND, inputFor, type Asked } from './report/programs';
import { volumesOf, type Rendered } from './report/volumes';
import { ownModel } from './own-model';

const GROUPS = {
  Installation: {
    ...OF_RELEASE,
    context: { value: 'NAME', help: 'another context of kubectl than the current one' },
  },
  Report: {
    top: { value: 'N', help: 'how many experiments are shown (default: 20)' },
    minutes: { value: 'N', help: 'how long it may take (default: 15); then what is known by then is said' },
    json: { help: 'print all of it as JSON' },
  },
  Help: HELP,
} as const satisfies OptionGroups;

const DECLARED = optionsIn(GROUPS);

const PAGE: CommandPage = {
  name: 'report',
  usage: ['--env NAME [OPTION…]', '--values FILE --namespace NAME [OPTION…]'],
  about: [
    'Says what an installation holds: runs, traces, artefacts and bytes of each experiment, how fast it grows, when its volumes are full, and what deleting for good would free (retention.gc, retention.traces, retention.lifecycle). Only reads, by kubectl exec in a server’s pod.',
  ],
  options: GROUPS,
  examples: (program) => [
    `${program} report --env prod`,
    `${program} report --env prod --top 100`,
    `${program} report --env prod --json`,
  ],
  exit: {
    0: 'all of it is known',
    1: 'a part of it is not, and the last lines say why',
    2: 'bad usage, or nobody could look',
  },
  document: 'docs/report.md',
};

/** Of the values, what is read here; they are complete. */
interface Settings {
  readonly retention: {
    readonly gc: Pick<Asked, 'olderThan' | 'loggedModels' | 'jobs'>;
    readonly traces: { readonly olderThan: string; readonly linked: boolean; readonly experiments: readonly object[] };
    readonly lifecycle: { readonly abortUploadsAfterDays: number; readonly noncurrentDays: number };
  };
  readonly backup: { readonly enabled: boolean; readonly destination: { readonly bucket: string } };
}

/** After which kubectl is not waited for: more than report.py takes to end. */
const GRACE = 90;
const COUNT = /^(0|[1-9]\d{0,5})$/;

/** @returns the exit code: 0 all is known, 1 a part of it is not, 2 bad usage, or nobody could say */
export async function reportCommand(args: readonly string[], context: CommandContext): Promise<0 | 1 | 2> {
  return await reportErrors(context, () => run(args, context));
}

export const command: Command = { page: PAGE, run: reportCommand };

async function run(args: readonly string[], { output, errors, tool, environment }: CommandContext): Promise<0 | 1> {
  const { positionals, given } = readOptions(args, DECLARED);
  if (given.has('help')) {
    output.write(helpPage(tool.name, PAGE));
    return 0;
  }
  refuseStray(positionals);
  const one = single(given);
  const top = Number(one('top', COUNT, 'a number of experiments') ?? '20');
  const seconds = Number(one('minutes', /^[1-9]\d{0,2}$/, 'a number of minutes, 1 to 999') ?? '15') * 60;
  const named = one('context');
  const { installation, release } = installationIn(given);

  const found = installationFor(installation);
  const context = { ...found, release: { ...found.release, ...(release !== undefined && { name: release }) } };
  const objects = [...evaluateModel(ownModel(), context).values()] as unknown as readonly Rendered[];
  const { retention, backup } = context.values as Settings;
  const { gc, traces, lifecycle } = retention;
  const asked: Asked = {
    olderThan: gc.olderThan,
    loggedModels: gc.loggedModels,
    jobs: gc.jobs,
    tracesOlderThan: traces.olderThan,
    tracesLinked: traces.linked,
    tracesExperiments: traces.experiments,
    uploadDays: lifecycle.abortUploadsAfterDays,
    noncurrentDays: lifecycle.noncurrentDays,
    seconds,
  };
  const target = ['--namespace', context.release.namespace, ...(named === undefined ? [] : ['--context', named])];
  const said = await working(
    errors,
    'looking into the database and the bucket',
    answerOf(objects, target, asked, environment),
  );
  const { volumes, problems } = await working(errors, 'asking for volumes', volumesOf(objects, target, environment));
  const answer = { ...said, problems: [...said.problems, ...problems] };
  const { name, namespace: place } = context.release;
  if (given.has('json')) {
    const forecasts = volumes.map((volume) => ({ ...volume, forecast: forecast(answer, volume) }));
    output.write(`${visibleJson({ release: name, namespace: place, ...answer, volumes: forecasts }, 2)}\n`);
  } else {
    const byBackups = backup.enabled && backup.destination.bucket !== '';
    const width = output.isTTY === true ? output.columns : undefined;
    output.write(page(answer, volumes, { release: name, namespace: place, top, asked, byBackups, width }));
  }
  return answer.problems.length === 0 ? 0 : 1;
}

async function answerOf(
  objects: readonly Rendered[],
  target: readonly string[],
  asked: Asked,
  environment: CommandContext['environment'],
): Promise<Answer> {
  const server = objects.find(
    ({ kind, metadata: { labels } }) => kind === 'Deployment' && labels?.['app.kubernetes.io/component'] === 'tracking',
  );
  const deployment = `deployment/${server?.metadata.name ?? ''}`;
  const args = ['exec', '--stdin', deployment, ...target, '--container', 'mlflow', '--', ...COMMAND];
  const said = await kubectl(args, environment, asked.seconds + GRACE, inputFor(asked));
  const where = `${deployment} of ${target.slice(1).join(' ')}`;
  if ('unknown' in said) {
    throw new SettingsError(
      `nobody could look: ${said.unknown}. Is a pod of ${where} running, and may you use kubectl exec there (create pods/exec)?`,
    );
  }
  const answer = readAnswer(said.output);
  if (answer === undefined) {
    throw new SettingsError(
      `nobody could look: in a pod of ${where}, ${COMMAND[0]} prints something else than a report. Is its image MLflow’s, and the release one of this chart?`,
    );
  }
  if (typeof answer === 'string') throw new SettingsError(`nobody could look: ${answer}`);
  return answer;
}
