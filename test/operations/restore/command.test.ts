/** `mlflow-chart restore` as a user meets it, with a kubectl and a Helm that answer what they are told to. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { followJob } from '../../../operations/restore/follow';
import { root } from '../../support/root';
import {
  FOUND,
  HALF,
  manifest,
  named,
  NEW,
  OF_ARGOCD,
  OF_HELM,
  OF_KUBECTL,
  OLD,
  restore,
  type Answers,
} from './stand-ins';

const before = process.cwd();
beforeAll(() => {
  process.chdir(root);
});
afterAll(() => {
  process.chdir(before);
});

const PROD = ['--env', 'prod', '-f', 'OURS'];
const USUAL: Answers = { deployment: OF_HELM, backups: FOUND, written: '{"runs": 1040, "since": 37}' };
const NAME = `0123456789ab/${NEW}`;
const DONE = { status: { succeeded: 1 } };

describe('without --apply', () => {
  test('the newest complete one, what is lost, what happens, and the commands; nothing is changed', async () => {
    const { exit, stdout, stderr, asked } = await restore(USUAL, ...PROD);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toMatchSnapshot();
    expect(asked.filter((line) => !/^kubectl (get|exec) /.test(line))).toEqual([]);
    expect(stdout.split('\n').filter((line) => line.length > 80 && !line.startsWith('  '))).toEqual([]);
  });

  test.each<readonly [title: string, args: readonly string[], name: string, because: string]>([
    ['by its name', ['--backup', `0123456789ab/${OLD}`], OLD, 'the one that you name'],
    ['by its whole name', ['--backup', named(OLD)], OLD, 'the one that you name'],
    ['by its time', ['--backup', '20261125'], OLD, 'the one that you name'],
    ['from before a time', ['--before', '2026-11-26T02:00:00Z'], OLD, 'the newest from before 2026-11-26T02:00:00Z'],
    ['complete by then', ['--before', '2026-11-26T02:15:42Z'], NEW, 'the newest from before 2026-11-26T02:15:42Z'],
  ])('another: %s', async (_title, args, name, because) => {
    const { exit, stdout } = await restore(USUAL, ...PROD, ...args);
    expect(exit).toBe(0);
    expect(stdout).toContain(`  backup     0123456789ab/${name}, ${because}\n`);
    expect(stdout).toContain(`  from: 0123456789ab/${name}\n`);
    expect(stdout).toContain(`  overwrite: 0123456789ab/${name}\n`);
  });

  test.each<readonly [title: string, answers: Answers, args: readonly string[], words: string]>([
    [
      'none',
      { ...USUAL, backups: { ...FOUND, backups: [] } },
      [],
      'there is no complete backup of this release in bucket backups\n',
    ],
    [
      'none that is complete',
      { ...USUAL, backups: { ...FOUND, backups: FOUND.backups.slice(2) } },
      [],
      'there is no complete backup of this release in bucket backups; of 1, none is complete: mlflow-chart backups says why\n',
    ],
    [
      'none so old',
      USUAL,
      ['--before', '2026-11-24T00:00:00Z'],
      'there is no complete backup from before 2026-11-24T00:00:00Z: the oldest began at 2026-11-25T02:15:00Z\n',
    ],
    [
      'one that is not complete',
      USUAL,
      ['--backup', HALF],
      `0123456789ab/${HALF} is not complete: has no manifest: it is being made, or was interrupted\n`,
    ],
    [
      'a time, and no changes',
      USUAL,
      ['--to', '2026-11-26T12:00:00Z'],
      '--to: nobody can go back to a time here: changes are not kept (backup.pointInTime), or no base backup is complete\n',
    ],
  ])('1 where there is %s', async (_title, answers, args, words) => {
    const { exit, stdout, stderr } = await restore(answers, ...PROD, ...args);
    expect({ exit, stdout, stderr }).toEqual({ exit: 1, stdout: '', stderr: words });
  });

  const only = (one: ReturnType<typeof manifest>): Answers => ({
    ...USUAL,
    backups: { ...FOUND, backups: [{ name: named(NEW), manifest: one }] },
  });
  test.each<readonly [title: string, answers: Answers, args: readonly string[], words: string]>([
    [
      'of a newer MLflow',
      only(manifest('2026-11-26T02:15:00Z', 5, { mlflow: '99.0.0' })),
      [],
      'it is of MLflow 99.0.0, and these values install',
    ],
    [
      'encrypted',
      only(manifest('2026-11-26T02:15:00Z', 5, { encryption: {} })),
      [],
      'its dump is encrypted. Put its session key',
    ],
    [
      'far less than one before',
      {
        ...USUAL,
        backups: {
          ...FOUND,
          backups: [FOUND.backups[0], { name: named(NEW), manifest: manifest('2026-11-26T02:15:00Z', 3) }].flatMap(
            (one) => one ?? [],
          ),
        },
      },
      [],
      `it has far less than 0123456789ab/${OLD}: it may be what came after a loss.`,
    ],
  ])('1, and no commands, where it is %s', async (_title, answers, args, words) => {
    const { exit, stdout } = await restore(answers, ...PROD, ...args);
    expect(exit).toBe(1);
    expect(stdout.replace(/\s+/g, ' ')).toContain(`In the way - ${words}`);
    expect(stdout).not.toContain('Do it');
  });

  test('with its session key, an encrypted one can be restored', async () => {
    const answers = only(manifest('2026-11-26T02:15:00Z', 5, { encryption: {} }));
    const { exit, stdout } = await restore(answers, ...PROD, '--session-key', 'mlflow-session-key');
    expect(exit).toBe(0);
    expect(stdout).toContain('  existingSecret: mlflow-session-key\n');
  });

  test('what nobody could say about runs is said, and does not stop it', async () => {
    const { exit, stdout } = await restore({ ...USUAL, written: '!error: no running pod' }, ...PROD);
    expect(exit).toBe(0);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'How many runs that are, nobody could say: kubectl says: error: no running pod.',
    );
  });

  test('to a second, where every change is kept', async () => {
    const backups = { ...FOUND, pointInTime: { from: '2026-11-25T01:30:00Z', until: '2026-11-27T03:14:00Z' } };
    const answers = { ...USUAL, backups };
    const to = ['-f', 'KEPT', '--to'];
    const { exit, stdout } = await restore(answers, ...PROD, ...to, '2026-11-26T12:00:00Z');
    expect(exit).toBe(0);
    expect(stdout).toContain('  from: "2026-11-26T12:00:00Z"\n');
    expect(stdout).toContain('kubectl -n mlflow-prod rollout status statefulset/mlflow-postgresql --timeout=2h\n');
    expect(await restore(answers, ...PROD, ...to, '2026-11-27T03:14:01Z')).toMatchObject({
      exit: 1,
      stderr:
        '--to: 2026-11-27T03:14:01Z is out of reach: the database can go back to any second from 2026-11-25T01:30:00Z until 2026-11-27T03:14:00Z\n',
    });
  });

  test.each([
    [
      OF_KUBECTL,
      'mlflow-chart render --env prod -f ours.yaml -f restore.yaml -n mlflow-prod | kubectl -n mlflow-prod apply -f -',
    ],
    [
      OF_HELM,
      'helm upgrade --install mlflow dist/prod/mlflow-1.0.0.tgz --namespace mlflow-prod --reset-then-reuse-values --values ours.yaml --values restore.yaml',
    ],
    [OF_ARGOCD, '# Argo CD would undo it: add the lines of restore.yaml to values/prod.yaml, then'],
    [
      { metadata: { labels: { 'helm.toolkit.fluxcd.io/name': 'a' }, ...OF_HELM.metadata } },
      '# Flux would undo it: add',
    ],
  ])('by what the installation was made: %j', async (deployment, line) => {
    const { stdout } = await restore({ ...USUAL, deployment }, ...PROD);
    expect(stdout).toContain(`  ${line}`);
  });

  test('--new: nobody is asked, and nothing may be replaced', async () => {
    const { exit, stdout, asked } = await restore({ deployment: '' }, ...PROD, '--new');
    expect(exit).toBe(0);
    expect(asked).toHaveLength(1);
    expect(stdout).toContain('  from: latest\n');
    expect(stdout).not.toContain('overwrite');
    expect(stdout).toContain('mlflow-chart restore --env prod -f ours.yaml --new --apply\n');
  });

  test('an exporter that does not answer is no obstacle to who knows the whole name', async () => {
    const answers: Answers = { ...USUAL, backups: '!error: no running pod' };
    const { exit, stdout } = await restore(answers, ...PROD, '--backup', NAME);
    expect(exit).toBe(0);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      `from ${NAME} Its backups could not be looked at: nobody could say which backups there are: kubectl says: error: no running pod.`,
    );
    expect(stdout).toContain(`  overwrite: ${NAME}\n`);
    const other = await restore(answers, ...PROD, '--backup', NEW);
    expect([other.exit, other.stderr]).toEqual([
      2,
      expect.stringContaining('nobody could say which backups there are'),
    ]);
  });

  test('--output: the values are in a file', async () => {
    const { stdout, given } = await restore(USUAL, ...PROD, '--output', 'OUT', '--request', 'once more');
    expect(given).toBe(`restore:\n  enabled: true\n  from: ${NAME}\n  overwrite: ${NAME}\n  request: once more\n`);
    expect(stdout).toContain('# out.yaml has the values\n');
    expect(stdout).toContain('--values out.yaml\n');
  });
});

describe('--apply', () => {
  const BY_NAME = [...PROD, '--backup', NEW, '--apply'];

  test('by Helm: with the values of the restore, until the Job is done and the servers serve', async () => {
    const running = { state: { running: {} } };
    const pods = {
      items: [{ metadata: { name: 'p' }, status: { initContainerStatuses: [{ name: 'load', ...running }] } }],
    };
    const answers = { ...USUAL, jobs: [{ status: {} }, DONE], pods, logs: 'restore: done\n' };
    const { exit, stdout, stderr, asked, given } = await restore(answers, ...BY_NAME);
    expect({ exit, stderr }).toEqual({
      exit: 0,
      stderr: 'mlflow has the values of the restore; it begins\nload: loading the dump beside the database\n',
    });
    expect(given).toBe(`restore:\n  enabled: true\n  from: ${NAME}\n  overwrite: ${NAME}\n`);
    const [helm = ''] = asked.filter((line) => line.startsWith('helm '));
    expect(helm).toMatch(
      /^helm upgrade --install mlflow \S+\/mlflow-1\.0\.0\.tgz --namespace mlflow-prod --reset-then-reuse-values --values ours\.yaml --values \S+\/restore\.yaml$/,
    );
    expect(asked.filter((line) => line.includes('get jobs '))).toHaveLength(3);
    expect(
      stdout.endsWith(
        'restore: done\n\nRestored: mlflow in mlflow-prod, and its servers serve.\nNow set restore.enabled to false: helm upgrade mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod --reset-then-reuse-values --set restore.enabled=false\n',
      ),
    ).toBe(true);
  });

  test('by kubectl: the manifests of the same values, with the Job', async () => {
    const { exit, asked, given } = await restore({ ...USUAL, deployment: OF_KUBECTL, jobs: [DONE] }, ...BY_NAME);
    expect(exit).toBe(0);
    expect(asked.filter((line) => line.startsWith('helm '))).toEqual([]);
    expect(given).toMatch(/^kind: Job\nmetadata:\n {2}name: mlflow-restore-[0-9a-f]{8}$/m);
    expect(given).toContain(`value: ${NAME}\n`);
  });

  test('what replaces something has to be named: the words to do so', async () => {
    const { exit, stderr, asked } = await restore(USUAL, ...PROD, '--apply');
    expect({ exit, stderr }).toEqual({
      exit: 2,
      stderr: `--apply: it replaces what is there: name it. mlflow-chart restore --env prod -f ours.yaml --backup ${NAME} --apply\n`,
    });
    expect(asked.filter((line) => line.startsWith('helm'))).toEqual([]);
  });

  test('Argo CD would undo it', async () => {
    const { exit, stderr } = await restore({ ...USUAL, deployment: OF_ARGOCD }, ...BY_NAME);
    expect([exit, stderr.split('\n')[0]]).toEqual([
      2,
      expect.stringMatching(/^--apply: Argo CD would undo it\. Add these lines/),
    ]);
  });

  test('of several, the Job that has come, whatever it is called; or the one that these values make, if it was there', async () => {
    const of = (...names: readonly string[]) => ({
      items: names.map((name) => ({ metadata: { name }, status: name === 'mine' ? DONE.status : {} })),
    });
    const following = (jobs: object) => ({
      ask: (words: readonly string[]) =>
        Promise.resolve({ output: JSON.stringify(words.includes('jobs') ? jobs : { items: [] }) }),
      say: () => undefined,
      at: () => undefined,
      pause: 0,
      patience: 1,
    });
    const done = { is: 'done' };
    expect(await followJob('thought', ['old'], following(of('old', 'mine')))).toEqual(done);
    expect(await followJob('mine', ['old', 'mine'], following(of('old', 'mine')))).toEqual(done);
    expect(await followJob('thought', ['old', 'mine'], following(of('old', 'mine')))).toEqual({
      is: 'unknown',
      why: 'no Job has come',
    });
  });

  test.each<readonly [title: string, answers: Answers, words: RegExp]>([
    [
      'refused',
      {
        ...USUAL,
        jobs: [{ status: {} }],
        pods: {
          items: [
            {
              metadata: { name: 'p' },
              status: { initContainerStatuses: [{ name: 'check', state: { terminated: { exitCode: 1 } } }] },
            },
          ],
        },
        logs: 'restore: refused: the key is another\n',
      },
      /^Refused, and nothing has changed\. It says:\nrestore: refused: the key is another\nMend that, or set restore\.enabled to false: until then, its Job tries again/m,
    ],
    [
      'failed',
      {
        ...USUAL,
        jobs: [{ status: { conditions: [{ type: 'Failed', status: 'True', message: 'BackoffLimitExceeded' }] } }],
        pods: { items: [] },
      },
      /^It failed\. It says:\nBackoffLimitExceeded\nThe database is as it was\./m,
    ],
  ])('1 where it is %s', async (_title, answers, words) => {
    const { exit, stderr } = await restore(answers, ...BY_NAME);
    expect([exit, stderr]).toEqual([1, expect.stringMatching(words)]);
  });

  test('2 where Helm does not take it', async () => {
    const { exit, stderr } = await restore({ ...USUAL, helm: '!Error: another operation is in progress' }, ...BY_NAME);
    expect([exit, stderr]).toEqual([
      2,
      expect.stringContaining('nothing is restored: helm says: another operation is in progress'),
    ]);
  });
});

test('a cluster that does not answer is asked some times, and then nobody knows', async () => {
  let asked = 0;
  const followed = await followJob('j', [], {
    ask: () => Promise.resolve({ unknown: `no cluster, ${String(asked++)}` }),
    say: () => undefined,
    at: () => undefined,
    pause: 0,
    patience: 3600,
  });
  expect([followed, asked]).toEqual([{ is: 'unknown', why: 'no cluster, 9' }, 10]);
});

test.each([
  [[...PROD, '--backup', 'a', '--before', '2026-11-26T00:00:00Z'], '--backup, --before and --to exclude each other\n'],
  [
    [...PROD, '--before', 'yesterday'],
    '--before: expected a time in UTC such as 2026-11-28T14:04:00Z, got yesterday\n',
  ],
  [
    [...PROD, '--backup', '2026'],
    `--backup: 2026 may be each of 0123456789ab/${OLD}, 0123456789ab/${NEW}, 0123456789ab/${HALF}: say more of its name\n`,
  ],
  [
    [...PROD, '--backup', `${NAME.slice(0, -1)}c`],
    `--backup: there is no backup ${NAME.slice(0, -1)}c; did you mean 0123456789ab/${NEW}?\n`,
  ],
  [[...PROD, '--new', '--backup', NEW], '--backup: with --new the whole name is needed'],
  [[...PROD, '--new', '--before', '2026-11-26T00:00:00Z'], '--before: with --new nobody can be asked'],
  [['--env', 'dev', '--new'], '--new: backup.destination.bucket is empty in these values'],
])('%j is 2, in words', async (args, words) => {
  const { exit, stdout, stderr } = await restore(USUAL, ...args);
  expect([exit, stdout, stderr.slice(0, words.length)]).toEqual([2, '', words]);
});

test('2 where the installation is gone, and it is not said', async () => {
  expect(await restore({ deployment: '' }, ...PROD)).toMatchObject({
    exit: 2,
    stderr:
      'there is no deployment/mlflow-tracking in namespace mlflow-prod: if the installation is gone, --new brings its newest backup into an empty place\n',
  });
});
