import { expect, test } from '@jest/globals';
import { regexFromGo } from '../../lib/import/go-regex';

test.each([
  ['^(0|[1-9]+)$', '^(0|[1-9]+)$'],
  ['^(?i)(no|yes)$', '^([nN][oO]|[yY][eE][sS])$'],
  // The flag ends with the group it stands in.
  ['((?i)a|b)c', '([aA]|[bB])c'],
  ['(?i)[a-fx]', '[a-fA-FxX]'],
  ['(?i)\\d[(]a', '\\d[(][aA]'],
])('%s becomes %s', (pattern, expected) => {
  expect(regexFromGo(pattern)).toBe(expected);
});

test('a pattern that JavaScript refuses is an error', () => {
  expect(() => regexFromGo('(?U)a')).toThrow(SyntaxError);
});
