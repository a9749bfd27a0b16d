/** A program as a container runs it: with its own variables alone, and killed with all that it has started. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Ended {
  /** Exit code; -1 if it was killed. */
  readonly code: number;
  /** What it has printed, errors as they came. */
  readonly said: string;
  /** Of its largest process, in MiB. */
  readonly peak: number;
}

export interface Running {
  readonly ended: Promise<Ended>;
  kill(): void;
  /** What it has printed by now. */
  said(): string;
}

/** Prints last, apart from the rest, how much memory its largest process took at its peak. */
const MEASURED = ['/usr/bin/python3', '-c'];
const MEASURE = `
import os, resource, subprocess, sys
code = subprocess.call(sys.argv[1:], pass_fds=())
os.write(3, b"%d" % resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
`;

export function start(command: readonly string[], env: Readonly<Record<string, string>>): Running {
  const [file = '', ...args] = [...MEASURED, MEASURE, ...command];
  const child = spawn(file, args, { env: { ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  let said = '';
  let peak = '';
  const [, out, err, measured] = child.stdio;
  for (const stream of [out, err]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  measured?.on('data', (chunk: Buffer) => (peak += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => ({
    code: typeof code === 'number' ? code : -1,
    said,
    peak: Math.round(Number(peak) / 1024),
  }));
  return {
    ended,
    said: () => said,
    kill: () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, 'SIGKILL');
    },
  };
}
