/** Running a command to its end. */
import { spawn } from 'node:child_process';

export interface Outcome {
  readonly command: string;
  /** Exit code; 0 is success. A failing command is a result, not an exception. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecuteOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly stdin?: string;
  /** Is given what the command prints to stdout, as it comes. */
  readonly heard?: (text: string) => void;
  /** Ends it. */
  readonly until?: AbortSignal;
}

/**
 * Words to put before a command, so that the kernel ends it as soon as its parent has ended, however that came about.
 * setpriv becomes the command: the process id stays the same.
 */
export const LEASH = ['setpriv', '--pdeathsig', 'KILL', '--'] as const;

export function execute(file: string, args: readonly string[], options: ExecuteOptions = {}): Promise<Outcome> {
  const { cwd, env, stdin, heard, until } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env });
    until?.addEventListener('abort', () => child.kill());
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      heard?.(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => {
      // Killed by a signal: no exit code.
      resolve({ command: [file, ...args].join(' '), code: code ?? -1, stdout, stderr });
    });
    // The command may end without reading its input: its result tells, not a broken pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin ?? '');
  });
}

/** What a command printed that has to succeed. */
export function outputOf({ command, code, stdout, stderr }: Outcome): string {
  if (code === 0) return stdout;
  // With -json, Go tells what is wrong on stdout.
  throw new Error(
    `\`${command}\` ended with ${String(code)}:\n${stderr.trim() === '' ? stdout.trim() : stderr.trim()}`,
  );
}
