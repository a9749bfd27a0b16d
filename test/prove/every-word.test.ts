/**
 * The guarantee for a chart that is none of ours and uses every word. `npm run prove` gives it more values files, and the
 * newest Helms, too.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as engine from '../../lib/index';
import { helms } from '../support/helm';
import { consistent, everyWordChart } from './every-word-chart';

/** Values files, each of which every Helm renders. */
const RUNS = Number(process.env['RUNS'] ?? 16);
/** Another one each time; SEED=… npm test repeats a run. */
const SEED = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);

/** What is no word of a chart: it is about charts. */
const OTHERS = ['synth', 'prove', 'ProofError', 'MisuseError', 'NoHelmError'];

const source = readFileSync(join(__dirname, 'every-word-chart.ts'), 'utf8').replace(/^import \{[^}]*\} from .*$/gm, '');

test.each(Object.keys(engine).filter((name) => !OTHERS.includes(name)))('it uses %s', (name) => {
  expect(source).toMatch(new RegExp(String.raw`\b${name}[(<\x60]`));
});

const TWINS = { breads: [{ name: 'rye' }, { name: 'rye' }] };

test('agrees on random values', async () => {
  const files = helms().map(({ file }) => file);
  const proof = await engine.prove(everyWordChart, {
    runs: RUNS,
    seed: SEED,
    helms: files,
    consistent,
    examples: [{}, TWINS],
  });
  console.info(JSON.stringify(proof));
  expect(proof.accepted).toBeGreaterThan(RUNS / 3);
  expect(proof.refused).toBeGreaterThan(0);
}, 3_600_000);
