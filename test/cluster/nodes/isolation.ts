/**
 * A place of its own for a run: what is started in it has its own processes, network and mounts, and ends with the run. What
 * namespaces do not undo, a folder and control groups, a reaper removes when it sees the run end, however that came about.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const CGROUPS = '/sys/fs/cgroup';

export interface Place {
  /** Empty; everything that the run writes belongs in it. */
  readonly folder: string;
  /** Name of the run's group in each hierarchy of control groups. */
  readonly cgroup: string;
  /** Words to put before the command that is process 2 of the place. */
  readonly within: readonly string[];
  /** For `spawn`'s stdio, as file descriptor 3 of the command: the reaper waits for its end. */
  readonly thread: ChildProcess['stdin'];
}

/** `leash`: words by which the place ends with this process, or none if it shall outlive it. */
export function makePlace(leash: readonly string[]): Place {
  const folder = mkdtempSync(join(tmpdir(), 'test-cluster-'));
  // Pods run as somebody else, and their volumes are in it.
  chmodSync(folder, 0o755);
  const cgroup = basename(folder);
  const reaper = spawn('sh', [join(__dirname, 'reaper.sh'), folder, cgroup], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // No signal to the run's group, nor a closed terminal, is meant for it.
    detached: true,
  });
  reaper.unref();
  for (const hierarchy of hierarchies()) makeGroup(join(hierarchy, cgroup));
  const isolated = ['--mount', '--net', '--pid', '--ipc', '--uts', '--fork', '--kill-child=KILL', '--mount-proc'];
  return {
    folder,
    cgroup,
    // Process 1 is a shell that waits: it has to reap what other processes leave behind. It alone holds the thread.
    within: [...leash, 'unshare', ...isolated, '--', 'sh', '-c', '"$@" 3>&-; exit $?', 'init'],
    thread: reaper.stdin,
  };
}

/** The group of a node, in every hierarchy. */
export function makeGroups(...path: readonly string[]): void {
  for (const hierarchy of hierarchies()) makeGroup(join(hierarchy, ...path));
}

/** Folders in which groups are made: one with version 2, one for each controller with version 1. */
export function hierarchies(): readonly string[] {
  if (existsSync(join(CGROUPS, 'cgroup.controllers'))) return [CGROUPS];
  return readdirSync(CGROUPS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'unified')
    .map(({ name }) => join(CGROUPS, name));
}

function makeGroup(group: string): void {
  mkdirSync(group, { recursive: true });
  // A new set of processors is empty, and nothing can run in it.
  for (const name of ['cpuset.cpus', 'cpuset.mems']) {
    const file = join(group, name);
    if (existsSync(file) && readFileSync(file, 'utf8').trim() === '') {
      writeFileSync(file, readFileSync(join(group, '..', name)));
    }
  }
}
