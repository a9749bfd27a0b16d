/** Bytes that should be UTF-8, which is all that Kubernetes reads. */
import { isUtf8 } from 'node:buffer';
import { positionOfEnd } from '../yaml/lines';
import { YamlError } from '../yaml/error';

/** @throws YamlError that says what the bytes are instead, and where the first wrong one is */
export function decodeText(bytes: Uint8Array, file: string): string {
  if (isUtf8(bytes) && !bytes.includes(0)) return utf8(bytes);
  const other = otherEncoding(bytes);
  if (other !== undefined) throw new YamlError(file, { line: 1, column: 1 }, `${other}, not UTF-8: convert it`);
  const [length, what] = firstFault(bytes);
  const before = utf8(bytes.subarray(0, length));
  const isBinary = bytes.subarray(0, 8000).includes(0);
  const reason = isBinary ? `${what}: this is a binary file, not text` : `${what}: convert the file to UTF-8`;
  throw new YamlError(file, positionOfEnd(before), reason);
}

/** The mark at the start stays: columns count it, as editors do not show it. */
function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/** By its byte order mark, or the zeros between the letters. */
function otherEncoding(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'UTF-32 (little-endian)' : 'UTF-16 (little-endian)';
  if (a === 0xfe && b === 0xff) return 'UTF-16 (big-endian)';
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'UTF-32 (big-endian)';
  if (a === 0x1f && b === 0x8b) return 'gzip-compressed';
  return undefined;
}

/** Where the longest valid prefix ends, and what is wrong there. */
function firstFault(bytes: Uint8Array): readonly [number, string] {
  const zero = bytes.indexOf(0);
  let [valid, invalid] = [0, bytes.length + 1];
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isUtf8(bytes.subarray(0, characterStart(bytes, middle)))) valid = middle;
    else invalid = middle;
  }
  const start = characterStart(bytes, valid);
  if (zero >= 0 && zero <= start) return [zero, 'a NUL byte'];
  return [start, `the byte 0x${(bytes[start] ?? 0).toString(16).toUpperCase().padStart(2, '0')} is not valid UTF-8`];
}

/** The nearest offset at or before the given one that is not inside a character. */
function characterStart(bytes: Uint8Array, offset: number): number {
  let start = offset;
  while (start > 0 && offset - start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start--;
  return start;
}
