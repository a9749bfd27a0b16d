/** `mlflow-chart backups` as a user meets it, with a kubectl that answers what it is told to. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ageOf, backupsPage, sizeOf, type Backups } from '../../operations/backups/report';
import { backupsCommand } from '../../operations/backups';
import { withFolder } from '../support/chart-folder';
import { root } from '../support/root';

const before = process.cwd();
beforeAll(() => {
  process.chdir(root);
});
afterAll(() => {
  process.chdir(before);
});

const VALUES = `
backup: {enabled: true, destination: {bucket: backups, existingSecret: backup-keys}}
networkPolicy: {externalCidrs: {backups: [{cidr: 192.0.2.0/24}]}}
`;
const FOLDER = 'mlflow-prod/mlflow/0123456789ab';
const manifest = (started: string, more: object = {}) => ({
  kind: 'scheduled',
  started,
  finished: started.replace(/..Z$/, '42Z'),
  mlflow: '3.18.0',
  protection: 'versioning',
  database: { bytes: 12_345_678, tables: { 'public.runs': 50_000 } },
  artifacts: { objects: 1234, bytes: 10 * 1024 ** 3 },
  encryption: null,
  ...more,
});
const NAMES = ['20261125T021500Z-00aa', '20261126T021500Z-00bb', '20261127T021500Z-00cc'].map(
  (stamp) => `${FOLDER}/${stamp}`,
);
const [OLD = '', NEXT = '', LATEST = ''] = NAMES;
const FOUND: Backups = {
  bucket: 'backups',
  now: '2026-11-27T03:15:00Z',
  backups: [
    { name: OLD, manifest: manifest('2026-11-25T02:15:00Z') },
    {
      name: NEXT,
      manifest: manifest('2026-11-26T02:15:00Z', { kind: 'before-migration', encryption: { recipients: [] } }),
    },
    { name: LATEST, problem: 'has no manifest: it is being made, or was interrupted' },
  ],
  rehearsals: { [OLD]: { finished: '2026-11-25T04:45:00Z', ok: true }, [NEXT]: null },
};

/** What a kubectl that prints this, and ends so, makes of the command; and what it was called with. */
async function run(answer: string, code: number, ...args: readonly string[]) {
  const kubectl = `#!/bin/sh
printf '%s\\n' "$@" >"$0.args"
cat "$0.answer"
${code === 0 ? '' : 'echo "error: no such pod" >&2'}
exit ${String(code)}
`;
  return await withFolder(
    {
      'values.yaml': VALUES,
      'kept.yaml': 'backup: {pointInTime: {enabled: true}}\n',
      'bin/kubectl': kubectl,
      'bin/kubectl.answer': answer,
    },
    async (folder) => {
      const file = join(folder, 'bin/kubectl');
      chmodSync(file, 0o755);
      writeFileSync(`${file}.args`, '');
      let stdout = '';
      let stderr = '';
      const given = args.map((arg) => (/^[A-Z]{2,}$/.test(arg) ? join(folder, `${arg.toLowerCase()}.yaml`) : arg));
      const exit = await backupsCommand(given, {
        output: { write: (text) => (stdout += text) },
        errors: { write: (text) => (stderr += text) },
        environment: { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` },
        tool: { name: 'mlflow-chart', version: '1.0.0' },
      });
      return { exit, stdout, stderr, asked: readFileSync(`${file}.args`, 'utf8').split('\n').slice(0, -1) };
    },
  );
}
const PROD = ['--env', 'prod', '--values', 'VALUES'];

test('asks the exporter, and lists what it says, the newest first', async () => {
  const { exit, stdout, stderr, asked } = await run(JSON.stringify(FOUND), 0, ...PROD);
  expect(stdout).toMatchInlineSnapshot(`
    "Backups in bucket backups, the newest first:

      backup                              age     MLflow  runs   dump      artefacts       took
      0123456789ab/20261127T021500Z-00cc  60 min                                                 NOT COMPLETE: has no manifest: it is being made, or was interrupted
      0123456789ab/20261126T021500Z-00bb  25 h    3.18.0  50000  11.8 MiB  1234, 10.0 GiB  42 s  complete, before a migration, encrypted
      0123456789ab/20261125T021500Z-00aa  2 d     3.18.0  50000  11.8 MiB  1234, 10.0 GiB  42 s  complete

    A restore of the newest would bring back what was written until 25 h ago.
    Restoring was practised 46 h ago, with 0123456789ab/20261125T021500Z-00aa: everything came back.
    "
  `);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  expect(asked.join(' ')).toBe(
    'exec deployment/mlflow-backup-exporter --namespace mlflow-prod --container exporter -- python /prepare/exporter.py list',
  );
});

test('of another release and namespace', async () => {
  const { asked } = await run(JSON.stringify(FOUND), 0, ...PROD, '--release', 'ml', '--namespace', 'team');
  expect(asked.slice(0, 4)).toEqual(['exec', 'deployment/ml-backup-exporter', '--namespace', 'team']);
});

test('--json prints all that is known', async () => {
  const { stdout } = await run(JSON.stringify(FOUND), 0, ...PROD, '--json');
  expect(JSON.parse(stdout)).toEqual(FOUND);
});

describe('exit codes', () => {
  const damaged = { name: OLD, problem: 'the manifest is damaged', damage: true };
  test.each<[string, readonly string[], Partial<Backups>, number]>([
    ['the newest is as old as it may be', ['--max-age', '25'], {}, 0],
    ['the newest is older', ['--max-age', '24.9'], {}, 1],
    ['none', [], { backups: [] }, 1],
    ['none is complete', [], { backups: FOUND.backups.slice(2) }, 1],
    ['one is damaged', [], { backups: [damaged, ...FOUND.backups.slice(1)] }, 1],
  ])('%s', async (_, args, more, expected) => {
    const { exit } = await run(JSON.stringify({ ...FOUND, ...more }), 0, ...PROD, ...args);
    expect(exit).toBe(expected);
  });
});

test.each<[string, readonly string[], string]>([
  [
    'no destination',
    ['--env', 'prod'],
    'nothing is backed up: in these values, backup.enabled is false, or backup.destination.bucket is empty',
  ],
  ['no installation', [], 'expected --env NAME, or --values FILE with --namespace; see --help'],
  ['no namespace', ['--values', 'VALUES'], '--values without --env says nothing of the namespace: give --namespace'],
  ['a word', ['prod'], 'expected options only, got prod: did you mean --env prod?'],
  ['an age that is none', [...PROD, '--max-age', 'day'], '--max-age: expected a number of hours, got day'],
  [
    'a namespace that is none',
    [...PROD, '--namespace', 'A'],
    '--namespace: expected lower-case letters, digits and dashes, got A',
  ],
  [
    'a release that is none',
    [...PROD, '--release', 'A'],
    '--release: expected lower-case letters, digits, dashes and dots, got A',
  ],
  [
    'an option twice',
    [...PROD, '--max-age', '1', '--max-age', '2'],
    '--max-age is given more than once; once is enough',
  ],
])('refuses %s', async (_, args, words) => {
  const { exit, stdout, stderr, asked } = await run('', 0, ...args);
  expect({ exit, stdout, asked }).toEqual({ exit: 2, stdout: '', asked: [] });
  expect(stderr).toContain(words);
});

test('says why nobody could say', async () => {
  const { exit, stderr } = await run('', 1, ...PROD);
  expect(exit).toBe(2);
  expect(stderr).toContain(
    'nobody could say which backups there are: kubectl says: error: no such pod. Is deployment/mlflow-backup-exporter of namespace mlflow-prod running? Without the cluster, docs/backup.md says how to look into the bucket',
  );
});

test.each(['', 'not JSON', '{}', '{"backups": 1}'])('%j is no list of backups', async (answer) => {
  const { exit, stderr } = await run(answer, 0, ...PROD);
  expect(exit).toBe(2);
  expect(stderr).toContain('deployment/mlflow-backup-exporter prints something else than backups');
});

test('--help fits 80 columns', async () => {
  const { exit, stdout } = await run('', 0, '--help');
  expect(exit).toBe(0);
  expect(stdout).toMatch(/^Usage: mlflow-chart backups --env NAME/);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('what is wrong is said of each, and of the bucket, and of practice', () => {
  const page = backupsPage({
    ...FOUND,
    backups: [
      { name: OLD, manifest: manifest('2026-11-25T02:15:00Z', { protection: 'none' }) },
      { name: NEXT, problem: 'damaged\u001b[31m', damage: true },
    ],
    rehearsals: {
      [OLD]: { finished: '2026-11-27T03:00:00Z', ok: false, reason: 'public.runs has 1 rows instead of 2' },
    },
  });
  expect(page).toContain('NOT COMPLETE: damaged\\u001B[31m');
  expect(page).toContain('whoever has its keys can destroy every backup');
  expect(page).toContain('it failed: public.runs has 1 rows instead of 2.');
  expect(backupsPage({ ...FOUND, backups: FOUND.backups.slice(2), rehearsals: {} })).toContain(
    'None of them is complete: nothing could be restored.\nRestoring has not been practised',
  );
  expect(backupsPage({ ...FOUND, backups: [] })).toBe('There is no backup of this release in bucket backups.\n');
});

const REACH = { from: '2026-11-20T01:31:00Z', until: '2026-11-27T03:14:10Z' };
const BROKEN = 'NOBODY CAN GO BACK TO A TIME: no base backup is complete, or changes after it are missing.\n';

test('between when one can go back to any second', () => {
  expect(backupsPage({ ...FOUND, pointInTime: REACH })).toContain(
    'everything came back.\nThe database can go back to any second from 2026-11-20T01:31:00Z until 2026-11-27T03:14:10Z, 50 s ago.\n',
  );
  expect(backupsPage({ ...FOUND, pointInTime: { ...REACH, from: null } })).toContain(BROKEN);
  expect(backupsPage({ ...FOUND, backups: [], pointInTime: { ...REACH, from: null } })).toContain(BROKEN);
  const nothing = { ...FOUND, pointInTime: { from: null, until: null } };
  expect(backupsPage(nothing)).not.toContain('TIME');
  expect(backupsPage(nothing, true)).toContain(BROKEN);
});

test.each([
  ['kept, and in the bucket', true, REACH, '26', 0],
  ['older than that', true, { ...REACH, until: '2026-11-26T01:14:59Z' }, '26', 1],
  ['just as old', true, { ...REACH, until: '2026-11-26T01:15:00Z' }, '26', 0],
  ['of any age', true, { ...REACH, until: '2026-11-21T01:15:00Z' }, undefined, 0],
  ['no base backup', true, { ...REACH, from: null }, undefined, 1],
  ['nothing has arrived', true, { from: null, until: null }, undefined, 1],
  ['an older exporter', true, undefined, undefined, 1],
  ['not kept', false, { from: null, until: null }, '26', 0],
  ['not kept any more', false, { ...REACH, from: null }, '26', 0],
] as const)('changes of the database: %s', async (_, isKept, pointInTime, hours, expected) => {
  const complete = { ...FOUND, backups: [{ name: LATEST, manifest: manifest('2026-11-27T02:15:00Z') }] };
  const answer = JSON.stringify({ ...complete, ...(pointInTime !== undefined && { pointInTime }) });
  const { exit } = await run(
    answer,
    0,
    ...PROD,
    ...(isKept ? ['--values', 'KEPT'] : []),
    ...(hours === undefined ? [] : ['--max-age', hours]),
  );
  expect(exit).toBe(expected);
});

test.each([
  [0, '0 s'],
  [119, '119 s'],
  [120, '2 min'],
  [7199, '119 min'],
  [7200, '2 h'],
  [172_799, '47 h'],
  [172_800, '2 d'],
  [-5, '0 s'],
])('%i seconds are %s', (seconds, expected) => {
  const from = Date.parse('2026-11-27T03:15:00Z');
  expect(ageOf(new Date(from).toISOString(), new Date(from + seconds * 1000).toISOString())).toBe(expected);
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1024 ** 2 - 1, '1024.0 KiB'],
  [1024 ** 2, '1.0 MiB'],
  [5 * 1024 ** 5, '5120.0 TiB'],
])('%i bytes are %s', (bytes, expected) => {
  expect(sizeOf(bytes)).toBe(expected);
});

test.each([
  [{ runs: 24_999 }, true],
  [{ runs: 25_000 }, false],
  [{ objects: 616 }, true],
  [{ objects: 617 }, false],
])('whether the newest may be what came after a loss: %j', (left, isSaid) => {
  const { runs = 50_000, objects = 1234 } = left as { readonly runs?: number; readonly objects?: number };
  const page = backupsPage({
    ...FOUND,
    backups: [
      { name: OLD, manifest: manifest('2026-11-25T02:15:00Z') },
      {
        name: NEXT,
        manifest: manifest('2026-11-26T02:15:00Z', {
          database: { bytes: 1, tables: { 'public.runs': runs } },
          artifacts: { objects, bytes: 1 },
        }),
      },
    ],
  });
  const words =
    'IT HAS FAR LESS THAN 0123456789ab/20261125T021500Z-00aa, with 50000 runs and 1234 artefacts: restore.from latest may be refused. Name the one that you mean.';
  expect(page.includes(words)).toBe(isSaid);
});

test('nine fewer are no loss, however few are left', () => {
  const small = (runs: number) => ({
    database: { bytes: 1, tables: { 'public.runs': runs } },
    artifacts: { objects: 0, bytes: 0 },
  });
  const page = (before: number) =>
    backupsPage({
      ...FOUND,
      backups: [
        { name: OLD, manifest: manifest('2026-11-25T02:15:00Z', small(before)) },
        { name: NEXT, manifest: manifest('2026-11-26T02:15:00Z', small(0)) },
      ],
    });
  expect(page(9)).not.toContain('FAR LESS');
  expect(page(10)).toContain('FAR LESS');
});
