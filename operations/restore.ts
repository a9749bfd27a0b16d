/** `mlflow-chart restore`: a backup comes back. It says what that means, and how to do it; or does it, and looks on until it is done. */
import type { Command } from '../lib/cli/command';
import type { CommandContext } from '../lib/cli/context';
import { HELP, optionsIn, type OptionGroups } from '../lib/cli/option-lines';
import { readOptions } from '../lib/cli/options';
import { helpPage, type CommandPage } from '../lib/cli/page';
import { reportErrors } from '../lib/cli/report-errors';
import { working } from '../lib/cli/working';
import { writeWholeFile } from '../lib/cli/write-file';
import type { Context } from '../lib/expr/context';
import { visibleLines } from '../lib/text/visible';
import { wrap } from '../lib/text/wrap';
import { SettingsError } from '../lib/validate/settings/settings-error';
import { BACKUP_NAME } from '../values/backup';
import { TIME_NAME } from '../values/point-in-time';
import { backupsOf } from './backups';
import { installationFor } from './installation';
import { installationIn, OF_RELEASE, refuseStray, single } from './installation-options';
import { OBJECT_NAME } from './object-name';
import { applied } from './restore/apply';
import { choose, obstaclesOf, type Chosen } from './restore/choice';
import { nowOf, partsOf, writtenSince, type Keeper } from './restore/installation';
import { planPage } from './restore/page';
import { commandLines, FILE, restoreValues, word, type Place, type Restored } from './restore/steps';

const GROUPS = {
  Installation: {
    ...OF_RELEASE,
    context: { value: 'NAME', help: 'another context of kubectl than the current one' },
  },
  'What comes back': {
    backup: {
      value: 'NAME',
      help: 'this backup, as mlflow-chart backups prints it (default: the newest complete one)',
    },
    before: { value: 'TIME', help: 'the newest backup from before, such as 2026-11-28T14:04:00Z' },
    to: { value: 'TIME', help: 'the database alone goes back to this second, where every change is kept' },
    new: { help: 'the installation is gone: by Helm into an empty place, where nothing is replaced' },
    'session-key': { value: 'SECRET', help: 'of an encrypted dump: the Secret with its session key' },
    request: { value: 'TEXT', help: 'another text restores the same backup once more' },
  },
  'What to do': {
    apply: { help: 'do it, and look on until it is done; what replaces something needs --backup or --to' },
    output: { short: 'o', value: 'FILE', completes: 'file', help: 'write the values there, not to standard output' },
    minutes: { value: 'N', help: 'how long to look on (default: 120)' },
  },
  Help: HELP,
} as const satisfies OptionGroups;

const DECLARED = optionsIn(GROUPS);

const PAGE: CommandPage = {
  name: 'restore',
  usage: ['--env NAME [OPTION…]', '--values FILE --namespace NAME [OPTION…]'],
  about: [
    'Brings a backup back. Without --apply it changes nothing: it asks which backups there are, chooses one, looks whether something is in its way, says what will happen and what is lost, and prints the values and the commands to type.',
    'With --apply it does what it says, by Helm or kubectl as the installation was made, and looks on until it is done or refused. A database with something in it is replaced only by a backup that you name.',
    'Give the same --values as the installation has: those that name the bucket of backups, above all.',
  ],
  options: GROUPS,
  examples: (program) => [
    `${program} restore --env prod -f backup.yaml`,
    `${program} restore --env prod -f backup.yaml --before 2026-11-28T14:04:00Z`,
    `${program} restore --env prod -f backup.yaml --backup 20261127T02 --apply`,
    `${program} restore --env prod -f backup.yaml --new --apply`,
  ],
  exit: {
    0: 'it can be restored, or has been',
    1: 'something is in the way, or it was refused or failed: the words say why',
    2: 'bad usage, or nobody could say',
  },
  document: 'docs/recovery.md',
};

/** @returns the exit code: 0 it can be, or is, 1 something is in the way, or it failed, 2 bad usage, or nobody could say */
export async function restoreCommand(args: readonly string[], context: CommandContext): Promise<0 | 1 | 2> {
  return await reportErrors(context, () => run(args, context));
}

export const command: Command = { page: PAGE, run: restoreCommand };

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const TIME_WORDS = 'a time in UTC such as 2026-11-28T14:04:00Z';
const LATEST = 'latest';

async function run(args: readonly string[], context: CommandContext): Promise<0 | 1> {
  const { output, errors, environment, tool } = context;
  const { positionals, given } = readOptions(args, DECLARED);
  if (given.has('help')) {
    output.write(helpPage(tool.name, PAGE));
    return 0;
  }
  refuseStray(positionals);
  const asked = askedIn(given);
  const { installation, release, kubeContext, isNew, apply } = asked;
  const usual = installationFor(installation);
  const named = (one: Context): Context => ({
    ...one,
    release: { ...one.release, ...(release !== undefined && { name: release }) },
  });
  const target = [
    '--namespace',
    usual.release.namespace,
    ...(kubeContext === undefined ? [] : ['--context', kubeContext]),
  ];
  const before = partsOf(named(usual));
  const now = await working(errors, 'asking what is there', nowOf(before.server, target, environment));
  if (typeof now === 'string') throw new SettingsError(`nobody could say what is there: ${now}`);
  if (now.keeper === undefined && !isNew)
    throw new SettingsError(
      `there is no deployment/${before.server} in namespace ${usual.release.namespace}: if the installation is gone, --new brings its newest backup into an empty place`,
    );

  const found = await choice(asked, named(usual), target, context);
  if ('problem' in found) {
    errors.write(`${visibleLines(found.problem)}\n`);
    return 1;
  }
  const { from, plan } = found;
  const replaces = !isNew;
  const restored: Restored = { from, replaces, request: asked.request, sessionKey: asked.sessionKey };
  const text = restoreValues(restored);
  const whole = named(installationFor(installation, [{ file: FILE, text }]));
  const parts = partsOf(whole);
  const keeper: Keeper = now.keeper ?? 'Helm';
  const place: Place = {
    release: whole.release.name,
    namespace: whole.release.namespace,
    context: kubeContext,
    environment: installation.environment,
    files: installation.values,
    archive: `mlflow-${tool.version}.tgz`,
    program: tool.name,
  };
  const obstacles = plan.obstacles;
  output.write(plan.page);
  if (obstacles > 0) return 1;
  if (!apply) {
    if (asked.file !== undefined) writeWholeFile(asked.file, text);
    output.write(`\n${byHand(text, commandLines(place, parts, keeper), itself(args, from, tool.name), asked.file)}`);
    return 0;
  }
  if (keeper === 'Argo CD' || keeper === 'Flux')
    throw new SettingsError(
      `--apply: ${keeper} would undo it. Add these lines to the environment’s values, synth, and commit; then ${tool.name} restore is done by ${keeper}:\n${text}`,
    );
  if (replaces && asked.backup === undefined && asked.to === undefined)
    throw new SettingsError(`--apply: it replaces what is there: name it. ${itself(args, from, tool.name)}`);
  return await applied({ place, parts, whole, text, keeper, target, minutes: asked.minutes }, context);
}

type Asked = ReturnType<typeof askedIn>;

/** @throws SettingsError for what cannot be meant */
function askedIn(given: ReadonlyMap<string, readonly string[]>) {
  const one = single(given);
  const { installation, release } = installationIn(given);
  const [backup, before, to] = [one('backup'), one('before', TIME, TIME_WORDS), one('to', TIME, TIME_WORDS)];
  const which = [backup, before, to].filter((each) => each !== undefined);
  if (which.length > 1) throw new SettingsError('--backup, --before and --to exclude each other');
  return {
    installation,
    release,
    kubeContext: one('context'),
    backup,
    before,
    to,
    isNew: given.has('new'),
    apply: given.has('apply'),
    file: one('output'),
    sessionKey: one('session-key', OBJECT_NAME, 'the name of a Secret'),
    request: one('request', /^[A-Za-z0-9 _.:-]{1,128}$/, 'letters, digits, spaces and _ . : -'),
    minutes: Number(one('minutes', /^[1-9]\d{0,3}$/, 'a number of minutes, 1 to 9999') ?? '120'),
  };
}

interface Choice {
  readonly from: string;
  readonly plan: { readonly page: string; readonly obstacles: number };
}

/** @throws SettingsError where nobody could say which there are */
async function choice(
  asked: Asked,
  usual: Context,
  target: readonly string[],
  { errors, environment }: CommandContext,
): Promise<Choice | { readonly problem: string }> {
  const {
    release: { name: release, namespace },
  } = usual;
  const { isNew, to, sessionKey = '' } = asked;
  const parts = partsOf(usual);
  const bucket = (usual.values as { readonly backup: { readonly destination: { readonly bucket: string } } }).backup
    .destination.bucket;
  if (isNew) return newPlace(asked, { release, namespace, bucket });
  const known = await working(
    errors,
    'asking which backups there are',
    backupsOf(usual, asked.release, environment, target.slice(2)).catch((error: unknown) => unseen(error, asked)),
  );
  if ('reason' in known) return blindly(known, { release, namespace, bucket });
  const { found, keepsChanges } = known;
  let from: Chosen | string;
  if (to === undefined) {
    const chosen = choose(found, asked);
    if ('problem' in chosen) return chosen;
    from = chosen;
  } else {
    const [first, last] = [found.pointInTime?.from ?? undefined, found.pointInTime?.until ?? undefined];
    if (!keepsChanges || first === undefined || last === undefined)
      return {
        problem:
          '--to: nobody can go back to a time here: changes are not kept (backup.pointInTime), or no base backup is complete',
      };
    if (Date.parse(to) < Date.parse(first) || Date.parse(to) > Date.parse(last))
      return {
        problem: `--to: ${to} is out of reach: the database can go back to any second from ${first} until ${last}`,
      };
    from = to;
  }
  const since = typeof from === 'string' ? from : from.manifest.started;
  const written = await working(
    errors,
    'asking what was written since',
    writtenSince(parts.server, since, target, environment),
  );
  const obstacles =
    typeof from === 'string'
      ? []
      : obstaclesOf(from, { backups: found, wanted: asked, mlflow: parts.mlflow, sessionKey });
  const page = planPage({ release, namespace, bucket, now: found.now, from, written, isNew, obstacles });
  return { from: typeof from === 'string' ? from : from.name, plan: { page, obstacles: obstacles.length } };
}

interface Unseen {
  readonly name: string;
  readonly reason: string;
}

/** Whoever knows the whole name of a backup needs nobody to look for it. @throws what was thrown, where that is not so */
function unseen(error: unknown, { backup = '' }: Asked): Unseen {
  if (!(error instanceof SettingsError) || !new RegExp(`^${BACKUP_NAME}$`).test(backup)) throw error;
  return { name: backup, reason: error.message };
}

function blindly({ name, reason }: Unseen, { release, namespace, bucket }: Where): Choice {
  const page = `Restore of ${release} in ${namespace}, from bucket ${bucket}

  from       ${name}

${wrap(`Its backups could not be looked at: ${reason}.`, 80).join('\n')}

The Job looks itself, before it touches anything. What was written after that
backup began is lost; the database that is there is kept beside the restored
one, as mlflow_replaced_<time>, until the next restore.
`;
  return { from: name, plan: { page, obstacles: 0 } };
}

interface Where {
  readonly release: string;
  readonly namespace: string;
  readonly bucket: string;
}

/** Nobody there could be asked: the Job looks itself. */
function newPlace({ backup, before, to }: Asked, { release, namespace, bucket }: Where): Choice {
  if (bucket === '')
    throw new SettingsError(
      '--new: backup.destination.bucket is empty in these values: name the bucket that the backups are in',
    );
  if (before !== undefined)
    throw new SettingsError('--before: with --new nobody can be asked which backups there are: name one with --backup');
  if (backup !== undefined && !new RegExp(`^${BACKUP_NAME}$`).test(backup))
    throw new SettingsError(
      `--backup: with --new the whole name is needed, such as 0123456789ab/20261127T021500Z-1a2b, got ${backup}`,
    );
  if (to !== undefined && !new RegExp(`^${TIME_NAME}$`).test(to))
    throw new SettingsError(`--to: expected ${TIME_WORDS}, got ${to}`);
  const from = backup ?? to ?? LATEST;
  const what = from === LATEST ? 'the newest complete backup of this release' : from;
  const page = `Restore of ${release} in ${namespace}, from bucket ${bucket}, into an empty place

  from       ${what}

The namespace and its Secrets have to be there, with the encryption keys of then
(docs/recovery.md). Nothing is replaced: a database with something in it is
left as it is, and the restore refused. Servers wait until it is done.
`;
  return { from, plan: { page, obstacles: 0 } };
}

/** The same command, by which it is done. */
function itself(args: readonly string[], from: string, program: string): string {
  const isNamed = args.some((arg) => /^--(backup|to|new)(=|$)/.test(arg));
  const kept = args.filter((arg, index) => !/^--(before|apply)(=|$)/.test(arg) && args[index - 1] !== '--before');
  const all = [...kept, ...(isNamed ? [] : ['--backup', from]), '--apply'];
  return `${program} restore ${all.map(word).join(' ')}`;
}

function byHand(text: string, commands: readonly string[], apply: string, file: string | undefined): string {
  const values = file === undefined ? [`# ${FILE}`, ...text.trimEnd().split('\n')] : [`# ${file} has the values`];
  const own =
    file === undefined || file === FILE ? commands : commands.map((line) => line.replaceAll(FILE, word(file)));
  return `Do it

  ${apply}

Or by hand

${[...values, '', ...own].map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}

When it is done, set restore.enabled to false.
`;
}
