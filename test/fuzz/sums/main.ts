/**
 * `npm run fuzz -- sums [--seconds N] [--seed S] [--index I]`: many small parts, which are harmless one by one. The same
 * composition is run at sizes that grow fourfold, and time and memory must not grow much faster. `--index` repeats one.
 */
import { fork } from 'node:child_process';
import { composition, measure, type Measurement } from './measure';

/** Times that a byte may take more of when there are four times as many: 2 is n√n. */
const mostGrowth = 2.5;
/** Below that, noise decides. */
const leastMilliseconds = 150;
/** For one byte; the slowest that are in order take a tenth. */
const mostMicroseconds = 50;
const mostMemory = 2000;
/** Whatever the size. */
const freeMilliseconds = 15_000;
const freeMemory = 1.5 * 1024 ** 3;
const longestSeconds = 120;

export interface SumsOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly index?: number;
}

/** @returns how many failed */
export async function fuzzSums({ seed, seconds, index }: SumsOptions): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let failures = 0;
  let done = 0;
  for (let at = index ?? 0; at === index || (index === undefined && performance.now() < end); at++) {
    const { measurements, problem } = await measured(seed, at);
    const reason = problem ?? reasonOf(measurements);
    done++;
    if (reason !== undefined) failures++;
    if (reason !== undefined || index !== undefined) report(seed, at, reason, measurements);
  }
  console.log(`${done} compositions, ${failures} failures`);
  return failures;
}

/** In the process that measures. */
export function measureHere(seed: number, index: number): void {
  measure(seed, index, (measurement) => process.send?.(measurement));
}

function measured(seed: number, index: number) {
  const measurements: Measurement[] = [];
  // V8 would take the memory that it may have before it looks for what is not needed any more.
  const execArgv = ['--max-old-space-size=3000'];
  const child = fork(__filename, ['sums-measure', String(seed), String(index)], { execArgv });
  let problem: string | undefined;
  const timer = setTimeout(() => {
    problem = `did not end within ${longestSeconds} s`;
    child.kill('SIGKILL');
  }, longestSeconds * 1000);
  child.on('message', (measurement: Measurement) => {
    measurements.push(measurement);
  });
  return new Promise<{ readonly measurements: readonly Measurement[]; readonly problem: string | undefined }>(
    (resolve) => {
      child.on('exit', (code, signal) => {
        clearTimeout(timer);
        if (code !== 0) problem ??= `ended with ${String(code ?? signal)}`;
        resolve({ measurements, problem });
      });
    },
  );
}

/** Why it is too much; undefined if it is not. */
export function reasonOf(measurements: readonly Measurement[]): string | undefined {
  const last = measurements.at(-1);
  const before = measurements.at(-2);
  if (last === undefined) return 'nothing was measured';
  const each = (1000 * Math.max(0, last.milliseconds - freeMilliseconds)) / last.bytes;
  if (each > mostMicroseconds) return `${each.toFixed(0)} µs for a byte`;
  if (last.memory > freeMemory + mostMemory * last.bytes)
    return `${(last.memory / last.bytes).toFixed(0)} bytes of memory for one`;
  if (before === undefined || last.milliseconds < leastMilliseconds || before.milliseconds === 0) return undefined;
  // An input that could not grow says nothing.
  if (last.bytes < 2 * before.bytes) return undefined;
  const growth = last.milliseconds / last.bytes / (before.milliseconds / before.bytes);
  return growth > mostGrowth ? `a byte takes ${growth.toFixed(1)} times as long in a larger input` : undefined;
}

function report(seed: number, index: number, reason: string | undefined, measurements: readonly Measurement[]): void {
  const { subject, make } = composition(seed, index);
  const start = Buffer.from(make(200)).subarray(0, 200).toString();
  console.log(`\ncomposition ${index}, ${subject.name}: ${reason ?? 'in order'}`);
  for (const { bytes, milliseconds, memory } of measurements) {
    console.log(`  ${bytes} bytes: ${milliseconds.toFixed(0)} ms, ${Math.round(memory / 1024 / 1024)} MiB`);
  }
  console.log(`  ${JSON.stringify(start)}…\n  npm run fuzz -- sums --seed ${seed} --index ${index}`);
}
