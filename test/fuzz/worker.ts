/** Judges inputs until the time is over; says which one it is at, so that a hang can be told and repeated. */
import { parentPort, workerData } from 'node:worker_threads';
import { fuzzInput } from './inputs';
import { judge } from './judge';
import { minimise } from './minimise';

export interface FuzzWork {
  readonly seed: number;
  readonly first: number;
  readonly step: number;
  readonly seconds: number;
  /** [0]: index of the input at work; [1]: how many are done. */
  readonly progress: Int32Array;
}

export interface FuzzFailure {
  readonly index: number;
  readonly reason: string;
  readonly text: string;
}

const mostFailures = 20;

export function runWorker(): void {
  const { seed, first, step, seconds, progress } = workerData as FuzzWork;
  const end = performance.now() + seconds * 1000;
  const known = new Set<string>();
  for (let index = first; performance.now() < end && known.size < mostFailures; index += step) {
    Atomics.store(progress, 0, index);
    const { text, full } = fuzzInput(seed, index);
    const reason = judge(text, full);
    Atomics.add(progress, 1, 1);
    if (reason === undefined || known.has(kindOf(reason))) continue;
    known.add(kindOf(reason));
    const small = minimise(text, (each) => kindOf(judge(each, full) ?? '') === kindOf(reason), 2000);
    parentPort?.postMessage({ index, reason: judge(small, full) ?? reason, text: small } satisfies FuzzFailure);
  }
}

/** One of each kind is enough: its first line without what varies, and the place of a crash. */
function kindOf(reason: string): string {
  const [line = '', place = ''] = reason.split('\n');
  return `${line.replace(/"(?:[^"\\]|\\.)*"|\d+/g, '_').slice(0, 60)}${place}`;
}
