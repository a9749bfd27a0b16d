/** However a run ends, the machine is as it was: killed at once, at work, or with its leader already gone. */
import { describe, expect, test } from '@jest/globals';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../support/root';
import { hierarchies } from '../nodes/isolation';
import { typeScript } from '../nodes/run';

/** What a killed run might leave behind. */
function traces() {
  return {
    mounts: readFileSync('/proc/self/mounts', 'utf8').trim().split('\n').sort(),
    devices: execFileSync('ip', ['-oneline', 'link'], { encoding: 'utf8' })
      .split('\n')
      .map((line) => line.split(':')[1]),
    networks: existsSync('/run/netns') ? readdirSync('/run/netns') : [],
    groups: hierarchies()
      .flatMap((folder) => readdirSync(folder).filter((name) => name.startsWith('test-cluster-')))
      .sort(),
    folders: readdirSync(tmpdir())
      .filter((name) => name.startsWith('test-cluster-'))
      .sort(),
  };
}

/** A small run: it mounts, makes a network, fills a control group, writes files, and has a process that ignores signals. */
const WORK = `
set -eu
mount -t tmpfs tmpfs /run; mkdir /run/netns; ip netns add inner; ip link add c0 type bridge
mkdir -p "$1/nodes" && mount -t tmpfs tmpfs "$1/nodes" && touch "$1/file"
for group in /sys/fs/cgroup/*/"$2"; do mkdir -p "$group/pod"; done
trap '' TERM INT
sleep 1000 & echo $! >/sys/fs/cgroup/memory/"$2"/pod/cgroup.procs
touch "$1/working"; wait
`;

describe('a killed run leaves nothing', () => {
  test.each([
    ['as soon as its place is made', 'made', 'SIGKILL'],
    ['at work', 'working', 'SIGKILL'],
    ['by Ctrl-C', 'working', 'SIGINT'],
  ] as const)('%s', async (_, sign, signal) => {
    const before = traces();
    const notes = mkdtempSync(join(tmpdir(), 'leaves-nothing-'));
    try {
      const [file = '', ...words] = typeScript(join(__dirname, '../nodes/fixtures/small-run.ts'));
      const run = spawn(file, [...words, notes, WORK], { cwd: root, stdio: 'inherit' });
      const place = join(notes, 'place');
      while (!existsSync(place)) await sleep(20);
      const folder = readFileSync(place, 'utf8');
      while (sign === 'working' && !existsSync(join(folder, sign))) await sleep(20);
      expect(traces().folders).not.toEqual(before.folders);
      run.kill(signal);
      // Who clears away is itself a process that names the folder, and ends last.
      const left = () => ({ ...traces(), processes: processesOf(folder) });
      const nothing = { ...before, processes: [] };
      for (let tries = 0; tries < 300 && JSON.stringify(left()) !== JSON.stringify(nothing); tries++) await sleep(100);
      expect(left()).toEqual(nothing);
    } finally {
      rmSync(notes, { recursive: true, force: true });
    }
  });
});

/** Command lines that name the folder. */
function processesOf(folder: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(commandLine)
    .filter((command) => command.includes(folder));
}

/** Of a process that has ended meanwhile there is none. */
function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}
