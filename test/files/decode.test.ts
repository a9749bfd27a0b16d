import { expect, test } from '@jest/globals';
import { decodeText } from '../../lib/files/decode';

test('UTF-8, with its mark or without', () => {
  expect(decodeText(Buffer.from('a: é🙂\n'), 'f')).toBe('a: é🙂\n');
  expect(decodeText(Buffer.from('\uFEFFa: 1'), 'f')).toBe('\uFEFFa: 1');
  expect(decodeText(new Uint8Array(), 'f')).toBe('');
});

const refused: readonly (readonly [string, Buffer, string])[] = [
  ['Latin-1', Buffer.from('a: 1\nb: caf\xe9\n', 'latin1'), 'f:2:7: the byte 0xE9 is not valid UTF-8: convert the file'],
  ['a first byte', Buffer.from([0xff, 0x61]), 'f:1:1: the byte 0xFF is not valid UTF-8'],
  ['half a character', Buffer.from('a: 🙂').subarray(0, 6), 'f:1:4: the byte 0xF0 is not valid UTF-8'],
  ['overlong', Buffer.from([0x61, 0xc0, 0xaf]), 'f:1:2: the byte 0xC0 is not valid UTF-8'],
  ['a surrogate', Buffer.from([0x61, 0x62, 0xed, 0xa0, 0x80]), 'f:1:3: the byte 0xED is not valid UTF-8'],
  ['NUL', Buffer.from('a: 1\nb: \0'), 'f:2:4: a NUL byte: this is a binary file'],
  ['UTF-16', Buffer.from('\uFEFFa: 1', 'utf16le'), 'f:1:1: UTF-16 (little-endian), not UTF-8: convert it'],
  ['UTF-16, the other', Buffer.from('\uFEFFa: 1', 'utf16le').swap16(), 'f:1:1: UTF-16 (big-endian), not UTF-8'],
  ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), 'f:1:1: gzip-compressed'],
  ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0xff]), 'f:1:8: a NUL byte: this is a binary'],
];

test.each(refused)('%s', (_, bytes, message) => {
  expect(() => decodeText(bytes, 'f')).toThrow(message);
});
