/** docs/backup.md, typed as it stands there, with NetworkPolicies; and a backup that is made because MLflow is about to migrate. */
import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commandsIn, filesIn } from '../../docs/shown';
import { withFolder } from '../../support/chart-folder';
import { outputOf } from '../../support/execute';
import { locateHelm } from '../../support/helm-binary';
import { remark } from '../../support/proofs';
import { root } from '../../support/root';
import { Client, type Logged } from '../clients/client';
import { ALICE } from '../clients/login';
import { MLFLOW, MLFLOW_BEFORE } from '../images/versions';
import { realCluster } from '../nodes/running';
import { letTestsIn } from './let-in';
import { s3Store } from './outside';
import { Platform } from './platform';
import { ordinarySecrets } from './secrets';

const NAMESPACE = 'backup';
/** Somebody else's, with the bucket of backups. */
const ELSEWHERE = 'backup-elsewhere';
const LOGIN = { user: 'backups', password: 'of the backups' };
const BUCKET = 'mlflow-backups';
/** As the page has it, and as it is here. */
const here = (text: string) =>
  text
    .replaceAll('--env prod', `--env staging --namespace ${NAMESPACE}`)
    .replaceAll('mlflow-prod', NAMESPACE)
    .replaceAll('dist/prod/', 'dist/staging/')
    .replaceAll('https://s3.example.org', `http://store.${ELSEWHERE}.svc.cluster.local:9000`)
    .replaceAll('{ cidr: 198.51.100.7/32 }', `{ namespace: ${ELSEWHERE} }`);

const cluster = realCluster();

describe(`backups as docs/backup.md has them, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE, ALICE);
  const old = {
    mlflow: { image: { tag: `v${MLFLOW_BEFORE}-full` }, workers: 1, resources: { requests: { cpu: '250m' } } },
  };
  let logged: Logged;

  /** Types what stands below a heading; gives what each command prints. */
  const type = async (heading: string): Promise<readonly string[]> => {
    const shown = Object.fromEntries([...filesIn('docs/backup.md')].map(([name, text]) => [name, here(text)]));
    const keys = `AWS_ACCESS_KEY_ID=${LOGIN.user}\nAWS_SECRET_ACCESS_KEY=${LOGIN.password}\n`;
    return withFolder({ ...shown, 'backup-keys.env': keys }, async (folder) => {
      for (const entry of readdirSync(root)) symlinkSync(join(root, entry), join(folder, entry));
      symlinkSync(locateHelm('4').file, join(folder, 'helm'));
      const commands = commandsIn('docs/backup.md', heading);
      expect(commands.length).toBeGreaterThan(0);
      const printed: string[] = [];
      for (const command of commands) {
        const typed = `PATH="$PWD:$PATH"; ${here(command)}`;
        const ran = await cluster.run('bash', ['-e', '-o', 'pipefail', '-c', typed], { cwd: folder });
        if (ran.code !== 0) {
          throw new Error(`${command}\n${ran.stdout}${ran.stderr}\n${await cluster.complaints(NAMESPACE)}`);
        }
        printed.push(ran.stdout);
      }
      return printed;
    });
  };
  /** What the exporter knows. */
  const listed = async () =>
    JSON.parse(await platform.shell('backup-exporter', 'python /prepare/exporter.py list')) as {
      readonly backups: readonly { readonly name: string; readonly manifest?: Manifest }[];
    };

  beforeAll(async () => {
    await cluster.ok(['create', 'namespace', ELSEWHERE]);
    await platform.makeNamespace();
    await cluster.apply([
      ...s3Store(ELSEWHERE, 'store', LOGIN),
      ...ordinarySecrets(NAMESPACE),
      letTestsIn(cluster, NAMESPACE),
    ]);
    await platform.install('staging', old);
    await cluster.settled(ELSEWHERE);
    const store = `store.${ELSEWHERE}.svc.cluster.local`;
    const make = `import boto3; boto3.client("s3", endpoint_url="http://${store}:9000").create_bucket(Bucket="${BUCKET}")`;
    await cluster.start(bucketMaker(make)).ended.then(({ code, output }) => {
      if (code !== 0) throw new Error(output);
    });
    logged = await new Client(cluster, NAMESPACE, { login: ALICE, version: MLFLOW_BEFORE }).log('before', 10);
  });
  afterAll(async () => {
    await platform.remove();
    await cluster.ok(['delete', 'namespace', ELSEWHERE]);
  });

  test('the first one, as “Setting it up” says', async () => {
    const printed = await type('Setting it up');
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
    expect(Date.now() / 1000 - (metrics.get('newest_started_timestamp_seconds') ?? 0)).toBeLessThan(3600);
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
    const typed = (command: string, folder: string) =>
      cluster.run('bash', ['-e', '-o', 'pipefail', '-c', here(command)], { cwd: folder }).then(outputOf);
    await withFolder({}, async (folder) => {
      await typed(dump, folder);
      await scale(0);
      await cluster.settled(NAMESPACE);
      await platform.shell(
        'postgresql',
        'psql -q -U "$POSTGRES_USER" "$POSTGRES_DB" -c "DROP SCHEMA public CASCADE; DROP SCHEMA mlflow_chart CASCADE; CREATE SCHEMA public"',
      );
      await typed(restore, folder);
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
  readonly schema: { readonly tracking: string };
  readonly database: { readonly tables: Readonly<Record<string, number>> };
  readonly artifacts: { readonly objects: number; readonly index: object };
}

function bucketMaker(program: string) {
  const env = { AWS_ACCESS_KEY_ID: LOGIN.user, AWS_SECRET_ACCESS_KEY: LOGIN.password, HOME: '/tmp' };
  const container = {
    name: 'make',
    image: `ghcr.io/mlflow/mlflow:v${MLFLOW}-full`,
    command: ['python', '-c', program],
    env: Object.entries(env).map(([name, value]) => ({ name, value })),
  };
  return {
    apiVersion: 'batch/v1' as const,
    kind: 'Job' as const,
    metadata: { name: 'make-bucket', namespace: ELSEWHERE },
    spec: { template: { spec: { restartPolicy: 'OnFailure' as const, containers: [container] } } },
  };
}
