/** The values files with which synth() runs its constructs: what each field could be, and which of it comes together. */
import { describe, expect, test } from '@jest/globals';
import type { JsonSchema } from '../../lib/values/json-schema-type';
import { leaves, sampleValues } from '../../lib/values/sample-values';
import {
  boolean,
  integer,
  list,
  map,
  opaqueList,
  opaqueMap,
  record,
  string,
  type Field,
} from '../../lib/values/schema';
import type { Json } from '../../lib/yaml/json';

const description = 'Any.';
const fitting = (regex: string): Field => string({ description, pattern: { regex, expected: 'it' } });
const option = (...options: readonly string[]): Field => string({ description, options });
const between = (minimum: number, maximum: number): Field => integer({ minimum, maximum, description });
const NOTHING = fitting('^nothing fits$');

function alternatives(field: Field): readonly Json[] | undefined {
  return leaves(record('', { field }))[0]?.alternatives;
}

test.each<[string, Field, readonly Json[]]>([
  ['any text', string({ description }), ['', 'a', 'sample text']],
  ['any text, by default another', string({ description, default: 'x' }), ['x', '', 'a', 'sample text']],
  ['any text, by default one of them', string({ description, default: 'a' }), ['a', '', 'sample text']],
  ['a text of one character', string({ description, maxLength: 1 }), ['', 'a', '1']],
  ['no text', string({ description, maxLength: 0 }), ['']],
  ['options', option('a', 'b', 'c'), ['a', 'b', 'c']],
  ['options, one by default', string({ description, options: ['a', 'b', 'c'], default: 'b' }), ['b', 'a', 'c']],
  ...['', 'a', 'sample text', '1', '1Gi', '/a', 'a\\.example\\.com', 'https://a\\.example\\.com', 'sha256:', '0 0 \\* \\* \\*'].map(
    (form): [string, Field, readonly Json[]] => [`the form ${form}`, fitting(`^${form}$`), [form.replaceAll('\\', '')]]),
  ['a form that no sample has', NOTHING, []],
  ['a number', between(2, 9), [2, 9]],
  ['a number, by default in between', integer({ minimum: -3, maximum: 5, default: 3, description }), [3, -3, 5, 0, 1]],
  ['a number that can be 0', between(0, 5), [0, 5, 1]],
  ['a number up to 0', between(-5, 0), [-5, 0]],
  ['a number up to 1', between(-5, 1), [-5, 1, 0]],
  ['a number from 1', between(1, 5), [1, 5]],
  ['a number that is 1', between(1, 1), [1]],
  ['true or false', boolean({ description }), [false, true]],
  ['true or false, by default false', boolean({ default: false, description }), [false, true]],
  ['true or false, by default true', boolean({ default: true, description }), [true, false]],
  ['a list', list(option('a', 'b', 'c', 'd'), { default: ['x'], description }), [['x'], [], ['a'], ['a', 'b', 'c']]],
  ['a list of what is not found', list(NOTHING, { default: [], description }), [[], [], [], []]],
  ['a map', map(between(1, 9), { default: { x: 2 }, description }), [{ x: 2 }, {}, { a: 1, 'b.c/d': 9 }]],
  ['a map of one', map(option('a'), { description }), [{}, {}, { a: 'a', 'b.c/d': 'a' }]],
  ['a map of what is not found', map(NOTHING, { description }), [{}, {}]],
  [
    'a list of records: the first of all, the second, and what is required',
    list(
      record('', {
        a: string({ description, default: 'x' }),
        b: between(1, 2),
        c: option('y'),
        d: list(option('z'), { default: [], description }),
        e: record('', { f: boolean({ default: false, description }) }),
      }),
      { default: [], description },
    ),
    [
      [],
      [],
      [{ a: 'x', b: 1, c: 'y', d: [], e: { f: false } }],
      [
        { a: 'x', b: 1, c: 'y', d: [], e: { f: false } },
        { a: '', b: 2, c: 'y', d: [], e: { f: true } },
        { b: 1, c: 'y', e: { f: false } },
      ],
    ],
  ],
  [
    'a list of records with a part that is not found',
    list(record('', { a: between(1, 2), b: NOTHING }), { default: [], description }),
    [[], [], [], []],
  ],
  ['what is passed on', opaqueMap('', { x: 1 }), [{ x: 1 }, {}]],
  ['what is passed on, with a key', opaqueMap('', {}, { required: ['a'] }), [{}, { a: {} }]],
  ['what is passed on, and not found', opaqueMap('', {}, { minProperties: 1 }), [{}]],
])('%s', (_name, field, expected) => {
  expect(alternatives(field)).toEqual(expected);
}); // prettier-ignore

test.each<[JsonSchema, readonly Json[]]>([
  [{}, [{}]],
  [{ type: 'string' }, ['a']],
  [{ type: 'string', minLength: 2 }, ['sample text']],
  [{ type: 'string', minLength: 1 }, ['a']],
  [{ type: 'string', minLength: 0 }, ['']],
  [{ type: 'string', pattern: '^/' }, ['/a']],
  [{ type: 'string', pattern: '^no such$' }, []],
  [{ type: ['string', 'null'] }, ['a']],
  [{ type: 'string', enum: ['x', 'y'] }, ['x']],
  [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, [0]],
  [{ anyOf: [{ type: 'boolean' }] }, [true]],
  [{ type: 'integer', minimum: 3 }, [3]],
  [{ type: 'number', minimum: 0.5 }, [1]],
  [{ type: 'array' }, [[]]],
  [{ type: 'null' }, [null]],
  [{ type: 'object', required: ['a', 'b'], properties: { a: { type: 'string' } } }, [{ a: 'a', b: {} }]],
  [{ type: 'object', required: ['a'] }, [{ a: {} }]],
  [{ type: 'object', required: ['a'], minProperties: 1 }, [{ a: {} }]],
  [{ type: 'object', required: ['a'], minProperties: 2 }, []],
  [{ type: 'object', required: ['a'], properties: { a: { minProperties: 1 } } }, []],
  [{ type: 'object', minProperties: 1 }, []],
])('an item that %j accepts', (schema, expected) => {
  expect(alternatives(opaqueList('', schema))).toEqual([[], [], ...expected.map((item) => [item])]);
});

describe('values files', () => {
  const seven = (): Field => option('a', 'b', 'c', 'd', 'e', 'f', 'g');
  const schema = record('', {
    none: NOTHING,
    one: option('x'),
    two: record('', { three: boolean({ default: true, description }), four: seven() }),
    ...{ five: seven(), six: seven(), seven: seven(), eight: between(1, 9) },
  });

  test('leaves are named by their paths', () => {
    const deep = record('', { a: record('', { b: record('', { c: option('x') }) }) });
    expect(leaves(deep)).toEqual([{ path: ['a', 'b', 'c'], alternatives: ['x'] }]);
    expect(leaves(schema).map(({ path }) => path.join('.'))).toEqual(
      ['none', 'one', 'two.three', 'two.four', 'five', 'six', 'seven', 'eight'],
    );
  }); // prettier-ignore

  test('have the first of each, the second of each, and so on; then anything, the same each time', () => {
    const inTurn = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((letter, turn) => ({
      one: 'x',
      two: { three: turn % 2 === 0, four: letter },
      ...{ five: letter, six: letter, seven: letter, eight: turn % 2 === 0 ? 1 : 9 },
    }));
    const files = sampleValues(schema);
    expect(files.slice(0, 7)).toStrictEqual(inTurn);
    expect(files.slice(7)).toEqual([
      { one: 'x', two: { three: true, four: 'f' }, five: 'f', six: 'b', seven: 'g', eight: 9 },
      { one: 'x', two: { three: false, four: 'e' }, five: 'e', six: 'g', seven: 'd', eight: 1 },
      { one: 'x', two: { three: false, four: 'a' }, five: 'c', six: 'c', seven: 'd', eight: 1 },
    ]);
    expect(sampleValues(schema)).toEqual(files);
  });
});
