/**
 * Runs in a place of its own: starts a cluster, installs the platform in one size after the other, and prints what each bears.
 *
 *     inside.ts OPTIONS TRIAL     as JSON: StartOptions, and a Trial
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../lib/values/merge';
import { TRACKING } from '../../test/cluster/clients/services';
import { TrackingApi } from '../../test/cluster/clients/tracking-api';
import type { RealCluster } from '../../test/cluster/nodes/real-cluster';
import { startRealCluster, type StartOptions } from '../../test/cluster/nodes/start';
import { withFolder } from '../../test/support/chart-folder';
import { chartOf } from '../../test/support/dist';
import { outputOf } from '../../test/support/execute';
import { load, type Kind, type Target } from '../../operations/load/clients';
import { cells, figuresOf } from '../../operations/load/figures';
import { seed } from './seed';
import type { Size, Trial } from './trial';

const NAMESPACE = 'load';
const KINDS: readonly Kind[] = ['run', 'search', 'upload', 'download', 'trace'];
const HEAD = [
  'pods × workers',
  'requests',
  'a second',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'failed',
  'MiB a pod',
  'connections',
];

async function main(): Promise<void> {
  const [options = '', text = ''] = process.argv.slice(2);
  const trial = JSON.parse(text) as Trial;
  const cluster = await startRealCluster(JSON.parse(options) as StartOptions, say);
  let target: Target | undefined;
  print(HEAD);
  print(HEAD.map((_, index) => (index < 2 ? '---' : '---:')));
  for (const size of trial.sizes) {
    await install(cluster, size);
    target ??= await prepare(cluster, trial);
    await load(target, trial.mix, trial.warmUpSeconds);
    const measured = load(target, trial.mix, trial.seconds);
    // At its height.
    const held = new Promise<readonly [number, string]>((resolve, reject) => {
      setTimeout(() => {
        Promise.all([memory(cluster), connections(cluster)]).then(resolve, reject);
      }, trial.seconds * 800);
    });
    const [{ asked, seconds }, [mebibytes, open]] = await Promise.all([measured, held]);
    const name = `${String(size.pods)} × ${String(size.workers)}`;
    for (const kind of KINDS) {
      const some = asked.get(kind) ?? [];
      if (some.length > 0) print([name, kind, ...cells(figuresOf(some, seconds)), '', '']);
    }
    print([name, 'all', ...cells(figuresOf([...asked.values()].flat(), seconds)), mebibytes.toFixed(0), open]);
  }
}

function valuesOf({ pods, workers }: Size): JsonObject {
  return {
    mlflow: {
      replicaCount: pods,
      workers,
      // The chart's own: with dev's, a worker of a dozen clients waits for itself.
      databasePool: { size: 5, maxOverflow: 10 },
      resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '4Gi' } },
    },
    postgresql: { resources: { requests: { cpu: '100m', memory: '1Gi' }, limits: { memory: '2Gi' } } },
  };
}

async function install(cluster: RealCluster, size: Size): Promise<void> {
  await withFolder({ 'values.yaml': JSON.stringify(valuesOf(size)) }, async (folder) => {
    const release = ['upgrade', '--install', 'mlflow', chartOf('dev'), '--namespace', NAMESPACE, '--create-namespace'];
    const values = ['--values', join(folder, 'values.yaml'), '--wait', '--timeout=9m'];
    outputOf(await cluster.helm('4', [...release, ...values]));
  });
}

/** Experiments, and what is in one of them. */
async function prepare(cluster: RealCluster, { runs }: Trial): Promise<Target> {
  const api = new TrackingApi(await cluster.serviceAddress(NAMESPACE, TRACKING));
  const host = `${TRACKING}:5000`;
  // Each node learns for itself that there is somebody behind the Service.
  while (
    !(await api.get(host).then(
      ({ status }) => status === 200,
      () => false,
    ))
  )
    await sleep(500);
  const make = async (name: string) => {
    const { body } = await api.send(host, '/api/2.0/mlflow/experiments/create', { name });
    return (JSON.parse(body) as { readonly experiment_id: string }).experiment_id;
  };
  const [full, logged, traced] = [await make('full'), await make('logged'), await make('traced')];
  await sql(cluster, seed(full, runs));
  const url = new URL(`http://${api.address}:5000`);
  return { url, headers: { Host: host }, experiments: { full, logged, traced } };
}

async function sql(cluster: RealCluster, statements: string): Promise<string> {
  const command =
    'psql --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --tuples-only --no-align "$POSTGRES_DB"';
  const pod = { namespace: NAMESPACE, name: 'mlflow-postgresql-0' };
  return outputOf(await cluster.exec(pod, 'postgresql', ['sh', '-ec', command], statements));
}

/** What MLflow's containers hold at most, in MiB. */
async function memory(cluster: RealCluster): Promise<number> {
  const pods = await cluster.pods(NAMESPACE, 'app.kubernetes.io/component=tracking');
  const held = await Promise.all(pods.map((pod) => cluster.memoryOf(pod)));
  return Math.max(...held);
}

async function connections(cluster: RealCluster): Promise<string> {
  return (
    await sql(
      cluster,
      `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'mlflow'`,
    )
  ).trim();
}

function print(row: readonly string[]): void {
  process.stdout.write(`| ${row.join(' | ')} |\n`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
