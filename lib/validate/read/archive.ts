/** A chart archive (.tgz), read into memory: nothing is ever written, and what is odd about it is refused. */
import { gunzipSync } from 'node:zlib';
// npm's own reader: it knows long names and every dialect of tar.
import { Parser, type ReadEntry } from 'tar';

export interface ArchiveLimits {
  readonly entries: number;
  /** Of all content, unpacked, with the archive's own headers. */
  readonly bytes: number;
}

/** Far above any chart; Helm's own limits are 100 MB for the archive and 5 MB for a file. */
export const archiveLimits: ArchiveLimits = { entries: 10_000, bytes: 100 * 1024 * 1024 };

/** An archive that is refused. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/**
 * The files by path, as written in the archive (`mychart/Chart.yaml`), without a leading `./`.
 * @throws ArchiveError for what is no archive, too large, or names or holds anything but files in folders
 */
export function readArchive(bytes: Uint8Array, limits: ArchiveLimits = archiveLimits): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  let entries = 0;
  let failure: unknown;
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry: ReadEntry) => {
      if (++entries > limits.entries) throw new ArchiveError(`more than ${limits.entries} entries`);
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
    parser.end(Buffer.from(unpack(bytes, limits)));
  } catch (error) {
    failure ??= error;
  }
  if (failure instanceof ArchiveError) throw failure;
  if (failure !== undefined) throw new ArchiveError(`not a readable tar archive: ${(failure as Error).message}`);
  if (files.size === 0) throw new ArchiveError('the archive is empty');
  return files;
}

function unpack(bytes: Uint8Array, limits: ArchiveLimits): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) throw new ArchiveError('not a gzip-compressed archive');
  try {
    return gunzipSync(bytes, { maxOutputLength: limits.bytes });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new ArchiveError(`more than ${limits.bytes} bytes when unpacked`);
    throw new ArchiveError(`not a complete gzip file: ${message}`);
  }
}

function safePath(written: string): string {
  const isAbsolute = /^(?:[/\\]|[A-Za-z]:)/.test(written);
  const steps = written.split('/').filter((step) => step !== '' && step !== '.');
  if (isAbsolute || steps.includes('..') || written.includes('\\')) {
    throw new ArchiveError(`the path ${JSON.stringify(written)} could lead out of the archive`);
  }
  return steps.join('/');
}

function requireFileOrFolder({ type, linkpath }: ReadEntry, path: string): void {
  if (type === 'File' || type === 'OldFile' || type === 'ContiguousFile' || type === 'Directory') return;
  const what = type.endsWith('Link') ? `a link (to ${JSON.stringify(linkpath ?? '')})` : `a ${type}`;
  throw new ArchiveError(`${path} is ${what}: only files and folders are allowed`);
}
