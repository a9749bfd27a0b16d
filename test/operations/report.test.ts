/** `mlflow-chart report` as a user meets it, with a kubectl that answers what it is told to; test/cluster/retention/report.test.ts has real servers. */
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reportCommand } from '../../operations/report';
import type { Answer, Experiment, Volume } from '../../operations/report/answer';
import { databaseGrowth, forecast } from '../../operations/report/growth';
import { columnsOf } from '../../lib/text/columns';
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
    traces: {
      ...{ traces: 12_000, objects: 40, bytes: 3 * MIB, databaseBytes: 360 * MIB, stay: 7, failed: 0, reason: null, unseen: 0 },
      experiments: [{ id: '1', traces: 11_990 }, ...[2, 3, 4, 5, 6, 7].map((id) => ({ id: String(id), traces: id === 7 ? 5 : 1 }))],
    }, // prettier-ignore
    lifecycle: { uploads: { count: 1, bytes: GIB }, noncurrent: null },
  },
  problems: [],
  took: { seconds: 12.3, memoryBytes: 80 * MIB },
};

/** What a kubectl that prints this, and ends so, makes of the command; and what it was called with. */
async function run(answer: string, code: number, ...args: readonly string[]) {
  return await runOn({}, answer, code, ...args);
}

interface Cluster {
  /** Whether kubectl's user may do nothing with volumes. */
  readonly isForbidden?: boolean;
  /** What there is of CloudNativePG's, as JSON. */
  readonly claims?: string;
  /** What a claim says that it has. */
  readonly size?: string;
  /** What Garage says. */
  readonly garage?: string;
  /** Of the terminal. */
  readonly width?: number;
}

async function runOn(cluster: Cluster, answer: string, code: number, ...args: readonly string[]) {
  const kubectl = `#!/bin/sh
case "$*" in
  *cnpg.io*) echo "$*" >>"$0.asked"; cat "$0.claims"; exit "$(cat "$0.code")" ;;
  get*) echo "$*" >>"$0.asked"; [ "$(cat "$0.code")" = 0 ] && { cat "$0.size"; exit; }; echo 'Error from server (Forbidden): no claims' >&2; exit 1 ;;
  *minio*) [ "$(cat "$0.code")" = 0 ] || { echo 'Error from server (Forbidden): pods "mlflow-minio-0" is forbidden' >&2; exit 1; } ;;
  *GetClusterStatus*) echo "$*" >>"$0.asked"; cat "$0.garage"; exit ;;
esac
case "$*" in
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
      'values.yaml': 'retention: {gc: {olderThan: 90d, loggedModels: false, jobs: true}, traces: {olderThan: 12h, linked: true, experiments: [{name: golden, olderThan: never}]}, lifecycle: {abortUploadsAfterDays: 3, noncurrentDays: 60}}\n',
      'backed.yaml': 'backup: {enabled: true, destination: {bucket: backups, existingSecret: k}}\nnetworkPolicy: {externalCidrs: {backups: [{cidr: 192.0.2.0/24}]}}\n',
      'cnpg.yaml': 'database: {engine: cloudnative-pg}\n',
      'bin/kubectl': kubectl,
      'wal.yaml': 'database: {engine: cloudnative-pg, cnpg: {walStorage: {enabled: true}}}\n',
      'garage.yaml': 'objectStore: {engine: garage}\n',
      'bin/kubectl.answer': answer,
      'bin/kubectl.code': cluster.isForbidden === true ? '1' : '0',
      'bin/kubectl.claims': cluster.isForbidden === true ? '' : (cluster.claims ?? CLAIMS),
      'bin/kubectl.size': cluster.isForbidden === true ? '' : (cluster.size ?? '100Gi'),
      'bin/kubectl.garage': cluster.garage ?? '',
    },
    async (folder) => {
      const file = join(folder, 'bin/kubectl');
      chmodSync(file, 0o755);
      let stdout = '';
      let stderr = '';
      const given = args.map((arg) => (/^[A-Z]{2,}$/.test(arg) ? join(folder, `${arg.toLowerCase()}.yaml`) : arg));
      const exit = await reportCommand(given, {
        output: {
          ...(cluster.width !== undefined && { isTTY: true, columns: cluster.width }),
          write: (text) => (stdout += text),
        },
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
const claim = (name: string, pod: string, role: string) => ({
  metadata: { name, labels: { 'cnpg.io/instanceName': pod, 'cnpg.io/pvcRole': role } },
});
const CLAIMS = JSON.stringify({ items: [claim('db-1', 'db-1', 'PG_DATA'), claim('db-2', 'db-2', 'PG_DATA')] });

test('asks a server’s container, and the stores for their volumes, and prints what they say', async () => {
  const { exit, stdout, stderr, args, asked } = await run(JSON.stringify(FOUND), 0, ...PROD, '--top', '3');
  expect(stdout).toMatchInlineSnapshot(`
    "MLflow 3.18.0, release mlflow of namespace mlflow-prod, at 2026-11-28T03:10:00Z

    Experiments, the largest first; the database’s part is an estimate:

      id  experiment                        runs  deleted  models  traces  objects  artefacts    30 days   database
       1  é an experiment with a name th…  1,200       34       8  20,000    4,321   40.0 GiB  +20.0 GiB  300.0 MiB
       2  small\\u001B[31m                  1,200       34       8       0        1        1 B             300.0 MiB  deleted
            in the folder of experiment 1, and counted there
       3  apart                            1,200       34       8       0                                 300.0 MiB
            elsewhere: s3://elsewhere/3
          1 more                               0        0       0       0        0        0 B                   0 B
          of gone experiments                                                1,100   11.0 GiB
          of nobody known                                                       10        5 B
          all                              3,600      102      24  20,000    5,432   51.0 GiB  +20.0 GiB  900.0 MiB

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

      data-mlflow-postgresql-0  database   100.0 GiB
        75.0 GiB used, 25.0 GiB left
        at 12.8 MiB a day, as in the last 30, full in some 2,006 days
      data-mlflow-minio-0       artefacts  100.0 GiB
        75.0 GiB used, 25.0 GiB left
        at 1.0 GiB a day, as in the last 7, full in some 25 days

    Would be freed:

      retention.gc, what was deleted more than 30d ago: 2 experiments, 30 runs, 1 logged model: 4.0 GiB in 900 objects
      retention.traces, those that began more than 90d ago: 12,000 traces: 3.0 MiB in 40 objects, and some 360.0 MiB of the database
        11,990 of experiment 1, é an experiment with a name t…
        5 of experiment 7
        1 of experiment 2, small\\u001B[31m
        1 of experiment 3, apart
        1 of experiment 4
        2 of 2 others
        7 more stay: something needs them, a part of them is younger, or their artefacts are elsewhere
      retention.lifecycle, uploads that began more than 7 days ago: 1.0 GiB in 1 upload
    "
  `);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  const table = stdout.split('\n').slice(2, 14);
  expect(table.filter((line) => line.length > 120)).toEqual([]);
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

test('of many experiments it shows 20', async () => {
  const experiments = Array.from({ length: 23 }, (_, at) => experiment(at, `number ${String(at)}`));
  const { stdout } = await run(JSON.stringify({ ...FOUND, experiments }), 0, ...PROD);
  // As large as each other, by their numbers.
  expect(stdout.match(/ number \d+ /g)?.map((name) => Number(name.slice(8)))).toEqual(Array.from({ length: 20 }, (_, at) => at));
  expect(stdout).toMatch(/\n {6}3 more +3,600 /);
}); // prettier-ignore

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
  expect(asked).toEqual({ olderThan: '90d', loggedModels: false, jobs: true, tracesOlderThan: '12h', tracesLinked: true, tracesExperiments: [{ name: 'golden', olderThan: 'never' }], uploadDays: 3, noncurrentDays: 60, seconds: 120 }); // prettier-ignore
  expect(programs).toHaveLength(17);
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
  expect(asked).toContain('get --namespace mlflow-dev persistentvolumeclaims --selector cnpg.io/cluster=mlflow-cnpg --output json'); // prettier-ignore
  expect(asked).toContain('exec --namespace mlflow-dev db-2 --container postgres -- df -P -k /var/lib/postgresql/data');
  expect(stdout).toMatch(/\n {2}db-1 +database +100\.0 GiB\n {4}75\.0 GiB used, 25\.0 GiB left\n {4}at .*\n {2}db-2 /);
});

test('and that of its write-ahead log, if it has one', async () => {
  const claims = JSON.stringify({
    items: [claim('db-1', 'db-1', 'PG_DATA'), claim('db-1-wal', 'db-1', 'PG_WAL'), claim('db-1-tbs', 'db-1', 'PG_TABLESPACE')],
  }); // prettier-ignore
  const { exit, stdout, asked } = await runOn({ claims }, JSON.stringify(FOUND), 0, '--env', 'dev', '--values', 'WAL');
  expect(asked).toContain('exec --namespace mlflow-dev db-1 --container postgres -- df -P -k /var/lib/postgresql/wal');
  // Nobody says how fast it grows.
  expect(stdout).toMatch(/\n {2}db-1-wal +write-ahead log +100\.0 GiB\n {4}75\.0 GiB used, 25\.0 GiB left\n {2}\S|\n\n/);
  expect(stdout).not.toContain('-tbs');
  expect(exit).toBe(0);
  const without = await run(JSON.stringify(FOUND), 0, '--env', 'dev', '--values', 'WAL');
  expect(without.exit).toBe(1);
  expect(without.stdout).toMatch(/\nNOT KNOWN: volumes of the database's Cluster mlflow-cnpg: there is no PersistentVolumeClaim with cnpg\.io\/cluster=mlflow-cnpg for the log: has the operator made the Cluster\?\n$/);
}); // prettier-ignore

test.each(['', '{"items": []}', 'not JSON'])('where CloudNativePG has made no volume (%j), that is said', async (claims) => {
  const { exit, stdout } = await runOn({ claims }, JSON.stringify(FOUND), 0, '--env', 'dev', '--values', 'WAL');
  expect(exit).toBe(1);
  expect(stdout).toMatch(/\nNOT KNOWN: volumes of the database's Cluster mlflow-cnpg: .* for the database and log: has/);
}); // prettier-ignore

test('Garage, which has no df, says itself how full its volume is', async () => {
  const asGarage = (partition: object) => JSON.stringify({ layoutVersion: 1, nodes: [{ id: 'a', isUp: true, ...partition }] });
  const args = ['--env', 'dev', '--values', 'GARAGE'];
  const found = await runOn({ garage: asGarage({ dataPartition: { available: 25 * GIB, total: 100 * GIB } }) }, JSON.stringify(FOUND), 0, ...args);
  expect(found.exit).toBe(0);
  expect(found.stdout).toMatch(/\n {2}data-mlflow-garage-0 +artefacts +100\.0 GiB\n {4}75\.0 GiB used, 25\.0 GiB left\n/);
  expect(found.asked).toContain('exec --namespace mlflow-dev mlflow-garage-0 --container garage -- /garage -c /run/garage/garage.toml json-api GetClusterStatus');
  for (const garage of ['', '{}', asGarage({}), asGarage({ dataPartition: { available: 1 } }), asGarage({ dataPartition: { total: 1 } })]) {
    const { exit, stdout } = await runOn({ garage }, JSON.stringify(FOUND), 0, ...args);
    expect(exit).toBe(1);
    expect(stdout).toMatch(/\nNOT KNOWN: volume data-mlflow-garage-0: how full it is: \/garage in pod mlflow-garage-0 prints something else than that\n$/);
  }
}); // prettier-ignore

test('--json prints all of it', async () => {
  const { stdout, exit } = await run(JSON.stringify(FOUND), 0, ...PROD, '--json', '--top', '1');
  const { volumes, release, namespace, ...rest } = JSON.parse(stdout) as Answer & Readonly<Record<string, unknown>>;
  expect(rest).toEqual(FOUND);
  expect({ release, namespace, exit }).toEqual({ release: 'mlflow', namespace: 'mlflow-prod', exit: 0 });
  const room = { capacityBytes: 100 * GIB, sizeBytes: 100 * GIB, usedBytes: 75 * GIB, availableBytes: 25 * GIB, problem: null };
  expect(volumes).toEqual([
    { holds: 'database', claim: 'data-mlflow-postgresql-0', ...room, forecast: { bytesPerDay: 13_376_567, ofDays: 30, days: 2006 } },
    { holds: 'artefacts', claim: 'data-mlflow-minio-0', ...room, forecast: { bytesPerDay: GIB, ofDays: 7, days: 25 } },
  ]);
  // On a terminal nothing steers, and programs read the same.
  const odd = '\u009b31m\u202e';
  const steering = await run(JSON.stringify({ ...FOUND, experiments: [experiment(1, odd)] }), 0, ...PROD, '--json');
  expect(steering.stdout).toContain('"\\u009B31m\\u202E"');
  expect((JSON.parse(steering.stdout) as Answer).experiments[0]?.name).toBe(odd);
}); // prettier-ignore

describe('exit codes', () => {
  test.each<[string, Partial<Answer>, number]>([
    ['all is known', {}, 0],
    ['a part is not', { problems: [{ what: 'the bucket', reason: 'gone\u001b' }], bucket: null }, 1],
  ])('%s', async (_, more, expected) => {
    const { exit, stdout } = await run(JSON.stringify({ ...FOUND, ...more }), 0, ...PROD);
    expect(exit).toBe(expected);
    expect(stdout.includes('\nNOT KNOWN: the bucket: gone\\u001B\n')).toBe(more.problems !== undefined);
  });

  test('who may not look at volumes is told so', async () => {
    const { exit, stdout } = await runOn({ isForbidden: true }, JSON.stringify(FOUND), 0, ...PROD);
    expect(exit).toBe(1);
    expect(stdout.split('\n').filter((line) => line.startsWith('NOT KNOWN'))).toEqual([
      expect.stringMatching(/^NOT KNOWN: volume data-mlflow-postgresql-0: how large its claim is: kubectl says: .*; it needs the right to get persistentvolumeclaims$/),
      'NOT KNOWN: volume data-mlflow-minio-0: how large its claim is: kubectl says: Error from server (Forbidden): no claims; it needs the right to get persistentvolumeclaims; and how full it is: kubectl says: Error from server (Forbidden): pods "mlflow-minio-0" is forbidden; it needs pod mlflow-minio-0 to run, and the right to create pods/exec',
    ]);
    const json = await runOn({ isForbidden: true }, JSON.stringify(FOUND), 0, ...PROD, '--json');
    const { problems, volumes } = JSON.parse(json.stdout) as Answer & { readonly volumes: readonly Volume[] };
    expect(json.exit).toBe(1);
    expect(problems.map(({ what }) => what)).toEqual(['volume data-mlflow-postgresql-0', 'volume data-mlflow-minio-0']);
    expect(volumes[1]).toEqual({ holds: 'artefacts', claim: 'data-mlflow-minio-0', capacityBytes: null, sizeBytes: null, usedBytes: null, availableBytes: null, problem: problems[1]?.reason, forecast: null });
  });

  test('and who may not list those of CloudNativePG', async () => {
    const { exit, stdout } = await runOn({ isForbidden: true }, JSON.stringify(FOUND), 0, '--env', 'dev', '--values', 'CNPG');
    expect(exit).toBe(1);
    expect(stdout).toMatch(/\nNOT KNOWN: volumes of the database's Cluster mlflow-cnpg: kubectl says: .*; it needs the right to list persistentvolumeclaims\n/);
  });

  test('a claim that has no volume yet, and a df that says nothing', async () => {
    const { exit, stdout } = await runOn({ size: '' }, JSON.stringify(FOUND), 0, ...PROD);
    expect(exit).toBe(1);
    expect(stdout).toContain('\nNOT KNOWN: volume data-mlflow-minio-0: how large its claim is: it is not bound to a volume\n');
  });
}); // prettier-ignore

test.each<[string, readonly string[], string]>([
  ['no installation', [], 'expected --env NAME, or --values FILE with --namespace; see --help'],
  ['no namespace', ['--values', 'VALUES'], '--values without --env says nothing of the namespace: give --namespace'],
  ['a word', ['prod'], 'expected options only, got prod: did you mean --env prod?'],
  ['a number that is none', [...PROD, '--top', 'all'], '--top: expected a number of experiments, got all'],
  ['what only begins with a number', [...PROD, '--top', '1x'], '--top: expected a number of experiments, got 1x'],
  ['what only ends with one', [...PROD, '--top', 'x1'], '--top: expected a number of experiments, got x1'],
  ['no minutes', [...PROD, '--minutes', '0'], '--minutes: expected a number of minutes, 1 to 999, got 0'],
  ['minutes that are none', [...PROD, '--minutes', '1m'], '--minutes: expected a number of minutes, 1 to 999, got 1m'],
  ['a sign before them', [...PROD, '--minutes=-1'], '--minutes: expected a number of minutes, 1 to 999, got -1'],
  ['too many of them', [...PROD, '--minutes', '1000'], '--minutes: expected a number of minutes, 1 to 999, got 1000'],
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
    expect([exit, stderr]).toEqual([
      2,
      'nobody could look: in a pod of deployment/mlflow-tracking of mlflow-prod, python prints something else than a report. Is its image MLflow’s, and the release one of this chart?\n',
    ]);
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
  asked: { olderThan: '30d', loggedModels: true, jobs: false, tracesOlderThan: '90d', tracesLinked: false, tracesExperiments: [], uploadDays: 7, noncurrentDays: 30, seconds: 900 }, // prettier-ignore
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
  const noDatabase = { ...FOUND, database: null, mlflow: null, experiments: [{ ...experiment(1, ''), ...bare, name: null }], free: { gc: null, traces: null, lifecycle: null }, others: [] }; // prettier-ignore
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
  const noBucket = { ...FOUND, bucket: null, others: [], experiments: [{ ...experiment(1, 'one'), artifacts: null }], free: { gc: { ...must(FOUND.free.gc), objects: null, bytes: null }, traces: { ...must(FOUND.free.traces), objects: null, bytes: null, databaseBytes: null }, lifecycle: null } }; // prettier-ignore
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
      retention.traces, those that began more than 90d ago: 12,000 traces
        11,990 of experiment 1, one
        5 of experiment 7
        1 of experiment 2
        1 of experiment 3
        1 of experiment 4
        2 of 2 others
        7 more stay: something needs them, a part of them is younger, or their artefacts are elsewhere
    "
  `);
});

test('what else there is to say', () => {
  const free = {
    gc: { runs: 0, models: 0, experiments: 0, jobs: 1, objects: 0, bytes: 0, stay: 2, failed: 0, reason: null, unseen: 0 },
    traces: null,
    lifecycle: { uploads: { count: 0, bytes: 0 }, noncurrent: { objects: 1, bytes: 5 } },
  };
  const bucket = { ...must(FOUND.bucket), versioning: 'unknown' as const, noncurrent: null, uploads: { count: 2001, bytes: 5, complete: false } };
  const text = page({ ...FOUND, free, bucket }, [{ ...VOLUME, sizeBytes: 12 * GIB }, { ...VOLUME, sizeBytes: 11 * GIB }], ABOUT);
  expect(text).toContain('retention.gc, what was deleted more than 30d ago: 1 job: 0 B in 0 objects\n    2 more stay: something needs them, or their folder is not theirs alone\n');
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
  expect(text).toContain('  Versioning is unknown; what older versions take is not known\n  and at least 5 B in 2,001 uploads that nobody has completed\n');
  expect(text).toMatch(/ 5\.0 GiB used, 5\.0 GiB left of the node’s 12\.0 GiB\n.*\n.*\n.* 5\.0 GiB used, 5\.0 GiB left\n/);
}); // prettier-ignore

describe('what is not all of it', () => {
  const bucket = { ...must(FOUND.bucket), complete: false };

  test('is at least that: of a bucket that was not listed to its end', () => {
    const free = { ...FOUND.free, lifecycle: { uploads: { count: 1, bytes: 5 }, noncurrent: { objects: 2, bytes: GIB } } };
    const text = page({ ...FOUND, bucket, free }, [VOLUME], ABOUT);
    expect(text).toContain('Experiments, the largest first; the database’s part is an estimate; ≥ is at least that, for the bucket was not listed to its end:\n');
    expect(text).toMatch(/\n {3}1 {2}e\u0301 an .* 20,000 +≥4,321 +≥40\.0 GiB +≥\+20\.0 GiB +300\.0 MiB\n/);
    expect(text).toMatch(/\n {6}of nobody known +≥10 +≥5 B\n/);
    expect(text).toMatch(/\n {6}all .* 20,000 +≥5,432 +≥51\.0 GiB +≥\+20\.0 GiB +900\.0 MiB\n/);
    expect(text).toContain('Bucket s3://artefacts/ml/: at least 51.0 GiB in 5,432 objects: it was not listed to its end\n  and at least 2.0 GiB in 10 older versions');
    expect(text).toMatch(/\n {2}artefacts +≥1\.0 GiB +≥7\.0 GiB +≥20\.0 GiB\n/);
    expect(text).toContain(': 2 experiments, 30 runs, 1 logged model: at least 4.0 GiB in 900 objects\n');
    expect(text).toContain(': 12,000 traces: at least 3.0 MiB in 40 objects, and some 360.0 MiB of the database\n');
    expect(text).toContain('30 days ago: at least 1.0 GiB in 2 versions\n');
    expect(text).not.toContain('full in');
    const whole = page(FOUND, [VOLUME], ABOUT);
    expect(whole).not.toContain('≥');
    expect(whole).not.toContain('at least');
  });

  test.each(['unseen', 'failed'])('where things are %s, at least those go that were looked at', (kind) => {
    const free = { gc: { ...must(FOUND.free.gc), [kind]: 5 }, traces: { ...must(FOUND.free.traces), [kind]: 5 }, lifecycle: null };
    const text = page({ ...FOUND, free }, [], ABOUT);
    expect(text).toContain(': at least 2 experiments, 30 runs, 1 logged model: at least 4.0 GiB in 900 objects\n');
    expect(text).toContain(': at least 12,000 traces: at least 3.0 MiB in 40 objects');
    const nothing = { ...free, gc: { ...free.gc, runs: 0, models: 0, experiments: 0 }, traces: null };
    expect(page({ ...FOUND, free: nothing }, [], ABOUT)).toContain('30d ago: nothing of what could be looked at\n');
  });

  test('of uploads whose sizes were not all asked for', () => {
    const uploads = { count: 3, bytes: GIB, complete: false };
    const text = page({ ...FOUND, bucket: { ...must(FOUND.bucket), uploads } }, [], ABOUT);
    expect(text).toContain('  and at least 1.0 GiB in 3 uploads that nobody has completed\n');
    expect(text).toContain('7 days ago: at least 1.0 GiB in 1 upload\n');
  });

  test('nothing that would be deleted is nothing', () => {
    const free = { gc: { ...must(FOUND.free.gc), runs: 0, models: 0, experiments: 0 }, traces: { ...must(FOUND.free.traces), traces: 0, experiments: [], stay: 0 }, lifecycle: null };
    const asked = { ...ABOUT.asked, tracesExperiments: [{}, {}] };
    const text = page({ ...FOUND, free }, [], { ...ABOUT, asked, byBackups: true });
    expect(text).toMatch(/ 30d ago: nothing\n {4}at most: what the newest backup has not stays\n {2}retention\.traces, those that began more than 90d ago \(2 experiments by another age\): nothing\n {4}at most: /);
  });

  test('what there is none of has no line, and what is not known no number', () => {
    const bare = { ...FOUND, database: null, experiments: [], others: [], free: { gc: null, traces: null, lifecycle: null } };
    expect(page({ ...bare, bucket: null }, [], ABOUT).split('\n\n')).toEqual([
      'MLflow 3.18.0, release mlflow of namespace team, at 2026-11-28T03:10:00Z',
      'Experiments, the largest first; the database’s part is an estimate:',
      expect.stringMatching(/^ {2}id {2}experiment .*\n {6}all\n$/),
    ]);
    const none = { ...must(FOUND.bucket), noncurrent: { objects: 0, bytes: 0 }, uploads: { count: 0, bytes: 0, complete: true } };
    expect(page({ ...bare, bucket: none }, [], ABOUT)).toMatch(/\nBucket s3:\/\/artefacts\/ml\/: 51\.0 GiB in 5,432 objects\n\nWritten/);
    expect(page({ ...bare, bucket: { ...none, uploads: null } }, [], ABOUT)).toMatch(/ objects\n\nWritten/);
    const one = { ...none, noncurrent: { objects: 1, bytes: 1 }, uploads: { count: 1, bytes: 1, complete: true } };
    expect(page({ ...bare, bucket: one }, [], ABOUT)).toContain('\n  and 1 B in 1 older version, which versioning keeps\n  and 1 B in 1 upload that nobody has completed\n');
    const tables = (count: number) => page({ ...FOUND, database: { ...must(FOUND.database), tables: must(FOUND.database).tables.slice(0, count) } }, [], ABOUT);
    expect(tables(5)).not.toMatch(/\n {2}\d+ more /);
    expect(tables(6)).toContain('\n  1 more     2.0 MiB\n');
    const unknown = { usedBytes: null, availableBytes: null, sizeBytes: null };
    expect(page(FOUND, [{ ...VOLUME, ...unknown }, { ...VOLUME, holds: 'log', usedBytes: null }, { ...VOLUME, holds: 'log', availableBytes: null }], ABOUT)).toMatch(/\nVolumes:\n\n {2}data {2}artefacts +10\.0 GiB\n {2}data {2}write-ahead log {2}10\.0 GiB\n {2}data {2}write-ahead log {2}10\.0 GiB\n\n/);
    // How large the node's is, nobody says without both.
    for (const more of [{ capacityBytes: null }, { sizeBytes: null }]) expect(page(FOUND, [{ ...VOLUME, ...more }], ABOUT)).toContain('    5.0 GiB used, 5.0 GiB left\n');
  });

  test('whose things are where, the largest first', () => {
    const small = { artifacts: { objects: 1, bytes: MIB, written: lately(0, 0, 0) }, databaseBytes: MIB };
    const experiments = [
      experiment(10, 'ten', small),
      experiment(9, 'nine', small),
      experiment(1, 'by its rows', { ...small, databaseBytes: 3 * MIB }),
      experiment(2, 'by its artefacts', { artifacts: { ...small.artifacts, bytes: 4.5 * MIB }, databaseBytes: null }),
      experiment(3, 'elsewhere', { artifacts: null, databaseBytes: 2.5 * MIB, isHere: false, location: null, state: 'deleted' }),
    ];
    const others = (['registry', 'gone', 'chart', 'other'] as const).map((what, at) => ({ what, objects: 1, bytes: at, written: lately(0, 0, 0) }));
    const text = page({ ...FOUND, experiments, others }, [], ABOUT);
    const names = /\bby its rows|\bby its artefacts|\bten|\bnine|\bof nobody known|\bof this chart|\bof gone experiments|\bregistered models apart|elsewhere: .|elsewhere(?=.*deleted\n)/g;
    expect(text.slice(0, text.indexOf('\nBucket')).match(names)).toEqual([
      ...['by its artefacts', 'by its rows', 'elsewhere', 'elsewhere: ?', 'nine', 'ten'],
      ...['of nobody known', 'of this chart', 'of gone experiments', 'registered models apart'],
    ]);
    const traces = { ...must(FOUND.free.traces), experiments: [10, 9, 4].map((id) => ({ id: String(id), traces: 1 })) };
    const unnamed = [...experiments, experiment(4, '', { name: null })];
    expect(page({ ...FOUND, experiments: unnamed, free: { ...FOUND.free, traces } }, [], ABOUT)).toContain('\n    1 of experiment 4\n    1 of experiment 9, nine\n    1 of experiment 10, ten\n    7 more stay');
    expect(page({ ...FOUND, free: { ...FOUND.free, traces: { ...traces, stay: 1 } } }, [], ABOUT)).toContain('\n    1 more stay: something needs them, a part');
    expect(page({ ...FOUND, free: { ...FOUND.free, traces: { ...traces, stay: 0 } } }, [], ABOUT)).not.toContain('more stay');
  });

  test('what MLflow’s user may not ask of the database', () => {
    const text = page({ ...FOUND, database: { ...must(FOUND.database), logBytes: null } }, [], ABOUT);
    expect(text).toContain('Database: 2.0 GiB (of the server’s write-ahead log MLflow’s user may not ask); its tables');
  });
}); // prettier-ignore

describe('on a terminal', () => {
  const wide: Answer = {
    ...FOUND,
    problems: [{ what: 'the bucket', reason: `${'word '.repeat(40)}end` }],
    experiments: [
      experiment(1, '実験の名前は長い'.repeat(4)),
      experiment(2, '🚀 launch'),
      experiment(3, '::error::##[error]\u009b31m\u202e'),
      experiment(4, 'e\u0301'.repeat(8)),
    ],
  };
  const at = (width: number | undefined, answer = wide) => page(answer, [VOLUME], { ...ABOUT, width });
  const columns = (line: string) => columnsOf(line);

  test.each([60, 80, 100, 120, 200])('of %d columns everything fits', (width) => {
    const lines = at(width).split('\n');
    expect(lines.filter((line) => columns(line) > width)).toEqual([]);
  });

  test('of almost none it does what it can', () => {
    const text = at(1);
    expect(text).toContain('\n  id  experiment           artefacts   database\n');
    expect(text.replace(/\s+/g, ' ')).toContain('(no room for models, deleted, objects, 30 days, traces, runs: a wider terminal shows them, and --json)');
  });

  test('a column goes only where there is no room for it', () => {
    const full = experiment(1, 'n'.repeat(19));
    const needed = columnsOf(page({ ...FOUND, others: [], experiments: [full] }, [], { ...ABOUT, width: 200 }).split('\n')[4] ?? '');
    const fits = (width: number) => !page({ ...FOUND, others: [], experiments: [full] }, [], { ...ABOUT, width }).includes('no room');
    expect([needed - 1, needed].map(fits)).toEqual([false, true]);
  });

  test('of 80 columns it says what there was no room for', () => {
    expect(at(80).split('\n').slice(2, 14).join('\n')).toMatchInlineSnapshot(`
"Experiments, the largest first; the database’s part is an estimate:

  id  experiment                   runs  traces  artefacts    30 days   database
   1  実験の名前は長い実験の名…   1,200       0   40.0 GiB  +20.0 GiB  300.0 MiB
   2  🚀 launch                   1,200       0   40.0 GiB  +20.0 GiB  300.0 MiB
   3  ::error::#\\u0023[error]\\u…  1,200       0   40.0 GiB  +20.0 GiB  300.0 MiB
   4  éééééééé                    1,200       0   40.0 GiB  +20.0 GiB  300.0 MiB
      of gone experiments                         11.0 GiB
      of nobody known                                  5 B
      all                         4,800       0  171.0 GiB  +80.0 GiB    1.2 GiB
  (no room for models, deleted, objects: a wider terminal shows them, and
      --json)"
`);
  });

  test('of 200 columns names are whole, and sentences no longer than people read', () => {
    const text = at(200);
    expect(text).toContain('実験の名前は長い実験の名前は長い実験の名前は長い実験の名前は…'.slice(0, 20));
    expect(text).not.toContain('no room');
    expect(text.split('\n').filter((line) => !/^ {2}( *\d| *id| {4}(all|of) )/.test(line) && line.length > 120)).toEqual([]);
  });

  test('what is wide takes two columns, and the numbers stand below each other', () => {
    const rows = at(200).split('\n').filter((line) => line.endsWith(" 300.0 MiB"));
    expect(rows).toHaveLength(4);
    expect(new Set(rows.map(columns)).size).toBe(1);
  });

  test('in a file sentences are one line', () => {
    expect(at(undefined)).toContain(`\nNOT KNOWN: the bucket: ${'word '.repeat(40)}end\n`);
    expect(at(80)).not.toContain(`${'word '.repeat(40)}end`);
  });

  test('nothing steers it, or whoever reads its log', () => {
    const steering = '\u001b]0;title\u0007\u009b31m';
    const answer: Answer = {
      ...wide,
      mlflow: steering,
      now: steering,
      bucket: { ...must(FOUND.bucket), name: steering, prefix: steering, noncurrent: null, versioning: steering as 'none' },
      database: { ...must(FOUND.database), tables: [{ name: steering, bytes: 1, rows: 1, of: 'runs' }] },
      experiments: [...wide.experiments, { ...experiment(5, steering), id: steering, isHere: false, location: steering, sharedWith: steering }],
      free: { ...FOUND.free, traces: { ...must(FOUND.free.traces), experiments: [{ id: steering, traces: 1 }, { id: '3', traces: 1 }] } },
      problems: [{ what: steering, reason: steering }, { what: '##[error]', reason: '' }],
    };
    const text = page(answer, [{ ...VOLUME, claim: steering }], ABOUT);
    // eslint-disable-next-line no-control-regex -- that is what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(text).not.toContain('##[');
    expect(text.split('\\u001B]0;title').length).toBeGreaterThan(12);
  });

  test.each<[number | undefined, boolean]>([[80, true], [undefined, false]])('the command asks how wide it is: %p', async (width, isNarrow) => {
    const { stdout } = await runOn({ ...(width !== undefined && { width }) }, JSON.stringify(FOUND), 0, ...PROD);
    expect(stdout.includes('no room for ')).toBe(isNarrow);
  });
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
    ['of a log nobody says how fast it grows', FOUND, { holds: 'log' }, null],
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
    // What nobody has counted may have grown.
    const bare = (more: Partial<Experiment>) => ({ ...FOUND, experiments: [experiment(1, 'one', more)] });
    expect(databaseGrowth(bare({ runs: null }), 'month')).toBeNull();
    expect(databaseGrowth(bare({ traces: null }), 'month')).toBeNull();
    const tables = must(FOUND.database).tables;
    const of = (kinds: readonly ('runs' | 'traces' | null)[]) => ({ ...must(FOUND.database), tables: tables.filter((table) => kinds.includes(table.of)) });
    expect(databaseGrowth({ ...bare({ traces: null }), database: of(['runs', null]) }, 'month')).toBeGreaterThan(0);
    expect(databaseGrowth({ ...FOUND, database: of([null]) }, 'month')).toBeNull();
    expect(page({ ...FOUND, database: of([null]) }, [{ ...VOLUME, holds: 'database' }], ABOUT)).not.toContain('nothing was written');
  });
}); // prettier-ignore

function must<T>(value: T | null): T {
  if (value === null) throw new Error('there is none');
  return value;
}
