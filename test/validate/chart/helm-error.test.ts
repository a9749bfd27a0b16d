/** What Helm says in a chart's words, which may be long. */
import { expect, test } from '@jest/globals';
import { parseHelmError } from '../../../lib/validate/chart/helm-error';

test.each([
  ['spaces', `x${' '.repeat(1_000_000)}y`, /^x +/],
  ['empty lines', `x${'\n'.repeat(1_000_000)}y`, /^x/],
  ['one word', 'x'.repeat(1_000_000), /^x{8000,} … x+$/],
])('a message of many %s is cut', (_, message, expected) => {
  const { kind, message: shown } = parseHelmError(`Error: execution error at (chart/templates/a.yaml:1:3): ${message}`);
  expect(kind).toBe('refused-by-author');
  expect(shown).toMatch(expected);
  expect(shown.length).toBeLessThan(17_000);
});

test('lines of it are one, without the hint at an option', () => {
  const text =
    'Error: YAML parse error on chart/templates/a.yaml: one\n\n  two  \n\nUse --debug flag to render out invalid YAML\n';
  expect(parseHelmError(text)).toEqual({
    kind: 'output',
    message: 'one two',
    places: [{ name: 'chart/templates/a.yaml' }],
  });
});
