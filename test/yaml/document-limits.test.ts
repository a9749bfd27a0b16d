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

test('no more than 64 MB', () => {
  const most = 'x'.repeat(64 * 1024 * 1024);
  expect(exceededLimit(most)).toBeUndefined();
  expect(exceededLimit(`${most}x`)).toBe(`a document of more than 64 MB: ${remedy}`);
});
