/** dist/dev's chart on real nodes, from `helm install` on: PostgreSQL and MinIO inside, artefacts through the server. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Logged } from '../clients/client';
import { oneAfterTheOther, paused } from '../clients/http';
import { printed, startPython } from '../clients/python';
import { TRACKING } from '../clients/services';
import { SEARCH, type TrackingApi } from '../clients/tracking-api';
import { commandsIn, textOf } from '../../docs/shown';
import { remark } from '../../support/proofs';
import { realCluster } from '../nodes/running';
import { ASSISTANT, SPELLINGS } from './assistant';
import { buildCommand, NOTHING_WRONG, saidOf } from './doctor';
import { Platform } from './platform';
import { namespaceOf } from './secrets';

const NAMESPACE = namespaceOf('dev');
const QUALIFIED = `${TRACKING}.${NAMESPACE}.svc.cluster.local`;
const PARTS = ['postgresql', 'minio', 'tracking'] as const;

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

/** The status of what answers at a URL; of PostgreSQL, its one letter to who asks for TLS. */
const ASK = `
import socket, struct, urllib.error, urllib.parse, urllib.request

def answer(url):
    place = urllib.parse.urlsplit(url)
    if place.scheme == 'postgresql':
        with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
            connection.sendall(struct.pack('!ii', 8, 80877103))
            return connection.recv(1).decode()
    try:
        return urllib.request.urlopen(url, timeout=10).status
    except urllib.error.HTTPError as error:
        return error.code
`;

const cluster = realCluster();

describe(`dist/dev on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE);
  const client = new Client(cluster, NAMESPACE);
  let api: TrackingApi;
  let logged: Logged;

  beforeAll(async () => {
    await platform.makeNamespace();
  });
  afterAll(() => platform.remove());

  test('`helm install --wait` starts everything at once, without one restart: each part waits for what it needs', async () => {
    await platform.install('dev');
    api = await platform.api();
    for (const part of PARTS) expect([part, await platform.restarts(part)]).toEqual([part, 0]);
    expect(await platform.log('tracking', 'prepare')).toMatch(/schema None -> \w+\n[^]*mlflow-artefacts created/);
  });

  test('a client logs a run with a 200 MiB artefact, registers a model with an alias, and reads all of it back', async () => {
    logged = await client.log('round-trip', 200);
    const { download_seconds } = await client.check(logged);
    remark(`200 MiB up in ${String(logged.upload_seconds)} s, down in ${String(download_seconds)} s`);
    expect(logged.artifact_uri).toMatch(/^mlflow-artifacts:/);
    expect(await platform.restarts('tracking')).toBe(0);
  });

  test.each(['3', '4'] as const)(
    '`helm test` by Helm %s: a user can work with it, and nothing is left',
    async (major) => {
      const search = async () =>
        (await api.get(`${TRACKING}:5000`, '/api/2.0/mlflow/experiments/search?max_results=100')).body;
      const before = await search();
      const { passed, said } = await platform.smokeTest(major);
      expect([passed, said]).toEqual([true, expect.stringMatching(/^Phase: +Succeeded$/m)]);
      expect(said).toMatch(/^passed[.] It took \d+ s$/m);
      expect(await search()).toBe(before);
      const pods = await platform.pods('smoke-test');
      expect(pods.map(({ status }) => status.phase)).toEqual(['Succeeded']);
      remark(/^passed.*$/m.exec(said)?.[0] ?? '');
    },
  );

  test('something answers at each address that docs/environments.md has for dev', async () => {
    const page = textOf('docs/environments.md');
    const [, section = ''] = /^### dev\n([^]*?)\n(?:#|<!--)/m.exec(page) ?? [];
    const urls = [...section.matchAll(/`(\w+:\/\/[^`]+)`/g)].map(([, url = '']) => url);
    expect(urls).toHaveLength(5);
    const program = `${ASK}\nfor url in ${JSON.stringify(urls)}: print(url, answer(url))`;
    const answers = (await printed(startPython(cluster, NAMESPACE, program))).trim().split('\n');
    const expected: Readonly<Record<string, RegExp>> = {
      ':9113/metrics': / 200$/,
      ':5432': / [SN]$/,
      ':9000': / (403|400)$/,
      ':9001': / 200$/,
      ':5000': / 200$/,
    };
    for (const url of urls) {
      const [, pattern = /^$/] = Object.entries(expected).find(([end]) => url.endsWith(end)) ?? [];
      expect(answers.find((line) => line.startsWith(`${url} `))).toMatch(pattern);
    }
  });

  test('the doctor finds nothing wrong', async () => {
    await buildCommand();
    expect(await saidOf(cluster, NAMESPACE)).toEqual(NOTHING_WRONG);
  });

  test('a proxied artefact lies whole in /tmp while it goes up, and before the first byte of it comes down', async () => {
    const headers = { Host: `${TRACKING}:5000` };
    const held = async () => {
      const { stdout } = await platform.exec('tracking', ['du', '--summarize', '--block-size=1M', '/tmp']);
      return Number.parseInt(stdout, 10);
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
    const { stdout } = await platform.exec('tracking', ['python3', '-c', MUTE]);
    const { before, after } = JSON.parse(stdout) as Readonly<Record<'before' | 'after', readonly number[]>>;
    expect(before.length).toBeGreaterThan(1);
    expect(after).toEqual(before);
  });

  test('it runs as the pod says: not as root, without capabilities, and writes nowhere but to its volumes', async () => {
    for (const [part, uid] of [
      ['tracking', 1000],
      ['minio', 1000],
      ['postgresql', 999],
    ] as const) {
      const status = await platform.exec(part, ['cat', '/proc/1/status']);
      const words = status.stdout.replace(/\s+/g, ' ');
      expect(words).toContain(`Uid: ${String(uid)} ${String(uid)}`);
      expect(words).toMatch(/CapEff: 0+ .*NoNewPrivs: 1 Seccomp: 2/);
      const write = await platform.exec(part, ['sh', '-c', 'touch /etc/x /usr/x /x']);
      expect(write.stderr.match(/Read-only file system/g)).toHaveLength(3);
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
    const { status } = await platform.pod('tracking');
    const ip = status.podIP ?? '';
    const search = '/api/2.0/mlflow/experiments/search?max_results=1';
    expect(await platform.askPod('/health', `${ip}:5000`)).toMatchObject({ status: 200, body: 'OK' });
    expect((await platform.askPod(search, `${ip}:5000`)).status).toBe(200);
    expect((await platform.askPod(search, '10.9.9.9:5000')).status).toBe(403);
  });

  test('a web page changes data from localhost (kubectl port-forward), and from no other origin', async () => {
    expect((await api.post('localhost:5000', 'http://localhost:5000')).status).toBe(200);
    expect((await api.post('localhost:5000', 'https://evil.example.com')).status).toBe(403);
  });

  test('MLflow’s Assistant, a shell in its pod, is not to be had, though nobody has to log in', async () => {
    for (const path of SPELLINGS) {
      const { status } = await api.get(`${TRACKING}:5000`, path);
      expect([path, [400, 403, 404].includes(status), status]).toEqual([path, true, status]);
    }
    // As `kubectl port-forward` comes: from the pod's own loopback.
    const ask = `import http.client as h; c = h.HTTPConnection('127.0.0.1', 5000); c.request('GET', '${ASSISTANT}'); print(c.getresponse().status)`;
    expect(await platform.shell('tracking', `python3 -c "${ask}"`)).toBe('403\n');
    const listening = 'import socket; s = socket.socket(); print(s.connect_ex(("127.0.0.1", 5001)) != 0)';
    expect(await platform.shell('tracking', `python3 -c '${listening}'`)).toBe('True\n');
  });

  test('a start notes where the artefacts are, once there are some; one more changes nothing in the database', async () => {
    const dump = async () => {
      // In its pod, the very words of docs/server.md.
      const shown = commandsIn('docs/server.md').map((line) =>
        / statefulset\/\S+ -- sh -c '(pg_dump .*)' > /.exec(line),
      );
      const command = ['sh', '-c', shown.find((match) => match !== null)?.[1] ?? 'false'];
      const { code, stdout } = await platform.exec('postgresql', command);
      expect(code).toBe(0);
      // Newer releases guard the script with a random word.
      return stdout.replace(/^\\(un)?restrict .*$/gm, '');
    };
    const startAgain = async () => {
      const { metadata } = await platform.pod('tracking');
      await cluster.ok(['delete', 'pod', metadata.name, '--namespace', NAMESPACE]);
      await cluster.settled(NAMESPACE);
    };
    await startAgain();
    const before = await dump();
    expect(before).toMatch(/COPY mlflow_chart\.artifact_place .*\ns3:\/\/mlflow-artefacts at http:.*\tf\n/);
    await startAgain();
    expect(await platform.log('tracking', 'prepare')).toMatch(/is at schema \w+\n[^]*mlflow-artefacts exists/);
    expect(await dump()).toBe(before);
    expect(before).toContain(logged.run_id);
    remark(`${(before.length / 1024).toFixed(0)} KiB of pg_dump, twice the same`);
  });

  test('what was logged before is still there, and no memory limit was hit', async () => {
    await client.check(logged);
    for (const part of PARTS) expect([part, await platform.restarts(part)]).toEqual([part, 0]);
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(200);
}
