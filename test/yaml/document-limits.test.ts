import { expect, test } from '@jest/globals';
import { exceededLimit } from '../../lib/yaml/document-limits';

const remedy = 'put each object into a document of its own (---)';

test.each(['\n', '\r', ',', '[', '{'])('no more than 1,500,000 %j in a document', (separator) => {
  expect(exceededLimit(`a${separator.repeat(1_500_000)}a`)).toBeUndefined();
  expect(exceededLimit(separator.repeat(1_500_001))).toBe(
    `a document of more than 1,500,000 lines and items: ${remedy}`,
  );
});

test('of all of them together', () => {
  expect(exceededLimit(`${'\n\r,[{'.repeat(300_000)}ab]}:-`)).toBeUndefined();
  expect(exceededLimit(`${'\n\r,[{'.repeat(300_000)}ab[`)).toMatch(/1,500,000/);
});

const most = 64 * 1024 * 1024;

test('no more than 64 MB', () => {
  expect(exceededLimit('x'.repeat(most + 1))).toBe(`a document of more than 64 MB: ${remedy}`);
});

test('as much as that', () => {
  expect(exceededLimit('x'.repeat(most))).toBeUndefined();
});
