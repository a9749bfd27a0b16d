/** One process of a container, isolated as far as namespaces of Linux go: files, process ids, network, user, memory. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { memoryGroup, type MemoryGroup } from './memory';
import type { Mount } from './volumes';

const ENTER = join(__dirname, 'enter.sh');

export interface ContainerOptions {
  readonly name: string;
  /** An existing folder of its own. */
  readonly folder: string;
  /** Name of the pod's network namespace. */
  readonly network: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Folders of this machine to be seen inside. */
  readonly folders: readonly string[];
  readonly mounts: readonly Mount[];
  readonly workingDir: string;
  readonly user: User;
  readonly readOnlyRoot: boolean;
  /** Bytes; the process is killed beyond it, as in a cluster. */
  readonly memoryLimit: number | undefined;
  /** Where to append what it prints. */
  readonly logFile: string;
}

export interface User {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  readonly noNewPrivileges: boolean;
  readonly dropAllCapabilities: boolean;
}

export interface Exit {
  /** What the process said; not 0 either if a signal ended it. */
  readonly code: number;
}

export class Container {
  readonly exited: Promise<Exit>;
  #exit: Exit | undefined;
  readonly #child: ChildProcess;
  readonly #memory: MemoryGroup | undefined;

  constructor(private readonly options: ContainerOptions) {
    const { name, folder, network, folders, mounts, readOnlyRoot, memoryLimit } = options;
    const work = join(folder, 'root');
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work);
    this.#memory = memoryGroup(name, memoryLimit);
    const args = [
      ...[`--net=/run/netns/${network}`, 'unshare', '--mount', '--pid', '--fork', '--kill-child=KILL', '--'],
      ...['sh', ENTER, work, readOnlyRoot ? 'ro' : 'rw', this.#memory?.folder ?? '-'],
      ...[...mounts.flatMap(({ source, target, readOnly }) => [source, target, readOnly ? 'ro' : 'rw']), '--'],
      ...[...folders, '--'],
      ...this.inside(options.command),
    ];
    this.#child = spawn('nsenter', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const log = createWriteStream(options.logFile, { flags: 'a' });
    this.#child.stdout?.pipe(log, { end: false });
    this.#child.stderr?.pipe(log, { end: false });
    this.exited = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', (code) => {
        log.end();
        this.#exit = { code: code ?? KILLED };
        this.#memory?.remove();
        resolve(this.#exit);
      });
    });
  }

  get running(): boolean {
    return this.#exit === undefined;
  }

  /** Process id of the container's first process, or undefined when it has ended. */
  get pid(): number | undefined {
    const { pid } = this.#child;
    if (pid === undefined || !this.running) return undefined;
    const file = `/proc/${String(pid)}/task/${String(pid)}/children`;
    const first = existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ')[0] : '';
    return first === '' || first === undefined ? undefined : Number(first);
  }

  /** Sends a signal to the first process, which may ignore it: it is process 1 of its namespace. */
  signal(signal: NodeJS.Signals): void {
    const { pid } = this;
    if (pid !== undefined) process.kill(pid, signal);
  }

  /** Bytes that it holds now; undefined where it has no limit. */
  get memory(): number | undefined {
    return this.running ? this.#memory?.used() : undefined;
  }

  /** Runs a command inside, as the same user. Kills it after `timeoutSeconds`. */
  async exec(command: readonly string[], timeoutSeconds: number): Promise<Exit & { readonly output: string }> {
    const { pid } = this;
    if (pid === undefined) return { code: KILLED, output: 'the container is not running' };
    const target = [`--target=${String(pid)}`, '--mount', '--pid', '--net', '--root', '--wd'];
    const limited = ['timeout', '--signal=KILL', String(timeoutSeconds), ...command];
    const child = spawn('nsenter', [...target, ...this.inside(limited)], { stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => output.push(data));
    child.stderr.on('data', (data: Buffer) => output.push(data));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => {
        resolve({ code: code ?? KILLED, output: Buffer.concat(output).toString() });
      });
    });
  }

  private inside(command: readonly string[]): readonly string[] {
    const { env, user, workingDir } = this.options;
    return [
      'setpriv',
      `--reuid=${String(user.uid)}`,
      `--regid=${String(user.gid)}`,
      user.groups.length === 0 ? '--clear-groups' : `--groups=${user.groups.join(',')}`,
      ...(user.noNewPrivileges ? ['--no-new-privs'] : []),
      ...(user.dropAllCapabilities ? ['--inh-caps=-all', '--bounding-set=-all'] : []),
      ...['env', '--ignore-environment', `--chdir=${workingDir}`],
      ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
      ...command,
    ];
  }
}

const KILLED = 137;
