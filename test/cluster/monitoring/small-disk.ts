/** A file system of so much and no more, which one program alone sees: it is gone with it. */
import { execFileSync } from 'node:child_process';

const MEBIBYTES = 96;

export class SmallDisk {
  constructor(private readonly folder: string) {}

  /** The program that is started after it has it. */
  get mounting(): readonly string[] {
    const script = `mkdir -p "$0" && mount -t tmpfs -o size=${String(MEBIBYTES)}m none "$0" && exec "$@"`;
    return ['unshare', '--mount', 'sh', '-ec', script, this.folder];
  }

  /** As whoever enlarges a volume does. */
  enlarge(): void {
    const inside = ['--mount', 'mount', '-o', `remount,size=${String(10 * MEBIBYTES)}m`, this.folder];
    execFileSync('nsenter', [`--target=${this.pid}`, ...inside]);
  }

  private get pid(): string {
    const pids = execFileSync('sh', ['-c', `grep -l " $1 " /proc/[0-9]*/mounts | head -n 1`, 'sh', this.folder], {
      encoding: 'utf8',
    });
    const pid = /^\/proc\/(\d+)\//.exec(pids)?.[1];
    if (pid === undefined) throw new Error(`nobody has ${this.folder}`);
    return pid;
  }
}
