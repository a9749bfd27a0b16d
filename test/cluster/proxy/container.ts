/** A container without a runtime: a program in its image, with its volumes and as nobody in particular. */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Container } from '../../../imports/kubernetes/types';
import { IMAGE } from './place';

/** Whom a pod runs as. */
export const USER = 1000;

/** Mounts volumes over an image that cannot be written, and becomes the program. Pairs of a folder and its place, then `--`. */
const START = `
root=$1
shift
mount --bind "$root" "$root"
while [ "$1" != -- ]; do
  mount --bind "$1" "$root$2"
  shift 2
done
shift
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -o remount,bind,ro "$root"
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot --userspec=${String(USER)}:${String(USER)} "$root" "$@"
`;

export interface Running {
  /** To its first process, as Kubernetes sends it. Its end is that of all others. */
  signal(name: NodeJS.Signals): void;
  /** Ends what its first process runs, as a kernel without memory would. */
  killProgram(): void;
  /** At once. */
  end(): Promise<number>;
  /** Its exit code; 137 if it was told to end at once. */
  readonly ended: Promise<number>;
}

/**
 * @param folder holds its volumes, by their names, and what it prints: `<container>.log` and `<container>.errors`
 * @param address for variables that the cluster would set
 */
export function run(
  { name, command = [], args = [], env = [], volumeMounts = [] }: Container,
  folder: string,
  address: string,
): Running {
  const root = join(folder, `${name}.root`);
  if (!existsSync(root)) {
    // Links: a copy of a hundred megabytes takes no time and no memory.
    execFileSync('cp', ['--archive', '--link', IMAGE, root]);
    for (const { mountPath } of [{ mountPath: '/dev' }, ...volumeMounts])
      mkdirSync(join(root, mountPath), { recursive: true });
  }
  const mounts = volumeMounts.flatMap((mount) => [join(folder, mount.name), mount.mountPath]);
  const variables = env.map(({ name: variable, value = address }) => `${variable}=${value}`);
  const streams = ['log', 'errors'].map((stream) => {
    const file = join(folder, `${name}.${stream}`);
    const opened = openSync(file, 'a');
    chownSync(file, USER, USER);
    return opened;
  });
  const words = ['sh', '-ec', START, name, root, ...mounts, '--', 'env', ...variables, ...command, ...args];
  const own = ['--mount', '--pid', '--fork', '--kill-child=KILL', '--'];
  const child = spawn('unshare', [...own, ...words], { stdio: ['ignore', ...streams] });
  for (const stream of streams) closeSync(stream);
  const first = () => Number(childrenOf(child.pid ?? 0)[0]);
  const ended = new Promise<number>((resolve) => {
    child.once('exit', (code) => {
      resolve(code ?? -1);
    });
  });
  return {
    signal: (signal) => {
      process.kill(first(), signal);
    },
    killProgram: () => {
      for (const program of childrenOf(first())) process.kill(program, 'SIGKILL');
    },
    end: () => {
      if (child.exitCode === null && child.signalCode === null) process.kill(first(), 'SIGKILL');
      return ended;
    },
    ended,
  };
}

function childrenOf(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8');
  return children.trim().split(' ').map(Number);
}
