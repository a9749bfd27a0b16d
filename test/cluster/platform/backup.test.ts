/** docs/backup.md, typed as it stands there, with NetworkPolicies; and a backup that is made because MLflow is about to migrate. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commandsIn } from '../../docs/shown';
import { withFolder } from '../../support/chart-folder';
import { outputOf } from '../../support/execute';
import { remark } from '../../support/proofs';
import { Client, type Logged } from '../clients/client';
import { ALICE } from '../clients/login';
import { MLFLOW, MLFLOW_BEFORE } from '../images/versions';
import { realCluster } from '../nodes/running';
import { endpointIn, KEYS_FILE, makeDestination } from './destination';
import { letTestsIn } from './let-in';
import { Platform } from './platform';
import { ordinarySecrets } from './secrets';
import { typed } from './typed';

const NAMESPACE = 'backup';
/** Somebody else's, with the bucket of backups. */
const ELSEWHERE = 'backup-elsewhere';
/** As the page has it, and as it is here. */
const here = (text: string) =>
  text
    .replaceAll('--env prod', `--env staging --namespace ${NAMESPACE}`)
    .replaceAll('mlflow-prod', NAMESPACE)
    .replaceAll('dist/prod/', 'dist/staging/')
    .replaceAll('https://s3.example.org', endpointIn(ELSEWHERE))
    .replaceAll('{ cidr: 198.51.100.7/32 }', `{ namespace: ${ELSEWHERE} }`);

const cluster = realCluster();

describe(`backups as docs/backup.md has them, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE, ALICE);
  const old = {
    mlflow: { image: { tag: `v${MLFLOW_BEFORE}-full` }, workers: 1, resources: { requests: { cpu: '250m' } } },
  };
  let logged: Logged;

  const type = (heading: string) =>
    typed(cluster, {
      document: 'docs/backup.md',
      heading,
      here,
      files: { 'backup-keys.env': KEYS_FILE },
      namespace: NAMESPACE,
    });
  /** What the exporter knows. */
  const listed = async () =>
    JSON.parse(await platform.shell('backup-exporter', 'python /prepare/exporter.py list')) as {
      readonly backups: readonly { readonly name: string; readonly manifest?: Manifest }[];
    };

  beforeAll(async () => {
    await makeDestination(cluster, ELSEWHERE);
    await platform.makeNamespace();
    await cluster.apply([...ordinarySecrets(NAMESPACE), letTestsIn(cluster, NAMESPACE)]);
    await platform.install('staging', old);
    logged = await new Client(cluster, NAMESPACE, { login: ALICE, version: MLFLOW_BEFORE }).log('before', 10);
  });
  afterAll(async () => {
    await platform.remove();
    await cluster.ok(['delete', 'namespace', ELSEWHERE]);
  });

  test('the first one, as “Setting it up” says', async () => {
    const printed = await type('Setting it up');
    await cluster.settled(NAMESPACE);
    const page = printed.at(-1) ?? '';
    remark(
      page
        .split('\n')
        .find((line) => line.includes('complete'))
        ?.trim() ?? '',
    );
    expect(page).toMatch(
      new RegExp(`[0-9a-f]{12}/\\S+ +\\d+ (s|min) +${MLFLOW_BEFORE.replaceAll('.', '\\.')} +1 .* complete\n`),
    );
    expect(page).toContain('The bucket has neither versioning nor object lock');
    const { backups } = await listed();
    expect(backups.map(({ manifest }) => manifest?.kind)).toEqual(['scheduled']);
    expect(backups[0]?.manifest?.database.tables['public.runs']).toBe(1);
    expect(backups[0]?.manifest?.artifacts.objects).toBeGreaterThan(0);
  });

  test('what the installation holds, as docs/report.md says', async () => {
    const [page = ''] = await typed(cluster, {
      document: 'docs/report.md',
      heading: 'Looking',
      here,
      namespace: NAMESPACE,
    });
    expect(page).toMatch(
      new RegExp(`^MLflow ${MLFLOW_BEFORE.replaceAll('.', '\\.')}, release mlflow of namespace ${NAMESPACE},`),
    );
    expect(page).toMatch(/\n +all +1 +0 +\d+ +\d+ +[1-9]\d* +\d+\.\d [KM]iB +\+/);
    expect(page).toMatch(/\n {2}data-mlflow-postgresql-0 +database +20\.0 GiB/);
    expect(page).toContain('retention.gc, what was deleted more than 30d ago: nothing\n');
    remark(page);
  });

  test('Prometheus finds its age, and what is in it', async () => {
    const read =
      'import urllib.request; print(urllib.request.urlopen("http://localhost:9114/metrics").read().decode())';
    const page = await platform.shell('backup-exporter', `python -c '${read}'`);
    const metrics = new Map(
      [...page.matchAll(/^(\w+) (\S+)$/gm)].map(([, name = '', value]) => [
        name.replace('mlflow_backup_', ''),
        Number(value),
      ]),
    );
    expect([...metrics.keys()]).toEqual(
      expect.arrayContaining(['newest_finished_timestamp_seconds', 'newest_duration_seconds', 'newest_database_bytes']),
    );
    expect(metrics.get('read_success')).toBe(1);
    expect(metrics.get('newest_runs')).toBe(1);
    expect(metrics.get('bucket_protected')).toBe(0);
    const started = (await listed()).backups.at(-1)?.manifest?.started ?? '';
    expect(metrics.get('newest_started_timestamp_seconds')).toBe(Date.parse(started) / 1000);
    expect((await type('Watching')).join('')).toContain(' complete\n');
  });

  test('no container that serves has the keys of the bucket', async () => {
    const selector = 'app.kubernetes.io/component=tracking';
    const { items } = await cluster.json<{ readonly items: readonly ServerPod[] }>([
      ...['get', 'pods', '--namespace', NAMESPACE, '--selector', selector],
    ]);
    const namesOf = (containers: ServerPod['spec']['containers']) =>
      containers.filter(({ env = [] }) => env.some(({ name }) => name.startsWith('BACKUP_'))).map(({ name }) => name);
    expect(items).toHaveLength(2);
    for (const { spec } of items) {
      expect(namesOf(spec.containers)).toEqual([]);
      expect(namesOf(spec.initContainers)).toEqual(['backup-store']);
    }
  });

  test('a newer MLflow: two new pods, one backup, and then one migration', async () => {
    const [before] = (await listed()).backups;
    const more = { mlflow: { ...old.mlflow, image: { tag: `v${MLFLOW}-full` } } };
    await platform.upgrade('staging', { ...more, ...(await installed()) });
    const { backups } = await listed();
    expect(backups.map(({ manifest }) => manifest?.kind)).toEqual(['scheduled', 'before-migration']);
    expect(backups[0]).toEqual(before);
    const made = backups[1]?.manifest;
    expect(made?.schema.tracking).toBe(before?.manifest?.schema.tracking);
    expect(made?.artifacts.index).toEqual(before?.manifest?.artifacts.index);
    const logs = await platform.logs('tracking', 'prepare');
    expect(logs.filter((log) => /tracking store: schema \w+ -> \w+/.test(log))).toHaveLength(1);
    remark((await platform.logs('tracking', 'backup-dump')).join('').trim().split('\n').join('; '));
    await new Client(cluster, NAMESPACE, { login: ALICE }).check(logged);
    // Restarted, they have nothing to migrate, and make none.
    await cluster.ok(['rollout', 'restart', 'deployment/mlflow-tracking', '--namespace', NAMESPACE]);
    await cluster.ok(['rollout', 'status', 'deployment/mlflow-tracking', '--namespace', NAMESPACE, '--timeout=5m']);
    expect((await listed()).backups).toHaveLength(2);
  });

  /** Values of the release that a person has given, which --values would drop. */
  const installed = async (): Promise<Readonly<Record<string, object>>> => {
    const { stdout } = await cluster.helm('4', ['get', 'values', 'mlflow', '--namespace', NAMESPACE, '--output=json']);
    const { backup = {}, networkPolicy = {} } = JSON.parse(stdout) as Readonly<Record<string, object>>;
    return { backup, networkPolicy };
  };

  test('the guide’s own commands, into an empty database', async () => {
    const [dump = '', restore = ''] = commandsIn('docs/backup.md', 'By hand');
    const scale = (count: number) =>
      cluster.ok(['scale', 'deployment/mlflow-tracking', `--replicas=${String(count)}`, '--namespace', NAMESPACE]);
    const inFolder = (command: string, folder: string) =>
      cluster.run('bash', ['-e', '-o', 'pipefail', '-c', here(command)], { cwd: folder }).then(outputOf);
    await withFolder({}, async (folder) => {
      await inFolder(dump, folder);
      await scale(0);
      await cluster.settled(NAMESPACE);
      await platform.shell(
        'postgresql',
        'psql -q -U "$POSTGRES_USER" "$POSTGRES_DB" -c "DROP SCHEMA public CASCADE; DROP SCHEMA mlflow_chart CASCADE; CREATE SCHEMA public"',
      );
      await inFolder(restore, folder);
    });
    await scale(2);
    await cluster.ok(['rollout', 'status', 'deployment/mlflow-tracking', '--namespace', NAMESPACE, '--timeout=5m']);
    await new Client(cluster, NAMESPACE, { login: ALICE }).check(logged);
  });
});

interface ServerPod {
  readonly spec: Readonly<
    Record<
      'containers' | 'initContainers',
      readonly { readonly name: string; readonly env?: readonly { readonly name: string }[] }[]
    >
  >;
}

interface Manifest {
  readonly kind: string;
  readonly started: string;
  readonly schema: { readonly tracking: string };
  readonly database: { readonly tables: Readonly<Record<string, number>> };
  readonly artifacts: { readonly objects: number; readonly index: object };
}
