/**
 * The programs of a release, one after another, and what a signal does to them. Each has a session of its own: Ctrl-C in a terminal goes to
 * this process alone, which ends them, or lets them end. They are waited for without blocking: tsx kills a process that does not hear a signal.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { endGroup } from '../lib/files/end-group';
import { SettingsError } from '../lib/validate/settings/settings-error';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof SIGNALS)[number];

/** A signal came, and everything is as it was. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  /** As of a shell, for a program that the signal has ended. */
  readonly code: number;

  constructor(readonly signal: Signal) {
    super(`${signal}: nothing was changed`);
    this.code = 128 + constants.signals[signal];
  }
}

export class Steps {
  private came: Signal | undefined;
  private isHeld = false;
  private end: (() => void) | undefined;

  /** @param use what is done between; signals are listened to meanwhile */
  static async during<T>(use: (steps: Steps) => Promise<T>): Promise<T> {
    const steps = new Steps();
    const listen = (signal: Signal): void => {
      steps.came ??= signal;
      if (!steps.isHeld) steps.end?.();
    };
    for (const signal of SIGNALS) process.on(signal, listen);
    try {
      return await use(steps);
    } finally {
      for (const signal of SIGNALS) process.off(signal, listen);
    }
  }

  /** From here on, what runs ends by itself, whatever comes. @throws InterruptedError where a signal has come before */
  hold(): void {
    if (this.came !== undefined) throw new InterruptedError(this.came);
    this.isHeld = true;
  }

  /** As hold(), for what takes back: a signal that has come is what it is for. */
  holdToClean(): void {
    this.isHeld = true;
  }

  /** @returns what it printed. @throws SettingsError with what it says, where it ends with another code; InterruptedError */
  async run(file: string, args: readonly string[], cwd: string, codes: readonly number[] = [0]): Promise<string> {
    if (this.came !== undefined && !this.isHeld) throw new InterruptedError(this.came);
    const { code, stdout, stderr } = await this.ended(file, args, cwd);
    if (this.came !== undefined && !this.isHeld) throw new InterruptedError(this.came);
    if (code !== null && codes.includes(code)) return stdout.trimEnd();
    const words = (stderr.trim() === '' ? stdout : stderr).trim().split('\n').slice(-5);
    throw new SettingsError(`${[file, ...args.slice(0, 2)].join(' ')} failed; nothing was changed:`, ...words);
  }

  private async ended(file: string, args: readonly string[], cwd: string) {
    return await new Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>(
      (resolve) => {
        const child = spawn(file, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
        let [stdout, stderr] = ['', ''];
        child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
        child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
        // It may take its locks away before it ends, and no longer.
        let last: NodeJS.Timeout | undefined;
        this.end = () => {
          endGroup(child.pid, 'SIGTERM');
          last = setTimeout(() => {
            endGroup(child.pid);
          }, 2000);
        };
        const done = (code: number | null, more = ''): void => {
          this.end = undefined;
          clearTimeout(last);
          resolve({ code, stdout, stderr: stderr + more });
        };
        child.on('error', ({ message }) => {
          done(null, message);
        });
        child.on('close', (code) => {
          done(code);
        });
      },
    );
  }
}
