/** start-server.sh: what it calls MLflow with. */
import { expect, test } from '@jest/globals';
import { runScript } from '../../support/run-script';

const UVICORN = '--timeout-keep-alive 75';

const start = (env: Readonly<Record<string, string>>, args: readonly string[] = []) =>
  runScript(
    'charts/server/start-server.sh',
    'mlflow',
    { POD_IP: '10.0.0.1', MLFLOW_UVICORN_OPTS: UVICORN, ...env },
    args,
  );

test.each([
  ['10.0.0.1', '0.0.0.0'],
  ['fd00::1', '::'],
  ['2001:db8:0:1:2:3:4:5', '::'],
])('with the pod’s address %s it listens on %s', async (POD_IP, host) => {
  expect((await start({ POD_IP })).args).toEqual(['server', `--host=${host}`]);
});

test('its arguments are MLflow’s, as they are', async () => {
  const words = ['--port=5000', '--workers=2', '--uvicorn-opts=--log-level "debug"', '', "it's $HOME *"];
  expect((await start({}, words)).args).toEqual(['server', '--host=0.0.0.0', ...words]);
});

/** MLflow refuses options of two web servers, and those of one together with --dev. */
test.each<[string, readonly string[], Readonly<Record<string, string>>, string | undefined]>([
  ['nothing else is said', ['--workers=2'], {}, UVICORN],
  ['uvicorn’s options are given, which win', ['--uvicorn-opts=--log-level debug'], {}, UVICORN],
  ['gunicorn is chosen', ['--workers=2', '--gunicorn-opts=--timeout 90'], {}, undefined],
  ['gunicorn is chosen, in two words', ['--gunicorn-opts', '--timeout 90'], {}, undefined],
  ['gunicorn is chosen by its variable', [], { MLFLOW_GUNICORN_OPTS: '--timeout 90' }, undefined],
  ['waitress is chosen', ['--waitress-opts=--threads=4'], {}, undefined],
  ['MLflow is developed', ['--dev'], {}, undefined],
])('uvicorn’s options where %s', async (_case, args, env, expected) => {
  expect((await start(env, args)).env['MLFLOW_UVICORN_OPTS']).toBe(expected);
});
