/** Running Helm: isolated from the user's plugins, repositories and cluster, and bounded in time, memory and output. */
import { spawn } from 'node:child_process';
import { isUtf8 } from 'node:buffer';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { atEnd } from '../files/at-end';
import { endGroup, hasGroups } from '../files/end-group';

export interface HelmResult {
  /** Exit code; 0 is success. A failing Helm is a result, not an exception. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface HelmRunOptions {
  readonly cwd?: string;
  readonly stdin?: string;
  /** Seconds. @default 60 */
  readonly seconds?: number;
  /** Bytes of standard output. @default 256 MiB */
  readonly outputBytes?: number;
  /** Ends Helm when nobody waits for it any more. */
  readonly signal?: AbortSignal;
}

/** Helm was ended, because it took too much of something, or printed what is no text: the chart's fault, most likely. */
export class HelmLimitError extends Error {
  override readonly name = 'HelmLimitError';
}

/**
 * Address space, where the system can limit it (Linux): Go reserves more than it uses. Charts of a hundred objects use
 * 100 MB, and two Helms run at a time.
 */
const MEMORY_GIB = 1.5;

/**
 * @throws HelmLimitError when it was stopped at a limit; Error when the file cannot be run.
 * `home` is a folder for what Helm believes to be the user's; it need not exist.
 */
export async function runHelm(
  file: string,
  args: readonly string[],
  home: string,
  { cwd, stdin = '', seconds = 60, outputBytes = 256 * 1024 * 1024, signal: abort }: HelmRunOptions = {},
): Promise<HelmResult> {
  // Only a shell can set a limit for what it becomes; where it cannot, time and output are still limited.
  const [command, words] =
    process.platform === 'linux'
      ? ['/bin/sh', ['-c', `${limits(seconds)}; exec "$0" "$@"`, file, ...args]]
      : [file, args];
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { cwd, env: isolatedEnvironment(home), detached: hasGroups });
    const end = (): void => {
      endGroup(child.pid);
    };
    const atEndNoMore = atEnd(end);
    abort?.addEventListener('abort', end);
    const forget = (): void => {
      atEndNoMore();
      abort?.removeEventListener('abort', end);
    };
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let size = 0;
    let exceeded: string | undefined;
    const stop = (limit: string) => {
      exceeded ??= limit;
      end();
    };
    const timer = setTimeout(() => {
      stop(`did not end within ${seconds} seconds`);
    }, seconds * 1000);
    const collect = (chunks: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length;
      if (size > outputBytes) stop(`printed more than ${Math.round(outputBytes / 1024 / 1024)} MiB`);
      else chunks.push(chunk);
    };
    child.stdout.on('data', collect(stdout));
    child.stderr.on('data', collect(stderr));
    child.on('error', (cause) => {
      forget();
      clearTimeout(timer);
      reject(new Error(`cannot run ${file}`, { cause }));
    });
    child.on('close', (code, signal) => {
      forget();
      clearTimeout(timer);
      const output = Buffer.concat(stdout);
      const errors = Buffer.concat(stderr).toString();
      // What Go's runtime says at the memory limit, before pages of stack traces.
      if (/^fatal error: .*(out of memory|cannot allocate)|^runtime: cannot allocate memory/m.test(errors)) {
        exceeded ??= `needs more than ${MEMORY_GIB} GiB of memory`;
      }
      if (exceeded !== undefined) reject(new HelmLimitError(`Helm ${exceeded}`));
      else if (code === null) reject(new Error(`${file} was ended by ${String(signal)}`));
      else if (code === 126 || code === 127) reject(new Error(`cannot run ${file}: ${errors.trim()}`));
      else if (code === 0 && !isUtf8(output)) reject(new HelmLimitError('what Helm printed is not UTF-8'));
      else resolve({ code, stdout: output.toString(), stderr: errors });
    });
    // Helm may end without reading its input: its result tells, not a broken pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
}

/** The processor's time as well: for a Helm whose parent was killed, and can't stop it. */
function limits(seconds: number): string {
  return `{ ulimit -v ${MEMORY_GIB * 1024 * 1024}; ulimit -t ${Math.ceil(seconds) * availableParallelism()}; } 2>/dev/null`;
}

/** HELM_*, KUBECONFIG and XDG_* of the user would change results (plugins, namespaces, registries). */
function isolatedEnvironment(home: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(HELM|KUBE|XDG_)/i.test(name));
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    HELM_CACHE_HOME: join(home, 'cache'),
    HELM_CONFIG_HOME: join(home, 'config'),
    HELM_DATA_HOME: join(home, 'data'),
    KUBECONFIG: join(home, 'no-cluster'),
    // What is left over is collected before the limit is reached; until then seldom: a rendering lasts a tenth of a second,
    // and a quarter of that went into collecting (Helm 3.17 and 4.1, 16 templates: 5 MB more instead).
    GOMEMLIMIT: '1GiB',
    GOGC: '400',
  };
}
