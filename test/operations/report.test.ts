/** `mlflow-chart report` as a user meets it, with a kubectl that answers what it is told to; test/cluster/retention/report.test.ts has real servers. */
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reportCommand } from '../../operations/report';
import type { Answer, Experiment, Volume } from '../../operations/report/answer';
import { databaseGrowth, forecast } from '../../operations/report/growth';
import { page } from '../../operations/report/page';
import { withFolder } from '../support/chart-folder';
import { root } from '../support/root';

const before = process.cwd();
beforeAll(() => {
  process.chdir(root);
});
afterAll(() => {
  process.chdir(before);
});

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const lately = (day: number, week: number, month: number) => ({ day, week, month });
const experiment = (id: number, name: string, more: Partial<Experiment> = {}): Experiment => ({
  id: String(id),
  name,
  state: 'active',
  location: `mlflow-artifacts:/${String(id)}`,
  isHere: true,
  sharedWith: null,
  runs: { active: 1200, deleted: 34, begun: lately(5, 40, 300) },
  models: { active: 7, deleted: 1, begun: lately(0, 1, 2) },
  traces: { count: 0, begun: lately(0, 0, 0) },
  databaseBytes: 300 * MIB,
  artifacts: { objects: 4321, bytes: 40 * GIB, written: lately(GIB, 7 * GIB, 20 * GIB) },
  ...more,
});
const FOUND: Answer = {
  format: 1,
  now: '2026-11-28T03:10:00Z',
  mlflow: '3.18.0',
  database: {
    bytes: 2 * GIB,
    logBytes: 320 * MIB,
    tables: [
      { name: 'metrics', bytes: GIB, rows: 5_000_000, of: 'runs' },
      { name: 'spans', bytes: 600 * MIB, rows: 1, of: 'traces' },
      { name: 'params', bytes: 100 * MIB, rows: null, of: 'runs' },
      { name: 'tags', bytes: 50 * MIB, rows: 70_000, of: 'runs' },
      { name: 'runs', bytes: 30 * MIB, rows: 60_000, of: 'runs' },
      { name: 'jobs', bytes: 2 * MIB, rows: 100, of: null },
      { name: 'issues', bytes: MIB, rows: 10, of: null },
    ],
  },
  bucket: {
    name: 'artefacts',
    prefix: 'ml/',
    objects: 5432,
    bytes: 51 * GIB,
    written: lately(GIB, 7 * GIB, 20 * GIB),
    complete: true,
    versioning: 'enabled',
    noncurrent: { objects: 10, bytes: 2 * GIB },
    uploads: { count: 3, bytes: 5 * GIB, complete: true },
  },
  experiments: [
    experiment(0, 'Default', {
      runs: { active: 0, deleted: 0, begun: lately(0, 0, 0) },
      models: { active: 0, deleted: 0, begun: lately(0, 0, 0) },
      databaseBytes: 0,
      artifacts: { objects: 0, bytes: 0, written: lately(0, 0, 0) },
    }),
    experiment(1, 'e\u0301 an experiment with a name that is far too long', {
      traces: { count: 20_000, begun: lately(100, 700, 3000) },
    }),
    experiment(2, 'small\u001b[31m', {
      artifacts: { objects: 1, bytes: 1, written: lately(0, 0, 0) },
      state: 'deleted',
      sharedWith: '1',
    }),
    experiment(3, 'apart', { isHere: false, location: 's3://elsewhere/3', artifacts: null }),
  ],
  others: [
    { what: 'other', objects: 10, bytes: 5, written: lately(0, 0, 0) },
    { what: 'gone', objects: 1100, bytes: 11 * GIB, written: lately(0, 0, 0) },
  ],
  free: {
    gc: { runs: 30, models: 1, experiments: 2, jobs: 0, objects: 900, bytes: 4 * GIB, stay: 0, failed: 0, reason: null, unseen: 0 }, // prettier-ignore
    lifecycle: { uploads: { count: 1, bytes: GIB }, noncurrent: null },
  },
  problems: [],
  took: { seconds: 12.3, memoryBytes: 80 * MIB },
};

/** What a kubectl that prints this, and ends so, makes of the command; and what it was called with. */
async function run(answer: string, code: number, ...args: readonly string[]) {
  const kubectl = `#!/bin/sh
case "$*" in
  *cnpg.io*) echo "$*" >>"$0.asked"; printf 'persistentvolumeclaim/db-1\\npersistentvolumeclaim/db-2\\n'; exit ;;
  get*) echo "$*" >>"$0.asked"; printf 100Gi; exit ;;
  *minio*) echo "$*" >>"$0.asked"; echo 'error: unable to upgrade connection' >&2; exit 1 ;;
  *' df '*) echo "$*" >>"$0.asked"; printf 'Filesystem 1024-blocks Used Available Capacity Mounted on\\n/dev/a-long-name\\n  104857600 78643200 26214400 75%% /data\\n'; exit ;;
esac
${code === 0 ? 'cat >"$0.input"' : '# Nobody reads what it is sent.'}
printf '%s\\n' "$@" >"$0.args"
cat "$0.answer"
${code === 0 ? '' : 'echo "error: pods is forbidden" >&2'}
exit ${String(code)}
`;
  return await withFolder(
    {
      'values.yaml': 'retention: {gc: {olderThan: 90d, loggedModels: false, jobs: true}, lifecycle: {abortUploadsAfterDays: 3, noncurrentDays: 60}}\n',
      'backed.yaml': 'backup: {enabled: true, destination: {bucket: backups, existingSecret: k}}\nnetworkPolicy: {externalCidrs: {backups: [{cidr: 192.0.2.0/24}]}}\n',
      'cnpg.yaml': 'database: {engine: cloudnative-pg}\n',
      'bin/kubectl': kubectl,
      'bin/kubectl.answer': answer,
    },
    async (folder) => {
      const file = join(folder, 'bin/kubectl');
      chmodSync(file, 0o755);
      let stdout = '';
      let stderr = '';
      const given = args.map((arg) => (/^[A-Z]{2,}$/.test(arg) ? join(folder, `${arg.toLowerCase()}.yaml`) : arg));
      const exit = await reportCommand(given, {
        output: { write: (text) => (stdout += text) },
        errors: { write: (text) => (stderr += text) },
        environment: { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` },
        tool: { name: 'mlflow-chart', version: '1.0.0' },
      });
      const read = (end: string) => (existsSync(file + end) ? readFileSync(file + end, 'utf8') : '');
      const asked = read('.asked').split('\n').slice(0, -1).sort();
      return { exit, stdout, stderr, args: read('.args').split('\n'), input: read('.input'), asked };
    },
  );
} // prettier-ignore
const PROD = ['--env', 'prod'];

test('asks a server’s container, and the stores for their volumes, and prints what they say', async () => {
  const { exit, stdout, stderr, args, asked } = await run(JSON.stringify(FOUND), 0, ...PROD, '--top', '3');
  expect(stdout).toMatchInlineSnapshot(`
    "MLflow 3.18.0, release mlflow of namespace mlflow-prod, at 2026-11-28T03:10:00Z

    Experiments, the largest first; the database’s part is an estimate:

      id  experiment                     runs  deleted  models  traces  objects  artefacts    30 days   database
       1  é an experiment with a …      1,200       34       8  20,000    4,321   40.0 GiB  +20.0 GiB  300.0 MiB
       2  small\\u001B[31m               1,200       34       8       0        1        1 B             300.0 MiB  deleted
            in the folder of experiment 1, and counted there
       3  apart                         1,200       34       8       0                                 300.0 MiB
            elsewhere: s3://elsewhere/3
          1 more                            0        0       0       0        0        0 B                   0 B
          of experiments that are gone                                    1,100   11.0 GiB
          of nobody known                                                    10        5 B
          all                           3,600      102      24  20,000    5,432   51.0 GiB  +20.0 GiB  900.0 MiB

    Bucket s3://artefacts/ml/: 51.0 GiB in 5,432 objects
      and 2.0 GiB in 10 older versions, which versioning keeps
      and 5.0 GiB in 3 uploads that nobody has completed

    Database: 2.0 GiB, and 320.0 MiB of the server’s write-ahead log; its tables, with indexes:

      metrics    1.0 GiB  some 5,000,000 rows
      spans    600.0 MiB  some 1 row
      params   100.0 MiB
      tags      50.0 MiB  some 70,000 rows
      runs      30.0 MiB  some 60,000 rows
      2 more     3.0 MiB

    Written, and still there:

                           1 d       7 d       30 d
      artefacts        1.0 GiB   7.0 GiB   20.0 GiB
      runs                  15       120        900
      traces               100       700      3,000
      database (some)  7.9 MiB  60.0 MiB  382.7 MiB

    Volumes:

      data-mlflow-postgresql-0  database   100.0 GiB  75.0 GiB used, 25.0 GiB left
        at 12.8 MiB a day, as in the last 30, full in some 2,006 days
      data-mlflow-minio-0       artefacts  100.0 GiB
        how full it is, nobody says: kubectl says: error: unable to upgrade connection

    Would be freed:

      retention.gc, what was deleted more than 30d ago: 2 experiments, 30 runs, 1 logged model: 4.0 GiB in 900 objects
      retention.lifecycle, uploads that began more than 7 days ago: 1.0 GiB in 1 upload
    "
  `);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  expect(stdout.split('\n').filter((line) => line.length > 120)).toEqual([]);
  expect(args.slice(0, 9).join(' ')).toBe(
    'exec --stdin deployment/mlflow-tracking --namespace mlflow-prod --container mlflow -- python',
  );
  expect(asked).toMatchInlineSnapshot(`
    [
      "exec --namespace mlflow-prod mlflow-minio-0 --container minio -- df -P -k /data",
      "exec --namespace mlflow-prod mlflow-postgresql-0 --container postgresql -- df -P -k /var/lib/postgresql/data",
      "get --namespace mlflow-prod persistentvolumeclaim data-mlflow-minio-0 --output jsonpath={.status.capacity.storage}",
      "get --namespace mlflow-prod persistentvolumeclaim data-mlflow-postgresql-0 --output jsonpath={.status.capacity.storage}",
    ]
  `);
});

test('of another release, namespace and context', async () => {
  const more = ['--release', 'ml', '--namespace', 'team', '--context', 'other'];
  const { stdout, args, asked } = await run(JSON.stringify(FOUND), 0, ...PROD, ...more);
  expect(args.slice(2, 7)).toEqual(['deployment/ml-tracking', '--namespace', 'team', '--context', 'other']);
  expect(stdout).toContain('release ml of namespace team,');
  for (const line of asked) expect(line).toMatch(/ --namespace team --context other .*ml-(postgresql|minio)-0/);
});

test('what the values say of deleting is asked, and told', async () => {
  const { stdout, input } = await run(JSON.stringify(FOUND), 0, ...PROD, '--values', 'VALUES', '--minutes', '2');
  const { programs, asked } = JSON.parse(input) as { readonly programs: readonly unknown[]; readonly asked: object };
  expect(asked).toEqual({ olderThan: '90d', loggedModels: false, jobs: true, uploadDays: 3, noncurrentDays: 60, seconds: 120 }); // prettier-ignore
  expect(programs).toHaveLength(13);
  expect(stdout).toContain('retention.gc, what was deleted more than 90d ago: 2 experiments, 30 runs, 1 logged model: 4.0 GiB in 900 objects\n'); // prettier-ignore
  expect(stdout).toContain('retention.lifecycle, uploads that began more than 3 days ago: 1.0 GiB in 1 upload\n');
  expect(stdout).not.toContain('at most');
  const backed = await run(JSON.stringify(FOUND), 0, ...PROD, '--values', 'BACKED');
  expect(backed.stdout).toContain('objects\n    at most: what the newest backup has not stays\n');
  expect((JSON.parse(backed.input) as { readonly asked: object }).asked).toMatchObject({ olderThan: '30d', seconds: 900 }); // prettier-ignore
});

test('the volumes of CloudNativePG are asked for', async () => {
  const { stdout, stderr, asked } = await run(JSON.stringify(FOUND), 0, '--env', 'dev', '--values', 'CNPG');
  expect(stderr).toBe('');
  expect(asked).toContain('get --namespace mlflow-dev persistentvolumeclaims --selector cnpg.io/cluster=mlflow-cnpg,cnpg.io/pvcRole=PG_DATA --output name'); // prettier-ignore
  expect(asked).toContain('exec --namespace mlflow-dev db-2 --container postgres -- df -P -k /var/lib/postgresql/data');
  expect(stdout).toMatch(/\n {2}db-1 +database +100\.0 GiB +75\.0 GiB used, 25\.0 GiB left\n {4}at .*\n {2}db-2 /);
});

test('--json prints all of it', async () => {
  const { stdout, exit } = await run(JSON.stringify(FOUND), 0, ...PROD, '--json', '--top', '1');
  const { volumes, release, namespace, ...rest } = JSON.parse(stdout) as Answer & Readonly<Record<string, unknown>>;
  expect(rest).toEqual(FOUND);
  expect({ release, namespace, exit }).toEqual({ release: 'mlflow', namespace: 'mlflow-prod', exit: 0 });
  const unknown = { sizeBytes: null, usedBytes: null, availableBytes: null, forecast: null };
  expect(volumes).toEqual([
    expect.objectContaining({ holds: 'database', claim: 'data-mlflow-postgresql-0', capacityBytes: 100 * GIB, sizeBytes: 100 * GIB, usedBytes: 75 * GIB, availableBytes: 25 * GIB, problem: null }),
    { holds: 'artefacts', claim: 'data-mlflow-minio-0', capacityBytes: 100 * GIB, ...unknown, problem: 'how full it is, nobody says: kubectl says: error: unable to upgrade connection' },
  ]); // prettier-ignore
});

describe('exit codes', () => {
  test.each<[string, Partial<Answer>, number]>([
    ['all is known', {}, 0],
    ['a part is not', { problems: [{ what: 'the bucket', reason: 'gone\u001b' }], bucket: null }, 1],
    ['not all was listed', { bucket: { ...must(FOUND.bucket), complete: false } }, 1],
  ])('%s', async (_, more, expected) => {
    const { exit, stdout } = await run(JSON.stringify({ ...FOUND, ...more }), 0, ...PROD);
    expect(exit).toBe(expected);
    expect(stdout.includes('\nNOT KNOWN: the bucket: gone\\u001B\n')).toBe(more.problems !== undefined);
    expect(stdout.includes(', AND MORE: there was no time to list all (--minutes)\n')).toBe(more.bucket?.complete === false);
  }); // prettier-ignore
});

test.each<[string, readonly string[], string]>([
  ['no installation', [], 'expected --env NAME, or --values FILE with --namespace; see --help'],
  ['no namespace', ['--values', 'VALUES'], '--values without --env says nothing of the namespace: give --namespace'],
  ['a word', ['prod'], 'expected options only, got prod: did you mean --env prod?'],
  ['a number that is none', [...PROD, '--top', 'all'], '--top: expected a number of experiments, got all'],
  ['no minutes', [...PROD, '--minutes', '0'], '--minutes: expected a number of minutes, 1 to 999, got 0'],
  ['a namespace that is none', [...PROD, '--namespace', 'A'], '--namespace: expected lower-case letters, digits and dashes, got A'],
  ['a release that is none', [...PROD, '--release', 'A'], '--release: expected lower-case letters, digits, dashes and dots, got A'],
  ['an option twice', [...PROD, '--top', '1', '--top', '2'], '--top is given more than once; once is enough'],
])('refuses %s', async (_, args, words) => {
  const { exit, stdout, stderr, input, asked } = await run('', 0, ...args);
  expect({ exit, stdout, input, asked }).toEqual({ exit: 2, stdout: '', input: '', asked: [] });
  expect(stderr).toContain(words);
}); // prettier-ignore

test('says why nobody could look', async () => {
  const forbidden = await run('', 1, ...PROD);
  expect([forbidden.exit, forbidden.stderr]).toEqual([
    2,
    'nobody could look: kubectl says: error: pods is forbidden. Is a pod of deployment/mlflow-tracking of mlflow-prod running, and may you use kubectl exec there (create pods/exec)?\n',
  ]);
  const problem = await run('{"problem": "its container has 5 MiB of memory left"}', 0, ...PROD);
  expect([problem.exit, problem.stderr]).toEqual([2, 'nobody could look: its container has 5 MiB of memory left\n']);
});

test.each(['', 'not JSON', '{}', '{"format": 2, "experiments": []}', '{"format": 1}'])(
  '%j is no report',
  async (answer) => {
    const { exit, stderr } = await run(answer, 0, ...PROD);
    expect([exit, stderr]).toEqual([2, 'deployment/mlflow-tracking prints something else than a report\n']);
  },
);

test('--help fits 80 columns', async () => {
  const { exit, stdout } = await run('', 0, '--help');
  expect(exit).toBe(0);
  expect(stdout).toMatch(/^Usage: mlflow-chart report --env NAME/);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

const ABOUT = {
  release: 'mlflow',
  namespace: 'team',
  top: 20,
  asked: { olderThan: '30d', loggedModels: true, jobs: false, uploadDays: 7, noncurrentDays: 30, seconds: 900 },
  byBackups: false,
};
const VOLUME: Volume = {
  holds: 'artefacts',
  claim: 'data',
  capacityBytes: 10 * GIB,
  sizeBytes: 10 * GIB,
  usedBytes: 5 * GIB,
  availableBytes: 5 * GIB,
  problem: null,
};

test('what little is known without a database is printed, and without a bucket', () => {
  const bare: Partial<Experiment> = { state: null, location: null, runs: null, models: null, traces: null, databaseBytes: null }; // prettier-ignore
  const noDatabase = { ...FOUND, database: null, mlflow: null, experiments: [{ ...experiment(1, ''), ...bare, name: null }], free: { gc: null, lifecycle: null }, others: [] }; // prettier-ignore
  expect(page(noDatabase, [], ABOUT)).toMatchInlineSnapshot(`
    "MLflow ?, release mlflow of namespace team, at 2026-11-28T03:10:00Z

    Experiments, the largest first; the database’s part is an estimate:

      id  experiment  runs  deleted  models  traces  objects  artefacts    30 days  database
       1  ?                                            4,321   40.0 GiB  +20.0 GiB
          all                                          4,321   40.0 GiB  +20.0 GiB

    Bucket s3://artefacts/ml/: 51.0 GiB in 5,432 objects
      and 2.0 GiB in 10 older versions, which versioning keeps
      and 5.0 GiB in 3 uploads that nobody has completed

    Written, and still there:

                     1 d      7 d      30 d
      artefacts  1.0 GiB  7.0 GiB  20.0 GiB
    "
  `);
  const noBucket = { ...FOUND, bucket: null, others: [], experiments: [{ ...experiment(1, 'one'), artifacts: null }], free: { gc: { ...must(FOUND.free.gc), objects: null, bytes: null }, lifecycle: null } }; // prettier-ignore
  expect(page(noBucket, [], ABOUT)).toMatchInlineSnapshot(`
    "MLflow 3.18.0, release mlflow of namespace team, at 2026-11-28T03:10:00Z

    Experiments, the largest first; the database’s part is an estimate:

      id  experiment   runs  deleted  models  traces  objects  artefacts  30 days   database
       1  one         1,200       34       8       0                               300.0 MiB
          all         1,200       34       8       0                               300.0 MiB

    Database: 2.0 GiB, and 320.0 MiB of the server’s write-ahead log; its tables, with indexes:

      metrics    1.0 GiB  some 5,000,000 rows
      spans    600.0 MiB  some 1 row
      params   100.0 MiB
      tags      50.0 MiB  some 70,000 rows
      runs      30.0 MiB  some 60,000 rows
      2 more     3.0 MiB

    Written, and still there:

                           1 d       7 d       30 d
      runs                   5        40        300
      traces                 0         0          0
      database (some)  4.9 MiB  39.0 MiB  292.7 MiB

    Would be freed:

      retention.gc, what was deleted more than 30d ago: 2 experiments, 30 runs, 1 logged model
    "
  `);
});

test('what else there is to say', () => {
  const free = {
    gc: { runs: 0, models: 0, experiments: 0, jobs: 1, objects: 0, bytes: 0, stay: 2, failed: 1, reason: 'run a: b\u001b', unseen: 5 },
    lifecycle: { uploads: { count: 0, bytes: 0 }, noncurrent: { objects: 1, bytes: 5 } },
  };
  const bucket = { ...must(FOUND.bucket), versioning: 'unknown' as const, noncurrent: null, uploads: { count: 2001, bytes: 5, complete: false } };
  const text = page({ ...FOUND, free, bucket }, [{ ...VOLUME, sizeBytes: 12 * GIB }, { ...VOLUME, sizeBytes: 11 * GIB }], ABOUT);
  expect(text).toContain('retention.gc, what was deleted more than 30d ago: 1 job: 0 B in 0 objects\n    2 more stay: something needs them, or their folder is not theirs alone\n    1 more cannot go, the first: run a: b\\u001B\n    and 5 more that are deleted, which there was no time to look at\n');
  expect(text).toContain('retention.lifecycle, uploads that began more than 7 days ago: nothing\n  retention.lifecycle, versions that were replaced more than 30 days ago: 5 B in 1 version\n');
  expect(page(FOUND, [{ ...VOLUME, availableBytes: GIB }], ABOUT)).toContain('    at 1.0 GiB a day, as in the last 7, full in some 1 day\n');
  expect(page(FOUND, [{ ...VOLUME, availableBytes: GIB - 1 }], ABOUT)).toContain('    at 1.0 GiB a day, as in the last 7, full within a day\n');
  for (const [left, words] of [
    [3650 * GIB, 'full in some 3,650 days'],
    [3651 * GIB, 'not full within ten years'],
  ] as const)
    expect(page(FOUND, [{ ...VOLUME, availableBytes: left }], ABOUT)).toContain(`, as in the last 7, ${words}\n`);
  const still = { ...bucket, written: { day: 0, week: 0, month: 0 } };
  expect(page({ ...FOUND, bucket: still }, [VOLUME], ABOUT)).toContain('    nothing was written in 7 days\n');
  expect(text).toContain('  Versioning is unknown: what older versions take, nobody may say (s3:ListBucketVersions).\n  and at least 5 B in 2,001 uploads that nobody has completed\n');
  expect(text).toMatch(/ 5\.0 GiB used, 5\.0 GiB left of the node’s 12\.0 GiB\n.*\n.* 5\.0 GiB used, 5\.0 GiB left\n/);
}); // prettier-ignore

describe('when a volume is full', () => {
  const bucket = (week: number, month: number) => ({ ...FOUND, bucket: { ...must(FOUND.bucket), written: lately(0, week, month) } });

  test.each<[string, Answer, Partial<Volume>, unknown]>([
    ['by the week, which is faster', bucket(7 * GIB, 20 * GIB), {}, { bytesPerDay: GIB, ofDays: 7, days: 5 }],
    ['by the month, which is faster', bucket(7, 60 * GIB), {}, { bytesPerDay: 2 * GIB, ofDays: 30, days: 2 }],
    ['never', bucket(0, 0), {}, { bytesPerDay: 0, ofDays: 7, days: null }],
    ['nobody knows how much is left', bucket(7, 7), { availableBytes: null }, null],
    ['nobody has listed the bucket', { ...FOUND, bucket: null }, {}, null],
    ['nobody has listed all of it', { ...FOUND, bucket: { ...must(FOUND.bucket), complete: false } }, {}, null],
    ['nobody has asked the database', { ...FOUND, database: null }, { holds: 'database' }, null],
  ])('%s', (_, answer, more, expected) => {
    expect(forecast(answer, { ...VOLUME, ...more })).toEqual(expected);
  });

  test('the database grows as its runs and traces do', () => {
    // Of 3702 runs, 900 began in 30 days; of 20000 traces, 3000.
    const ofRuns = ((GIB + 180 * MIB) * 900) / 3702;
    const ofTraces = (600 * MIB * 3000) / 20_000;
    expect(databaseGrowth(FOUND, 'month')).toBe(Math.round(ofRuns + ofTraces));
    expect(forecast(FOUND, { ...VOLUME, holds: 'database', availableBytes: 10 * GIB })?.bytesPerDay).toBe(
      Math.round(Math.round(ofRuns + ofTraces) / 30),
    );
    expect(databaseGrowth({ ...FOUND, experiments: [] }, 'month')).toBe(0);
    expect(databaseGrowth({ ...FOUND, database: null }, 'month')).toBeNull();
  });
}); // prettier-ignore

function must<T>(value: T | null): T {
  if (value === null) throw new Error('there is none');
  return value;
}
