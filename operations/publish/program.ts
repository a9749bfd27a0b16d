/** Running a program of the user's, with what the user has set up for it: logins, keys, agents. */
import { execFile } from 'node:child_process';
import { visible } from '../../lib/text/visible';
import { withoutSecrets } from '../../lib/text/without-secrets';
import { SettingsError } from '../../lib/validate/settings/settings-error';

export type ProgramEnvironment = Readonly<Record<string, string | undefined>>;

export interface ProgramOptions {
  readonly environment: ProgramEnvironment;
  /** What it reads from its standard input. @default nothing */
  readonly input?: string;
  /** Nobody waits longer. */
  readonly seconds: number;
}

export interface ProgramResult {
  /** Of a program that was ended by a signal, 1. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const LARGEST = 16 * 1024 * 1024;

/** @throws SettingsError where it cannot be run, or does not end; one that fails is a result */
export async function runProgram(
  file: string,
  args: readonly string[],
  { environment, input = '', seconds }: ProgramOptions,
): Promise<ProgramResult> {
  return await new Promise((resolve, reject) => {
    const ending = { timeout: seconds * 1000, killSignal: 'SIGKILL', maxBuffer: LARGEST } as const;
    const { stdin } = execFile(file, args, { env: { ...environment }, ...ending }, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr });
      else if (error.killed === true)
        reject(new SettingsError(`${file} did not end within ${String(seconds)} seconds`));
      else if (typeof error.code === 'string') reject(new SettingsError(`cannot run ${file}: ${reasonOf(error.code)}`));
      else resolve({ code: error.code ?? 1, stdout, stderr });
    });
    // One that ends before it has read all says itself why.
    stdin?.on('error', () => undefined).end(input);
  });
}

function reasonOf(code: string): string {
  if (code === 'ENOENT') return 'there is none on the PATH';
  return code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' ? 'it prints more than 16 MiB' : code;
}

/** What a program that failed ends with, for people: its last line. */
export function lastWords({ stdout, stderr, code }: ProgramResult): string {
  const said = (stderr.trim() === '' ? stdout : stderr).trim().split('\n').at(-1) ?? '';
  const words = said.replace(/^(?:Error|gpg): /i, '');
  return words === '' ? `it ended with ${String(code)}` : visible(withoutSecrets(words));
}
