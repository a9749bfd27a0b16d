/** `mlflow-chart backups`: which backups an installation has, how old the newest is, and what is wrong with others. */
import type { Command } from '../lib/cli/command';
import { HELP, optionsIn, type OptionGroups } from '../lib/cli/option-lines';
import { readOptions } from '../lib/cli/options';
import { helpPage, type CommandPage } from '../lib/cli/page';
import { reportErrors } from '../lib/cli/report-errors';
import type { CommandContext } from '../lib/cli/context';
import { working } from '../lib/cli/working';
import type { Context } from '../lib/expr/context';
import { evaluateModel } from '../lib/synth/model';
import { SettingsError } from '../lib/validate/settings/settings-error';
import { backupsPage, readBackups, type Backups } from './backups/report';
import { installationFor } from './installation';
import { OF_RELEASE, installationIn, refuseStray, single } from './installation-options';
import { kubectl } from './kubectl';
import { ownModel } from './own-model';

const GROUPS = {
  Installation: {
    ...OF_RELEASE,
  },
  Report: {
    'max-age': { value: 'HOURS', help: 'exit with 1 if the newest complete backup is older' },
    json: { help: 'print what is known as JSON' },
  },
  Help: HELP,
} as const satisfies OptionGroups;

const DECLARED = optionsIn(GROUPS);

const PAGE: CommandPage = {
  name: 'backups',
  usage: ['--env NAME [OPTION…]', '--values FILE --namespace NAME [OPTION…]'],
  about: [
    'Lists the backups of an installation: how old each is, what is in it, and whether it is complete. Asks the exporter in the cluster, by kubectl exec.',
  ],
  options: GROUPS,
  examples: (program) => [`${program} backups --env prod`, `${program} backups --env prod --max-age 26`],
  exit: {
    0: 'there is a complete backup, and none is damaged',
    1: 'there is none, one is damaged, or the newest is too old',
    2: 'bad usage, or nobody could say',
  },
  document: 'docs/backup.md',
};

/** A large bucket takes a while to be read. */
const SECONDS = 120;

/** @returns the exit code: 0 all is well, 1 it is not, 2 bad usage, or nobody could say */
export async function backupsCommand(args: readonly string[], context: CommandContext): Promise<0 | 1 | 2> {
  return await reportErrors(context, () => run(args, context));
}

export const command: Command = { page: PAGE, run: backupsCommand };

async function run(args: readonly string[], { output, errors, tool, environment }: CommandContext): Promise<0 | 1> {
  const { positionals, given } = readOptions(args, DECLARED);
  if (given.has('help')) {
    output.write(helpPage(tool.name, PAGE));
    return 0;
  }
  refuseStray(positionals);
  const hours = single(given)('max-age', /^\d{1,6}(\.\d+)?$/, 'a number of hours');
  const { installation, release } = installationIn(given);
  const { found, keepsChanges } = await working(
    errors,
    'asking which backups there are',
    backupsOf(installationFor(installation), release, environment),
  );
  output.write(given.has('json') ? `${JSON.stringify(found, null, 2)}\n` : backupsPage(found, keepsChanges));
  return isWell(found, keepsChanges, hours === undefined ? Infinity : Number(hours)) ? 0 : 1;
}

interface Known {
  readonly found: Backups;
  /** Whether the values want every change of the database to be kept. */
  readonly keepsChanges: boolean;
}

/**
 * @param target words for kubectl, which cluster is meant
 * @throws SettingsError where nothing is backed up, or nobody could say
 */
export async function backupsOf(
  context: Context,
  release: string | undefined,
  environment: CommandContext['environment'],
  target: readonly string[] = [],
): Promise<Known> {
  const { namespace, name } = { ...context.release, ...(release !== undefined && { name: release }) };
  const deployments = deploymentsOf({ ...context, release: { ...context.release, name } });
  const exporter = deployments.get('backup-exporter');
  if (exporter === undefined) {
    throw new SettingsError(
      'nothing is backed up: in these values, backup.enabled is false, or backup.destination.bucket is empty',
    );
  }
  const command = ['python', '/prepare/exporter.py', 'list'];
  const args = [
    'exec',
    `deployment/${exporter}`,
    '--namespace',
    namespace,
    ...target,
    '--container',
    'exporter',
    '--',
    ...command,
  ];
  const answer = await kubectl(args, environment, SECONDS);
  if ('unknown' in answer) {
    throw new SettingsError(
      `nobody could say which backups there are: ${answer.unknown}. Is deployment/${exporter} of namespace ${namespace} running? Without the cluster, docs/backup.md says how to look into the bucket`,
    );
  }
  const found = readBackups(answer.output);
  if (found === undefined) throw new SettingsError(`deployment/${exporter} prints something else than backups`);
  return { found, keepsChanges: deployments.has('wal-archive') };
}

/** Their names, by what they are. */
function deploymentsOf(context: Parameters<typeof evaluateModel>[1]): ReadonlyMap<string, string> {
  const objects = [...evaluateModel(ownModel(), context).values()] as unknown as readonly {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  }[];
  return new Map(
    objects.flatMap(({ kind, metadata: { name, labels } }) =>
      kind === 'Deployment' ? [[labels?.['app.kubernetes.io/component'] ?? '', name] as const] : [],
    ),
  );
}

function isWell({ now, backups, pointInTime }: Backups, keepsChanges: boolean, hours: number): boolean {
  const isYoung = (time: number) => Date.parse(now) - time <= hours * 3_600_000;
  if (keepsChanges && (pointInTime?.from == null || !isYoung(Date.parse(pointInTime.until ?? '')))) return false;
  const complete = backups.flatMap(({ manifest }) => (manifest === undefined ? [] : [Date.parse(manifest.started)]));
  const isDamaged = backups.some(({ damage }) => damage === true);
  return !isDamaged && complete.length > 0 && isYoung(Math.max(...complete));
}
