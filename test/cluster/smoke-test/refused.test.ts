/** Whatever fails, it ends with 1, says which step, what came back and where to look, and takes back what it has made. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newest, Release, store, type Variables } from '../backup/pod';
import { sql } from '../local/postgresql';
import { freePort } from '../server';
import { startMlflow, type Mlflow } from '../restore/mlflow';
import { formsFolders } from './forms';
import { left, NOTHING, Paused, smoke } from './smoke';

afterAll(() => {
  store.close();
});

/** The step that failed, what is said of it, and the last line. */
function failureIn(said: string): readonly string[] {
  const lines = said.trim().split('\n');
  const at = lines.findIndex((line) => line.startsWith('FAILED'));
  const words = lines
    .slice(at + 1)
    .filter((line, index, rest) => rest.slice(0, index + 1).every((one) => one.startsWith('   ')));
  return [
    lines[at]?.slice(18) ?? 'nothing failed',
    ...words.map((line) => line.trim()),
    lines.at(-1)?.replace(/[.] It.*/, '') ?? '',
  ];
}

describe('without a login', () => {
  let release: Release;
  let server: Mlflow;

  beforeAll(async () => {
    release = await Release.make(newest);
    server = await startMlflow(release);
  });
  afterAll(() => {
    server.stop();
  });

  test('a server that is not there', async () => {
    const url = `http://127.0.0.1:${String(await freePort())}`;
    const { code, said } = await smoke(release, url, { SMOKE_TIMEOUT_SECONDS: '60' });
    const [step, cause, look, last] = failureIn(said);
    expect([code, step, last]).toEqual([1, 'reach the server', 'failed: reach the server']);
    expect(cause).toMatch(/^ConnectionError: .*Connection refused/);
    expect(look).toBe('Is a pod of the server Ready? kubectl -n team get pods -l app.kubernetes.io/component=tracking');
  });

  test('a server that asks for no login, where one is set', async () => {
    const { code, said } = await smoke(release, server.url, { SMOKE_AUTH_MODE: 'basic', SMOKE_LOGIN: 'unknown' });
    expect([code, ...failureIn(said)]).toEqual([
      1,
      'be refused without a login',
      '200: whoever reaches the Service gets in, though auth.mode is basic',
      'Look at what is before MLflow (docs/access.md)',
      'failed: be refused without a login',
    ]);
  });

  test('a bucket that is gone: what could not be removed is named, and the next test removes it', async () => {
    const broken = await startMlflow(release.with({ ARTIFACTS_URI: 's3://there-is-no-such-bucket/path' }));
    const { code, said } = await smoke(release, broken.url);
    broken.stop();
    const [step, cause, look] = failureIn(said);
    expect([code, step]).toEqual([1, 'upload an artefact']);
    expect(cause).toMatch(/^(MlflowException|HTTPError): .*(500|404)/);
    expect(look).toBe(
      'Look at the store, its bucket and its keys (docs/store.md), and at what the server says: kubectl -n team logs deployment/ml-tracking -c mlflow',
    );
    expect(said).toMatch(/What is left is called mlflow-chart-smoke-test-[0-9a-f]{12}: the next test removes it/);
    expect(await left(release)).toMatchObject({ experiments: 1, runs: 1 });
    // It may still be running: only what is older than a test can be goes.
    expect((await smoke(release, server.url)).code).toBe(0);
    expect(await left(release)).toMatchObject({ experiments: 1, runs: 1 });
    await release.sql('UPDATE experiments SET creation_time = creation_time - 301000');
    expect((await smoke(release, server.url)).code).toBe(0);
    expect(await left(release)).toMatchObject(NOTHING);
  });

  test('an artefact that comes back different', async () => {
    const paused = new Paused(release, server.url, 'download');
    await paused.reached();
    const [key = ''] = await store.do<string[]>('keys_below', release.artifacts);
    await store.do('put', release.artifacts, { [key]: 'something else' });
    const { code, said } = await paused.goOn();
    expect([code, ...failureIn(said).slice(0, 2)]).toEqual([
      1,
      'download the artefact',
      '14 bytes that are not the 1048576 that were uploaded',
    ]);
    expect(await left(release)).toMatchObject(NOTHING);
  });

  test('a registry that refuses', async () => {
    const registry = await Release.make(newest);
    const [host, port] = [registry.env['PGHOST'] ?? '', registry.env['PGPORT'] ?? ''];
    const uri = `postgresql+psycopg2://${registry.env['PGUSER'] ?? ''}@${host}:${port}/${registry.name}`;
    const split = await startMlflow(release, ['--registry-store-uri', uri]);
    const paused = new Paused(release, split.url, 'register');
    await paused.reached();
    await sql(newest, 'postgres', `DROP DATABASE ${registry.name} WITH (FORCE)`);
    const { code, said } = await paused.goOn();
    split.stop();
    const [step, cause, look] = failureIn(said);
    expect([code, step]).toEqual([1, 'register a model version']);
    expect(cause).toMatch(
      /^(RestException|MlflowException): .*(INTERNAL_ERROR|BAD_REQUEST|TEMPORARILY_UNAVAILABLE|500)/,
    );
    expect(look).toMatch(/^Look at the registry \(mlflow.registry\), and at what the server says: kubectl /);
    expect(await left(release)).toMatchObject(NOTHING);
  });

  test('a trace that the server does not take: what its client only warns about is said', async () => {
    const paused = new Paused(release, server.url, 'send_trace');
    await paused.reached();
    await release.sql('ALTER TABLE trace_info RENAME TO elsewhere');
    const { code, said } = await paused.goOn();
    await release.sql('ALTER TABLE elsewhere RENAME TO trace_info');
    const [step, cause] = failureIn(said);
    expect([code, step]).toEqual([1, 'find it']);
    expect(cause).toMatch(/trace_info|Failed to/);
    await release.sql('UPDATE experiments SET creation_time = creation_time - 301000');
    expect((await smoke(release, server.url)).code).toBe(0);
    expect(await left(release)).toMatchObject(NOTHING);
  });

  test('no time left: it says so, and cleans up', async () => {
    const paused = new Paused(release, server.url, 'register', { SMOKE_TIMEOUT_SECONDS: '60' });
    await paused.reached();
    const { code, said } = await paused.running.ended;
    expect([code, ...failureIn(said).slice(0, 2)]).toEqual([
      1,
      'register a model version',
      '60 seconds are over (smokeTest.timeoutSeconds)',
    ]);
    expect(await left(release)).toMatchObject(NOTHING);
  });

  test('one that is killed leaves what it has, and the next removes it', async () => {
    const paused = new Paused(release, server.url, 'send_trace');
    await paused.reached();
    paused.running.kill();
    await paused.running.ended;
    expect(await left(release)).toMatchObject({ experiments: 1, models: 1, versions: 1 });
    await release.sql('UPDATE experiments SET creation_time = creation_time - 301000');
    await release.sql('UPDATE registered_models SET creation_time = creation_time - 301000');
    expect((await smoke(release, server.url)).code).toBe(0);
    expect(await left(release)).toMatchObject(NOTHING);
  });

  describe('what others have', () => {
    const post = async (path: string, body: object) => {
      const answer = await fetch(`${server.url}/api/${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      return (await answer.json()) as { readonly experiment_id: string };
    };
    const old = 'UPDATE experiments SET creation_time = creation_time - 301000';

    test('stays, by a name that begins as those of tests do', async () => {
      await post('2.0/mlflow/experiments/create', { name: 'mlflow-chart-smoke-test-of-mine' });
      await release.sql(old);
      expect((await smoke(release, server.url)).code).toBe(0);
      expect(await left(release)).toMatchObject({ ...NOTHING, experiments: 1 });
      await release.sql("UPDATE experiments SET lifecycle_stage = 'deleted' WHERE name LIKE '%of-mine'");
    });

    test('stays, where an experiment that is called as one of a test says that its artefacts are there', async () => {
      const victim = { '1/victim/artifacts/model': 'x', '1/victim/artifacts/traces.json': '{"spans": []}' };
      await release.put(victim);
      const name = 'mlflow-chart-smoke-test-0123456789ab';
      const { experiment_id: id } = await post('2.0/mlflow/experiments/create', {
        name,
        artifact_location: 'mlflow-artifacts:/1',
      });
      await post('3.0/mlflow/traces', {
        trace: {
          trace_info: {
            ...{ trace_id: 'tr-hostile', request_time: '2026-01-01T00:00:00Z', state: 'OK' },
            trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: id } },
          },
        },
      });
      await release.sql(
        `UPDATE trace_tags SET value = 'mlflow-artifacts:/1/victim/artifacts' WHERE key = 'mlflow.artifactLocation'`,
      );
      await post('2.0/mlflow/runs/create', { experiment_id: id });
      await release.sql(
        `UPDATE runs SET artifact_uri = 'mlflow-artifacts:/1/victim/artifacts' WHERE experiment_id = ${id}`,
      );
      expect(await left(release)).toMatchObject({ experiments: 1, runs: 1, traces: 1 });
      await release.sql(old);
      expect((await smoke(release, server.url)).code).toBe(0);
      expect(await left(release)).toMatchObject({ experiments: 0, runs: 0, traces: 0 });
      expect(Object.keys(await release.live()).sort()).toEqual(Object.keys(victim).sort());
      await release.remove(...Object.keys(victim));
    });
  });
});

test('a server that sends back what it was given, and what steers terminals: neither is printed', async () => {
  const release = await Release.make(newest);
  const hostile = createServer((request, answer) => {
    const given = request.headers.authorization ?? '';
    const words = `\u001B]0;x\u0007 \u009B31m \u202E ${given} ${atob(given.replace('Basic ', ''))}`;
    answer.writeHead(given === '' ? 401 : 403).end(`${words} ${'x'.repeat(2 ** 20)}`);
  }).listen(0, '127.0.0.1');
  await once(hostile, 'listening');
  const url = `http://127.0.0.1:${String((hostile.address() as AddressInfo).port)}`;
  const { code, said } = await smoke(release, url, {
    ...{ SMOKE_AUTH_MODE: 'basic', SMOKE_LOGIN: 'secret', SMOKE_SECRET: 'tester' },
    ...{ MLFLOW_TRACKING_USERNAME: 'alice', MLFLOW_TRACKING_PASSWORD: 'hunter2' },
  });
  hostile.close();
  const [step, cause] = failureIn(said);
  expect([code, step, cause]).toEqual([
    1,
    'log in',
    expect.stringMatching(/^403 for alice, .*: \\x1b\]0;x\\x07 \\x9b31m \\u202e Basic … alice:… x+ …$/),
  ]);
});

const ADMIN = { MLFLOW_AUTH_ADMIN_USERNAME: 'admin', MLFLOW_AUTH_ADMIN_PASSWORD: 'a-long-password-1' };
const AS_ADMIN: Variables = {
  SMOKE_AUTH_MODE: 'mlflow',
  SMOKE_LOGIN: 'administrator',
  SMOKE_SECRET: 'mlflow-login',
  MLFLOW_TRACKING_USERNAME: 'admin',
  MLFLOW_TRACKING_PASSWORD: 'a-long-password-1',
};

describe('with MLflow’s own login', () => {
  let release: Release;
  let server: Mlflow;

  beforeAll(async () => {
    const file = join(mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'login-')), 'basic_auth.ini');
    const settings = [
      'default_permission = READ',
      'database_uri = postgresql+psycopg2://',
      'grant_default_workspace_access = false',
    ];
    const same = [
      'admin_username = admin',
      'admin_password = a-long-password-1',
      'authorization_function = mlflow.server.auth:authenticate_request_basic_auth',
    ];
    writeFileSync(file, ['[mlflow]', ...settings, ...same, ''].join('\n'));
    const made = await Release.make(newest);
    release = made.with({
      ...ADMIN,
      MLFLOW_AUTH_CONFIG_PATH: file,
      MLFLOW_FLASK_SERVER_SECRET_KEY: 'a-key-for-forms-and-nothing-else',
      PYTHONPATH: formsFolders,
    });
    server = await startMlflow(release, ['--app-name', 'basic-auth']);
  });
  afterAll(() => {
    server.stop();
  });
  const asAdmin = (path: string, body: object) =>
    fetch(`${server.url}/api/2.0/mlflow/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Basic ${btoa('admin:a-long-password-1')}` },
      body: JSON.stringify(body),
    });

  test('the administrator works with it', async () => {
    const { code, said } = await smoke(release, server.url, AS_ADMIN);
    expect([code, said]).toEqual([
      0,
      expect.stringContaining('log in: admin, of the Secret mlflow-login: the administrator'),
    ]);
    expect(said).toMatch(/^ok +\d+[.]\d s {2}be refused without a login: 401$/m);
    expect(await left(release)).toMatchObject(NOTHING);
  });

  test('a user of theirs, too', async () => {
    expect((await asAdmin('users/create', { username: 'alice', password: 'a-long-password-2' })).status).toBe(200);
    const as = {
      SMOKE_LOGIN: 'secret',
      SMOKE_SECRET: 'tester',
      MLFLOW_TRACKING_USERNAME: 'alice',
      MLFLOW_TRACKING_PASSWORD: 'a-long-password-2',
    };
    const { code, said } = await smoke(release, server.url, { ...AS_ADMIN, ...as });
    expect([code, said]).toEqual([0, expect.stringContaining('log in: alice, of the Secret tester; the server')]);
    expect(await left(release)).toMatchObject(NOTHING);
  });

  test('a wrong password', async () => {
    const { code, said } = await smoke(release, server.url, { ...AS_ADMIN, MLFLOW_TRACKING_PASSWORD: 'wrong' });
    const [step, cause, look, last] = failureIn(said);
    expect([code, step, look, last]).toEqual([
      1,
      'log in',
      'Look at the Secret mlflow-login: has it the login of a user who may come in now (docs/access.md)?',
      'failed: log in',
    ]);
    expect(cause).toMatch(/^401 for admin, of the Secret mlflow-login: the administrator: /);
    expect(said).not.toContain('wrong');
  });

  test('a Secret that is not there', async () => {
    const { code, said } = await smoke(release, server.url, {
      ...AS_ADMIN,
      ...{ SMOKE_LOGIN: 'secret', SMOKE_SECRET: 'tester', MLFLOW_TRACKING_USERNAME: '' },
    });
    expect([code, ...failureIn(said)]).toEqual([
      1,
      'log in',
      'the Secret tester, or its key for MLFLOW_TRACKING_USERNAME or MLFLOW_TRACKING_PASSWORD, is not there, or it is empty',
      'Make it: see docs/install.md. kubectl -n team get secret tester',
      'failed: log in',
    ]);
  });

  test('nobody who is known: what could be tried was, and what was not is said', async () => {
    const { code, said } = await smoke(release, server.url, { SMOKE_AUTH_MODE: 'mlflow', SMOKE_LOGIN: 'unknown' });
    expect([
      code,
      said
        .trim()
        .split('\n')
        .slice(-2)
        .map((line) => line.replace(/^skipped +\d+[.]\d s {2}/, '')),
    ]).toEqual([
      0,
      [
        'log in: no login is known here: name a Secret in smokeTest.existingSecret (docs/install.md)',
        'passed, as far as it could try: the server answers, and asks for a login. NOT TRIED: all that needs one',
      ],
    ]);
  });

  test('a user who may only read', async () => {
    server.stop();
    const workspaces = release.with({ MLFLOW_ENABLE_WORKSPACES: 'true' });
    server = await startMlflow(workspaces, ['--app-name', 'basic-auth', '--enable-workspaces']);
    const as = { MLFLOW_TRACKING_USERNAME: 'alice', MLFLOW_TRACKING_PASSWORD: 'a-long-password-2' };
    const { code, said } = await smoke(release, server.url, { ...AS_ADMIN, ...as });
    const [step, cause, look] = failureIn(said);
    expect([code, step, look]).toEqual([
      1,
      'make an experiment',
      'Whom the test logs in as may not make an experiment: give it a user who may (docs/install.md)',
    ]);
    expect(cause).toContain('Permission denied');
  });
});
