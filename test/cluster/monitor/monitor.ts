/** The monitor as its container runs it, and what the proxy of its pod says of it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../../support/root';
import { LEASH } from '../../support/execute';
import { inMlflow } from '../local/prepare';
import type { Pod } from '../proxy/pod';
import { raw } from '../proxy/raw';
import type { Variables } from './servers';

const PROGRAMS = ['monitoring', 'server', 'backup'].map((concern) => join(root, 'charts', concern)).join(':');
const PORT = 9113;

export interface Pace {
  /** Seconds between two looks. */
  readonly period?: number;
  /** Seconds between two trials of writing. */
  readonly rarely?: number;
}

export class Monitor {
  readonly #child: ChildProcess;
  #said = '';

  /** @param socket its own */
  constructor(version: string, socket: string, env: Variables, { period = 0.3, rarely = 300 }: Pace = {}) {
    const faster = `import monitor, bucket_check; monitor.PERIOD, bucket_check.RARELY = ${String(period)}, ${String(rarely)}; monitor.main()`;
    const python = inMlflow(version, 'python');
    const variables = {
      PATH: `${dirname(python)}:/usr/bin:/bin`,
      PYTHONPATH: PROGRAMS,
      MONITOR_SOCKET: socket,
      ...env,
    };
    const [leash, ...words] = LEASH;
    this.#child = spawn(leash, [...words, python, '-B', '-c', faster], { env: variables });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.#said += chunk.toString()));
  }

  /** What it has printed. */
  get said(): string {
    return this.#said;
  }

  /** What it has in memory, in MiB: now, and at its peak. */
  get memory(): readonly [number, number] {
    const status = readFileSync(`/proc/${String(this.#child.pid)}/status`, 'utf8');
    const mebibytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
    return [mebibytes('VmRSS'), mebibytes('VmHWM')];
  }

  /** Of a processor, in seconds, since it began. */
  get processor(): number {
    const fields =
      readFileSync(`/proc/${String(this.#child.pid)}/stat`, 'utf8')
        .split(') ')[1]
        ?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}

export function socketOf(pod: Pod): string {
  return join(pod.volume('server-socket'), 'monitor.sock');
}

export interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
}

/** Of the proxy's port for metrics. */
export async function page(path: string, method = 'GET'): Promise<Answer> {
  const head = [`${method} ${path} HTTP/1.1`, 'Host: x', 'Connection: close'];
  const { status, headers, body } = await raw(head, { port: PORT });
  // As long as it is said to be, or in pieces.
  const text = headers['transfer-encoding'] === 'chunked' ? body.replace(/(^|\r\n)[0-9a-f]+\r\n/g, '') : body;
  return { status, type: headers['content-type'], body: text };
}

/** By name and labels. */
export async function samples(path = '/metrics'): Promise<Readonly<Record<string, number>>> {
  const lines = (await page(path)).body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

/** Some of them; undefined for those that are not there. */
export async function some(...names: readonly string[]): Promise<readonly (number | undefined)[]> {
  const all = await samples();
  return names.map((name) => all[name]);
}

/** What GET /deep-health says. */
export async function health(): Promise<unknown> {
  const { status, body } = await page('/deep-health');
  return { status, ...(JSON.parse(body) as object) };
}
