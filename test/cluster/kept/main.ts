/**
 * `npm run cluster`: a Kubernetes of three nodes with the platform in it, for somebody who has a Linux machine and nothing else.
 *
 *     npm run cluster -- up [dev]          starts it, installs dist/dev's chart, and prints the address
 *     npm run cluster -- kubectl …         asks it; also: -- helm …, -- shell
 *     npm run cluster -- down              ends it; nothing of it stays
 *
 * Exit codes: 0 fine, 1 it failed, 2 bad usage, 3 something is missing on this machine; of kubectl and helm, their own.
 */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fetchHelms from '../../support/fetch-helm';
import { GoError } from '../../support/go-build';
import { locateHelm } from '../../support/helm-binary';
import { NOT_POSSIBLE_HERE } from '../../support/proofs';
import { root } from '../../support/root';
import { userCache } from '../../support/user-cache';
import { makePlace } from '../nodes/isolation';
import { missingForNodes, prepareNodes } from '../nodes/prepare';
import { USUAL } from '../nodes/places';
import { typeScript } from '../nodes/run';
import type { StartOptions } from '../nodes/start';
import { KUBERNETES } from '../versions';
import { NOTES, type KeptNotes } from './notes';

const USAGE = 'npm run cluster -- up [dev] | down | kubectl … | helm … | shell';
/** Where the running cluster is written down. */
const STATE = join(userCache, 'cluster.json');

interface State {
  readonly folder: string;
  /** Process 1 of its place, as a process of this machine. */
  readonly pid: number;
}

async function main(): Promise<number> {
  const [command, ...args] = process.argv.slice(2);
  switch (command) {
    case 'up':
      if (args.length > 1 || ![undefined, 'dev'].includes(args[0]))
        return usage(`there is no platform \`${args.join(' ')}\``);
      return up(args[0]);
    case 'down':
      return down();
    case 'kubectl':
      return inside([command, ...args]);
    case 'helm':
      await fetchHelms();
      return inside([locateHelm('4').file, ...args]);
    case 'shell':
      return inside([process.env['SHELL'] ?? 'sh']);
    default:
      return usage(command === undefined ? 'what shall it do?' : `there is no command \`${command}\``);
  }
}

async function up(platform: string | undefined): Promise<number> {
  if (running() !== undefined) return failure('There is one already: npm run cluster -- down');
  const missing = await missingForNodes();
  if (missing.length > 0) {
    say(['This machine cannot run a cluster. It needs:', ...missing.map((line) => `  ${line}`)].join('\n'));
    return NOT_POSSIBLE_HERE;
  }
  await fetchHelms();
  const version = KUBERNETES[0];
  const binaries = await prepareNodes(version, [], say);
  const { folder, cgroup, within, thread } = makePlace([]);
  const options: StartOptions = { version, ...USUAL, folder, cgroup, binaries };
  say(`Starting Kubernetes ${version} with ${String(USUAL.nodes)} nodes; logs are in ${folder}`);
  const log = openSync(join(folder, 'log'), 'a');
  const [file, ...words] = [
    ...within,
    ...typeScript(join(__dirname, 'keep.ts')),
    JSON.stringify(options),
    platform ?? '',
  ];
  const place = spawn(file, words, { cwd: root, stdio: ['ignore', log, log, thread], detached: true });
  closeSync(log);
  place.unref();
  const ended = new Promise<'ended'>((resolve) =>
    place.on('exit', () => {
      resolve('ended');
    }),
  );
  mkdirSync(userCache, { recursive: true });
  const first = await firstChild(place.pid ?? 0);
  writeFileSync(STATE, JSON.stringify({ folder, pid: first } satisfies State));
  const notes = join(folder, NOTES);
  while (!existsSync(notes)) {
    if ((await Promise.race([ended, sleep(200)])) === 'ended') {
      const said = existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : '';
      rmSync(STATE, { force: true });
      return failure(`It did not start:\n${said}`);
    }
  }
  const { socket } = JSON.parse(readFileSync(notes, 'utf8')) as KeptNotes;
  say('It is up. Look inside with: npm run cluster -- kubectl get pods --all-namespaces');
  if (socket !== undefined) {
    const forwarder = typeScript(join(__dirname, 'forward.ts'));
    const child = spawn(forwarder[0] ?? '', [...forwarder.slice(1), socket], {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    const address = await new Promise<string>((resolve) =>
      child.stdout.once('data', (data: Buffer) => {
        resolve(data.toString().trim());
      }),
    );
    child.unref();
    child.stdout.destroy();
    process.stdout.write(`MLflow: ${address}\n`);
  }
  return 0;
}

/** What ends with its process 1 ends now; the reaper removes the rest. */
async function down(): Promise<number> {
  const state = running();
  if (state === undefined) return failure('There is none.');
  process.kill(state.pid, 'SIGKILL');
  while (existsSync(state.folder)) await sleep(100);
  rmSync(STATE, { force: true });
  return 0;
}

async function inside(command: readonly string[]): Promise<number> {
  const state = running();
  if (state === undefined) return failure('There is no cluster: npm run cluster -- up');
  const { binaries } = JSON.parse(readFileSync(join(state.folder, NOTES), 'utf8')) as KeptNotes;
  const env = {
    ...process.env,
    KUBECONFIG: join(state.folder, 'control-plane/kubeconfig'),
    PATH: [binaries, process.env['PATH']].join(':'),
  };
  const place = ['--target', String(state.pid), '--net', '--mount', '--pid'];
  const child = spawn('nsenter', [...place, '--', ...command], { stdio: 'inherit', env });
  return new Promise((resolve) =>
    child.on('close', (code) => {
      resolve(code ?? 1);
    }),
  );
}

/** What is written down, if it is still there. */
function running(): State | undefined {
  if (!existsSync(STATE)) return undefined;
  const state = JSON.parse(readFileSync(STATE, 'utf8')) as State;
  const file = `/proc/${String(state.pid)}/cmdline`;
  // Another process may have got its number.
  return existsSync(file) && readFileSync(file, 'utf8').includes(state.folder) ? state : undefined;
}

async function firstChild(pid: number): Promise<number> {
  const file = `/proc/${String(pid)}/task/${String(pid)}/children`;
  for (;;) {
    const [child] = existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').filter(Boolean) : [];
    if (child !== undefined) return Number(child);
    if (!existsSync(file)) throw new Error('the place of the cluster ended at once');
    await sleep(20);
  }
}

function usage(problem: string): number {
  say(`${problem}\n${USAGE}`);
  return 2;
}

function failure(words: string): number {
  say(words);
  return 1;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exit(error instanceof GoError ? NOT_POSSIBLE_HERE : 1);
  },
);
