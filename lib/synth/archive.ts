/**
 * Chart archives, the same bytes from the same files everywhere: entries in a fixed order with one date, owner and mode,
 * and compression by fflate (pure JavaScript; Node's zlib differs between versions). The ustar format is written here
 * because the usual libraries stream from disk, with its dates and owners; it is these thirty lines.
 */
import { gzipSync } from 'fflate';
import { requirePortablePath } from './portable-path';

/** 2020-01-01 in Unix seconds: for people who list or unpack an archive, 1970 looks like a fault. */
const DATE = 1577836800;
const BLOCK = 512;
/** Bytes. POSIX has a second field for longer ones, which no chart has needed yet. */
const LONGEST_PATH = 100;

/**
 * A gzipped tar of `<folder>/<path>` entries: Chart.yaml first, as Helm's own packages have it, the rest by name.
 * Throws for paths that leave the folder, and for those above 100 bytes.
 */
export function packArchive(folder: string, files: ReadonlyMap<string, string>): Uint8Array {
  const sorted = [...files].sort(([a], [b]) => (place(a) < place(b) ? -1 : 1));
  const entries = sorted.flatMap(([path, content]) => entry(`${folder}/${path}`, Buffer.from(content)));
  const tar = Buffer.concat([...entries, Buffer.alloc(2 * BLOCK)]);
  // Without `mem`, fflate derives it from Math.log, whose last digit is the engine's choice. An mtime of 0 means none.
  return gzipSync(tar, { level: 9, mem: 8, mtime: 0 });
}

/** What a path is sorted by. */
function place(path: string): string {
  return path === 'Chart.yaml' ? '' : path;
}

function entry(path: string, content: Buffer): readonly Buffer[] {
  requirePortablePath(path);
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
  return [header(path, content.length), content, padding];
}

/** A POSIX.1-1988 header. Numbers are octal texts; the checksum is taken with blanks in its own place. */
function header(path: string, size: number): Buffer {
  const length = Buffer.byteLength(path);
  if (length > LONGEST_PATH) {
    throw new Error(`path too long for a chart archive (${length} bytes, at most ${LONGEST_PATH}): ${path}`);
  }
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, offset: number, length: number): void => {
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, offset);
  };
  block.write(path);
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(DATE, 136, 12);
  block.write(' '.repeat(8), 148);
  block.write('0', 156); // a regular file
  block.write('ustar\x0000', 257);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
}
