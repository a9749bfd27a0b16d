/** start-server.sh: what it calls MLflow with, and where MLflow listens then. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { withFolder } from '../../support/chart-folder';
import { root } from '../../support/root';
import { runScript } from '../../support/run-script';

const UVICORN = '--timeout-keep-alive 75';

interface Started {
  readonly args: readonly string[];
  readonly options: string | undefined;
  /** What is in the folder that it shares with the proxy. */
  readonly shared: readonly string[];
}

/** @param hasUvicorn whether this MLflow does, as Python says */
const start = (
  given: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  hasUvicorn = true,
  before: readonly string[] = [],
): Promise<Started> =>
  withFolder({}, async (folder) => {
    for (const name of before) writeFileSync(join(folder, name), '');
    const call = await runScript(
      'charts/server/start-server.sh',
      'mlflow',
      { SERVER_FOLDER: folder, MLFLOW_UVICORN_OPTS: UVICORN, ...env },
      ['mlflow', 'server', ...given],
      { python: `#!/bin/sh\nexit ${hasUvicorn ? '0' : '1'}\n` },
    );
    const options = call.env['MLFLOW_UVICORN_OPTS']?.replace(folder, 'FOLDER');
    const args = call.args.map((arg) => arg.replace(folder, 'FOLDER'));
    return { args, options, shared: readdirSync(folder) };
  });

const ON_SOCKET = `${UVICORN} --uds FOLDER/server.sock`;

test('its arguments are MLflow’s, as they are; MLflow listens on a socket', async () => {
  const words = ['--port=5000', '--workers=2', '', "it's $HOME *", '--host=127.0.0.1'];
  expect(await start(words)).toEqual({ args: ['server', ...words], options: ON_SOCKET, shared: [] });
});

test.each<[string, readonly string[], readonly string[]]>([
  ['in one word', ['--uvicorn-opts=--log-level debug', '--x'], ['--uvicorn-opts=--log-level debug SOCKET', '--x']],
  ['in two', ['--uvicorn-opts', '--log-level debug', '--x'], ['--uvicorn-opts', '--log-level debug SOCKET', '--x']],
  ['none at all', ['--uvicorn-opts='], ['--uvicorn-opts= SOCKET']],
])('options of uvicorn among its arguments, which win, get the socket too: %s', async (_case, given, expected) => {
  const { args, shared } = await start(given);
  expect(args).toEqual(['server', ...expected.map((arg) => arg.replace('SOCKET', '--uds FOLDER/server.sock'))]);
  expect(shared).toEqual([]);
});

describe('URLs for clients', () => {
  const started = (env: Readonly<Record<string, string>>) =>
    withFolder({}, async (folder) => {
      const variables = { SERVER_FOLDER: folder, TMPDIR: folder, ...env };
      const script = 'charts/server/start-server.sh';
      const call = await runScript(script, 'mlflow', variables, ['mlflow', 'server'], { python: '#!/bin/sh\n' });
      const path = call.env['PYTHONPATH'];
      const program = join(path?.split(':')[0] ?? '', 'sitecustomize.py');
      return {
        path: path?.replace(folder, 'FOLDER'),
        program: existsSync(program) ? readFileSync(program, 'utf8') : '',
      };
    });
  const SIGNING = readFileSync(join(root, 'charts/server/sign_for_clients.py'), 'utf8');

  test('are signed for another address by a program that each Python reads first', async () => {
    const env = { ARTIFACTS_SIGNED_FOR: 'https://s3.example.com' };
    expect(await started(env)).toEqual({ path: 'FOLDER/signing', program: SIGNING });
    expect(await started({ ...env, PYTHONPATH: '/ours' })).toEqual({ path: 'FOLDER/signing:/ours', program: SIGNING });
  });

  test('are MLflow’s own where there is none', async () => {
    expect(await started({ PYTHONPATH: '/ours' })).toEqual({ path: '/ours', program: '' });
  });
});

test('options of uvicorn in its variable stay', async () => {
  const { options } = await start([], { MLFLOW_UVICORN_OPTS: '--log-level debug' });
  expect(options).toBe('--log-level debug --uds FOLDER/server.sock');
});

test('in the pod for jobs it says so to the proxy; in others it says nothing, whatever an earlier one has said', async () => {
  expect((await start([], { RUNS_JOBS: 'true' })).shared).toEqual(['jobs']);
  expect((await start([], {}, true, ['jobs'])).shared).toEqual([]);
});

test('in a pod for artefacts MLflow hears of no database, and of nothing that is done with one', () =>
  withFolder({}, async (folder) => {
    const env = {
      ARTIFACTS_ONLY: 'true',
      SERVER_FOLDER: folder,
      MLFLOW_BACKEND_STORE_URI: 'postgresql+psycopg2://',
      MLFLOW_REGISTRY_STORE_URI: 'postgresql+psycopg2://other',
      MLFLOW_READ_REPLICA_BACKEND_STORE_URI: 'postgresql+psycopg2://replica',
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'true',
      TRACE_ARCHIVAL: '{}',
      METRICS_FOLDER: join(folder, 'none'),
    };
    const programs = { python: '#!/bin/sh\n' };
    const call = await runScript('charts/server/start-server.sh', 'mlflow', env, ['mlflow', 'server', '--x'], programs);
    expect(call.args).toEqual(['server', '--x', '--artifacts-only']);
    expect(Object.keys(call.env).filter((name) => /STORE_URI|ARCHIVAL/.test(name))).toEqual([]);
    expect(call.env['MLFLOW_SERVER_ENABLE_JOB_EXECUTION']).toBe('false');
    expect(readdirSync(folder)).toEqual(['artifacts']);
  }));

test('MLflow reads in a file how old traces are archived', () =>
  withFolder({}, async (folder) => {
    const file = join(folder, 'archival.yaml');
    const env = { SERVER_FOLDER: folder, ARCHIVAL_FILE: file, TRACE_ARCHIVAL: '{"trace_archival": {}}' };
    const programs = { python: '#!/bin/sh\n' };
    const call = await runScript('charts/server/start-server.sh', 'mlflow', env, ['mlflow', 'server'], programs);
    expect(call.env['MLFLOW_TRACE_ARCHIVAL_CONFIG']).toBe(file);
    expect(readFileSync(file, 'utf8')).toBe('{"trace_archival": {}}\n');
  }));

/** MLflow refuses options of two web servers, and those of one together with --dev. */
test.each<[string, readonly string[], Readonly<Record<string, string>>, string | undefined]>([
  ['gunicorn is chosen', ['--workers=2', '--gunicorn-opts=--timeout 90'], {}, undefined],
  ['gunicorn is chosen, in two words', ['--gunicorn-opts', '--timeout 90'], {}, undefined],
  ['gunicorn is chosen by its variable', [], { MLFLOW_GUNICORN_OPTS: '--timeout 90' }, undefined],
  ['waitress is chosen', ['--waitress-opts=--threads=4'], {}, undefined],
  ['MLflow is developed', ['--dev'], {}, undefined],
])('where %s it listens on the loopback, and the proxy is told', async (_case, args, env, options) => {
  expect(await start(args, env)).toEqual({
    args: ['server', ...args, '--port=5001'],
    options,
    shared: ['loopback'],
  });
});

test('so does an MLflow without uvicorn', async () => {
  const { args, shared } = await start(['--port=5000'], {}, false);
  expect(args).toEqual(['server', '--port=5000', '--port=5001']);
  expect(shared).toEqual(['loopback']);
});

test('what one that was killed has left behind is gone', async () => {
  expect((await start([], {}, true, ['server.sock', 'loopback', 'proxy'])).shared).toEqual(['proxy']);
});

test('whether MLflow has uvicorn is asked of Python as it is', async () => {
  // Where there is no MLflow at all, as here, the script does not stop.
  const call = await withFolder({}, async (folder) => {
    const env = { SERVER_FOLDER: folder };
    const { args } = await runScript('charts/server/start-server.sh', 'mlflow', env, ['mlflow', 'server'], {
      python: '#!/bin/sh\nexec python3 "$@"\n',
    });
    return { args, loopback: existsSync(join(folder, 'loopback')) };
  });
  expect(call).toEqual({ args: ['server', '--port=5001'], loopback: true });
});

describe('what says where the web server listens would lead round the login: it does not start, and says why', () => {
  const said = (where: string) =>
    `start-server: ${where} says where the web server listens: there, nobody would be asked for a login. Remove that option.\n`;

  test.each<[string, readonly string[], Readonly<Record<string, string>>]>([
    ['-b in --gunicorn-opts', ['--workers=2', '--gunicorn-opts=--timeout 90 -b 0.0.0.0:7000'], {}],
    ['--bind in --gunicorn-opts', ['--gunicorn-opts', '--bind=0.0.0.0:7000'], {}],
    ['-b0.0.0.0:7000 in MLFLOW_GUNICORN_OPTS', [], { MLFLOW_GUNICORN_OPTS: '-b0.0.0.0:7000' }],
    ['-Rb in MLFLOW_GUNICORN_OPTS', [], { MLFLOW_GUNICORN_OPTS: '-Rb 0.0.0.0:7000' }],
    ['-b in MLFLOW_GUNICORN_OPTS', [], { MLFLOW_GUNICORN_OPTS: `"-"'b' 0.0.0.0:7000` }],
    ['--bi in MLFLOW_GUNICORN_OPTS', [], { MLFLOW_GUNICORN_OPTS: '--timeout 9\n--bi 0.0.0.0:7000' }],
    ['-c in MLFLOW_GUNICORN_OPTS', [], { MLFLOW_GUNICORN_OPTS: '-c /mine.py' }],
    ['--config in --gunicorn-opts', ['--gunicorn-opts=--config=/mine.py'], {}],
    ['--listen in --waitress-opts', ['--waitress-opts=--listen=*:7000'], {}],
    ['--unix-socket in MLFLOW_WAITRESS_OPTS', [], { MLFLOW_WAITRESS_OPTS: '--unix-socket=/x' }],
    ['--host in --uvicorn-opts', ['--uvicorn-opts', '--host 0.0.0.0'], {}],
    ['--port in MLFLOW_UVICORN_OPTS', [], { MLFLOW_UVICORN_OPTS: '--port 7000' }],
    ['--fd in --uvicorn-opts', ['--uvicorn-opts=--fd=3'], {}],
    ['--uds in --uvicorn-opts', ['--uvicorn-opts=--log-level debug --uds /x'], {}],
    ['UVICORN_FD', [], { UVICORN_FD: '3' }],
    ['UVICORN_UDS', [], { UVICORN_UDS: '/x' }],
  ])('%s', async (where, args, env) => {
    await expect(start(args, env)).rejects.toMatchObject({ status: 1, stderr: said(where) });
  });

  test.each<[readonly string[], Readonly<Record<string, string>>]>([
    [['--gunicorn-opts=--backlog 5 --log-config x * --statsd-host a:1 --limit-request-line 9 -k sync -R'], {}],
    [['--uvicorn-opts', '--log-level debug', '--static-prefix=/b'], {}],
    [['--gunicorn-opts', '--timeout 90', '--bind'], {}],
    [['-c'], { UVICORN_LOG_LEVEL: 'debug', GUNICORN_CMD_ARGS: '-b 0.0.0.0:7000' }],
  ])('%j says nothing of the kind', async (args, env) => {
    expect((await start(args, env)).args.slice(0, 2)).toEqual(['server', args[0]]);
  });
});

describe('MLflow’s own metrics, where it is to leave them in a folder', () => {
  const exposing = (imports: boolean, given: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
    withFolder({ 'metrics/counter_7.db': 'of a worker that is dead' }, async (folder) => {
      const metrics = join(folder, 'metrics');
      const call = await runScript(
        'charts/server/start-server.sh',
        'mlflow',
        { SERVER_FOLDER: folder, METRICS_FOLDER: metrics, MLFLOW_UVICORN_OPTS: UVICORN, ...env },
        ['mlflow', 'server', ...given],
        { python: `#!/bin/sh\ncase $2 in *prometheus_flask_exporter*) exit ${imports ? '0' : '1'} ;; esac\n` },
      );
      return { args: call.args, left: readdirSync(metrics), second: call.env['PROMETHEUS_MULTIPROC_DIR'], metrics };
    });

  test('what dead workers have left there is gone, and MLflow is told of it', async () => {
    const { args, left, metrics } = await exposing(true, ['--workers=2']);
    expect(args).toEqual(['server', '--workers=2', `--expose-prometheus=${metrics}`]);
    expect(left).toEqual([]);
  });

  test('a folder of somebody’s own comes before, so that MLflow takes this one', async () => {
    const env = { PROMETHEUS_MULTIPROC_DIR: '/mine' };
    const { args, second, metrics } = await exposing(true, ['--expose-prometheus', '/mine'], env);
    expect(args).toEqual(['server', '--expose-prometheus', '/mine', `--expose-prometheus=${metrics}`]);
    expect(second).toBeUndefined();
  });

  test('an image without the exporter starts without, too', async () => {
    expect((await exposing(false, ['--workers=2'])).args).toEqual(['server', '--workers=2']);
  });

  test('without a folder nothing is asked for, and what somebody has stays', async () => {
    const { args } = await start(['--expose-prometheus=/mine']);
    expect(args).toEqual(['server', '--expose-prometheus=/mine']);
  });
});
