/**
 * Sources checked in worker threads, which run the file that this module is bundled into. What comes back is JSON: it is
 * parsed faster than a structured clone, and its strings hold on to nothing else.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { checkSource, type CheckedSource, type SourceChecks } from './check-source';
import type { JsonObject } from './object';
import { fileSource } from './read/file';
import type { Source } from './read/source';

/** What a worker starts with: plain data. */
export interface WorkerStart<Settings> {
  readonly settings: Settings;
  /** CustomResourceDefinitions of the input. */
  readonly definitions: readonly JsonObject[];
}

interface Batch {
  readonly number: number;
  readonly files: readonly string[];
}

interface BatchResult {
  readonly number: number;
  readonly json: string;
}

/** What makes a worker one of these, and not somebody else's in the same bundle. */
const role = 'manifest checks';

/** TypeScript run as it is (tests, tsx) has no file that a worker could start from. */
export const canUseThreads = !__filename.endsWith('.ts');

/** In a worker of this module: serves batches; elsewhere it does nothing. */
export function serveChecks<Settings>(makeChecks: (start: WorkerStart<Settings>) => SourceChecks): void {
  const data = workerData as { readonly role?: unknown; readonly start?: WorkerStart<Settings> } | null;
  if (isMainThread || data?.role !== role || data.start === undefined) return;
  const checks = makeChecks(data.start);
  parentPort?.on('message', ({ number, files }: Batch) => {
    const results = files.map((file) => checkSource(fileSource(file), checks));
    parentPort?.postMessage({ number, json: JSON.stringify(results) } satisfies BatchResult);
  });
}

/** Checks batches of files in as many threads, and calls back for each file, in order. */
export async function checkInThreads<Settings>(
  batches: readonly (readonly Source[])[],
  start: WorkerStart<Settings>,
  threads: number,
  add: (source: Source, checked: CheckedSource) => void,
): Promise<void> {
  const early = new Map<number, string>();
  let [next, added] = [0, 0];
  const take = ({ number, json }: BatchResult): void => {
    early.set(number, json);
    for (let ready = early.get(added); ready !== undefined; ready = early.get(added)) {
      early.delete(added);
      const results = JSON.parse(ready) as readonly CheckedSource[];
      for (const [index, source] of (batches[added] ?? []).entries()) {
        const checked = results[index];
        if (checked !== undefined) add(source, checked);
      }
      added++;
    }
  };
  const nextBatch = (): Batch | undefined => {
    const batch = batches[next];
    return batch === undefined ? undefined : { number: next++, files: batch.map(({ name }) => name) };
  };
  await Promise.all(Array.from({ length: threads }, () => work({ role, start }, nextBatch, take)));
}

/** One thread's life. Two batches are under way, so that it never waits for the next. */
function work(data: object, nextBatch: () => Batch | undefined, take: (result: BatchResult) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(__filename, { workerData: data, argv: [] });
    let underWay = 0;
    const send = (): void => {
      const batch = nextBatch();
      if (batch === undefined) return;
      underWay++;
      worker.postMessage(batch);
    };
    worker.on('error', reject);
    worker.on('exit', () => {
      resolve();
    });
    worker.on('message', (result: BatchResult) => {
      underWay--;
      send();
      if (underWay === 0) void worker.terminate();
      take(result);
    });
    send();
    send();
    if (underWay === 0) void worker.terminate();
  });
}
