/** Which values Helm could not carry through a template, and what is said of them. */
import { expect, test } from '@jest/globals';
import { evaluate } from '../../lib/expr/evaluate';
import { helmLimits } from '../../lib/expr/helm-limits';

const NO_VALUE =
  'a value contains the text “<no value>”, which Helm deletes from everything it renders: write it differently';
const LINE_BREAKS =
  'a value ends in two line breaks (or is nothing else than one), of which Helm’s toYaml loses one: remove it';
const CONTROL =
  'a value contains an invisible control character (U+007F to U+009F, U+2028, U+2029, U+FFFE or U+FFFF), at which Helm’s toYaml loses the whole value: remove it';
const SPACE =
  'a value ends in a space other than the ordinary one, which Helm cuts off at the end of a manifest: remove it';
const MERGE = 'a key in the values is “<<”, which YAML takes for a merge when Helm’s toYaml writes it: rename it';

function said(values: object): readonly string[] {
  const context = { values, release: { name: 'r', namespace: 'n' } };
  const broken = helmLimits().filter((limit) => evaluate(limit.broken, context) === true);
  return broken.map(({ message }) => message);
}

test.each<[string, readonly unknown[], readonly unknown[]]>([
  [NO_VALUE, ['<no value>', 'a <no value>\n', '\\<no value>', '\\\\<no value>'], ['<no  value>', '\\u003cno value\\u003e']],
  [LINE_BREAKS, ['a\n\n', '\n', ['a', '\n'], ['\n'], 'a\\\n\n'], ['a\n', '\n\na', 'a\\n\\n', '\na']],
  [CONTROL, ['a\u007f', '\u009fa', '\u2028', 'a\u2029', '\ufffe', '\uffff'], ['~', '\u00a1', '\u2027', '\u202a', '\ufffd', '\\u2028']],
  [SPACE, ['a\u00a0', '\u1680', '\u2000', '\u200a', '\u202f', '\u205f', '\u3000'], ['a ', '\u00a0a', '\u200b', '\u2060']],
  [MERGE, [{ '<<': 1 }, { a: 1, '<<': {} }], ['<<', { '<': 1 }, { '<<<': 1 }, { 'a<<': 1 }]],
])('%s', (message, refused, accepted) => {
  for (const one of refused) expect([one, said({ key: one })]).toEqual([one, [message]]);
  for (const one of accepted) expect([one, said({ key: one })]).toEqual([one, []]);
}); // prettier-ignore
