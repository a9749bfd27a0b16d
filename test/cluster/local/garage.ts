/** Garage on this machine, as the chart configures it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cargoFolder } from '../../support/cargo-build';
import { execute, outputOf } from '../../support/execute';
import { root } from '../../support/root';
import { garageCrate } from '../images/garage';
import { installedMlflow } from '../images/installed-mlflow';
import { GARAGE, MLFLOW } from '../images/versions';
import { freePort, startServer, type Server } from '../server';
import { OWNER } from './minio';

export const GARAGE_BUCKET = 'of-the-chart';

export interface RunningGarage {
  readonly endpoint: string;
  readonly health: string;
  readonly server: Server;
}

/** What prepare-garage.py writes, with other ports where it names one: those are taken by whoever came first. */
export async function configure(
  folder: string,
  s3: number,
  health: number,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const [data, run] = ['volume', 'run'].map((name) => join(folder, name)) as [string, string];
  for (const path of [data, run]) mkdirSync(path, { recursive: true });
  const variables = {
    POD_IP: '127.0.0.1',
    DATA: data,
    RUN: run,
    S3_PORT: String(s3),
    HEALTH_PORT: String(health),
    ...more,
  };
  const env = { PATH: process.env['PATH'], REGION: 'us-east-1', ...variables };
  const python = join(installedMlflow(MLFLOW)?.folder ?? '', 'bin/python');
  outputOf(await execute(python, [join(root, 'charts/store/prepare-garage.py')], { env }));
  const file = join(run, 'garage.toml');
  const rpc = `127.0.0.1:${String(await freePort())}`;
  const text = readFileSync(file, 'utf8').replaceAll('"0.0.0.0:', '"127.0.0.1:').replaceAll('127.0.0.1:3901', rpc);
  writeFileSync(file, text);
  return file;
}

/**
 * @param folder of its volume; one that has been used goes on
 * @param under a program that starts the command after it
 */
export async function startGarage(
  folder: string,
  keys = OWNER,
  bucket = GARAGE_BUCKET,
  port?: number,
  under: readonly string[] = [],
): Promise<RunningGarage> {
  const [s3, health] = [port ?? (await freePort()), await freePort()];
  const file = await configure(folder, s3, health);
  const variables = [
    `GARAGE_DEFAULT_ACCESS_KEY=${keys.id}`,
    `GARAGE_DEFAULT_SECRET_KEY=${keys.key}`,
    `GARAGE_DEFAULT_BUCKET=${bucket}`,
    'RUST_LOG=garage=info',
  ];
  const program = join(cargoFolder(garageCrate(GARAGE)), 'garage');
  const address = `http://127.0.0.1:${String(health)}/health`;
  const server = await startServer({
    name: 'Garage',
    command: [...under, 'env', ...variables, program, '-c', file, 'server', '--single-node', '--default-bucket'],
    log: join(folder, 'log'),
    isReady: async () => (await fetch(address)).ok,
  });
  return { endpoint: `http://127.0.0.1:${String(s3)}`, health: address, server };
}
