/** The one reader of what others have written. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { readBytes, readStart, readText } from '../../lib/files/read-file';
import { linuxOnly, onLinux } from '../support/on-linux';

let folder: string;
const at = (name: string) => (name.startsWith('/') ? name : join(folder, name));
const pipe = (name: string) => execFileSync('mkfifo', [at(name)]);

beforeAll(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'read-file-'));
  fs.writeFileSync(at('text'), 'text');
  fs.writeFileSync(at('large'), '');
  fs.truncateSync(at('large'), 300 * 1024 * 1024);
  pipe('pipe');
  fs.symlinkSync('pipe', at('to-pipe'));
  fs.symlinkSync('itself', at('itself'));
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

test.each([
  ['.', 'this is a folder'],
  ['pipe', 'this is a named pipe: use - for standard input'],
  ['to-pipe', 'this is a named pipe: use - for standard input'],
  ['/dev/zero', 'this is a device'],
  ['gone', 'no such file or folder'],
  ['text/below', 'no such file or folder'],
  ['itself', 'the link leads in circles'],
  ['a'.repeat(300), 'the name is too long'],
  ['a\0b', 'the name holds a NUL'],
  ['large', 'larger than 256 MB: split it into several files'],
])('%j is refused', (name, reason) => {
  expect(() => readText(at(name))).toThrow(new RegExp(`:1:1: ${reason}$`));
});

test('a file is read as a whole, or its beginning', () => {
  expect(readText(at('text'))).toBe('text');
  expect(Buffer.from(readStart(at('text'), 2)).toString()).toBe('te');
  expect(readStart(at('large'), 2)).toEqual(new Uint8Array(2));
});

// Reads /proc.
onLinux(`a limit is kept by what a file has, too, whatever it says${linuxOnly}`, () => {
  expect(fs.statSync('/proc/self/status').size).toBe(0);
  expect(readBytes('/proc/self/status').length).toBeGreaterThan(10);
  expect(() => readBytes('/proc/self/status', 10)).toThrow('larger than 0 MB');
});

test('a device is not even opened: that alone may do something', () => {
  const open = jest.spyOn(fs, 'openSync');
  expect(() => readBytes(at('pipe'))).toThrow('this is a named pipe');
  expect(open).not.toHaveBeenCalled();
});

test('what takes the place of a file before it is opened is none', () => {
  const { statSync } = fs;
  fs.writeFileSync(at('changing'), '');
  jest.spyOn(fs, 'statSync').mockImplementationOnce((path) => {
    const stats = statSync(path);
    fs.rmSync(path);
    pipe('changing');
    return stats;
  });
  // Nobody writes into it: to wait for that would have no end.
  const { openSync } = fs;
  jest.spyOn(fs, 'openSync').mockImplementation((path, flags, mode) => {
    if ((Number(flags) & fs.constants.O_NONBLOCK) === 0) throw new Error('it would wait');
    return openSync(path, flags, mode);
  });
  expect(() => readBytes(at('changing'))).toThrow('this is a named pipe');
});
