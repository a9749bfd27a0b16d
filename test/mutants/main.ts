/**
 * `npm run mutants -- <folder or file> [--sample N] [--seed S] [--within MS] [--json FILE]`: changes the source, one
 * small thing at a time, and says which changes no test notices. Exit code 1 if one of those is not explained in
 * survivors.yaml. A test that takes more than so many milliseconds is not run.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../fuzz/random';
import fetchHelms from '../support/fetch-helm';
import type { Mutant } from './instrument';
import type { Answer, Order, TestRun, Work } from './messages';
import { changeOf, Explanations } from './survivors';

/** Besides `test/<folder>`: what else is quick, and says what the folder's outputs must be. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  'lib/synth': ['test/cli/gitops.test.ts', 'test/charts/apply-order.test.ts'],
  'lib/expr': ['test/synth/leak.test.ts', 'test/synth/tiny-chart.test.ts', 'test/synth/manifests.test.ts'],
  'lib/values': ['test/synth/tiny-chart.test.ts', 'test/synth/agreement.test.ts'],
  'lib/synth/compose': ['test/charts/compose.test.ts', 'test/charts/monitoring/compose-prometheus.test.ts'],
  'lib/yaml': ['test/values/documents.test.ts', 'test/validate/read'],
};

/** Folders below those, all of whose tests are their own. */
const APART = ['lib/synth/compose'];

function filesIn(path: string, ending: string): readonly string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .sort()
    .map((file) => join(path, file));
}

/** Where the tests of a folder are: of `lib/expr`, test/expr; of `charts/doctor`, test/charts/doctor and test/charts/doctor.test.ts. */
function testsOf(folder: string): readonly string[] {
  const place = join('test', folder.replace(/^lib\//, '').replace(/\.ts$/, ''));
  return [place, `${place}.test.ts`].filter((each) => existsSync(each));
}

/** The process that tries mutants; another one after each mutant that ended it. */
class Trier {
  #child: ChildProcess | undefined;

  /** @returns undefined if the process ended over it */
  ask(order: Order): Promise<Answer | undefined> {
    const child = (this.#child ??= fork(join(__dirname, 'worker.js'), { execArgv: ['--enable-source-maps'] }));
    return new Promise((resolve) => {
      const onExit = (): void => {
        this.#child = undefined;
        resolve(undefined);
      };
      child.once('exit', onExit);
      child.once('message', (answer: Answer) => {
        child.off('exit', onExit);
        resolve(answer);
      });
      child.send(order);
    });
  }

  end(): void {
    this.#child?.kill('SIGKILL');
  }
}

/** The order in which a seed tries them; so that a larger sample holds a smaller one. */
function sampled(count: number, size: number, seed: number): readonly number[] {
  const random = Random.of(seed, 0);
  const all = Array.from({ length: count }, (_, index) => index);
  for (let at = 0; at < Math.min(size, count); at++) {
    const other = at + random.below(count - at);
    all.splice(at, 1, ...all.splice(other, 1, all[at] ?? 0));
  }
  return all.slice(0, size).sort((a, b) => a - b);
}

function shown(mutant: Mutant): string {
  return `${mutant.file}:${mutant.line}:${mutant.column}: ${changeOf(mutant)}`;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      sample: { type: 'string' },
      seed: { type: 'string', default: '1' },
      within: { type: 'string', default: '2000' },
      json: { type: 'string' },
    },
  });
  const [path] = positionals.map((one) => normalize(one));
  const numbers = [values.sample ?? '0', values.seed, values.within].map(Number);
  if (path === undefined || positionals.length > 1 || !existsSync(path) || !numbers.every(Number.isSafeInteger)) {
    console.error('Usage: npm run mutants -- <folder or file> [--sample N] [--seed S] [--within MS] [--json FILE]');
    process.exitCode = 2;
    return;
  }
  const folder = APART.find((one) => path.startsWith(one)) ?? path.split('/').slice(0, 2).join('/');
  const sources = filesIn(path, '.ts');
  const work: Work = {
    sources,
    tests: [...testsOf(folder), ...(ALSO[folder] ?? [])].flatMap((place) => filesIn(place, '.test.ts')),
    within: 1000 * Number(values.within),
  };
  // Tests that find none are not used, and what only they notice survives.
  await fetchHelms();
  const explanations = Explanations.read();
  const trier = new Trier();
  try {
    const surveyed = await trier.ask({ order: 'survey', work });
    if (surveyed?.answer !== 'surveyed') throw new Error('the tests end the process that runs them');
    const { mutants, runs, unused } = surveyed.survey;
    for (const line of unused) console.log(`not used: ${line.replace(/\s+/g, ' ').slice(0, 200)}`);
    const byMutant = new Map<number, TestRun[]>();
    for (const run of runs) {
      for (const number of run.passes) byMutant.set(number, [...(byMutant.get(number) ?? []), { ...run, passes: [] }]);
    }
    const chosen = sampled(mutants.length, Number(values.sample ?? mutants.length), Number(values.seed));
    console.log(`${mutants.length} mutants of ${sources.length} files, ${chosen.length} tried by ${runs.length} tests`);

    const survivors: { readonly mutant: Mutant; readonly why: string | undefined; readonly tests: number }[] = [];
    for (const number of chosen) {
      const mutant = mutants[number];
      if (mutant === undefined) continue;
      const covering = [...(byMutant.get(number) ?? [])].sort((a, b) => a.cost - b.cost);
      const answer =
        covering.length === 0
          ? { noticed: undefined }
          : await trier.ask({ order: 'try', work, mutant: number, runs: covering });
      if (answer === undefined || ('noticed' in answer && answer.noticed !== undefined)) continue;
      const why = explanations.of(mutant);
      survivors.push({ mutant, why, tests: covering.length });
      if (why === undefined)
        console.log(`survived: ${shown(mutant)}${covering.length === 0 ? ' (no test comes here)' : ''}`);
    }
    for (const { mutant, why } of survivors) if (why !== undefined) console.log(`explained: ${shown(mutant)}: ${why}`);
    const left = survivors.filter(({ why }) => why === undefined);
    const idle = chosen.length === mutants.length ? explanations.unused(new Set(sources)) : [];
    for (const line of idle) console.log(`explained, but noticed or gone: ${line}`);
    const noticed = chosen.length - survivors.length;
    const percent = ((100 * noticed) / Math.max(1, chosen.length)).toFixed(1);
    console.log(
      `${path}: ${noticed} of ${chosen.length} noticed (${percent} %), ${survivors.length - left.length} explained, ${left.length} not`,
    );
    if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(left, undefined, 2));
    process.exitCode = left.length + idle.length === 0 ? 0 : 1;
  } finally {
    trier.end();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
