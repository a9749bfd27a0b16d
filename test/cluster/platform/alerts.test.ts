/** Alerts that fire and clear for real: the rules of a release, in a Prometheus that reads it and the kubelets as docs/prometheus.yml says. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import MIGRATE from '../../../charts/server/migrate.py';
import { FIRED_ON_NODES } from '../../../docs/fired-alerts';
import { withFolder } from '../../support/chart-folder';
import { execute, outputOf } from '../../support/execute';
import { remark } from '../../support/proofs';
import { root } from '../../support/root';
import { installPlainPrometheus } from '../addons/install-prometheus';
import { TRACKING } from '../clients/services';
import { WEBHOOK, WEBHOOKS } from '../clients/tracking-api';
import type { Prometheus } from '../clients/prometheus';
import { eventually } from '../eventually';
import { impatient, type Rules } from '../monitoring/rules-files';
import { realCluster } from '../nodes/running';
import { holdTable } from './hold-table';
import { Platform } from './platform';

const NAMESPACE = 'alerted';
const WATCHING = 'watching';
/** Where MinIO’s volume is. */
const NODE = 'node-2';
const VOLUME = `/var/lib/volumes/${NAMESPACE}-data-mlflow-minio-0`;
const HOST = `${TRACKING}:5000`;
const TRACES = '/v1/traces';
/** Of MLflow, one worker: the rest of its limit is taken by the test. */
const VALUES = {
  monitoring: { enabled: true },
  mlflow: { workers: 1, migration: { timeoutSeconds: 10 } },
  jobs: { enabled: true, resources: { requests: { cpu: '50m', memory: '512Mi' } } },
};
/** Which the migration holds. */
const LOCK = Number(/^LOCK = (\S+)/m.exec(MIGRATE)?.[1]);
const cluster = realCluster();

describe(`alerts on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE);
  let prometheus: Prometheus;
  const fired = new Set<string>();

  const firing = async (name: string) =>
    (await prometheus.query(`ALERTS{alertname="${name}",alertstate="firing"}`)).length > 0;
  const fires = async (...names: readonly string[]) => {
    for (const name of names) {
      await eventually(() => firing(name), true, 300);
      fired.add(name);
    }
  };
  const clear = async (names: readonly string[], seconds?: number) => {
    for (const name of names) await eventually(() => firing(name), false, seconds);
  };
  const scale = (workload: string, replicas: number) =>
    cluster.ok(['scale', workload, `--replicas=${String(replicas)}`, '--namespace', NAMESPACE]);
  const sql = (statement: string) =>
    platform.shell(
      'postgresql',
      `psql --username="$POSTGRES_USER" --tuples-only --command="${statement}" "$POSTGRES_DB"`,
    );
  const settled = () => cluster.settled(NAMESPACE);

  beforeAll(async () => {
    await platform.makeNamespace();
    await cluster.ok(['create', 'namespace', WATCHING]);
    await cluster.smallVolume({ namespace: NAMESPACE, name: 'data-mlflow-minio-0' }, NODE, 2048);
    await platform.install('dev', VALUES);
    const { data } = await cluster.json<{ readonly data: Readonly<Record<string, string>> }>([
      'get',
      'configmap',
      'mlflow-alerts',
      '--namespace',
      NAMESPACE,
    ]);
    const document = readFileSync(join(root, 'docs/prometheus.yml'), 'utf8')
      .replaceAll(': 30s', ': 2s')
      .replace('names: [mlflow]', `names: [${NAMESPACE}]`)
      .replaceAll(/regex: (\S+);mlflow }/g, `regex: $1;${NAMESPACE} }`)
      // There is none here: kube-state-metrics is no Go module that can be had.
      .replace('kube-state-metrics.kube-system:8080', '127.0.0.1:1');
    prometheus = await installPlainPrometheus(cluster, WATCHING, {
      'prometheus.yml': document,
      'mlflow.rules.yaml': JSON.stringify(impatient(JSON.parse(data['mlflow.rules.yaml'] ?? '') as Rules)),
    });
    await eventually(() => prometheus.services(NAMESPACE), {
      'mlflow-metrics': true,
      'mlflow-jobs-metrics': true,
      'mlflow-database-exporter-metrics': true,
      'mlflow-minio-metrics': true,
    });
    expect((await (await platform.api()).get(HOST)).status).toBe(200);
  });
  afterAll(async () => {
    await platform.remove();
    await cluster.ok(['delete', 'namespace', WATCHING]);
  });

  test('the documents’ jobs read volumes and memory of the kubelets', async () => {
    const count = async (series: string) => (await prometheus.query(`${series}{namespace="${NAMESPACE}"}`)).length;
    await eventually(async () => (await count('kubelet_volume_stats_available_bytes')) > 0, true);
    await eventually(async () => (await count('container_memory_working_set_bytes')) > 3, true);
    expect(await count('container_spec_memory_limit_bytes')).toBeGreaterThan(3);
  });

  test('on a healthy platform, none fires', async () => {
    const all = async () =>
      (await prometheus.query(`ALERTS{alertstate="firing"}`)).map(({ labels }) => labels['alertname']);
    // Before it has read anything for the first time, everything is away.
    await eventually(all, []);
    for (let time = 0; time < 10; time++) {
      expect(await all()).toEqual([]);
      await sleep(1000);
    }
  });

  test('the database is away: for MLflow, for its exporter, and for users', async () => {
    await scale('statefulset/mlflow-postgresql', 0);
    const api = await platform.api();
    const asking = setInterval(() => void api.get(HOST).catch(() => undefined), 500);
    try {
      await fires('MlflowDatabaseUnreachable', 'MlflowDatabaseExporterBlind');
      await fires('MlflowErrorsFast', 'MlflowErrorsHigh', 'MlflowErrorsSteady', 'MlflowErrorsSlow');
    } finally {
      clearInterval(asking);
    }
    await scale('statefulset/mlflow-postgresql', 1);
    await settled();
    await clear(['MlflowDatabaseUnreachable', 'MlflowDatabaseExporterBlind']);
  });

  test('the tables are of another version', async () => {
    const revision = (await sql('SELECT version_num FROM alembic_version')).trim();
    await sql(`UPDATE alembic_version SET version_num = 'other'`);
    await fires('MlflowMigrationFailed');
    await sql(`UPDATE alembic_version SET version_num = '${revision}'`);
    await clear(['MlflowMigrationFailed']);
  });

  test('a migration does not end', async () => {
    const held = sql(`SELECT pg_advisory_lock(${String(LOCK)}), pg_sleep(600)`).catch(() => undefined);
    await fires('MlflowMigrationStuck');
    await sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()`,
    );
    await held;
    await clear(['MlflowMigrationStuck']);
  });

  test('a secret was encrypted with another key', async () => {
    expect((await (await platform.api()).send(HOST, WEBHOOKS, WEBHOOK)).status).toBe(200);
    await sql(`UPDATE webhooks SET secret = 'of another key'`);
    await fires('MlflowKeysInconsistent');
    await sql('DELETE FROM webhooks');
    await clear(['MlflowKeysInconsistent']);
  });

  test('traces are refused', async () => {
    const api = await platform.api();
    const refuse = async (times: number) => {
      for (let sent = 0; sent < times; sent++)
        expect((await api.send(HOST, TRACES, { not: 'a trace' })).status).toBeGreaterThanOrEqual(400);
    };
    // A counter that is new has not grown: of the first, Prometheus sees only that they were.
    await refuse(1);
    const seen = async () => (await prometheus.query(`mlflow_proxy_requests_total{route="traces"}`)).length > 0;
    await eventually(seen, true);
    await refuse(40);
    await fires('MlflowTracesRefused');
    // It goes by the last hour: enough that are taken, or an hour without.
  });

  test('the monitor hangs', async () => {
    const pod = await platform.pod('tracking');
    expect(await cluster.kill(pod.metadata, /monitor\.py/, 'SIGSTOP')).toBeGreaterThan(0);
    await fires('MlflowMonitorAway');
    await cluster.kill(pod.metadata, /monitor\.py/, 'SIGCONT');
    await clear(['MlflowMonitorAway']);
  });

  test('the store is away', async () => {
    await scale('statefulset/mlflow-minio', 0);
    await fires('MlflowMinioDown', 'MlflowBucketUnreachable');
    await scale('statefulset/mlflow-minio', 1);
    await settled();
    await clear(['MlflowMinioDown', 'MlflowBucketUnreachable']);
  });

  test('the store’s volume fills, and is full', async () => {
    cluster.onNode(NODE, ['sh', '-c', `head -c 1500M /dev/zero >${VOLUME}/filler`]);
    await fires('MlflowVolumeFilling', 'MlflowMinioFilling');
    cluster.onNode(NODE, ['sh', '-c', `cat /dev/zero >>${VOLUME}/filler || true`]);
    await fires('MlflowVolumeFull', 'MlflowMinioFull', 'MlflowBucketNotWritable');
    cluster.onNode(NODE, ['rm', `${VOLUME}/filler`]);
    await clear(['MlflowVolumeFull', 'MlflowMinioFull', 'MlflowVolumeFilling', 'MlflowMinioFilling']);
    // Written at most every five minutes.
    await clear(['MlflowBucketNotWritable'], 400);
  });

  test('a container is near its limit of memory', async () => {
    const pod = await platform.pod('tracking');
    const restarts = await platform.restarts('tracking');
    const greedy = cluster.exec(pod.metadata, 'mlflow', ['python', '-c', GREEDY]);
    await fires('MlflowMemoryNearLimit');
    await cluster.kill(pod.metadata, /GREEDY/);
    await greedy;
    await clear(['MlflowMemoryNearLimit']);
    expect(await platform.restarts('tracking')).toBe(restarts);
  });

  test('requests are slow, because a table is held', async () => {
    const held = holdTable(platform, 8);
    const api = await platform.api();
    // More than a seventh of all within the hour, of which the tests before have some.
    await Promise.all(Array.from({ length: 60 }, () => api.get(HOST)));
    await held;
    await fires('MlflowLatencyFast', 'MlflowLatencyHigh', 'MlflowLatencySteady', 'MlflowLatencySlow');
    const started = performance.now();
    // Of the last five minutes.
    await clear(['MlflowLatencyFast', 'MlflowErrorsFast'], 500);
    remark(`cleared after ${((performance.now() - started) / 1000).toFixed(0)} s`);
  });

  test('no server answers', async () => {
    await scale('deployment/mlflow-tracking', 0);
    await fires('MlflowDown');
    await scale('deployment/mlflow-tracking', 1);
    await settled();
    await clear(['MlflowDown']);
  });

  test('nobody runs jobs', async () => {
    await scale('deployment/mlflow-jobs', 0);
    await fires('MlflowJobsDown');
    await scale('deployment/mlflow-jobs', 1);
    await settled();
    await clear(['MlflowJobsDown']);
  });

  test('the certificate of the server expires', async () => {
    await putCertificate(2);
    await platform.upgrade('dev', { ...VALUES, tls: { existingSecret: 'edge' } });
    await fires('MlflowCertificateExpiring', 'MlflowCertificateExpiresSoon');
    await putCertificate(60);
    // Kubelets bring it to the pod, whose proxy reads it again.
    await clear(['MlflowCertificateExpiring', 'MlflowCertificateExpiresSoon'], 300);
  });

  test('docs/fired-alerts.ts names those that fired', () => {
    expect([...fired].sort()).toEqual([...FIRED_ON_NODES].sort());
  });

  /** Signed by itself, good for so many days. */
  async function putCertificate(days: number): Promise<void> {
    await withFolder({}, async (folder) => {
      const [key, certificate] = [join(folder, 'tls.key'), join(folder, 'tls.crt')];
      const name = `${TRACKING}.${NAMESPACE}.svc.cluster.local`;
      const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
      const about = ['-days', String(days), '-subj', `/CN=${TRACKING}`, '-addext', `subjectAltName=DNS:${name}`];
      outputOf(await execute('openssl', [...made, ...about, '-keyout', key, '-out', certificate]));
      const data = { 'tls.crt': readFileSync(certificate, 'base64'), 'tls.key': readFileSync(key, 'base64') };
      const metadata = { name: 'edge', namespace: NAMESPACE };
      await cluster.apply([{ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata, data }]);
    });
  }
});

/** Takes all but a fourteenth of the container's limit, in either version of control groups. */
const GREEDY = `
# GREEDY
import os, time
def number(*names):
    for name in names:
        if os.path.exists("/sys/fs/cgroup/" + name):
            return int(open("/sys/fs/cgroup/" + name).read())
def inactive():
    for name in ("memory.stat", "memory/memory.stat"):
        if os.path.exists("/sys/fs/cgroup/" + name):
            lines = dict(line.split() for line in open("/sys/fs/cgroup/" + name))
            return int(lines.get("total_inactive_file", lines["inactive_file"]))
limit = number("memory.max", "memory/memory.limit_in_bytes")
held = number("memory.current", "memory/memory.usage_in_bytes") - inactive()
taken = bytearray(int(limit * 0.93) - held - 8_000_000)
for start in range(0, len(taken), 4096):
    taken[start] = 1
time.sleep(600)
`;
