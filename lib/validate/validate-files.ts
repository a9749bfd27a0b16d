/** The same as validate(), for many files: in several threads, if there is enough to do. */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { definitionsIn } from './definitions';
import type { Source } from './read/source';
import { canUseThreads, checkInThreads, serveChecks } from './threads';
import { defaultOptions, Run, sourceChecks, validate, type ValidateOptions, type Validation } from './validate';

export interface ThreadOptions {
  /** @default as many as the system has */
  readonly threads: number;
  /**
   * Bytes of input from which on threads are used: each has to start, read the schemas and warm up, and what it finds
   * has to be handed over, while the checks of all objects stay in one thread. @default 50 MB
   */
  readonly worthThreads: number;
}

/** Bytes. What is found in a larger file might not fit into one message. */
const largestSent = 20_000_000;
/** Bytes of one message's files, about. */
const batchSize = 100_000;

serveChecks<ValidateOptions>(({ settings, definitions }) => {
  const checks = { ...sourceChecks(settings), isSent: true };
  for (const definition of definitions) checks.schemas.learn(definition);
  return checks;
});

/** `sources` are files by their names, and perhaps standard input. */
export async function validateFiles(
  sources: readonly Source[],
  options: Partial<ValidateOptions> = {},
  { threads = availableParallelism(), worthThreads = 50_000_000 }: Partial<ThreadOptions> = {},
): Promise<Validation> {
  const files = sources.filter(isPlainFile);
  const sizes = new Map(files.map((source) => [source, sizeOf(source.name)]));
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (
    [...sizes.values()].some((size) => size > largestSent) ||
    threads < 2 ||
    total < worthThreads ||
    files.length < 2 * threads ||
    files.length < sources.length ||
    !canUseThreads
  ) {
    return validate(sources, options);
  }
  const settings = { ...defaultOptions, ...options };
  const run = new Run(settings);
  const learnt = [...definitionsIn(sources)].filter((each) => run.learn(each));
  const definitions = learnt.map(({ definition }) => definition);
  await checkInThreads(
    batchesOf(files, (source) => sizes.get(source) ?? 0),
    { settings: plainSettings(settings), definitions },
    threads,
    (source, checked) => {
      run.add(source, checked);
    },
  );
  return run.finish();
}

/** Suppressions hold functions, which can't travel, and are applied here; so may what a caller adds. */
function plainSettings(options: ValidateOptions): ValidateOptions {
  const { minor, registries, packs, settings, namespace, external, schemaFolders } = options;
  const { suppressions, findingsPerRule, unreadable } = defaultOptions;
  const travelling = { minor, registries, packs, settings, namespace, external, schemaFolders };
  return { ...travelling, suppressions, findingsPerRule, unreadable };
}

/** Rendered text and standard input exist in this thread only. */
function isPlainFile({ name, origin }: Source): boolean {
  return origin === undefined && !name.startsWith('<');
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function batchesOf(sources: readonly Source[], sizeOf: (source: Source) => number): readonly (readonly Source[])[] {
  const batches: Source[][] = [];
  let size = Infinity;
  for (const source of sources) {
    if (size >= batchSize) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)?.push(source);
    size += sizeOf(source) + 1000;
  }
  return batches;
}
