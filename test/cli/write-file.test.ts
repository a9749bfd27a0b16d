/** A report or baseline is there as a whole, or not at all. */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { writeWholeFile } from '../../lib/cli/write-file';
import { SettingsError } from '../../lib/validate/settings/settings-error';

let folder: string;
let file: string;
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'write-file-'));
  file = join(folder, 'report');
  fs.writeFileSync(file, 'old');
});
afterEach(() => {
  jest.restoreAllMocks();
  fs.rmSync(folder, { recursive: true });
});

const content = () => fs.readdirSync(folder).map((name) => [name, fs.readFileSync(join(folder, name), 'utf8')]);

test('who has the old file open, or under another name, keeps it', () => {
  fs.linkSync(file, join(folder, 'same'));
  writeWholeFile(file, 'new');
  expect(content()).toEqual([
    ['report', 'new'],
    ['same', 'old'],
  ]);
});

describe('after a failure, everything is as it was', () => {
  test('writing stops half-way', () => {
    const { writeFileSync } = fs;
    jest.spyOn(fs, 'writeFileSync').mockImplementation((path, text, ...options) => {
      writeFileSync(path, typeof text === 'string' ? text.slice(0, 1) : text, ...options);
      throw new Error('disk full');
    });
    expect(() => {
      writeWholeFile(file, 'new');
    }).toThrow('disk full');
  });

  test('the old file cannot be replaced', () => {
    jest.spyOn(fs, 'renameSync').mockImplementation(() => {
      throw new Error('rename failed');
    });
    expect(() => {
      writeWholeFile(file, 'new');
    }).toThrow('rename failed');
  });

  afterEach(() => {
    expect(content()).toEqual([['report', 'old']]);
  });
});

test('a link in place of what it writes to first leads nowhere else', () => {
  const other = join(folder, 'other');
  fs.writeFileSync(other, 'precious');
  fs.symlinkSync('other', join(folder, `.report.${String(process.pid)}`));
  expect(() => {
    writeWholeFile(file, 'new');
  }).toThrow(new SettingsError(`cannot write ${file}: file already exists`));
  expect(content()).toEqual([
    ['other', 'precious'],
    ['report', 'old'],
  ]);
});
