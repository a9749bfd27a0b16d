/** `npm run bench`: ratios against peers, measured in one run. It asserts nothing about time. */
import fetchHelms from '../test/support/fetch-helm';
import { benchMemory } from './memory';
import { benchRendering } from './rendering';
import { benchSynth } from './synth';
import { versions } from './versions';

async function main(): Promise<void> {
  await fetchHelms();
  for (const part of [versions, benchRendering, benchSynth, benchMemory]) {
    for (const line of await part()) process.stdout.write(`${line}\n`);
  }
}

void main();
