/** Tests on a cluster with nodes, in a place that ends with this process. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { LEASH } from '../../support/execute';
import type { Round } from '../../support/proofs';
import { root } from '../../support/root';
import { standIns } from '../images/catalogue';
import { makePlace } from './isolation';
import type { Place } from './places';
import { prepareNodes } from './prepare';
import type { StartOptions } from './start';

/** The exit code. */
export function proveOnNodes(
  place: Place & { readonly version: string },
  rounds: readonly Round[],
  say: (line: string) => void,
): Promise<number> {
  const parts = rounds.flatMap(({ args }) => args);
  return runOnNodes(place, { parts, file: join(__dirname, 'inside.ts'), words: [JSON.stringify(rounds)] }, say);
}

export interface Inside {
  /** What needs images of its own (prepare.ts). */
  readonly parts: readonly string[];
  /** Runs in the place, with StartOptions as JSON, and these words. */
  readonly file: string;
  readonly words: readonly string[];
}

/** Runs a program where a cluster can be started. The exit code. */
export async function runOnNodes(
  { version, families, nodes }: Place & { readonly version: string },
  { parts, file: program, words: further }: Inside,
  say: (line: string) => void,
): Promise<number> {
  const binaries = await prepareNodes(version, parts, say);
  say(standIns());
  return inPlace(({ folder, cgroup }) => {
    say(`Starting Kubernetes ${version} with ${String(nodes)} nodes, ${families.join(' and ')}; logs are in ${folder}`);
    const options: StartOptions = { version, nodes, families, folder, cgroup, binaries };
    return [...typeScript(program), JSON.stringify(options), ...further];
  });
}

/** Runs a command in a place that ends with this process. The exit code. @param commandOf its words */
export function inPlace(
  commandOf: (place: { readonly folder: string; readonly cgroup: string }) => readonly string[],
): Promise<number> {
  const { folder, cgroup, within, thread } = makePlace(LEASH);
  return new Promise((resolve, reject) => {
    const [command = '', ...words] = [...within, ...commandOf({ folder, cgroup })];
    const child = spawn(command, words, { cwd: root, stdio: ['ignore', 'inherit', 'inherit', thread] });
    // Process 1 of a namespace may be deaf to anything else.
    const end = () => child.kill('SIGKILL');
    process.on('SIGINT', end).on('SIGTERM', end);
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('SIGINT', end).off('SIGTERM', end);
      resolve(code ?? 130);
    });
  });
}

/** Words that run a file of this project, with the texts that it imports. */
export function typeScript(file: string): readonly string[] {
  const tsx = createRequire(__filename).resolve('tsx');
  return [process.execPath, '--require', tsx, '--require', join(root, 'test/support/text-files.js'), file];
}
