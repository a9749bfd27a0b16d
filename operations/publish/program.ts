/** Running a program of the user's, with what the user has set up for it: logins, keys, agents. */
import { spawn } from 'node:child_process';
import { atEnd } from '../../lib/files/at-end';
import { endGroup, hasGroups } from '../../lib/files/end-group';
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
  /** What is said where it took longer: who may not have answered, and what that means. @default nothing */
  readonly late?: string;
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
  { environment, input = '', seconds, late }: ProgramOptions,
): Promise<ProgramResult> {
  return await new Promise((resolve, reject) => {
    // A group of its own: what is called Helm may be a script, and what it has started would be waited for, too.
    const child = spawn(file, args, { env: { ...environment }, detached: hasGroups });
    const end = (): void => {
      endGroup(child.pid);
    };
    const forget = atEnd(end);
    let exceeded: string | undefined;
    const stop = (words: string): void => {
      exceeded ??= words;
      end();
    };
    const command = [file, args.find((word) => !word.startsWith('-'))].filter(Boolean).join(' ');
    const timer = setTimeout(() => {
      const words = `${command} did not end within ${String(seconds)} seconds`;
      stop(late === undefined ? words : `${words}: ${late}`);
    }, seconds * 1000);
    const done = (): void => {
      forget();
      clearTimeout(timer);
    };
    let size = 0;
    const collected = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > LARGEST) stop(`cannot run ${file}: it prints more than 16 MiB`);
        else collected[name].push(chunk);
      });
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      done();
      reject(new SettingsError(`cannot run ${file}: ${reasonOf(error.code ?? error.message)}`));
    });
    child.on('close', (code) => {
      done();
      const [stdout, stderr] = [collected.stdout, collected.stderr].map((chunks) => Buffer.concat(chunks).toString());
      if (exceeded === undefined) resolve({ code: code ?? 1, stdout: stdout ?? '', stderr: stderr ?? '' });
      else reject(new SettingsError(exceeded));
    });
    // One that ends before it has read all says itself why.
    child.stdin.on('error', () => undefined).end(input);
  });
}

function reasonOf(code: string): string {
  return code === 'ENOENT' ? 'there is none on the PATH' : code;
}

/** What a program that failed ends with, for people: its last line. */
export function lastWords({ stdout, stderr, code }: ProgramResult): string {
  const said = (stderr.trim() === '' ? stdout : stderr).trim().split('\n').at(-1) ?? '';
  const words = said.replace(/^(?:Error|gpg): /i, '');
  return words === '' ? `it ended with ${String(code)}` : visible(withoutSecrets(words));
}
