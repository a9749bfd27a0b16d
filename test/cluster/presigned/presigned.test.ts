/** A real MLflow as the chart tells it, behind the real proxy, and stores that clients and a browser reach by another name than it does. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ConfigMap, StatefulSet } from '../../../imports/kubernetes/types';
import { evaluateModel } from '../../../lib/synth/model';
import type { JsonObject } from '../../../lib/values/merge';
import { execute, outputOf } from '../../support/execute';
import { complete, model, SMALLEST } from '../../support/platform';
import { remark } from '../../support/proofs';
import { root } from '../../support/root';
import { picture, withBrowser } from '../clients/browser';
import { ask, type Answer } from '../clients/http';
import { ALICE, basicOf, htpasswd, type Login } from '../clients/login';
import { MLFLOW, MLFLOW_BEFORE } from '../images/versions';
import { GARAGE_BUCKET, startGarage } from '../local/garage';
import { OWNER, startMinio } from '../local/minio';
import { debianPrograms, sql, startPostgresql, toDatabase } from '../local/postgresql';
import { inMlflow, migrate } from '../local/prepare';
import { PLACE } from '../proxy/place';
import { Pod } from '../proxy/pod';
import { startServer, type Server } from '../server';

type Variables = Readonly<Record<string, string>>;

const MB = 1_000_000;
const SIZE = 500 * MB;
/** Seconds for which a URL holds. */
const TTL = 5;
const PAGE = 'mlflow.example.com';
const STRANGER = 'stranger.example.com';
/** The store's, from outside; inside it is an address. */
const PUBLIC = 'localhost';
const TOGETHER = ['unshare', '--pid', '--fork', '--kill-child=KILL', '--'];

const VALUES: Readonly<Record<string, JsonObject>> = {
  MinIO: {},
  Garage: {
    minio: { enabled: false, auth: { rootUser: '', rootPassword: '' } },
    objectStore: { engine: 'garage', garage: { accessKeyId: 'a', secretAccessKey: 'sixteen-chars-16' } },
  },
};

describe.each(Object.entries(VALUES))('artefacts in %s, by signed URLs', (name, store) => {
  const started: Server[] = [];
  // It takes no empty file by a URL.
  const isGarage = name === 'Garage';
  // The place itself is in memory.
  const folder = mkdtempSync(join(tmpdir(), 'presigned-'));
  const pod = new Pod({ auth: { mode: 'basic', basic: { existingSecret: 'users' } } });
  let inside: string;
  let outside: string;
  let logged: Logged;

  interface Logged {
    readonly run: string;
    readonly uri: string;
    readonly same: Readonly<Record<string, boolean>>;
    readonly predicted: unknown;
  }

  const objects = (publicEndpoint: string) => {
    const artifacts = { mode: 'presigned', presigned: { publicEndpoint, ttlSeconds: TTL, only: !isGarage } };
    const mlflow = { artifacts, corsAllowedOrigins: [`http://${PAGE}:5000`] };
    const values = complete(SMALLEST, store, { mlflow });
    return evaluateModel(model, { values, release: { name: 'mlflow', namespace: 'team' } });
  };
  /** What the chart tells MinIO beside its keys. */
  const told = () => {
    const minio = objects('').get('minio-statefulset') as unknown as StatefulSet;
    const env = minio.spec?.template.spec?.containers[0]?.env ?? [];
    return env.filter((one) => one.name.includes('CORS')).map((one) => `${one.name}=${one.value ?? ''}`);
  };
  const forClients = () => {
    const { data = {} } = objects('').get('clients-configmap') as unknown as ConfigMap;
    return Object.fromEntries(Object.entries(data).filter(([one]) => one.includes('MULTIPART')));
  };
  const startStore = async (): Promise<string> => {
    if (isGarage) {
      const garage = await startGarage(join(folder, 'garage'));
      started.push(garage.server);
      return garage.endpoint;
    }
    const minio = await startMinio(join(folder, 'minio'), told());
    started.push(minio.server);
    return minio.endpoint;
  };
  const startMlflow = async () => {
    const place = mkdtempSync(join(PLACE, 'database-'));
    outputOf(await execute('chmod', ['755', place]));
    const { postgresql, server } = await startPostgresql(debianPrograms() ?? '', place);
    started.push(server);
    await sql(postgresql, 'postgres', 'CREATE DATABASE mlflow');
    await migrate(postgresql, 'mlflow', MLFLOW);
    const { data } = objects(outside).get('tracking-settings') as unknown as ConfigMap;
    const settings = Object.entries(data as Variables).filter(([one]) =>
      /^(MLFLOW_(ARTIFACTS_PRES|ENABLE_PROXY|PRESIGNED|SERVER_CORS|UVICORN)|ARTIFACTS_SIGNED|BUCKET_CORS)/.test(one),
    );
    const env: Variables = {
      PATH: `${dirname(inMlflow(MLFLOW, 'python'))}:/usr/bin:/bin`,
      ...toDatabase(postgresql, 'mlflow'),
      ...Object.fromEntries(settings),
      MLFLOW_BACKEND_STORE_URI: 'postgresql+psycopg2://',
      MLFLOW_ARTIFACTS_DESTINATION: `s3://${GARAGE_BUCKET}/some/path`,
      MLFLOW_S3_ENDPOINT_URL: inside,
      BUCKET: GARAGE_BUCKET,
      AWS_ACCESS_KEY_ID: OWNER.id,
      AWS_SECRET_ACCESS_KEY: OWNER.key,
      AWS_DEFAULT_REGION: 'us-east-1',
      MLFLOW_DISABLE_TELEMETRY: 'true',
      MLFLOW_SERVER_ALLOWED_HOSTS: '*',
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
      PREPARE_TIMEOUT_SECONDS: '60',
      UVICORN_TIMEOUT_WORKER_HEALTHCHECK: '60',
      SERVER_FOLDER: pod.volume('server-socket'),
      TMPDIR: folder,
      HOME: folder,
    };
    const prepare = [inMlflow(MLFLOW, 'python'), '-B', join(root, 'charts/server/create-bucket.py')];
    outputOf(await execute(prepare[0] ?? '', prepare.slice(1), { env }));
    const serve = ['sh', '-e', join(root, 'charts/server/start-server.sh'), 'mlflow', 'server', '--port=5000'];
    started.push(
      await startServer({
        name: 'MLflow',
        command: [
          ...TOGETHER,
          'env',
          '-i',
          ...Object.entries(env).map((pair) => pair.join('=')),
          ...serve,
          ...['--workers=2', '--host=127.0.0.1'],
        ],
        log: join(folder, 'mlflow.log'),
        isReady: async () => (await asked('/health')).status === 200,
      }),
    );
  };

  beforeAll(async () => {
    inside = await startStore();
    outside = inside.replace('127.0.0.1', PUBLIC);
    writeFileSync(join(pod.volume('login'), 'htpasswd'), htpasswd(ALICE));
    pod.run('verifier');
    await pod.serve();
    await startMlflow();
  });
  afterAll(async () => {
    await pod.end();
    for (const server of started.reverse()) server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  const asked = (path: string, login?: Login): Promise<Answer> =>
    ask({ address: '127.0.0.1', path, headers: { Host: 'localhost', ...basicOf(login) } });
  /** MLflow's client with a login, and no key of the store. */
  const client = async (version: string, ...args: readonly string[]) => {
    const work = join(folder, 'client');
    mkdirSync(work, { recursive: true });
    const env = {
      PATH: '/usr/bin:/bin',
      HOME: folder,
      WORK: work,
      MLFLOW_TRACKING_URI: 'http://127.0.0.1:5000',
      MLFLOW_TRACKING_USERNAME: ALICE.username,
      MLFLOW_TRACKING_PASSWORD: ALICE.password,
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: '2',
      ...forClients(),
      GIT_PYTHON_REFRESH: 'quiet',
    };
    const ended = await execute(inMlflow(version, 'python'), ['-B', join(__dirname, 'client.py'), ...args], { env });
    rmSync(work, { recursive: true, force: true });
    return ended;
  };
  const log = async (bytes: number) =>
    JSON.parse(
      outputOf(await client(MLFLOW, 'log', String(bytes)))
        .split('\n')
        .at(-2) ?? '',
    ) as Logged;
  /** MB that all processes of the server have taken at their most. */
  const peak = () =>
    readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid))
      .map((pid) => {
        try {
          const own = readFileSync(`/proc/${pid}/environ`, 'utf8').includes(
            `SERVER_FOLDER=${pod.volume('server-socket')}`,
          );
          return own ? Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) : 0;
        } catch {
          return 0;
        }
      })
      .reduce((sum, kibibytes) => sum + (kibibytes * 1024) / MB, 0);
  const pathOf = (file: string) => `${logged.uri.replace('mlflow-artifacts:/', '')}/folder/${file}`;
  const signed = async (file: string) => {
    const { status, body } = await asked(`/api/2.0/mlflow-artifacts/presigned/${pathOf(file)}`, ALICE);
    expect(status).toBe(200);
    return (JSON.parse(body) as { readonly url: string }).url;
  };

  test('MLflow’s client logs 500 MB and a model, and reads them back; the server’s memory has not seen them', async () => {
    await log(MB);
    await log(MB);
    const before = peak();
    logged = await log(SIZE);
    const grown = peak() - before;
    expect(logged.same).toEqual({ 'large.bin': true, 'empty.txt': true, 'small.txt': true });
    expect(logged.predicted).toEqual([7]);
    remark(`${String(Math.round(before))} MB of memory at its most before, ${String(Math.round(grown))} MB more after`);
    expect(before).toBeGreaterThan(100);
    expect(grown).toBeLessThan(100);
  });

  test('a URL leads to the public address, needs no login, and is good for nothing else', async () => {
    const url = await signed('small.txt');
    expect(url.startsWith(`${outside}/`)).toBe(true);
    const answer = await fetch(url);
    expect([answer.status, await answer.text()]).toEqual([200, 'a small artefact']);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="small.txt"');
    for (const other of [
      url.replace('small.txt', 'large.bin'),
      url.replace(PUBLIC, '127.0.0.1'),
      url.replace(`X-Amz-Expires=${String(TTL)}`, 'X-Amz-Expires=3600'),
    ]) {
      expect(other).not.toBe(url);
      expect((await fetch(other)).status).toBe(403);
    }
    expect((await fetch(url, { method: 'PUT', body: 'other' })).status).toBe(403);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
    expect((await fetch(await signed('small.txt'))).status).toBe(200);
  });

  test('it has ended when its time is over', async () => {
    const url = await signed('small.txt');
    expect((await fetch(url)).status).toBe(200);
    await sleep((TTL + 2) * 1000);
    expect([400, 403]).toContain((await fetch(url)).status);
  });

  test('without a login nobody gets one, nor starts an upload', async () => {
    expect((await asked(`/api/2.0/mlflow-artifacts/presigned/${pathOf('small.txt')}`)).status).toBe(401);
    const start = { address: '127.0.0.1', method: 'POST', path: `/api/2.0/mlflow-artifacts/mpu/create/${pathOf('')}` };
    expect((await ask({ ...start, headers: { Host: 'localhost' }, body: '{}' })).status).toBe(401);
  });

  test('no artefact has gone through the server, but an empty one where the store takes none', () => {
    const through = pod
      .lines('proxy')
      .map((line) => JSON.parse(line) as { readonly method: string; readonly path: string; readonly status: number })
      .filter(({ path }) => /mlflow-artifacts\/artifacts\/./.test(path));
    const kinds = new Set(
      through.map(({ method, path, status }) => `${method} ${path.split('/').at(-1) ?? ''} ${String(status)}`),
    );
    expect([...kinds]).toEqual(isGarage ? ['PUT empty.txt 200'] : []);
  });

  test('an older client is told what it lacks, or gets it through the server where it may', async () => {
    const { code, stdout, stderr } = await client(MLFLOW_BEFORE, 'read', `${logged.uri}/folder/small.txt`);
    const refused = 'This server requires artifacts to be downloaded directly from storage';
    expect([code === 0, `${stdout}${stderr}`]).toEqual([
      isGarage,
      expect.stringContaining(isGarage ? '"a small artefact"' : refused),
    ]);
  });

  test('pages of MLflow’s origins may fetch by it, and no others', async () => {
    const url = await signed('small.txt');
    const allows = async (origin: string, options: RequestInit = {}) => {
      const headers = { Origin: origin, ...(options.headers as Variables | undefined) };
      return (await fetch(url, { ...options, headers })).headers.get('access-control-allow-origin');
    };
    for (const origin of [`http://${PAGE}:5000`, 'http://localhost:5000']) expect(await allows(origin)).toBe(origin);
    const put = { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': 'PUT' } };
    expect(await allows(`http://${PAGE}:5000`, put)).toBe(`http://${PAGE}:5000`);
    expect(await allows(`http://${STRANGER}:5000`)).toBeNull();
  });

  test('a browser shows an artefact and downloads it; a page of another origin gets nothing', async () => {
    const site = { host: PAGE, address: '127.0.0.1', others: { [PUBLIC]: '127.0.0.1', [STRANGER]: '127.0.0.1' } };
    await withBrowser(
      site,
      async (page) => {
        const artifacts = `#/experiments/0/runs/${logged.run}/artifacts/folder/small.txt`;
        await page.goto(`http://${PAGE}:5000/${artifacts}`);
        await page.getByText('a small artefact').first().waitFor();
        await picture(page, `presigned-${name}`);
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.locator('button[data-component-id*="artifactview"]').click(),
        ]);
        expect(download.url().startsWith(`${outside}/`)).toBe(true);
        expect(download.suggestedFilename()).toBe('small.txt');
        expect(readFileSync(await download.path(), 'utf8')).toBe('a small artefact');
        const fetched = async () => {
          const url = await signed('small.txt');
          return page.evaluate(
            (at) =>
              fetch(at).then(
                (answer) => answer.text(),
                (error: unknown) => String(error),
              ),
            url,
          );
        };
        expect(await fetched()).toBe('a small artefact');
        await page.goto(`http://${STRANGER}:5000/`);
        expect(await fetched()).toBe('TypeError: Failed to fetch');
      },
      ALICE,
    );
  });
});
