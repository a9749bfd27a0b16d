/** Rules of custom resources in CEL. Expected results are those of the API server. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { costLimits, type CostLimits } from '../../lib/schema/cost';
import { Quantity } from '../../lib/schema/cel/quantity';
import type { Json } from '../../lib/yaml/json';
import { resultsOf } from '../support/linear';
import { checked, checkedWithin } from './custom-object';

type JsonObject = Readonly<Record<string, Json>>;

const string = { type: 'string' };
const integer = { type: 'integer' };
const list = (items: JsonObject) => ({ type: 'array', items });

describe('a rule', () => {
  test.each<[rule: string, properties: JsonObject, kept: JsonObject, broken: JsonObject]>([
    ['self.min <= self.max', { min: integer, max: integer }, { min: 1, max: 2 }, { min: 2, max: 1 }],
    ['has(self.a) != has(self.b)', { a: string, b: string }, { a: '' }, { a: '', b: '' }],
    ['self.size > 1.5', { size: { type: 'number' } }, { size: 2 }, { size: 1 }],
    [
      'self.a.all(x, x.port != 22)',
      { a: list({ type: 'object', properties: { port: integer } }) },
      { a: [] },
      { a: [{ port: 22 }] },
    ],
    ['has(self.a[0].b)', { a: list({ type: 'object', properties: { b: string } }) }, { a: [{ b: '' }] }, { a: [{}] }],
    ["self.a.matches('^(?i)x+$')", { a: string }, { a: 'xX' }, { a: 'y' }],
    ["self.a.matches('^(a+)+$')", { a: string }, { a: 'aa' }, { a: `${'a'.repeat(40)}!` }],
    ['quantity(self.a).isLessThan(quantity("1Gi"))', { a: string }, { a: '500Mi' }, { a: '2G' }],
    ['isURL(self.a) && self.a.startsWith("https:")', { a: string }, { a: 'https://a' }, { a: 'a' }],
    ['self.a.find("[0-9]+") == "12"', { a: string }, { a: 'a12b' }, { a: 'ab' }],
    ['self.a.isSorted() && self.a.sum() < 5', { a: list(integer) }, { a: [1, 2] }, { a: [2, 1] }],
    ['self.a < duration("1h")', { a: { type: 'string', format: 'duration' } }, { a: '5m' }, { a: '2h' }],
    [
      'self.a > timestamp("2020-01-01T00:00:00Z")',
      { a: { type: 'string', format: 'date-time' } },
      { a: '2021-01-01T00:00:00Z' },
      { a: '2019-01-01T00:00:00Z' },
    ],
    ['self.a == 80 || self.a == "http"', { a: { 'x-kubernetes-int-or-string': true } }, { a: 80 }, { a: 81 }],
    [
      'self.__namespace__ != self.a__dash__b',
      { namespace: string, 'a-b': string },
      { namespace: 'x', 'a-b': 'y' },
      { namespace: 'x', 'a-b': 'x' },
    ],
    ['self.a == "x"', { a: { ...string, default: 'x' } }, {}, { a: 'y' }],
    ['self.?a.orValue(1) == 1', { a: integer }, {}, { a: 2 }],
    [
      'self.m.all(k, k.startsWith("a-"))',
      { m: { type: 'object', additionalProperties: string } },
      { m: { 'a-': '' } },
      { m: { constructor: '' } },
    ],
    ['size(self.a) > 0', { a: string }, { a: 'x' }, {}],
  ])('%s', (rule, properties, kept, broken) => {
    const rules = [{ rule, message: 'as it is' }];
    expect(checked({ properties }, rules, kept)).toEqual([]);
    expect(checked({ properties }, rules, broken)).toEqual([expect.stringMatching(/^cel-rule spec: as it is/)]);
  });

  test('says what its message or its expression says, at its field', () => {
    const schema = { properties: { a: integer } };
    const rule = 'self.a > 1';
    const problems = checked(
      schema,
      [
        { rule },
        { rule, messageExpression: '"got " + string(self.a)', fieldPath: '.a' },
        { rule, message: 'more', messageExpression: 'self.nothing' },
      ],
      { a: 1 },
    );
    expect(problems).toEqual([
      'cel-rule spec: breaks the rule self.a > 1',
      'cel-rule spec.a: got 1',
      'cel-rule spec: more',
    ]);
  });

  test('sees only values that have their form', () => {
    const problems = checked({ properties: { a: integer } }, [{ rule: 'self.a > 1' }], { a: 'x' });
    expect(problems).toEqual(['wrong-type spec.a: expected integer, got "x"']);
  });
});

describe('what can not be checked is said, once', () => {
  test.each([
    ['self.a == oldSelf.a', 'it compares with the object as it was before'],
    ['self.a.unknownFunction()', "found no matching overload for 'dyn.unknownFunction()'"],
    ['self.a ==', /Unexpected token/],
    ['self.a', 'its result is neither true nor false'],
  ])('%s', (rule, reason) => {
    const problems = checked({ properties: { a: integer } }, [{ rule }], { a: 1 }, { a: 2 });
    expect(problems).toEqual([expect.stringMatching(/^unchecked-rule spec: the rule .* was not checked: /)]);
    expect(problems[0]).toMatch(reason);
  });

  test('a rule about the object as it was before, if it says that there may be none', () => {
    const rule = { rule: '!oldSelf.hasValue() || self.a == oldSelf.value().a', optionalOldSelf: true };
    expect(checked({ properties: { a: integer } }, [rule], { a: 1 })).toEqual([]);
  });

  test('a word in a text is no reference', () => {
    expect(checked({ properties: { a: string } }, [{ rule: "self.a != 'oldSelf.matches(x)'" }], { a: 'b' })).toEqual(
      [],
    );
  });
});

type RuleCase = readonly [name: string, rule: string, properties: JsonObject, spec: JsonObject];

describe('a rule may take a million steps', () => {
  const numbers = Array.from({ length: 1000 }, (_, index) => index);
  const long = 'a'.repeat(100_000);
  const chain = (start: string, step: string) => `${start}${`.map(x, ${step})`.repeat(40)}`;

  const cases: readonly RuleCase[] = [
    [
      'loops in loops',
      'self.a.all(x, self.a.all(y, self.a.all(z, x + y + z >= 0)))',
      { a: list(integer) },
      { a: numbers },
    ],
    [
      'loops whose errors are caught',
      'self.a.exists(x, self.a.exists(y, self.b[x] == y))',
      { a: list(integer) },
      { a: numbers },
    ],
    ['texts that grow', `size(${chain('["a"]', 'x + x')}[0]) > 0`, {}, {}],
    ['lists that grow', `size(${chain('[[1]]', 'x + x')}[0]) > 0`, {}, {}],
    ['bytes that grow', `size(${chain('[b"a"]', 'x + x')}[0]) > 0`, {}, {}],
    [
      'growth bound to names',
      `cel.bind(x, "a", ${'cel.bind(x, x + x, '.repeat(40)}size(x) > 0${')'.repeat(41)}`,
      {},
      {},
    ],
    ['comparing what holds itself many times', `${chain('[[1]]', '[x, x]')} == ${chain('[[1]]', '[x, x]')}`, {}, {}],
    ['searching in such', `${chain('[[1]]', '[x, x]')} in [${chain('[[1]]', '[x, x]')}]`, {}, {}],
    [
      'joining one text many times',
      'size(self.n.map(x, self.a).join()) > 0',
      { a: string, n: list(integer) },
      { a: long, n: numbers },
    ],
    ['replacing by long texts', 'size(self.a.replace("a", self.a)) > 0', { a: string }, { a: long }],
    [
      'splitting again and again',
      'self.n.all(x, size(self.a.split("")) > 0)',
      { a: string, n: list(integer) },
      { a: long, n: numbers },
    ],
    [
      'looking at long texts again and again',
      'self.n.all(x, self.a.contains("b") == false)',
      { a: string, n: list(integer) },
      { a: long, n: numbers },
    ],
    [
      'keys of a large map',
      'self.n.all(x, self.m.exists(k, true))',
      { m: { type: 'object', additionalProperties: integer }, n: list(integer) },
      { m: Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`k${n}`, n])), n: numbers },
    ],
    ['patterns', 'self.a.matches("(a?){500}b")', { a: string }, { a: long }],
    [
      'many patterns',
      `self.n.all(x, self.a.matches("a{500}" + string(x)) == false)`,
      { a: string, n: list(integer) },
      { a: '', n: numbers },
    ],
    ['durations', 'duration(self.a) > duration("1s")', { a: string }, { a: '1'.repeat(100_000) }],
    [
      'time zones',
      'self.n.all(x, timestamp("2020-01-01T00:00:00Z").getHours("Asia/Tokyo") + x >= 0)',
      { n: list(integer) },
      { n: [...numbers, ...numbers] },
    ],
  ];
  /** What might not end. */
  const ending = (...given: Parameters<typeof checked>) =>
    resultsOf('./test/schema/custom-object', 'it.checked', [given])[0];
  let results: readonly unknown[] = [];
  beforeAll(() => {
    const given = cases.map(([, rule, properties, spec]) => [{ properties }, [{ rule }], spec]);
    results = resultsOf('./test/schema/custom-object', 'it.checked', given);
  });
  test.each(cases.map(([name, rule], index) => [name, rule, index] as const))('%s', (_, rule, index) => {
    expect(results[index]).toEqual([
      `unchecked-rule spec: the rule ${rule} was not checked: it takes more than 1,000,000 steps`,
    ]);
  });

  test('is said of each object, for the next one may be smaller', () => {
    const rule = 'self.a.all(x, self.a.all(y, self.a.all(z, x + y + z >= 0)))';
    const unchecked = `unchecked-rule spec: the rule ${rule} was not checked: it takes more than 1,000,000 steps`;
    const specs = [{ a: numbers }, { a: [-1] }, { a: numbers }];
    expect(ending({ properties: { a: list(integer) } }, [{ rule }], ...specs)).toEqual([
      unchecked,
      `cel-rule spec: breaks the rule ${rule}`,
      unchecked,
    ]);
  });

  test('its message, too, and then says its other one', () => {
    const rule = { rule: 'self.a > 1', message: 'more', messageExpression: `${chain('["a"]', 'x + x')}[0]` };
    expect(ending({ properties: { a: integer } }, [rule], { a: 1 })).toEqual(['cel-rule spec: more']);
    const long = { ...rule, messageExpression: `"a"${' + "aaaaaaaaaa"'.repeat(520)}` };
    expect(ending({ properties: { a: integer } }, [long], { a: 1 })).toEqual(['cel-rule spec: more']);
  });

  test('all rules of an object ten million, and those of all objects as many beyond what is their own', () => {
    expect(costLimits).toEqual({ rule: 1_000_000, object: 10_000_000, all: 10_000_000 });
    const rule = 'self.a.all(x, self.a.all(y, x + y >= 0))';
    const rules = Array.from({ length: 4 }, () => ({ rule }));
    const values = Array.from({ length: 5 }, () => ({ a: Array.from({ length: 30 }, () => 1) }));
    const within = (limits: Partial<CostLimits>) =>
      checkedWithin({ ...costLimits, ...limits }, { properties: { a: list(integer) } }, rules, ...values);
    expect(within({})).toEqual([]);
    const unchecked = `unchecked-rule spec: the rule ${rule} was not checked: the rules take more than`;
    // Once for each, though two rules were left.
    expect(within({ object: 10_000 })).toEqual(
      Array.from(values, () => `${unchecked} 10,000 steps for this object; none after it was`),
    );
    // The first two had enough.
    const end = `${unchecked} 60,000 steps for all objects; for this one, none after it was`;
    expect(within({ all: 60_000 })).toEqual([end, end, end]);
  });

  test('a rule that looks at each field does, however large the object is', () => {
    const rule = 'self.a.all(x, self.m.all(k, self.m[k] >= x || k.matches("^k[0-9]+$")))';
    const properties = { a: list(integer), m: { type: 'object', additionalProperties: integer } };
    const m = Object.fromEntries(numbers.map((n) => [`k${n}`, n]));
    expect(checked({ properties }, [{ rule }], { a: [1, 2, 3], m })).toEqual([]);
  });
});

describe('patterns of a definition', () => {
  const problems = (pattern: string, ...values: readonly string[]) =>
    checked({ properties: { a: { type: 'string', pattern } } }, [], ...values.map((a) => ({ a })));

  test.each([
    ['a', '(a?){500}b', 'it takes more than 1,000,000 steps'],
    ['a large one', '((a{100}){100}){100}', 'the pattern is larger than 10000 instructions'],
  ])('%s', (_, pattern, reason) => {
    expect(problems(pattern, 'a'.repeat(100_000))).toEqual([
      `unchecked-rule spec.a: whether it matches "${pattern}" was not checked: ${reason}`,
    ]);
  });

  test('one that is too large is said once, one that RE2 does not read not at all', () => {
    expect(problems('(a{1000}){1000}', 'a', 'b')).toHaveLength(1);
    expect(problems('(?=a)', 'b')).toEqual([]);
  });

  test('a choice that could not be checked is no wrong one', () => {
    const anyOf = [{ pattern: '(a{1000}){1000}' }, { pattern: '^b$' }];
    expect(checked({ properties: { a: { type: 'string', anyOf } } }, [], { a: 'a' })).toEqual([
      'unchecked-rule spec.a: whether it matches "(a{1000}){1000}" was not checked: the pattern is larger than 10000 instructions',
    ]);
  });
});

test('rules are checked around a rule that is broken below them', () => {
  const inner = { type: 'object', properties: { b: integer }, 'x-kubernetes-validations': [{ rule: 'self.b > 1' }] };
  expect(checked({ properties: { a: inner } }, [{ rule: 'self.a.b > 2' }], { a: { b: 1 } })).toEqual([
    'cel-rule spec.a: breaks the rule self.b > 1',
    'cel-rule spec: breaks the rule self.a.b > 2',
  ]);
});

test.each([['has(self.a'.repeat(5000)], ['"\\"'.repeat(20_001)], ['has(self.a[0]'.repeat(5000)], ['['.repeat(5000)]])(
  'a rule that is none is read once: %.15s…',
  (rule) => {
    expect(checked({ properties: {} }, [{ rule }], {})).toEqual([expect.stringMatching(/^unchecked-rule spec: /)]);
  },
);

test.each([
  ['1', 1_000_000_000n],
  ['-1.5', -1_500_000_000n],
  ['500m', 500_000_000n],
  ['1Ki', 1_024_000_000_000n],
  ['1e3', 1_000_000_000_000n],
  ['1E-3', 1_000_000n],
  ['0.1n', 1n],
  ['.', undefined],
  ['1KB', undefined],
])('quantity %s', (text, nanos) => {
  expect(Quantity.parse(text)?.nanos).toBe(nanos);
});
