/** values.yaml as people read it: what is declared in its order, with comments; what is not, after it. */
import { expect, test } from '@jest/globals';
import { boolean, opaqueMap, record, string, stringMap } from '../../lib/values/schema';
import { valuesYaml } from '../../lib/values/values-yaml';

const schema = record('Values.', {
  text: string({ default: '', description: 'A text.' }),
  part: record('A part.', {
    on: boolean({ default: true, description: 'Whether it is there.' }),
    limits: opaqueMap('What it may take.'),
  }),
  labels: stringMap('Labels.'),
});

test('declared values in their order, others after them, each with a comment if it has one', () => {
  const values = {
    'x-own': { a: [1], text: 'b' },
    labels: {},
    toString: null,
    part: { 'x-more': null, limits: { cpu: 1, 'a: b': 'two\n\nlines\n' }, on: false },
    text: '1',
  };
  expect(valuesYaml(schema, values)).toBe(`# A text.
text: "1"

# A part.
part:
  # Whether it is there.
  "on": false
  # What it may take.
  limits:
    cpu: 1
    "a: b": |
      two

      lines
  x-more: null

# Labels.
labels: {}

x-own:
  a:
    - 1
  text: b

toString: null
`);
});

test('a record with a part of what it declares, with nothing in it, and one that is none', () => {
  expect(valuesYaml(schema, { part: { on: true } })).toBe('# A part.\npart:\n  # Whether it is there.\n  "on": true\n');
  expect(valuesYaml(schema, { part: {} })).toBe('# A part.\npart: {}\n');
  expect(valuesYaml(schema, { part: null })).toBe('# A part.\npart: null\n');
});

test.each([110, 108, 109])('comments are wrapped so that no line is longer than 110 (a line of %i)', (length) => {
  // "# ", then words of five, and one that fills the row.
  const last = 'x'.repeat(length - '# '.length - 'word '.length * 10);
  const description = `${'word '.repeat(10)}${last} next.`;
  const text = valuesYaml(record('Values.', { a: string({ default: '', description }) }), { a: '' });
  expect(text).toBe(`# ${'word '.repeat(10)}${last}\n# next.\na: ""\n`);
});

test('a word that would make it longer begins the next line, and inner comments have less room', () => {
  const words = 'word '.repeat(20);
  const field = string({ default: '', description: `${words}${'x'.repeat(109 - words.length)} next.` });
  const text = valuesYaml(record('Values.', { a: field, b: record('B.', { a: field }) }), { a: '', b: { a: '' } });
  expect(Math.max(...text.split('\n').map((row) => row.length))).toBeLessThanOrEqual(110);
  expect(text).toContain(`\n# ${'x'.repeat(109 - words.length)} next.\na: ""\n`);
});
