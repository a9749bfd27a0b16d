/**
 * `npm run fuzz -- [--seconds N] [--seed S] [--threads N]`: damaged manifests and random YAML through reader, schema and
 * all checks. `--replay FILE` judges one input again. `npm run fuzz -- sums`: ./sums/main.ts. Exit code 1 if anything fails.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isMainThread, Worker } from 'node:worker_threads';
import { fuzzInput } from './inputs';
import { judge } from './judge';
import { fuzzSums, measureHere } from './sums/main';
import { runWorker, type FuzzFailure, type FuzzWork } from './worker';

const folder = 'node_modules/.cache/fuzz';
/** One input takes a millisecond. */
const longestMilliseconds = 10_000;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      threads: { type: 'string', default: '2' },
      replay: { type: 'string' },
      index: { type: 'string' },
    },
  });
  const [what, ...numbers] = positionals;
  if (what === 'sums-measure') {
    measureHere(Number(numbers[0]), Number(numbers[1]));
    return;
  }
  if (values.replay !== undefined) {
    const reason = judge(readFileSync(values.replay, 'utf8'), true);
    console.log(reason ?? 'nothing is wrong with it');
    process.exitCode = reason === undefined ? 0 : 1;
    return;
  }
  const [seed, seconds, threads] = [Number(values.seed), Number(values.seconds), Number(values.threads)];
  if (what === 'sums') {
    console.log(`seed ${seed}, ${seconds} s`);
    const failed = await fuzzSums({
      seed,
      seconds,
      ...(values.index === undefined ? {} : { index: Number(values.index) }),
    });
    process.exitCode = failed === 0 ? 0 : 1;
    return;
  }
  console.log(`seed ${seed}, ${seconds} s, ${threads} threads`);
  const results = await Promise.all(
    Array.from({ length: threads }, (_, first) => fuzz({ seed, first, step: threads, seconds })),
  );
  const inputs = results.reduce((sum, { done }) => sum + done, 0);
  const failures = results.reduce((sum, { failed }) => sum + failed, 0);
  console.log(`${inputs} inputs, ${Math.round(inputs / seconds)} a second, ${failures} failures`);
  process.exitCode = failures === 0 ? 0 : 1;
}

function fuzz(work: Omit<FuzzWork, 'progress'>): Promise<{ readonly done: number; readonly failed: number }> {
  const progress = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(__filename, { workerData: { ...work, progress } });
  let failed = 0;
  return new Promise((resolve, reject) => {
    let last = { index: -1, since: performance.now() };
    const watchdog = setInterval(() => {
      const index = Atomics.load(progress, 0);
      if (index !== last.index) last = { index, since: performance.now() };
      else if (performance.now() - last.since > longestMilliseconds) {
        failed++;
        report({ index, reason: 'hang', text: fuzzInput(work.seed, index).text });
        void worker.terminate();
      }
    }, 500);
    worker.on('message', (failure: FuzzFailure) => {
      failed++;
      report(failure);
    });
    worker.on('error', reject);
    worker.on('exit', () => {
      clearInterval(watchdog);
      resolve({ done: Atomics.load(progress, 1), failed });
    });
  });
}

function report({ index, reason, text }: FuzzFailure): void {
  mkdirSync(folder, { recursive: true });
  const name = join(folder, `${createHash('sha256').update(text).digest('hex').slice(0, 12)}.yaml`);
  writeFileSync(name, text);
  console.log(`\ninput ${index}: ${reason}\n  npm run fuzz -- --replay ${name}`);
}

if (isMainThread) void main();
else runWorker();
