/** A memory limit, kept by a control group of Linux: version 1 or 2, whichever this machine has and lets us write. */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface MemoryGroup {
  readonly folder: string;
  /** Bytes that its processes hold now; the kernel could take back the rest, which is page cache. */
  used(): number;
  remove(): void;
}

interface Flavour {
  readonly root: string;
  readonly limit: string;
  /** The line of memory.stat that counts what processes hold. */
  readonly held: string;
}

const V1: Flavour = { root: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes', held: 'total_rss' };
const V2: Flavour = { root: '/sys/fs/cgroup', limit: 'memory.max', held: 'anon' };

/** Undefined without a limit, and where control groups cannot be made: `memoryIsLimited` tells. */
export function memoryGroup(name: string, limit: number | undefined): MemoryGroup | undefined {
  if (limit === undefined || FLAVOUR === undefined) return undefined;
  const flavour = FLAVOUR;
  const folder = join(flavour.root, groupName(name));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, flavour.limit), String(limit));
  return {
    folder,
    used: () => {
      const stat = readFileSync(join(folder, 'memory.stat'), 'utf8');
      return Number(new RegExp(`^${flavour.held} (.+)$`, 'm').exec(stat)?.[1]);
    },
    remove: () => {
      removeSoon(folder);
    },
  };
}

/** Groups are named after the suite's folder, so that what a killed suite leaves can be found. */
function groupName(name: string, folder = process.env['E2E_FOLDER'] ?? 'e2e'): string {
  return `${basename(folder)}-${name}`;
}

/** Removes the groups of a suite that has ended, however it ended. */
export function removeGroups(folder: string): void {
  if (FLAVOUR === undefined) return;
  for (const name of readdirSync(FLAVOUR.root)) {
    if (name.startsWith(groupName('', folder))) removeSoon(join(FLAVOUR.root, name));
  }
}

/** Whether limits hold here at all; a test can say so. */
export function memoryIsLimited(): boolean {
  return FLAVOUR !== undefined;
}

const FLAVOUR = [V1, V2].find(works);

function works({ root, limit }: Flavour): boolean {
  const folder = join(root, `${groupName('try')}-${String(process.pid)}`);
  try {
    mkdirSync(folder);
    writeFileSync(join(folder, limit), '1073741824');
    rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

/** The kernel frees a group a moment after its last process ended. */
function removeSoon(folder: string, attempts = 50): void {
  try {
    rmdirSync(folder);
  } catch {
    if (attempts > 0) setTimeout(removeSoon, 100, folder, attempts - 1).unref();
  }
}
