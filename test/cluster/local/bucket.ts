/** Buckets, by boto3: one Python that does what it is told, line by line. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { root } from '../../support/root';
import { installedMlflow } from '../images/installed-mlflow';
import { MLFLOW } from '../images/versions';
import { OWNER } from './minio';
import { folderOf, type Package } from './pip';

/** It makes users of MinIO. */
export const ADMIN: Package = { name: 'minio', version: '7.2.20' };

export class Store {
  readonly #python: ChildProcess;
  readonly #answers: Interface;
  readonly #waiting: ((line: string) => void)[] = [];

  /** @param authority a file, by which its certificate is checked */
  constructor(endpoint: string, keys = OWNER, authority?: string) {
    const env = {
      PROGRAMS: join(root, 'charts/backup'),
      PATH: process.env['PATH'],
      ENDPOINT: endpoint,
      OWNER: keys.id,
      KEY: keys.key,
      ADMIN: folderOf(ADMIN),
      ...(authority !== undefined && { AWS_CA_BUNDLE: authority }),
    };
    const python = join(installedMlflow(MLFLOW)?.folder ?? '', 'bin/python');
    this.#python = spawn(python, ['-B', join(__dirname, 'bucket.py')], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdout } = this.#python;
    if (stdout === null) throw new Error('no pipe');
    this.#answers = createInterface(stdout).on('line', (line) => this.#waiting.shift()?.(line));
  }

  /** What a function of bucket.py gives. */
  async do<T = unknown>(what: string, ...args: readonly unknown[]): Promise<T> {
    const answer = await new Promise<string>((resolve) => {
      this.#waiting.push(resolve);
      this.#python.stdin?.write(`${JSON.stringify([what, ...args])}\n`);
    });
    const { value, error } = JSON.parse(answer) as { readonly value: T; readonly error?: string };
    if (error !== undefined) throw new Error(`${what}: ${error}`);
    return value;
  }

  close(): void {
    this.#answers.close();
    this.#python.kill('SIGKILL');
  }
}
