/** A server that runs until it is stopped, or until this process ends. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { LEASH } from '../support/execute';

export interface Server {
  readonly name: string;
  /** Ends it at once: nothing that it holds is worth a farewell. */
  stop(): void;
}

export interface ServerOptions {
  readonly name: string;
  readonly command: readonly string[];
  /** File for what it prints. */
  readonly log: string;
  readonly isReady: () => Promise<boolean>;
}

const PATIENCE_SECONDS = 90;

/** Resolves when the server is ready; rejects, with the end of its log, when it ends before that or takes too long. */
export async function startServer({ name, command, log, isReady }: ServerOptions): Promise<Server> {
  const child = spawnInto(log, command);
  const failure = new Promise<string>((resolve) => {
    child.on('error', ({ message }) => {
      resolve(message);
    });
    child.on('exit', (code, signal) => {
      resolve(`it ended with ${String(code ?? signal)}`);
    });
  });
  const problem = await Promise.race([failure, becomesReady(isReady)]);
  if (problem === undefined) return { name, stop: () => child.kill('SIGKILL') };
  child.kill('SIGKILL');
  const last = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-20).join('\n');
  throw new Error(`${name} did not start: ${problem}. The end of its log:\n${last}`);
}

function spawnInto(log: string, command: readonly string[]): ChildProcess {
  const output = openSync(log, 'a');
  try {
    const [leash, ...options] = LEASH;
    return spawn(leash, [...options, ...command], { stdio: ['ignore', output, output] });
  } finally {
    closeSync(output);
  }
}

/** Nothing, or why not. */
async function becomesReady(isReady: () => Promise<boolean>): Promise<string | undefined> {
  const end = Date.now() + PATIENCE_SECONDS * 1000;
  while (Date.now() < end) {
    if (await isReady().catch(() => false)) return undefined;
    await sleep(200);
  }
  return `it was not ready after ${String(PATIENCE_SECONDS)} s`;
}

/** A port of 127.0.0.1 on which nothing listens. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      server.close(() => {
        if (port === undefined) reject(new Error('there is no free port on 127.0.0.1'));
        else resolve(port);
      });
    });
  });
}
