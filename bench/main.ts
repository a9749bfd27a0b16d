/** `npm run bench`: ratios against peers, measured in one run. It asserts nothing. */
import { cpus } from 'node:os';
import { benchMemory } from './memory';
import { benchRendering } from './rendering';
import { benchSynth } from './synth';

async function main(): Promise<void> {
  process.stdout.write(
    `Node ${process.version}, ${String(cpus().length)} × ${cpus()[0]?.model ?? 'unknown processor'}\n`,
  );
  for (const bench of [benchRendering, benchSynth, benchMemory]) {
    for (const line of await bench()) process.stdout.write(`${line}\n`);
  }
}

void main();
