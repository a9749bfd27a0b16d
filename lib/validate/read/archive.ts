/** A chart archive (.tgz), read into memory: nothing is ever written, and what is odd about it is refused. */
import { gunzipSync } from 'node:zlib';
// npm's own reader: it knows long names and every dialect of tar.
import { Parser, type ReadEntry } from 'tar';

export interface ArchiveLimits {
  readonly entries: number;
  /** Of all content, unpacked, with the archive's own headers. */
  readonly bytes: number;
  /** Of archives inside of each other. */
  readonly depth: number;
}

/** Far above any chart; Helm's own limits are 100 MB for an archive and 5 MB for a file. */
export const archiveLimits: ArchiveLimits = { entries: 10_000, bytes: 100 * 1024 * 1024, depth: 8 };

/** Bytes of a path: what it becomes in a folder must still have a name that systems take. */
const longestPath = 1024;
const longestStep = 255;

/** What is left for an archive and all that are in it: one budget, however they are nested. */
export class ArchiveBudget {
  private entries: number;
  private bytes: number;

  constructor(private readonly limits: ArchiveLimits = archiveLimits) {
    ({ entries: this.entries, bytes: this.bytes } = limits);
  }

  get bytesLeft(): number {
    return this.bytes;
  }

  /** @throws ArchiveError */
  takeEntry(): void {
    if (--this.entries < 0) throw new ArchiveError(`more than ${this.limits.entries} entries`);
  }

  /** @throws ArchiveError */
  takeBytes(count: number): void {
    this.bytes -= count;
    if (this.bytes < 0) throw this.tooLarge();
  }

  tooLarge(): ArchiveError {
    return new ArchiveError(`more than ${this.limits.bytes} bytes when unpacked`);
  }

  /** @param depth 1 for an archive that is in no other. @throws ArchiveError */
  requireDepth(depth: number): void {
    if (depth > this.limits.depth)
      throw new ArchiveError(`more than ${this.limits.depth} archives inside of each other`);
  }
}

/** An archive that is refused. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/** Whether it begins as gzip does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The files by path, as written in the archive (`mychart/Chart.yaml`), without a leading `./`. What it takes is taken from the budget.
 * @throws ArchiveError for what is no archive, too large, or names or holds anything but files in folders
 */
export function readArchive(bytes: Uint8Array, budget = new ArchiveBudget()): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  let failure: unknown;
  const parser = new Parser({
    strict: true,
    // It would unpack what it takes for compressed, without a limit.
    brotli: false,
    zstd: false,
    onReadEntry: (entry: ReadEntry) => {
      budget.takeEntry();
      const path = safePath(entry.path);
      requireFileOrFolder(entry, path);
      const chunks: Buffer[] = [];
      entry.on('data', (chunk: Buffer) => chunks.push(chunk));
      entry.on('end', () => {
        if (entry.type === 'Directory') return;
        if (files.has(path)) throw new ArchiveError(`the file ${path} is in it twice`);
        files.set(path, Buffer.concat(chunks));
      });
    },
  });
  parser.on('error', (error: Error) => {
    failure ??= error;
  });
  try {
    parser.end(unpack(bytes, budget));
  } catch (error) {
    failure ??= error;
  }
  if (failure instanceof ArchiveError) throw failure;
  if (failure !== undefined) throw new ArchiveError(`not a readable tar archive: ${(failure as Error).message}`);
  if (files.size === 0) throw new ArchiveError('the archive is empty');
  return files;
}

function unpack(bytes: Uint8Array, budget: ArchiveBudget): Buffer {
  if (!isGzip(bytes)) throw new ArchiveError('not a gzip-compressed archive');
  // zlib takes no 0 for a limit.
  if (budget.bytesLeft <= 0) throw budget.tooLarge();
  try {
    const unpacked = gunzipSync(bytes, { maxOutputLength: budget.bytesLeft });
    budget.takeBytes(unpacked.length);
    if (isGzip(unpacked)) throw new ArchiveError('not a readable tar archive: it is compressed twice');
    return unpacked;
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw budget.tooLarge();
    throw new ArchiveError(`not a complete gzip file: ${message}`);
  }
}

function safePath(written: string): string {
  const isAbsolute = /^(?:[/\\]|[A-Za-z]:)/.test(written);
  const steps = written.split('/').filter((step) => step !== '' && step !== '.');
  if (isAbsolute || steps.includes('..') || written.includes('\\')) {
    throw new ArchiveError(`the path ${JSON.stringify(written)} could lead out of the archive`);
  }
  const path = steps.join('/');
  if (Buffer.byteLength(path) > longestPath || steps.some((step) => Buffer.byteLength(step) > longestStep)) {
    const limits = `${longestPath} bytes for a path and ${longestStep} for a name`;
    throw new ArchiveError(`the path ${JSON.stringify(`${path.slice(0, 60)}…`)} is longer than ${limits}`);
  }
  return path;
}

function requireFileOrFolder({ type, linkpath }: ReadEntry, path: string): void {
  if (type === 'File' || type === 'OldFile' || type === 'ContiguousFile' || type === 'Directory') return;
  const what = type.endsWith('Link') ? `a link (to ${JSON.stringify(linkpath ?? '')})` : `a ${type}`;
  throw new ArchiveError(`${path} is ${what}: only files and folders are allowed`);
}
