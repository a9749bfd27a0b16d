/** What CEL rules of custom resources take, and where they are ended. */
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { celCheck } from '../../lib/schema/cel/check';
import { celRule } from '../../lib/schema/cel/rule';
import { celValue } from '../../lib/schema/cel/value';
import { Checking } from '../../lib/schema/checking';
import { CostBudget, CostError, costLimits, type CostLimits, CostPool, weightOf } from '../../lib/schema/cost';
import type { Json } from '../../lib/yaml/json';
import { Steps } from '../../lib/schema/steps';
import { resultsOf } from '../support/linear';
import { checked, checkedWithin } from './custom-object';

type JsonObject = Readonly<Record<string, Json>>;

const string = { type: 'string' };
const integer = { type: 'integer' };
const list = (items: JsonObject) => ({ type: 'array', items });

type RuleCase = readonly [name: string, rule: string, properties: JsonObject, spec: JsonObject];

const numbers = Array.from({ length: 1000 }, (_, index) => index);

describe('a rule may take a million steps', () => {
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
      {
        m: { type: 'object', additionalProperties: integer },
        n: list(integer),
      },
      {
        m: Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`k${n}`, n])),
        n: numbers,
      },
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

  test('its message, too, and then says its other one', () => {
    const rule = {
      rule: 'self.a > 1',
      message: 'more',
      messageExpression: `${chain('["a"]', 'x + x')}[0]`,
    };
    expect(ending({ properties: { a: integer } }, [rule], { a: 1 })).toEqual(['cel-rule spec: more']);
    const long = {
      ...rule,
      messageExpression: `"a"${' + "aaaaaaaaaa"'.repeat(520)}`,
    };
    expect(ending({ properties: { a: integer } }, [long], { a: 1 })).toEqual(['cel-rule spec: more']);
  });
});

describe('a budget', () => {
  /** Rules of so many steps, one after the other: what each is told, or nothing. */
  const told = (limits: CostLimits, object: Json, ...rules: readonly (readonly number[])[]) => {
    const budget = new CostBudget(new CostPool(limits), object);
    return rules.map((steps) => {
      budget.startRule();
      try {
        for (const cost of steps) budget.spend(cost);
        return undefined;
      } catch (error) {
        return error instanceof CostError ? `${error.ends}: ${error.message}` : error;
      } finally {
        budget.endRule();
      }
    });
  };
  const wide = { rule: 1_000_000, object: 1_000_000, all: 1_000_000 };
  const ofRule = 'rule: it takes more than 100 steps';
  const ofObject = 'object: the rules take more than 250 steps for this object; none after it was';

  test.each<
    [limits: Partial<CostLimits>, rules: readonly (readonly number[])[], told: readonly (string | undefined)[]]
  >([
    [{ rule: 100 }, [[100], [60, 40], [101], [60, 41], [100]], [undefined, undefined, ofRule, ofRule, undefined]],
    // Who catches the error gets no further.
    [{ rule: 100 }, [[101, 1]], [ofRule]],
    [{ rule: 200, object: 250 }, [[200], [50], [1], [0]], [undefined, undefined, ofObject, ofObject]],
    [{ rule: 100, object: 250 }, [[101], [101], [51], [1]], [ofRule, ofRule, ofObject, ofObject]],
  ])('%j: %j', (limits, rules, expected) => {
    expect(told({ ...wide, ...limits }, null, ...rules)).toEqual(expected);
  });

  test('each object has a thousand steps for itself, and fifty for each of its values', () => {
    const ofAll = 'object: the rules take more than 10 steps for all objects; for this one, none after it was';
    expect(told({ ...wide, all: 10 }, null, [1060])).toEqual([undefined]);
    expect(told({ ...wide, all: 10 }, null, [1061])).toEqual([ofAll]);
    expect(told({ ...wide, all: 10 }, [1, 2, 3], [1000], [210], [1])).toEqual([undefined, undefined, ofAll]);
    const pool = new CostPool({ ...wide, all: 10 });
    expect(pool.left).toBe(10);
    const first = new CostBudget(pool);
    expect([first.left, first.end, first.isEndSaid]).toEqual([0, undefined, false]);
    first.startRule();
    expect(first.left).toBe(1060);
    first.spend(1056);
    first.endRule();
    expect([first.left, pool.left]).toEqual([4, 4]);
    first.endRule();
    expect(pool.left).toBe(4);
    first.startRule();
    expect(() => {
      first.spend(5);
    }).toThrow(CostError);
    expect([first.left, first.end?.name]).toEqual([0, 'CostError']);
  });

  test.each<[value: unknown, weight: number]>([
    [null, 1],
    [undefined, 1],
    ['a'.repeat(10), 2],
    [new Uint8Array(20), 3],
    [[1, [2, 3]], 5],
    [{ ab: 1 }, 3.2],
    [new Map([['ab', [1]]]), 4.2],
  ])('%p weighs %d', (value, weight) => {
    expect(weightOf(value, 100)).toBeCloseTo(weight);
  });

  test('no more is weighed than asked for', () => {
    expect([weightOf(numbers, 10), weightOf(numbers, 1001), weightOf('a'.repeat(1000), 10)]).toEqual([10, 1001, 10]);
    let looks = 0;
    const counting = new Proxy(numbers, {
      get: (target, key) => {
        if (typeof key === 'string' && /^\d+$/.test(key)) looks++;
        return Reflect.get(target, key) as unknown;
      },
    });
    expect([weightOf(counting, 10), looks]).toEqual([10, 9]);
    // What comes last is weighed first.
    expect([weightOf({ a: counting }, 1), looks]).toEqual([1, 9]);
    expect([weightOf([counting, 1], 2), weightOf([counting, 'a'.repeat(1000)], 10), looks]).toEqual([2, 10, 9]);
  });

  test('alternatives have 20,000 looks for each object and fifty for each of its values, at each value below', () => {
    const steps = new Steps({ left: 0 });
    for (let look = 0; look < 20; look++) steps.look(numbers);
    for (let look = 0; look < 30; look++) steps.look(1);
    expect(() => {
      steps.look(1);
    }).toThrow(CostError);
  });
});

describe('what rules take', () => {
  const text = 'a'.repeat(1000);
  const some = celValue({
    one: 1,
    text,
    other: text,
    empty: '',
    list: numbers,
    same: numbers,
    texts: [text, text],
  });
  /** Beyond what the object has for itself, of which nothing is left here. */
  const stepsOf = (rule: string): number => {
    const pool = new CostPool();
    const budget = new CostBudget(pool);
    budget.startRule();
    budget.spend(1050);
    budget.endRule();
    celRule({ rule }).outcome(() => some, budget);
    return Number((pool.left - costLimits.all).toFixed(3)) * -1;
  };
  // Each part of the rule is one: `self.one` two.
  test.each<[rule: string, parts: number, looks: number]>([
    ['self.one == 1', 4, 0],
    ['self.one + self.one', 5, 0],
    ['!(self.one < 1)', 5, 0],
    ['self.one == 1 ? -self.one : 2', 8, 0],
    ['has(self.one)', 2, 0],
    ['self.?one.orValue(1)', 3, 0],
    ['self.list[0]', 4, 0],
    ['self.list[?0]', 4, 0],
    // Ten characters, an item and a value are one.
    ['self.text == self.other', 5, 101],
    ['self.text != self.other', 5, 101],
    ['self.list == self.same', 5, 1001],
    ['self == self', 3, 2420],
    // Of another type or length is never the same.
    ['self.text == self.empty', 5, 0],
    ['self.text == self.list', 5, 0],
    ['self.list != self.texts', 5, 0],
    ['1 == self.text', 4, 0],
    ['null == null', 3, 1],
    ['{"a": self.text} == {"a": self.text}', 9, 103.1],
    ['{"a": 1} == {"a": 1, "b": 2}', 9, 0],
    ['self.text < self.other', 5, 100],
    ['self.text >= self.other', 5, 100],
    ['self.text + self.other', 5, 200],
    ['self.list + self.texts', 5, 1002],
    ['1 in self.list', 4, 1001],
    ['"one" in self', 3, 0],
    ['size(self.text)', 3, 100],
    ['self.text.size()', 3, 100],
    ['size(self.list)', 3, 0],
    ['self.list.size()', 3, 0],
    ['size(self)', 2, 0],
    ['dyn(self.text)', 3, 0],
    ['type(self.text)', 3, 0],
    ['self.text.charAt(1)', 4, 0],
    ['self.text.substring(1)', 4, 0],
    ['optional.of(self.text)', 4, 0],
    ['optional.of(self.text).hasValue()', 5, 0],
    ['optional.of(self.text).value()', 5, 0],
    ['optional.of(self.text).orValue(self.text)', 5, 0],
    ['optional.of(self.text).or(optional.of(self.text))', 5, 0],
    ['self.text.trim()', 3, 100],
    ['self.list.sum()', 3, 1000],
    ['self.list.indexOf(5)', 4, 1000],
    ['self.list.indexOf(self.text)', 5, 1100],
    ['bytes(self.text)', 3, 100],
    ['size(bytes(self.text))', 4, 100],
    ['bytes(self.text) == bytes(self.other)', 7, 301],
    ['bytes(self.text) + bytes(self.other)', 7, 400],
    // To search is one text times the other.
    ['self.text.contains("aaaaa")', 4, 102.5],
    ['self.text.contains(self.other)', 5, 600],
    // The characters of the result are looked at, too.
    ['self.texts.join()', 3, 202],
    ['self.texts.join(self.text)', 5, 502],
    ['self.text.replace("a", "bc")', 5, 300.7],
    ['self.text.replace("aa", "b")', 5, 151.1],
    ['self.text.replace("aaa", "b")', 5, 134.9],
    ['self.text.replace("", "b")', 5, 200.1],
    // Where that could be much, it is counted.
    ['self.text.replace("aaa", self.text)', 6, 33501.5],
    ['self.text.replace("ab", self.text)', 6, 201],
    ['self.text.replace("b", "1234567890")', 5, 101.5],
    ['self.text.replace("b", "123456789")', 5, 1001.4],
    // What is slow in the library.
    ['duration("1h")', 2, 0.24],
    ['duration(self.text)', 3, 10_201.9],
    ['timestamp("2020-01-01T00:00:00Z").getHours()', 3, 2],
    ['timestamp("2020-01-01T00:00:00Z").getHours("Asia/Tokyo")', 4, 1002],
    ['self.list.map(x, x)', 4, 2000],
    ['self.list.all(x, x >= 0)', 4, 5000],
    ['self.exists(key, false)', 3, 28],
    ['cel.bind(x, self.text, x + x)', 6, 200],
    // An error is a hundred, and its line.
    ['self.nothing', 2, 101.2],
    // However many parts it ends.
    ['self.nothing == 1', 3, 101.7],
    // What a function is not for costs no more than its texts.
    ['self.one.join()', 3, 101.5],
    ['self.one.join(self.text)', 5, 100 + 102.4],
    ['self.one.replace("a", self.text)', 6, 100.1 + 103.2],
    ['"1".replace(self.one, self.text)', 6, 100.1 + 103.2],
    ['duration(dyn(1))', 3, 101.6],
    // A pattern is compiled once: 400 for one letter.
    ['self.text.matches("a")', 4, 650.5],
    ['self.text.findAll("a")', 4, 1250.5],
    ['self.texts.exists(x, x.matches("b"))', 14, 400 + 2 * 250.5],
    ['self.texts.exists(x, x.matches("c") || x.matches("d"))', 22, 800 + 4 * 250.5],
  ])('%s takes %d and %d', (rule, parts, looks) => {
    expect(stepsOf(rule)).toBe(parts + looks);
  });

  test.each([
    'self.texts.exists(x, self.none == x || 1 in self.list)',
    '1 in self.list',
    'self.list == self.same',
    'self.text + self.text == ""',
    // Though the first error, which a loop gives back, was another one.
    'self.list.exists(x, self.nothing == x)',
  ])('%s, if that much is left', (rule) => {
    const budget = new CostBudget(new CostPool({ rule: 200, object: 10_000, all: 10_000 }));
    expect(celRule({ rule }).outcome(() => some, budget)).toEqual({
      unchecked: 'it takes more than 200 steps',
      isOfObject: true,
    });
  });

  test('a hundred patterns are kept', () => {
    // Those of an earlier run in this process may be there, too.
    const own = randomBytes(4).toString('hex');
    const rule = `self.text.matches("${own}")`;
    const [first, next] = [3808, 608];
    expect([stepsOf(rule), stepsOf(rule)]).toEqual([first, next]);
    let count = 0;
    const another = () => stepsOf(`"a".matches("${own}${count++}")`);
    do another();
    while (stepsOf(rule) === next);
    // It and the latest are there.
    for (let more = 0; more < 98; more++) another();
    expect(stepsOf(rule)).toBe(next);
    another();
    expect(stepsOf(rule)).toBe(first);
  });

  const twice = 'self.a.all(x, self.a.all(y, x + y >= 0))';
  const within = (limits: Partial<CostLimits>, rules: readonly JsonObject[], ...values: readonly Json[]) =>
    checkedWithin({ ...costLimits, ...limits }, { properties: { a: list(integer) } }, rules, ...values);

  test('is said of each object, for the next one may be smaller', () => {
    const unchecked = `unchecked-rule spec: the rule ${twice} was not checked: it takes more than 1,000 steps`;
    const long = { a: numbers.slice(0, 30) };
    expect(within({ rule: 1000 }, [{ rule: twice }, { rule: 'self.a[0] < 0' }], long, { a: [-1] }, long)).toEqual([
      unchecked,
      'cel-rule spec: breaks the rule self.a[0] < 0',
      `cel-rule spec: breaks the rule ${twice}`,
      unchecked,
      'cel-rule spec: breaks the rule self.a[0] < 0',
    ]);
  });

  test('what no object could have is said once, though others have their own end', () => {
    const rule = `self.a[0] == 1 ? dyn(1) : dyn(${twice})`;
    const long = { a: numbers.slice(0, 30) };
    const unchecked = `unchecked-rule spec: the rule ${rule} was not checked:`;
    expect(within({ rule: 1000 }, [{ rule }], long, { a: [1] }, { a: [1] }, long)).toEqual([
      `${unchecked} it takes more than 1,000 steps`,
      `${unchecked} its result is neither true nor false`,
      `${unchecked} it takes more than 1,000 steps`,
    ]);
  });

  test('a value is converted once, and not if that takes more than is left', () => {
    const pool = new CostPool();
    const budget = new CostBudget(pool);
    budget.startRule();
    budget.spend(1050);
    budget.endRule();
    const check = celCheck({
      'x-kubernetes-validations': [{ rule: 'has(self.a)' }, { rule: 'has(self.b)' }],
    });
    const checking = new Checking(budget);
    check?.({ a: numbers.slice(0, 100) }, checking);
    expect(checking.problems.map(({ message }) => message)).toEqual(['breaks the rule has(self.b)']);
    // Both rules have two parts; the value weighs 1, its key 1.1 and the list 101.
    expect(costLimits.all - pool.left).toBeCloseTo(2 + 2 + 103.1);
    expect(within({ rule: 50 }, [{ rule: 'true' }], { a: numbers.slice(0, 100) })).toEqual([
      'unchecked-rule spec: the rule true was not checked: it takes more than 50 steps',
    ]);
  });

  test('what is too long for one rule may be caught by it, and still ends it', () => {
    const rule = `self.a[0] == 0 || ${twice}`;
    expect(
      within({ rule: 1000 }, [{ rule: `${twice} || true` }], {
        a: numbers.slice(0, 30),
      }),
    ).toEqual([`unchecked-rule spec: the rule ${twice} || true was not checked: it takes more than 1,000 steps`]);
    expect(within({ rule: 1000 }, [{ rule }], { a: numbers.slice(0, 30) })).toEqual([]);
  });

  test('all rules of an object ten million, and those of all objects as many beyond what is their own', () => {
    expect(costLimits).toEqual({
      rule: 1_000_000,
      object: 10_000_000,
      all: 10_000_000,
    });
    const rules = Array.from({ length: 4 }, () => ({ rule: twice }));
    const values = Array.from({ length: 5 }, () => ({
      a: Array.from({ length: 30 }, () => 1),
    }));
    expect(within({}, rules, ...values)).toEqual([]);
    const unchecked = `unchecked-rule spec: the rule ${twice} was not checked: the rules take more than`;
    // Once for each, though two rules were left.
    expect(within({ object: 10_000 }, rules, ...values)).toEqual(
      Array.from(values, () => `${unchecked} 10,000 steps for this object; none after it was`),
    );
    // The first two had enough.
    const end = `${unchecked} 60,000 steps for all objects; for this one, none after it was`;
    expect(within({ all: 60_000 }, rules, ...values)).toEqual([end, end, end]);
  });

  test('a rule that looks at each field does, however large the object is', () => {
    const rule = 'self.a.all(x, self.m.all(k, self.m[k] >= x || k.matches("^k[0-9]+$")))';
    const properties = {
      a: list(integer),
      m: { type: 'object', additionalProperties: integer },
    };
    const m = Object.fromEntries(numbers.map((n) => [`k${n}`, n]));
    expect(checked({ properties }, [{ rule }], { a: [1, 2, 3], m })).toEqual([]);
  });
});
