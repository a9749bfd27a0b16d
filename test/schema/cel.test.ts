/** Rules of custom resources in CEL. Expected results are those of the API server. */
import { describe, expect, test } from '@jest/globals';
import { celRule, type WrittenRule } from '../../lib/schema/cel/rule';
import { celValue } from '../../lib/schema/cel/value';
import { CostBudget } from '../../lib/schema/cost';
import type { Json } from '../../lib/yaml/json';
import type { Path } from '../../lib/yaml/position';
import { checked } from './custom-object';

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

const self = celValue({
  one: 1,
  list: [1, 2, 1],
  texts: ['b', 'a', 'c'],
  numbers: [1.5, 2.5],
  none: [],
});

/** What comes of a rule; a `self` is there if it asks. */
function outcomeOf(rule: string) {
  return celRule({ rule }).outcome(() => self, new CostBudget());
}

describe('functions of Kubernetes', () => {
  test.each([
    '"a1b22".find("[0-9]+") == "1"',
    '"ab".find("[0-9]+") == ""',
    '"ab".find("x?") == ""',
    '"a1b22".findAll("[0-9]+") == ["1", "22"]',
    '"ab".findAll("[0-9]+") == []',
    '"ab".findAll("^x?") == [""]',
    '"abc".charAt(1) == "b"',
    '"abc".charAt(3) == ""',
    '"a.b.c".replace(".", "-") == "a-b-c"',
    '"a.b".replace(".", "$&") == "a$&b"',
    '"ab".replace("", "-") == "-a-b-"',
    'self.texts.isSorted() == false',
    '["a", "b", "b"].isSorted()',
    '[2, 1].isSorted() == false',
    'self.none.isSorted()',
    'self.list.sum() == 4',
    '[3, 2, 1].sum() == 6',
    'self.numbers.sum() == 4.0',
    'self.none.sum() == 0',
    '[1.5].sum() == 1.5',
    'self.list.min() == 1 && self.list.max() == 2',
    'self.texts.min() == "a" && self.texts.max() == "c"',
    'self.numbers.min() == 1.5 && self.numbers.max() == 2.5',
    'self.list.indexOf(1) == 0 && self.list.lastIndexOf(1) == 2',
    'self.list.indexOf(3) == -1 && self.list.lastIndexOf(3) == -1',
    'isQuantity("1Gi") && !isQuantity("1GB")',
    'quantity("1").isLessThan(quantity("1001m")) && !quantity("1").isLessThan(quantity("1"))',
    'quantity("1").isGreaterThan(quantity("999m")) && !quantity("1").isGreaterThan(quantity("1"))',
    '!quantity("1").isLessThan(quantity("999m")) && !quantity("1").isGreaterThan(quantity("1001m"))',
    'quantity("1").compareTo(quantity("2")) == -1',
    'quantity("1").compareTo(quantity("1000m")) == 0',
    'quantity("2").compareTo(quantity("1")) == 1',
    'quantity("-1m").sign() == -1 && quantity("0").sign() == 0 && quantity("1m").sign() == 1',
    'dyn(quantity("1")).sign() == 1',
    'quantity("2k").isInteger() && !quantity("2500m").isInteger()',
    'quantity("2k").asInteger() == 2000',
    'quantity("2500m").asApproximateFloat() == 2.5',
    'quantity("1k").add(quantity("1")).compareTo(quantity("1001")) == 0',
    'quantity("1k").sub(quantity("1")).compareTo(quantity("999")) == 0',
    'quantity("1k") == quantity("1000") && quantity("1k") != quantity("1")',
    '[1, "a", 1.5].size() == 3',
  ])('%s', (rule) => {
    expect(outcomeOf(rule)).toBe('kept');
  });

  // The examples of k8s.io/apiserver, pkg/cel/library/urls.go, and some more.
  test.each([
    ['https://user:pass@example.com:80/path?query=val#fragment', true],
    ['/absolute-path', true],
    ['https://a:b:c/', false],
    ['../relative-path', false],
    ['HTTP://a', true],
    ['https://[::1]:80/a', true],
    ['https://a?b', true],
    ['https://a:80x', false],
    ['https://a b/', false],
    ['mailto:a@b', true],
    ['1a://b', false],
    [' https://a', false],
    ['a', false],
    ['', false],
  ])('isURL("%s")', (url, expected) => {
    expect(outcomeOf(`isURL("${url}") == ${expected}`)).toBe('kept');
  });

  test.each([
    ['self.none.min() == 1', 'min or max of an empty list'],
    ['self.none.max() == 1', 'min or max of an empty list'],
    ['quantity("1GB").sign() == 1', '1GB is no quantity'],
    ['quantity("1500m").asInteger() == 1', 'the quantity is no integer'],
    // What a function is not for is that, and no long one.
    ['duration(self.one) == duration("1s")', "found no matching overload for 'duration(int)'"],
    ['self.one.join() == ""', "found no matching overload for 'int.join()'"],
    ['self.one.replace("a", "b") == ""', "found no matching overload for 'int.replace(string, string)'"],
    ['"a".replace(self.one, "b") == ""', "found no matching overload for 'string.replace(int, string)'"],
    ['"a".matches("(") == true', 'error parsing regexp: missing closing ): `(`'],
  ])('%s', (rule, unchecked) => {
    expect(outcomeOf(rule)).toEqual({ unchecked, isOfObject: false });
  });
});

describe('the words for a broken rule', () => {
  const rule = 'self.one > 1';
  const usual = 'breaks the rule self.one > 1';
  const letters = (count: number) => `["${'x'.repeat(count / 2)}", "${'x'.repeat(count / 2)}"].join()`;
  test.each<[written: WrittenRule, broken: string]>([
    [{}, usual],
    [{ message: ' more \n' }, 'more'],
    [{ message: ' ' }, usual],
    [{ message: 5 }, usual],
    [{ messageExpression: '" got " + string(self.one) + "\\n"' }, 'got 1'],
    [{ message: 'more', messageExpression: '" "' }, 'more'],
    [{ message: 'more', messageExpression: 'self.one' }, 'more'],
    [{ message: 'more', messageExpression: 'self.one +' }, 'more'],
    [{ message: 'more', messageExpression: 5 }, 'more'],
    [{ messageExpression: letters(5120) }, 'x'.repeat(5120)],
    [{ messageExpression: letters(5122) }, usual],
    [{ rule: 'self.two > 1', message: 'more' }, 'more (No such key: two)'],
  ])('%#', (written, broken) => {
    expect(celRule({ rule, ...written }).outcome(() => self, new CostBudget())).toEqual({ broken });
  });

  test.each<[fieldPath: Json | undefined, path: Path]>([
    ['.spec.ports', ['spec', 'ports']],
    [".a['b-c'].d", ['a', 'b-c', 'd']],
    [".a['b.c'][x]", ['a', 'b.c']],
    ['', []],
    [5, []],
    [undefined, []],
  ])('at %j', (fieldPath, path) => {
    expect(celRule({ rule, ...(fieldPath === undefined ? {} : { fieldPath }) }).fieldPath).toEqual(path);
  });
});

describe('what a rule is written in', () => {
  // Patterns are Go's, though the library's are JavaScript's; what stands in a text is left as it is.
  test.each([
    '"xX".matches("^(?i)x+$")',
    '"xX" . matches ("^(?i)x+$")',
    '".matches(".size() == 9',
    '"\\".matches(".size() == 10',
    '"""a".matches(""".size() == 11',
    "'''.matches('''.size() == 9",
    '"has(self.a[0].b)".size() == 16',
    'has(self.texts) && !has(self.two)',
    '[{"b": 1}].all(x, has(x.b))',
    'has([{"b": 1}][0].b) && !has([{"b": 1}][0].c)',
    'has(\n  [{"b": 1}][0]\n.b)',
  ])('%s', (rule) => {
    expect(outcomeOf(rule)).toBe('kept');
  });

  test.each<[written: WrittenRule, unchecked: string]>([
    [{}, 'Unexpected token: EOF'],
    [{ rule: 5 }, 'Unexpected token: EOF'],
    [{ rule: 'oldSelf == self' }, 'it compares with the object as it was before'],
    [{ rule: 'oldSelf == self', optionalOldSelf: false }, 'it compares with the object as it was before'],
    [{ rule: 'self.one' }, 'its result is neither true nor false'],
    [{ rule: '('.repeat(10_000) }, 'Exceeded maxDepth (250)'],
    [{ rule: `1${' + 1'.repeat(10_000)} > 0` }, 'it is nested too deeply'],
  ])('%#', (written, unchecked) => {
    expect(celRule(written).outcome(() => self, new CostBudget())).toEqual({
      unchecked,
      isOfObject: false,
    });
  });

  test('a word in a text, or a longer one, is not the object as it was before', () => {
    expect(outcomeOf('"oldSelf" == \'oldSelf\'')).toBe('kept');
    expect(outcomeOf('!has(self.oldSelf1)')).toBe('kept');
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
    const rule = {
      rule: '!oldSelf.hasValue() || self.a == oldSelf.value().a',
      optionalOldSelf: true,
    };
    expect(checked({ properties: { a: integer } }, [rule], { a: 1 })).toEqual([]);
  });

  test('a word in a text is no reference', () => {
    expect(checked({ properties: { a: string } }, [{ rule: "self.a != 'oldSelf.matches(x)'" }], { a: 'b' })).toEqual(
      [],
    );
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

describe('rules are checked around', () => {
  const inner = (rule: string) => ({
    type: 'object',
    properties: { b: integer },
    'x-kubernetes-validations': [{ rule }],
  });
  const outer = [{ rule: 'self.a.b > 2' }];
  test.each<[what: string, a: JsonObject, spec: JsonObject, problems: readonly string[]]>([
    [
      'a rule that is broken below',
      inner('self.b > 1'),
      { a: { b: 1 } },
      ['cel-rule spec.a: breaks the rule self.b > 1', 'cel-rule spec: breaks the rule self.a.b > 2'],
    ],
    [
      'a rule that can not be checked',
      inner('self.b'),
      { a: { b: 1 } },
      [
        'unchecked-rule spec.a: the rule self.b was not checked: its result is neither true nor false',
        'cel-rule spec: breaks the rule self.a.b > 2',
      ],
    ],
    [
      'not around a value without its form; though there are others beside it',
      inner('self.b > 1'),
      { c: 'x', a: { b: 1 } },
      ['wrong-type spec.c: expected integer, got "x"', 'cel-rule spec.a: breaks the rule self.b > 1'],
    ],
  ])('%s', (_, a, spec, problems) => {
    expect(checked({ properties: { c: integer, a } }, outer, spec)).toEqual(problems);
  });
});

test.each([['has(self.a'.repeat(5000)], ['"\\"'.repeat(20_001)], ['has(self.a[0]'.repeat(5000)], ['['.repeat(5000)]])(
  'a rule that is none is read once: %.15s…',
  (rule) => {
    expect(checked({ properties: {} }, [{ rule }], {})).toEqual([expect.stringMatching(/^unchecked-rule spec: /)]);
  },
);
