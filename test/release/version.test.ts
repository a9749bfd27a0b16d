/** The order of versions, from https://semver.org/#spec-item-11. */
import { expect, test } from '@jest/globals';
import { isHigher } from '../../release/version';

const ORDER = [
  '0.9.9',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.1',
  '1.2.0',
  '1.10.0',
  '2.0.0',
];

test.each(ORDER.flatMap((a, i) => ORDER.map((b, j) => [a, b, i > j] as const)))('%s after %s: %s', (a, b, expected) => {
  expect(isHigher(a, b)).toBe(expected);
});

test('what stands behind a + does not count', () => {
  expect([isHigher('1.0.0+2', '1.0.0+1'), isHigher('1.0.1+1', '1.0.0-a+9')]).toEqual([false, true]);
});
