/**
 * `npm run bench:load`: what the platform bears, on a Kubernetes of three nodes that it starts on this machine. It prints a table, and asserts
 * nothing.
 *
 * Exit codes: 0 fine, 1 it failed, 2 bad usage, 3 something is missing on this machine.
 */
import { join } from 'node:path';
import { cpus, totalmem } from 'node:os';
import fetchHelms from '../../test/support/fetch-helm';
import { NOT_POSSIBLE_HERE } from '../../test/support/proofs';
import { USUAL as PLACE } from '../../test/cluster/nodes/places';
import { missingForNodes } from '../../test/cluster/nodes/prepare';
import { runOnNodes } from '../../test/cluster/nodes/run';
import { KUBERNETES } from '../../test/cluster/versions';
import { trialOf } from './trial';

async function main(): Promise<number> {
  const trial = trialOf(process.argv.slice(2));
  if (typeof trial === 'string') {
    say(trial);
    return 2;
  }
  const missing = await missingForNodes();
  if (missing.length > 0) {
    say(['This machine cannot run a cluster. It needs:', ...missing.map((line) => `  ${line}`)].join('\n'));
    return NOT_POSSIBLE_HERE;
  }
  await fetchHelms();
  const { logging, searching, storing, tracing } = trial.mix;
  process.stdout.write(
    `${String(cpus().length)} processors and ${(totalmem() / 2 ** 30).toFixed(0)} GiB for everything: three nodes, database, store, and clients.\n` +
      `${String(logging)} clients log runs, ${String(searching)} search among ${trial.runs.toLocaleString('en')}, ${String(storing)} store and fetch 1 MiB, ${String(tracing)} send traces, for ${String(trial.seconds)} s each.\n\n`,
  );
  const version = KUBERNETES[0];
  return runOnNodes(
    { version, ...PLACE },
    { parts: ['dev'], file: join(__dirname, 'inside.ts'), words: [JSON.stringify(trial)] },
    say,
  );
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
