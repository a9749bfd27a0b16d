/** dist/dev/manifests, run as they are: PostgreSQL and MinIO inside, artefacts through the server. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandsIn } from '../docs/shown';
import { manifestsOf } from '../support/dist';
import { remark } from '../support/proofs';
import { Client, type Logged } from './client';
import { ask, oneAfterTheOther, paused } from './http';
import type { Cluster } from './node/cluster';
import { namespaceOf } from './rendered';
import { POSTGRESQL, remarkPods, startCluster, STORE, TRACKING, versions } from './suite';
import { SEARCH, TrackingApi } from './tracking-api';

const NAMESPACE = namespaceOf('dev');
const QUALIFIED = `${TRACKING}.${NAMESPACE}.svc.cluster.local`;

/** Stops uvicorn's workers for longer than the 5 s after which it would take them for dead; prints who they are. */
const MUTE = `
import json, os, pathlib, signal, time

def workers():
    commands = ((path.name, path.joinpath('cmdline').read_bytes()) for path in pathlib.Path('/proc').glob('[0-9]*'))
    # In two words: this text is in a command, too.
    return sorted(int(pid) for pid, command in commands if b'spawn_' b'main' in command)

before = workers()
for pid in before:
    os.kill(pid, signal.SIGSTOP)
time.sleep(8)
for pid in workers():
    os.kill(pid, signal.SIGCONT)
time.sleep(2)
print(json.dumps({'before': before, 'after': workers()}))
`;

describe(`dist/dev/manifests: ${versions()}`, () => {
  let cluster: Cluster;
  let client: Client;
  let api: TrackingApi;
  let logged: Logged;

  beforeAll(async () => {
    cluster = await startCluster(manifestsOf('dev'));
    api = new TrackingApi(cluster, NAMESPACE);
    client = new Client(cluster, NAMESPACE);
  });
  afterAll(() => cluster.close());

  test('everything starts at once, without one restart: each part waits for what it needs', () => {
    for (const workload of [POSTGRESQL, STORE, TRACKING]) expect(cluster.pod(workload).restarts).toBe(0);
    remarkPods(cluster, POSTGRESQL, STORE, TRACKING);
    expect(cluster.pod(TRACKING).logs('prepare')).toMatch(/schema None -> \w+\n[^]*mlflow-artefacts created/);
  });

  test('a client logs a run with a 200 MiB artefact, registers a model with an alias, and reads all of it back', async () => {
    logged = await client.log('round-trip', 200);
    const { download_seconds } = await client.check(logged);
    remark(`200 MiB up in ${String(logged.upload_seconds)} s, down in ${String(download_seconds)} s`);
    expect(logged.artifact_uri).toMatch(/^mlflow-artifacts:/);
    expect(cluster.pod(TRACKING).restarts).toBe(0);
  });

  test('a proxied artefact lies whole in /tmp while it goes up, and before the first byte of it comes down', async () => {
    const pod = cluster.pod(TRACKING);
    const headers = { Host: `${TRACKING}:5000` };
    const held = async () => {
      const { output } = await pod.container('mlflow').exec(['du', '--summarize', '--block-size=1M', '/tmp'], 20);
      return Number.parseInt(output, 10);
    };
    const path = '/api/2.0/mlflow-artifacts/artifacts/scratch/file.bin';
    const before = await held();
    const [half, rest] = [Buffer.alloc(60 * 2 ** 20), Buffer.alloc(60 * 2 ** 20)];

    const up = paused({ address: api.address, method: 'PUT', path, headers }, half);
    await until(async () => (await held()) >= before + 60);
    up.go(rest);
    expect((await up.answer).status).toBe(200);
    expect(await held()).toBeLessThan(before + 10);

    const down = paused({ address: api.address, path, headers });
    await down.begun;
    const whole = await held();
    expect(whole).toBeGreaterThanOrEqual(before + 120);
    down.go();
    expect((await down.answer).body).toHaveLength(120 * 2 ** 20);
    await until(async () => (await held()) < before + 10);
    remark(`of 120 MiB, /tmp held ${String(whole - before)} at the first byte of the answer`);
  });

  test('an idle connection is kept for longer than proxies keep theirs', async () => {
    const headers = { Host: `${TRACKING}:5000` };
    const statuses = await oneAfterTheOther({ address: api.address, path: SEARCH, headers }, 10_000);
    expect(statuses).toEqual([200, 200]);
  });

  test('a worker that is mute for a while, as one that starts on a busy node, is not replaced', async () => {
    const { output } = await cluster.pod(TRACKING).container('mlflow').exec(['python3', '-c', MUTE], 40);
    const { before, after } = JSON.parse(output) as Readonly<Record<'before' | 'after', readonly number[]>>;
    expect(before.length).toBeGreaterThan(1);
    expect(after).toEqual(before);
  });

  test('it runs as the pod says: not as root, without capabilities, and writes nowhere but to its volumes', async () => {
    for (const [workload, uid] of [
      [TRACKING, 1000],
      [STORE, 1000],
      [POSTGRESQL, 999],
    ] as const) {
      const pod = cluster.pod(workload);
      const container = pod.container(workload.replace('mlflow-', '').replace('tracking', 'mlflow'));
      const { output } = await container.exec(['grep', '-E', '^(Uid|CapEff|NoNewPrivs)', '/proc/1/status'], 5);
      expect(output.replace(/\s+/g, ' ')).toContain(`Uid: ${String(uid)} ${String(uid)}`);
      expect(output.replace(/\s+/g, ' ')).toMatch(/CapEff: 0+ NoNewPrivs: 1/);
      const write = await container.exec(['sh', '-c', 'touch /etc/x /usr/x /x'], 5);
      expect(write.output.match(/Read-only file system/g)).toHaveLength(3);
    }
  });

  test('the Service answers to each of its names, with and without port, and to nobody else’s', async () => {
    const names = [
      TRACKING,
      `${TRACKING}.${NAMESPACE}`,
      `${TRACKING}.${NAMESPACE}.svc`,
      QUALIFIED,
      'localhost',
      '127.0.0.1',
    ];
    const known = names.flatMap((name) => [name, `${name}:5000`]);
    const foreign = [
      'evil.example.com',
      `${TRACKING}.evil.example.com`,
      `${QUALIFIED}.evil.example.com`,
      '169.254.169.254',
    ];
    for (const host of known) expect([host, (await api.get(host)).status]).toEqual([host, 200]);
    for (const host of foreign) expect([host, (await api.get(host)).status]).toEqual([host, 403]);
  });

  test('probes and Prometheus ask the pod by its address', async () => {
    const { ip } = cluster.pod(TRACKING);
    const direct = (path: string, host: string) => ask({ address: ip, path, headers: { Host: host } });
    expect(await direct('/health', `${ip}:5000`)).toMatchObject({ status: 200, body: 'OK' });
    expect((await direct('/api/2.0/mlflow/experiments/search?max_results=1', `${ip}:5000`)).status).toBe(200);
    expect((await direct('/api/2.0/mlflow/experiments/search?max_results=1', '10.9.9.9:5000')).status).toBe(403);
  });

  test('a web page changes data from localhost (kubectl port-forward), and from no other origin', async () => {
    expect((await api.post('localhost:5000', 'http://localhost:5000')).status).toBe(200);
    expect((await api.post('localhost:5000', 'https://evil.example.com')).status).toBe(403);
  });

  test('a second start changes nothing in the database', async () => {
    const dump = async () => {
      // In its pod, the very words of docs/server.md.
      const shown = commandsIn('docs/server.md').map((line) =>
        / statefulset\/\S+ -- sh -c '(pg_dump .*)' > /.exec(line),
      );
      const command = ['sh', '-c', shown.find((match) => match !== null)?.[1] ?? 'false'];
      const { code, output } = await cluster.pod(POSTGRESQL).container('postgresql').exec(command, 60);
      expect(code).toBe(0);
      // Newer releases guard the script with a random word.
      return output.replace(/^\\(un)?restrict .*$/gm, '');
    };
    const before = await dump();
    await cluster.deletePod(TRACKING, cluster.pod(TRACKING));
    await cluster.settled(120);
    expect(cluster.pod(TRACKING).logs('prepare')).toMatch(/is at schema \w+\n[^]*mlflow-artefacts exists/);
    expect(await dump()).toBe(before);
    expect(before).toContain(logged.run_id);
    remark(`${(before.length / 1024).toFixed(0)} KiB of pg_dump, twice the same`);
  });

  test('what was logged before is still there, and no memory limit was hit', async () => {
    await client.check(logged);
    remarkPods(cluster, POSTGRESQL, STORE, TRACKING);
    for (const workload of [POSTGRESQL, STORE, TRACKING]) expect(cluster.pod(workload).restarts).toBe(0);
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(200);
}
