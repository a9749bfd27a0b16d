/** MLflow's own server, on this machine, and what clients ask of it. */
import { join } from 'node:path';
import { MLFLOW } from '../images/versions';
import { inMlflow } from '../local/prepare';
import { freePort, startServer, type Server } from '../server';
import type { Release } from '../backup/pod';

/** It starts others, which end with it. */
const TOGETHER = ['unshare', '--user', '--map-current-user', '--pid', '--fork', '--kill-child=KILL', '--'];

export interface Mlflow extends Server {
  readonly url: string;
}

/** @param options beside the usual ones; of two, the last counts */
export async function startMlflow(release: Release, options: readonly string[] = []): Promise<Mlflow> {
  const version = release.env['MLFLOW_VERSION'] ?? MLFLOW;
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const variables = Object.entries(release.env).map(([name, value]) => `${name}=${value}`);
  const server = await startServer({
    name: `MLflow ${version}`,
    command: [
      ...TOGETHER,
      'env',
      ...variables,
      // Each of its workers takes a hundred megabytes, and here nobody asks for one.
      'MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false',
      inMlflow(version, 'python'),
      ...['-m', 'mlflow', 'server', '--backend-store-uri', 'postgresql+psycopg2://', '--workers', '1'],
      ...['--serve-artifacts', '--artifacts-destination', release.env['ARTIFACTS_URI'] ?? ''],
      ...['--host', '127.0.0.1', '--port', port],
      ...options,
    ],
    log: join(process.env['LOCAL_FOLDER'] ?? '', `mlflow-${port}.log`),
    isReady: async () => (await fetch(`${url}/health`)).ok,
  });
  return { ...server, url };
}

/** @returns undefined where the server did not say yes */
export async function ask<T>(url: string, path: string, body: object): Promise<T | undefined> {
  try {
    const answer = await fetch(`${url}/api/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    return answer.ok ? ((await answer.json()) as T) : undefined;
  } catch {
    return undefined;
  }
}
