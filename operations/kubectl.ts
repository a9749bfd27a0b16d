/** Asking a cluster with the user's own kubectl. */
import { execFile } from 'node:child_process';
import { visible } from '../lib/text/visible';
import { withoutSecrets } from '../lib/text/without-secrets';

export type KubectlAnswer =
  | { readonly output: string }
  /** Why there is none, in words. */
  | { readonly unknown: string };

const MEBIBYTES = 64;
const LARGEST = MEBIBYTES * 1024 * 1024;
/** Each is a process of 50 MiB, and objects of a cluster say how many are asked for. */
const AT_ONCE = 10;

/**
 * Nobody waits longer for a cluster that does not answer.
 *
 * @param input what it reads from its standard input
 */
export async function kubectl(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  seconds: number,
  input = '',
): Promise<KubectlAnswer> {
  while (running.size >= AT_ONCE) await Promise.race(running);
  const answer = run(args, environment, seconds, input);
  running.add(answer);
  return await answer.finally(() => running.delete(answer));
}

const running = new Set<Promise<KubectlAnswer>>();

async function run(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  seconds: number,
  input: string,
): Promise<KubectlAnswer> {
  return await new Promise((resolve) => {
    // One that does not listen ends, too.
    const ending = { timeout: seconds * 1000, killSignal: 'SIGKILL' } as const;
    const options = { env: { ...environment }, ...ending, maxBuffer: LARGEST };
    const { stdin } = execFile('kubectl', args, options, (error, stdout, stderr) => {
      resolve(error === null ? { output: stdout } : { unknown: reasonOf(error, stderr, seconds) });
    });
    // One that ends before it has read all says itself why.
    stdin?.on('error', () => undefined).end(input);
  });
}

function reasonOf(
  error: Error & { readonly code?: unknown; readonly killed?: boolean },
  stderr: string,
  seconds: number,
): string {
  if (error.code === 'ENOENT') return 'there is no kubectl';
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `kubectl prints more than ${String(MEBIBYTES)} MiB`;
  if (error.killed === true) return `kubectl did not answer within ${String(seconds)} seconds`;
  // Its last line is what it ends with; those before are the attempts.
  const said = stderr.trim().split('\n').at(-1) ?? '';
  return `kubectl says: ${visible(withoutSecrets(said === '' ? error.message.trim() : said))}`;
}
