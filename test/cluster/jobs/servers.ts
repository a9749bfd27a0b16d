/** MLflow as start-server.sh starts it: one that serves, and one that runs jobs, each behind the proxy of its pod. */
import { dirname, join } from 'node:path';
import { archivalOf } from '../../../charts/retention/archival';
import { root } from '../../support/root';
import { execute, outputOf } from '../../support/execute';
import { ask, type Answer } from '../clients/http';
import { inMlflow } from '../local/prepare';
import type { Release, Variables } from '../monitor/servers';
import { PLACE } from '../proxy/place';
import type { Pod } from '../proxy/pod';
import { startServer, type Server } from '../server';

/** MLflow starts others, which end with it. */
const TOGETHER = ['unshare', '--pid', '--fork', '--kill-child=KILL', '--'];
const PORT = 5000;

/** Every minute, of traces that are an hour old. */
export function archivalIn({ bucket }: Release): string {
  const often = { enabled: true, olderThan: '1h', everySeconds: 60, mostAtATime: 1000 };
  return String(archivalOf(often, `s3://${bucket}/some/path`));
}

/** @param port of its pod's proxy */
export function startMlflow(
  name: string,
  { version, env }: Release,
  pod: Pod,
  port: number,
  more: Variables,
  workers = 1,
): Promise<Server> {
  const variables = {
    PATH: `${dirname(inMlflow(version, 'python'))}:/usr/bin:/bin`,
    ...env,
    SERVER_FOLDER: pod.volume('server-socket'),
    ARCHIVAL_FILE: join(PLACE, `${name}.yaml`),
    MLFLOW_UVICORN_OPTS: '--timeout-keep-alive 75',
    MLFLOW_SERVER_ALLOWED_HOSTS: '*',
    UVICORN_TIMEOUT_WORKER_HEALTHCHECK: '60',
    ...more,
  };
  return startServer({
    name: `MLflow ${version}, ${name}`,
    command: [
      ...TOGETHER,
      ...['env', '-i', ...Object.entries(variables).map((pair) => pair.join('='))],
      ...['sh', '-e', join(root, 'charts/server/start-server.sh')],
      ...['mlflow', 'server', '--port=5000', `--workers=${String(workers)}`, '--host=127.0.0.1'],
    ],
    log: join(PLACE, `${name}.log`),
    isReady: async () => (await asked('/health', undefined, { port })).status === 200,
  });
}

export function asked(path: string, body?: object, { port = PORT, method = 'POST' } = {}): Promise<Answer> {
  return ask({
    ...{ address: '127.0.0.1', port, path },
    headers: { Host: 'localhost', 'Content-Type': 'application/json' },
    ...(body !== undefined && { method, body: JSON.stringify(body) }),
  });
}

/** What client.py prints, which knows the server that serves. */
export async function client<T>({ version }: Release, ...words: readonly string[]): Promise<T> {
  const env = {
    HOME: '/tmp',
    PATH: process.env['PATH'] ?? '',
    MLFLOW_TRACKING_URI: `http://127.0.0.1:${String(PORT)}`,
    MLFLOW_DISABLE_TELEMETRY: 'true',
    // It serialises a scorer of its own.
    MLFLOW_SERVER_ENABLE_CUSTOM_SCORERS: 'true',
  };
  const said = outputOf(
    await execute(inMlflow(version, 'python'), ['-B', join(__dirname, 'client.py'), ...words], { env }),
  );
  return JSON.parse(said.trim().split('\n').at(-1) ?? '') as T;
}
