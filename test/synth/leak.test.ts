/** An expression that turns into text too early fails at once, and says where; one that is looked into is found out. */
import { describe, expect, test } from '@jest/globals';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { ConfigMap } from '../../imports/kubernetes/types';
import { Expr, LeakError, type Value } from '../../lib/expr/expr';
import { when } from '../../lib/expr/vocabulary';
import type { ChartDefinition } from '../../lib/synth/chart';
import { Manifest } from '../../lib/synth/manifest';
import { evaluateModel, literalModel, symbolicModel } from '../../lib/synth/model';
import { boolean, integer, record, string } from '../../lib/values/schema';

const tag = new Expr<string>({ op: 'values', path: ['image', 'tag'] }, { type: 'string' });
const opaque: unknown = tag;

describe('a leak throws, naming the value', () => {
  test.each<[string, () => unknown]>([
    ['template literal', () => `v${opaque as string}`],
    ['concatenation', () => 'v' + (opaque as string)],
    ['String()', () => String(opaque)],
    ['JSON', () => JSON.stringify({ tag: opaque })],
    ['arithmetic', () => (opaque as number) * 2],
    ['Number()', () => Number(opaque)],
    ['comparison', () => (opaque as number) > 1],
    ['spread', () => [...(opaque as string[])]],
    ['spread into an object', () => ({ a: 1, ...(opaque as object) })],
    ['entries', () => Object.entries(opaque as object)],
    ['keys', () => Object.keys(opaque as object)],
    [
      'for…in',
      () => {
        for (const key in opaque as object) return key;
        return undefined;
      },
    ],
    [
      'destructuring',
      () => {
        const [first] = opaque as string[];
        return first;
      },
    ],
    ['join', () => [opaque].join(',')],
    ['a key', () => ({ [opaque as string]: 1 })],
  ])('%s', (_name, leak) => {
    expect(leak).toThrow(LeakError);
    expect(leak).toThrow('.Values.image.tag is known only when the chart is installed');
  });
});

const schema = record('Values.', {
  tag: string({ default: 'a', description: 'Tag.' }),
  enabled: boolean({ default: false, description: 'Enabled.' }),
  count: integer({ default: 1, minimum: 0, maximum: 9, description: 'Count.' }),
});

interface Seen {
  readonly tag: Value<string>;
  readonly enabled: Value<boolean>;
  readonly count: Value<number>;
}

class Leaf extends Construct {
  constructor(scope: Construct, id: string, data: Record<string, Value<string> | undefined>) {
    super(scope, id);
    new Manifest<ConfigMap>(this, 'configmap', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id }, data });
  }
}

class Leaky extends Construct {
  constructor(scope: Construct, id: string, values: Seen, children: number) {
    super(scope, id);
    for (let index = 0; index < children; index += 1) new Leaf(this, `done-${String(index)}`, { a: 'b' });
    new Leaf(this, 'never', { image: `app:${values.tag as string}` });
  }
}

function chart(build: (scope: Construct, values: Seen) => void): ChartDefinition<(typeof schema)['fields']> {
  return {
    metadata: { name: 'leaks', version: '0.1.0', appVersion: '1', description: 'Leaks', kubeVersion: '>=1.27.0-0' },
    schema,
    rules: () => [],
    build: (scope, values) => {
      build(scope, values);
    },
    notes: () => [],
    readme: '',
  };
}

/** Leaks after it has made one of its own kind. */
class Nested extends Construct {
  constructor(scope: Construct, id: string, values: Seen, depth: number) {
    super(scope, id);
    if (depth > 0) new Nested(this, 'inner', values, depth - 1);
    else new Leaf(this, 'leaf', { a: 'b' });
    if (depth === 1) new Leaf(this, `of-${values.tag as string}`, {});
  }
}

test('the construct is named, not a finished one of the same class inside it', () => {
  const nested = chart((scope, values) => {
    new Nested(scope, 'outer', values, 2);
  });
  expect(() => symbolicModel(nested)).not.toThrow('outer/inner/inner');
  expect(() => symbolicModel(nested)).toThrow(/^leaks\/outer\/inner: \.Values\.tag is known only/);
});

test('outside all constructs, the chart is named', () => {
  const bare = chart((scope, values) => {
    new Leaf(scope, 'fine', { tag: values.tag });
    new Leaf(scope, `of-${values.tag as string}`, {});
  });
  expect(() => symbolicModel(bare)).toThrow(/^leaks: \.Values\.tag is known only/);
});

/** Ordinary constructs take no expressions: cdk8s would write them out when it comes to JSON. */
test.each<[string, (scope: Construct, tag: string) => void]>([
  ['data', (scope, tag) => new kplus.ConfigMap(scope, 'cm', { metadata: { name: 'x' }, data: { tag } })],
  ['its name', (scope, tag) => new kplus.ConfigMap(scope, 'cm', { metadata: { name: tag } })],
  ['labels', (scope, tag) => new kplus.ConfigMap(scope, 'cm', { metadata: { name: 'x', labels: tag as never } })],
  ['an image', (scope, image) => new kplus.Deployment(scope, 'cm', { containers: [{ image }] })],
])('given to a construct of cdk8s-plus as %s, it names both', (_name, build) => {
  const plus = chart((scope, values) => {
    build(scope, values.tag as string);
  });
  expect(() => symbolicModel(plus)).toThrow(/leaks\/cm\/Resource\b.*\.Values\.tag is known only/);
});

test.each([0, 2])('the construct is named, after %d finished children', (children) => {
  const leaky = chart((scope, values) => {
    new Leaf(scope, 'fine', { tag: values.tag });
    new Leaky(scope, 'leaky', values, children);
  });
  expect(() => symbolicModel(leaky)).toThrow(/^leaks\/leaky: \.Values\.tag is known only/);
});

/** Constructs that look into a value: an expression is always truthy, and never equal to a literal. */
const peeks: [string, (values: Seen) => Record<string, Value<string> | undefined>][] = [
  // eslint-disable-next-line @typescript-eslint/strict-boolean-expressions -- the mistake that this test is about
  ['if', ({ enabled }) => (enabled ? { a: 'on' } : { a: 'off' })],
  ['===', ({ tag: value }) => ({ a: value === 'a' ? 'same' : 'other' })],
  ['typeof', ({ count }) => ({ a: typeof count })],
];

test.each(peeks)('a construct that peeks is found out: %s', (_name, data) => {
  const peeking = chart((scope, values) => {
    new Leaf(scope, 'peek', data(values));
  });
  const context = { values: { tag: 'a', enabled: false, count: 1 }, release: { name: 'r', namespace: 'n' } };
  const symbolic = evaluateModel(symbolicModel(peeking), context);
  const literal = evaluateModel(literalModel(peeking, context), context);
  expect([...symbolic.values()]).not.toEqual([...literal.values()]);
});

test('and one that does not, is not', () => {
  const honest = chart((scope, values) => {
    new Leaf(scope, 'honest', { a: values.tag, b: when(values.enabled, 'on', 'off') });
  });
  const context = { values: { tag: 'a', enabled: false, count: 1 }, release: { name: 'r', namespace: 'n' } };
  const symbolic = evaluateModel(symbolicModel(honest), context);
  expect([...symbolic.values()]).toEqual([...evaluateModel(literalModel(honest, context), context).values()]);
});
