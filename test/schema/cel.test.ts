/** Rules of custom resources in CEL. Expected results are those of the API server. */
import { describe, expect, test } from '@jest/globals';
import { Quantity } from '../../lib/schema/cel/quantity';
import { SchemaSet } from '../../lib/schema/schema-set';
import { pathText } from '../../lib/validate/finding';
import type { Json } from '../../lib/yaml/json';

type JsonObject = Readonly<Record<string, Json>>;

/** Problems of an object whose `spec` has the schema and the rules. */
function checked(schema: JsonObject, rules: readonly JsonObject[], ...values: readonly Json[]) {
  const schemas = new SchemaSet({ minor: 36 });
  const spec = { type: 'object', ...schema, 'x-kubernetes-validations': rules };
  schemas.learn({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    spec: {
      group: 'example.com',
      names: { kind: 'Widget', plural: 'widgets' },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
        },
      ],
    },
  });
  return values.flatMap((value) => {
    const object = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' }, spec: value };
    return schemas.check(object).problems.map(({ rule, path, message }) => `${rule} ${pathText(path)}: ${message}`);
  });
}

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

  test('a rule that would take forever', () => {
    const rule = 'self.a.all(x, self.a.all(y, self.a.all(z, x + y + z >= 0)))';
    const a = Array.from({ length: 1000 }, (_, index) => index);
    expect(checked({ properties: { a: list(integer) } }, [{ rule }], { a })).toEqual([
      `unchecked-rule spec: the rule ${rule} was not checked: it would take too long for this object`,
    ]);
  });
});

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
