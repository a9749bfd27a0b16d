import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { ArchiveBudget, readArchive } from '../../../lib/validate/read/archive';
import { tgz } from '../../support/tgz';

test('files by path; folders are only names', () => {
  const files = readArchive(
    tgz([
      { path: 'web/', type: 'Directory' },
      { path: 'web/Chart.yaml', content: 'name: web\n' },
      { path: './web/values.yaml', content: '' },
      { path: 'web/__proto__', content: 'x' },
    ]),
  );
  expect([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual([
    ['web/Chart.yaml', 'name: web\n'],
    ['web/values.yaml', ''],
    ['web/__proto__', 'x'],
  ]);
});

const refused: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ['a path above', tgz([{ path: '../evil' }]), /"\.\.\/evil" could lead out/],
  ['a path above, inside', tgz([{ path: 'web/../../evil' }]), /could lead out/],
  ['an absolute path', tgz([{ path: '/etc/passwd' }]), /could lead out/],
  ['a path of Windows', tgz([{ path: 'C:\\evil' }]), /could lead out/],
  ['backslashes', tgz([{ path: 'web\\..\\..\\evil' }]), /could lead out/],
  ['a symbolic link', tgz([{ path: 'web/a', type: 'SymbolicLink', linkpath: '/etc/passwd' }]), /a link \(to "\/etc/],
  ['a hard link', tgz([{ path: 'web/a', type: 'Link', linkpath: 'b' }]), /a link \(to "b"\)/],
  ['a device', tgz([{ path: 'web/a', type: 'CharacterDevice' }]), /a CharacterDevice/],
  ['a pipe', tgz([{ path: 'web/a', type: 'FIFO' }]), /a FIFO/],
  ['a long name', tgz([{ path: `web/${'a'.repeat(256)}` }]), /"web\/a{56}…" is longer than .* 255 for a name/],
  ['a long path', tgz([{ path: 'web/'.repeat(260) }]), /longer than 1024 bytes for a path/],
  ['a name twice', tgz([{ path: 'web/a' }, { path: './web//a' }]), /web\/a is in it twice/],
  ['nothing', tgz([]), /empty|readable/],
  ['no gzip', Buffer.from('apiVersion: v1'), /not a gzip/],
  ['a gzip in a gzip', gzipSync(tgz([{ path: 'web/a' }])), /compressed twice/],
  ['no tar', gzipSync(Buffer.from('x'.repeat(2000))), /not a readable tar/],
  ['half a gzip', tgz([{ path: 'a', content: 'x'.repeat(5000) }]).subarray(0, 40), /not a complete gzip/],
  ['half a tar', tgz([{ path: 'a', content: 'xx' }, { path: 'b' }], { end: false }).subarray(0, 60), /gzip|tar/],
];

test.each(refused)('%s is refused', (_, bytes, message) => {
  expect(() => readArchive(bytes)).toThrow(message);
});

test('a bomb is refused before it has grown', () => {
  const bomb = gzipSync(Buffer.alloc(110 * 1024 * 1024));
  expect(bomb.length).toBeLessThan(1_000_000);
  expect(() => readArchive(bomb)).toThrow(/more than 104857600 bytes/);
  // Who unpacks the whole of it first finds that its end is missing.
  expect(() => readArchive(bomb.subarray(0, -100))).toThrow(/more than 104857600 bytes/);
});

test('10,001 entries are refused at once', () => {
  const many = tgz(Array.from({ length: 10_001 }, (_, index) => ({ path: `web/${index}` })));
  expect(() => readArchive(many)).toThrow(/more than 10000 entries/);
});

describe('one budget for several archives', () => {
  const twoFiles = tgz([{ path: 'web/a', content: 'x' }, { path: 'web/b' }]);

  test('of entries', () => {
    const budget = new ArchiveBudget({ entries: 3, bytes: 1e6, depth: 1 });
    expect(readArchive(twoFiles, budget).size).toBe(2);
    expect(() => readArchive(twoFiles, budget)).toThrow('more than 3 entries');
  });

  test('of bytes, with the headers: 2,560 for each of these', () => {
    const budget = new ArchiveBudget({ entries: 100, bytes: 5120, depth: 1 });
    expect(readArchive(twoFiles, budget).size).toBe(2);
    expect(budget.bytesLeft).toBe(2560);
    readArchive(twoFiles, budget);
    expect(() => readArchive(twoFiles, budget)).toThrow('more than 5120 bytes when unpacked');
  });
});
