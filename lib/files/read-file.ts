/** The one reader of files that somebody else has written: regular files only, of a size that fits, as UTF-8. */
import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { YamlError } from '../yaml/error';
import { decodeText } from './decode';

/** Bytes. What is read is held in memory as a whole, and V8's strings end at 512 MB. */
export const largestFile = 256 * 1024 * 1024;

/** @throws YamlError that says why it cannot be read, or where it is no UTF-8 */
export function readText(path: string): string {
  return decodeText(readBytes(path), path);
}

/** @throws YamlError that says why it cannot be read */
export function readStandardInput(name: string): Uint8Array {
  return readAll(0, name, largestFile, readWaiting);
}

/** @throws YamlError that says why it cannot be read; `largest` is in bytes */
export function readBytes(path: string, largest = largestFile): Uint8Array {
  return opened(path, (file, size) => {
    if (size > largest) throw tooLarge(path, largest);
    return readAll(file, path, largest, readSync, size);
  });
}

/** The first bytes, at most `count`, of a file of any size. @throws YamlError that says why it cannot be read */
export function readStart(path: string, count: number): Uint8Array {
  return opened(path, (file) => {
    const start = Buffer.alloc(count);
    return start.subarray(0, readSync(file, start));
  });
}

function opened<T>(path: string, read: (file: number, size: number) => T): T {
  return reading(path, () => {
    // Before it is opened: with a device, that alone may do something.
    requireRegular(statSync(path), path);
    const file = openSync(path, constants.O_RDONLY | withoutWaiting);
    try {
      // It may be another one by now.
      const stats = fstatSync(file);
      requireRegular(stats, path);
      return read(file, stats.size);
    } finally {
      closeSync(file);
    }
  });
}

/** Some that call themselves regular, such as /proc/kmsg, wait for more instead of ending. */
const withoutWaiting = process.platform === 'win32' ? 0 : constants.O_NONBLOCK;

/** Why a file is none that can be read; undefined for a regular one. */
export function irregularity(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined;
  return stats.isFIFO() ? `${kindOf(stats)}: use - for standard input` : kindOf(stats);
}

/** What is there, if it is no regular file. */
export function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

/** What the system said, for people. */
export function systemReason(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'no such file or folder',
    ENOTDIR: 'no such file or folder',
    EISDIR: 'this is a folder',
    EACCES: 'no permission to read it',
    EPERM: 'no permission to read it',
    ELOOP: 'the link leads in circles',
    EMFILE: 'too many open files',
    ENAMETOOLONG: 'the name is too long',
    ENOSPC: 'there is no room left',
    EAGAIN: 'it has no end: a log of the system, not a file',
    ERR_INVALID_ARG_VALUE: 'the name holds a NUL',
  };
  return known[code] ?? `cannot be read: ${message}`;
}

function requireRegular(stats: Stats, path: string): void {
  const reason = irregularity(stats);
  if (reason !== undefined) throw new YamlError(path, start, `this is ${reason}`);
}

const start = { line: 1, column: 1 };

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof YamlError) throw error;
    throw new YamlError(path, start, systemReason(error));
  }
}

function tooLarge(file: string, largest: number): YamlError {
  const advice = largest === largestFile ? ': split it into several files' : '';
  return new YamlError(file, start, `larger than ${Math.floor(largest / 1024 / 1024)} MB${advice}`);
}

/** At most `largest`, however much the file says it has (files below /proc say 0). */
function readAll(
  file: number,
  name: string,
  largest: number,
  readSome: (file: number, chunk: Buffer) => number,
  expected = 0,
): Uint8Array {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(Math.max(65536, expected - total + 1));
    const length = readSome(file, chunk);
    if (length === 0) break;
    chunks.push(chunk.subarray(0, length));
    total += length;
    if (total > largest) throw tooLarge(name, largest);
  }
  return chunks.length === 1 ? (chunks[0] ?? new Uint8Array()) : Buffer.concat(chunks);
}

/** Standard input may be a terminal or a pipe set to non-blocking: then there is nothing yet. */
function readWaiting(file: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(file, chunk);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
