/** What a schema demands of texts, numbers, lists and objects, at both sides of each bound, and the words it is said in. */
import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../lib/yaml/json';
import { Checking } from '../../lib/schema/checking';
import { CostBudget, costLimits, type CostLimits, CostPool } from '../../lib/schema/cost';
import { compile } from '../../lib/schema/compile';
import { checkListKey, type ListKey } from '../../lib/schema/list-key';
import { documentCheck } from '../../lib/schema/schema-document';
import { checkedBy } from './checked-by';
import { checked, checkedWithin } from './custom-object';

type JsonObject = Readonly<Record<string, Json>>;

function problemsOf(schema: JsonObject, a: Json): readonly string[] {
  return checked({ properties: { a: schema } }, [], { a });
}

const text = (bounds: JsonObject) => ({ type: 'string', ...bounds });
const number = (bounds: JsonObject) => ({ type: 'number', ...bounds });

describe('a text is counted in code points', () => {
  const threeOrFour = text({ minLength: 3, maxLength: 4 });
  test.each(['abc', 'abcd', '😀ab', 'ab😀c', '😀😀😀', '😀😀😀😀'])('%s', (value) => {
    expect(problemsOf(threeOrFour, value)).toEqual([]);
  });
  test.each(['', 'ab', '😀😀', '😀a', 'abcde', '😀abcd', '😀😀😀😀😀', 'abcdefghi'])('%j is refused', (value) => {
    expect(problemsOf(threeOrFour, value)).toEqual([
      `out-of-range spec.a: expected from 3 to 4 characters, got "${value}"`,
    ]);
  });
  test.each<[JsonObject, string, string]>([
    [{ minLength: 1 }, '', 'a text that is not empty'],
    [{ minLength: 2 }, 'a', 'at least 2 characters'],
    [{ maxLength: 1 }, 'ab', 'at most 1 characters'],
    [{ minLength: 1, maxLength: 2 }, '', 'from 1 to 2 characters'],
  ])('%j', (bounds, value, expected) => {
    expect(problemsOf(text(bounds), value)).toEqual([`out-of-range spec.a: expected ${expected}, got "${value}"`]);
  });
});

describe('a number', () => {
  test.each<[bounds: JsonObject, fits: number, not: number, expected: string]>([
    [{ minimum: 1 }, 1, 0, 'at least 1'],
    [{ maximum: 1 }, 1, 2, 'at most 1'],
    [{ minimum: 1, maximum: 3 }, 1, 0, 'a number from 1 to 3'],
    [{ minimum: 1, maximum: 3 }, 3, 4, 'a number from 1 to 3'],
    [{ minimum: 1, exclusiveMinimum: true }, 1.5, 1, 'more than 1'],
    [{ minimum: 1, exclusiveMinimum: false }, 1, 0, 'at least 1'],
    [{ maximum: 3, exclusiveMaximum: true }, 2.5, 3, 'less than 3'],
    [{ maximum: 3, exclusiveMaximum: false }, 3, 4, 'at most 3'],
    [{ minimum: 1, maximum: 3, exclusiveMinimum: true }, 3, 1, 'more than 1'],
    [{ minimum: 1, maximum: 3, exclusiveMinimum: true }, 3, 0, 'at least 1'],
    [{ minimum: 1, maximum: 3, exclusiveMaximum: true }, 1, 3, 'less than 3'],
    [{ minimum: 1, maximum: 3, exclusiveMaximum: true }, 1, 4, 'at most 3'],
    [{ minimum: 0, maximum: 3 }, 0, -1, 'a number from 0 to 3'],
    [{ multipleOf: 0.5 }, 1.5, 1.25, 'a multiple of 0.5'],
  ])('%j: %d fits, %d does not', (bounds, fits, not, expected) => {
    expect(problemsOf(number(bounds), fits)).toEqual([]);
    expect(problemsOf(number(bounds), not)).toEqual([`out-of-range spec.a: expected ${expected}, got ${not}`]);
  });
});

describe('formats', () => {
  test.each<[format: string, expected: string, fits: readonly Json[], not: readonly Json[]]>([
    ['int32', 'a 32-bit integer', [-(2 ** 31), 2 ** 31 - 1], [-(2 ** 31) - 1, 2 ** 31]],
    // Of the doubles, those beside the limits.
    ['int64', 'a 64-bit integer', [-(2 ** 63), 2 ** 63 - 1024], [-(2 ** 63) - 2048, 2 ** 63]],
    ['int-or-string', 'a 32-bit integer or a string', [-(2 ** 31), 2 ** 31 - 1, 'x'], [-(2 ** 31) - 1, 2 ** 31]],
    ['byte', 'base64', ['', 'YWJj', 'YW\nJj\r\n'], ['YWJ', 'YW Jj']],
    [
      'date-time',
      'a time such as 2006-01-02T15:04:05Z',
      ['2020-01-02T03:04:05Z', '2020-01-02T03:04:05.5+01:00'],
      [
        '2020-13-02T03:04:05Z',
        'Wed, 01 Jan 2020 00:00:00 GMT',
        ' 2020-01-02T03:04:05Z',
        '+002020-01-02T03:04:05Z',
        '2020-01-02T03:04:05Z ',
      ],
    ],
    ['date', 'a date such as 2006-01-02', ['2020-01-02'], ['x2020-01-02', '2020-01-02x']],
    [
      'duration',
      'a duration such as 1h30m or 10s',
      ['0', '1h30m', '-1.5H', '+.5 weeks 2 days', '1µs'],
      ['', '1', 'h', 'x1h', '1h?'],
    ],
    [
      'uuid',
      'a UUID',
      ['6ba7b810-9dad-11d1-80b4-00c04fd430c8', '6BA7B8109DAD11D180B400C04FD430C8'],
      ['x6ba7b810-9dad-11d1-80b4-00c04fd430c8', '6ba7b810-9dad-11d1-80b4-00c04fd430c8x'],
    ],
    ['ipv4', 'an IPv4 address', ['10.0.0.1'], ['10.0.0', '::1']],
    ['ipv6', 'an IPv6 address', ['::1'], ['10.0.0.1', '::x']],
    ['mac', 'a MAC address', ['00:1a:2B:3c:4d:5e'], ['x00:1a:2b:3c:4d:5e', '00:1a:2b:3c:4d:5ex']],
    ['uri', 'a URI', ['https://a', 'URN:a', '/a'], ['a', 'a/b', ' https://a']],
    ['email', 'an e-mail address', ['a@b'], ['a']],
    [
      'cidr',
      'a CIDR such as 10.0.0.0/8',
      ['10.0.0.0/8', '10.0.0.0/32', '::/0', '::/128'],
      [
        '10.0.0.0',
        '10.0.0.0/33',
        '::/129',
        '10.0.0.0/8/8',
        'a/8',
        '10.0.0.0/',
        '10.0.0.0/x8',
        '10.0.0.0/8x',
        '10.0.0.0/0008',
      ],
    ],
    ['quantity', 'a quantity such as 500m, 2 or 1Gi', ['500m', '-1.5e3', 2, 1.5], ['1GB', 'x1']],
    // Of any other, nothing is known.
    ['other', '', ['x'], []],
  ])('%s', (format, expected, fits, not) => {
    const said = (value: Json) => checkedBy({ format }, value).problems;
    expect(fits.flatMap(said)).toEqual([]);
    const words: unknown = expect.stringContaining(`: expected ${expected}, got `);
    expect(not.map(said)).toEqual(not.map(() => [words]));
  });
});

describe('items of a list with a key', () => {
  test.each<[items: readonly Json[], key: ListKey, problems: readonly string[]]>([
    [[{ a: 1 }, { a: 1 }], { fields: ['a'], rule: 'duplicate-item' }, ['a 1: [0] has the same']],
    [[{ a: 1 }, { a: '1' }], { fields: ['a'], rule: 'duplicate-item' }, []],
    // What has no key is not compared.
    ...[
      [{}, {}],
      [1, 1],
      [null, null],
      [['x'], ['x']],
      [{ a: null }, { a: null }],
      [{ a: {} }, { a: {} }],
      [{ a: ['x'] }, { a: ['x'] }],
    ].map((items): [readonly Json[], ListKey, readonly string[]] => [
      items,
      { fields: ['a'], rule: 'duplicate-item' },
      [],
    ]),
    [[{}, {}], { fields: ['constructor'], rule: 'duplicate-item' }, []],
    [['a', 'b'], { fields: ['length'], rule: 'duplicate-item' }, []],
    [[[1], [2]], { fields: ['length'], rule: 'duplicate-item' }, []],
    [
      [{ a: 1 }, { a: 1, b: 'x' }],
      { fields: ['a', 'b'], defaults: { b: 'x' }, rule: 'duplicate-item' },
      ['a 1 and b "x": [0] has the same'],
    ],
    [
      [{ a: 1 }, { a: 1 }],
      { fields: ['a', 'b'], defaults: { b: 'x' }, rule: 'duplicate-item' },
      ['a 1 and b "x": [0] has the same'],
    ],
  ])('%j by %j', (items, key, problems) => {
    const checking = new Checking();
    checkListKey(items, key, checking);
    expect(checking.problems.map(({ message }) => message)).toEqual(problems);
  });
});

describe('values', () => {
  const letters = Array.from('abcdefghijklmnop');
  const shown = (some: readonly string[]) => some.map((each) => JSON.stringify(each)).join(', ');
  test.each<[JsonObject, Json, string]>([
    [{ enum: ['left'] }, 'lefd', 'expected "left", got "lefd", did you mean "left"?'],
    [{ enum: letters.slice(1) }, 'zz', `expected one of ${shown(letters.slice(1))}, got "zz"`],
    [{ enum: letters }, 'zz', `expected one of ${shown(letters.slice(0, 12))}, …, got "zz"`],
  ])('%j', (schema, value, message) => {
    expect(problemsOf(text(schema), value)).toEqual([`wrong-value spec.a: ${message}`]);
  });
});

describe('a map', () => {
  const map = (schema: JsonObject) => ({ type: 'object', ...schema });
  const strings = { additionalProperties: { type: 'string' } };
  test.each<[JsonObject, Json, readonly string[]]>([
    [{ ...strings, minProperties: 1, maxProperties: 2 }, { b: '' }, []],
    [{ ...strings, minProperties: 1, maxProperties: 2 }, { b: '', c: '' }, []],
    [{ ...strings, minProperties: 1, maxProperties: 2 }, {}, ['expected from 1 to 2 fields, got 0']],
    [{ ...strings, minProperties: 1 }, {}, ['expected at least 1 fields, got 0']],
    [{ ...strings, maxProperties: 2 }, { b: '', c: '', d: '' }, ['expected at most 2 fields, got 3']],
    [{ ...strings, minProperties: 2 }, { b: '' }, ['expected at least 2 fields, got 1']],
    // null is the empty text there, and counts
    [{ ...strings, minProperties: 1 }, { b: null }, []],
  ])('%j: %j', (schema, value, messages) => {
    expect(problemsOf(map(schema), value)).toEqual(messages.map((each) => `out-of-range spec.a: ${each}`));
  });
});

describe('a pattern of the generated schemas', () => {
  const rulesOf = (pattern: string, value: string, rule = costLimits.rule) => {
    const checking = new Checking(new CostBudget(new CostPool({ ...costLimits, rule })));
    compile({ pattern }, { checkOf: () => undefined, definitionOf: () => undefined })(value, checking);
    return checking.problems.map((problem) => problem.rule);
  };
  test.each<[pattern: string, fits: string, not: string]>([
    ['^a', 'ab', 'ba'],
    ['^.$', '😀', '😀😀'],
  ])('%s', (pattern, fits, not) => {
    expect([rulesOf(pattern, fits), rulesOf(pattern, not)]).toEqual([[], ['wrong-format']]);
  });
  test('more than 256 characters are looked at within the budget', () => {
    expect(rulesOf('b', 'a'.repeat(256), 10)).toEqual(['wrong-format']);
    expect(rulesOf('b', 'a'.repeat(257), 10)).toEqual(['unchecked-rule']);
    expect(rulesOf('b', 'a'.repeat(257))).toEqual(['wrong-format']);
  });
});

test('patterns have a part in what rules may take', () => {
  const pattern = { type: 'string', pattern: 'a{100}b' };
  const value = { a: 'a'.repeat(1000), b: 'a'.repeat(1000) };
  const three = { a: pattern, b: pattern, c: pattern };
  const within = (limits: Partial<CostLimits>) =>
    checkedWithin(
      { ...costLimits, ...limits },
      { properties: { a: pattern, b: pattern } },
      [{ rule: 'true' }],
      value,
      value,
      value,
    );
  const unmatched = ['a', 'b'].map(
    (name) => `wrong-format spec.${name}: expected a text that matches a{100}b, got "${'a'.repeat(56)}...`,
  );
  const said = 'whether it matches "a{100}b" was not checked:';
  expect(within({})).toEqual([...unmatched, ...unmatched, ...unmatched]);
  expect(within({ object: 40_000 })).toEqual([
    unmatched[0],
    `unchecked-rule spec.b: ${said} the rules take more than 40,000 steps for this object; none after it was`,
    // They are compiled now.
    ...unmatched,
    ...unmatched,
  ]);
  const ofThree = (limits: Partial<CostLimits>) =>
    checkedWithin({ ...costLimits, ...limits }, { properties: three }, [], { ...value, c: 'a'.repeat(1000) });
  // The end of one is said of each, the end of all once.
  expect(ofThree({ rule: 1000 })).toHaveLength(3);
  expect(ofThree({ object: 1000 })).toHaveLength(1);
  const end = `unchecked-rule spec.b: ${said} the rules take more than 30,000 steps for all objects; for this one, none after it was`;
  expect(within({ all: 30_000 })).toEqual([unmatched[0], end, unmatched[0], end, unmatched[0], end]);
});

describe('an object', () => {
  const texts = { additionalProperties: { type: 'string' } };
  const long = (length: number) => 'a'.repeat(length);

  test.each<[schema: JsonObject, value: Json, left: Json | undefined, problems: readonly string[]]>([
    // null is the empty text where a map holds texts, and nothing anywhere else.
    [texts, { a: null, b: 'x' }, { a: '', b: 'x' }, []],
    [{ ...texts, properties: { a: { type: 'string' } } }, { a: null, b: null }, { b: '' }, []],
    [{ additionalProperties: { type: 'integer' } }, { a: null, b: 1 }, { b: 1 }, []],
    [{ properties: { a: {} }, additionalProperties: true }, { a: null, b: null }, {}, []],
    [{ type: 'object' }, { a: null }, { a: null }, []],
    [{ type: 'object', additionalProperties: true }, { a: null }, { a: null }, []],
    [{ type: 'object', required: ['a'] }, {}, {}, ['missing-field a: required, but missing']],
    [{ type: 'object', required: ['a', 'a'] }, { a: null }, {}, ['missing-field a: required, but missing']],
    [{ type: 'object', required: ['a'] }, { a: 0 }, { a: 0 }, []],
    [{ type: 'object', required: ['toString'] }, {}, {}, ['missing-field toString: required, but missing']],
    [{ type: 'object' }, [1], undefined, ['wrong-type : expected object, got [1]']],
    [{ type: 'object' }, null, undefined, ['wrong-type : expected object, got null']],
    [
      { properties: { [long(99)]: {} } },
      { [long(100)]: 1 },
      {},
      [`unknown-field ${long(100)}: unknown field, did you mean "${long(99)}"?`],
    ],
    // Longer names are compared with none.
    [{ properties: { [long(100)]: {} } }, { [long(101)]: 1 }, {}, [`unknown-field ${long(101)}: unknown field`]],
  ])('%j: %j', (schema, value, left, problems) => {
    expect(checkedBy(schema, value)).toEqual({ left, problems });
  });

  test('a field that is undefined, or inherited, is none', () => {
    const value = Object.assign(Object.create({ c: 1 }) as object, { a: 1, b: undefined }) as unknown as Json;
    expect(checkedBy({ properties: { a: {} } }, value)).toEqual({ left: value, problems: [] });
    expect(checkedBy(texts, { a: undefined } as unknown as Json)).toEqual({ left: {}, problems: [] });
  });

  test('a misspelt field says which one was meant, from the top', () => {
    const checking = new Checking();
    const a = { properties: { name: {} }, required: ['b'] };
    documentCheck({ properties: { a } }, new Map())({ a: { nam: 1 } }, checking);
    expect(checking.problems).toStrictEqual([
      {
        rule: 'unknown-field',
        path: ['a', 'nam'],
        message: 'unknown field, did you mean "name"?',
        meant: ['a', 'name'],
      },
      { rule: 'missing-field', path: ['a', 'b'], message: 'required, but missing' },
    ]);
  });

  test('2000 levels are the most', () => {
    const nested = (depth: number) => Array.from({ length: depth }).reduce<Json>((a) => ({ a }), {});
    const schema = { type: 'object', properties: { a: { $ref: '#' } } };
    expect(checkedBy(schema, nested(2000)).problems).toEqual([]);
    expect(checkedBy(schema, nested(2001)).problems).toEqual([
      `out-of-range ${'a.'.repeat(2000)}a: more than 2000 levels deep`,
    ]);
  });
});
