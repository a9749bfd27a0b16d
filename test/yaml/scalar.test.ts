/** Where JSON no longer tells a number of Go from another: test/yaml/read.test.ts has the rest, beside Helm. */
import { expect, test } from '@jest/globals';
import { keyText, resolvePlain, resolveSmallInteger, type Scalar } from '../../lib/yaml/scalar';

test.each<[string, Scalar]>([
  ['1', 1n],
  ['1.0', 1],
  ['0b+1', 1n],
  ['0b-1', -1n],
  ['9223372036854775808', 9223372036854775808n],
  ['18446744073709551615', 18446744073709551615n],
  ['18446744073709551616', 18446744073709551616],
  ['+9223372036854775808', 9223372036854775808],
  ['-9223372036854775808', -9223372036854775808n],
  ['-9223372036854775809', -9223372036854775808],
  ['-.inf', -Infinity],
  ['-.Inf', -Infinity],
  ['-.INF', -Infinity],
  ['+.INF', Infinity],
  ['.NaN', NaN],
])('%s is %p', (text, value) => {
  expect(resolvePlain(text)).toBe(value);
});

test.each<[Scalar, string | undefined]>([
  [true, 'true'],
  ['a', 'a'],
  [null, undefined],
  [9223372036854775807n, '9223372036854775807'],
  [9223372036854775808n, undefined],
  [-Infinity, '-.inf'],
  [NaN, '.nan'],
])('the key %p is %p', (key, text) => {
  expect(keyText(key)).toBe(text);
});

test.each([
  ['0', 0],
  ['10', 10],
  ['908', 908],
  ['999999999999999', 999999999999999],
  ...['', '01', '1000000000000000', '-1', '1/', '1:', '1.', 'a'].map((text) => [text, undefined] as const),
])('%j is the small integer %p', (text, value) => {
  expect(resolveSmallInteger(text)).toBe(value);
});
