/** Which values make a difference to which fields: alone, together, and the chart itself. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findCauses, type Render } from '../../lib/diff/causes';
import type { KubernetesObject } from '../../lib/diff/change';
import { compareSides } from '../../lib/diff/compare';
import { pathText } from '../../lib/diff/path-text';
import { valueChanges } from '../../lib/diff/value-change';
import type { JsonObject } from '../../lib/values/merge';
import type { Json } from '../../lib/yaml/json';

type Chart = (values: Readonly<Record<string, Json | undefined>>) => readonly (KubernetesObject | false)[];

const object = (name: string, spec: Readonly<Record<string, unknown>>): KubernetesObject =>
  JSON.parse(JSON.stringify({ apiVersion: 'v1', kind: 'X', metadata: { name }, spec })) as KubernetesObject;

const rendering =
  (chart: Chart): Render =>
  (values) =>
    Promise.resolve(chart(values).filter((each) => each !== false));

/** Each place with the values that are its cause: `x spec.a ← a, b`. */
async function causes(
  chart: Chart,
  before: JsonObject,
  after: JsonObject,
  earlier: Chart = chart,
  render = rendering(chart),
) {
  const sides = { before: (await rendering(earlier)(before)) ?? [], after: (await rendering(chart)(after)) ?? [] };
  const changes = compareSides(sides);
  const differing = valueChanges(before, after);
  const causeOf = await findCauses({ changes, before, after, valueChanges: differing, render, sides });
  return changes.flatMap((change) =>
    (change.fields.length === 0 ? [undefined] : change.fields).map((field) => {
      const { values, chart: itself, unknown } = causeOf(change, field);
      const names = values.map((place) => differing[place]?.path.join('.'));
      const name = (change.after ?? change.before)?.metadata.name ?? '';
      const where = field === undefined ? name : `${name} ${pathText(field.path)}`;
      return `${where} ← ${[...names, ...(itself ? ['chart'] : []), ...(unknown === true ? ['unknown'] : [])].join(', ')}`;
    }),
  );
}

describe('values', () => {
  test.each<[string, Chart, JsonObject, JsonObject, readonly string[]]>([
    [
      'one for each field',
      ({ a, b }) => [object('x', { a, b })],
      { a: 1, b: 1, c: 1 },
      { a: 2, b: 2, c: 2 },
      ['x spec.a ← a', 'x spec.b ← b'],
    ],
    [
      'two that make one text',
      ({ a, b }) => [object('x', { t: `${JSON.stringify(a)}:${JSON.stringify(b)}` })],
      { a: 1, b: 1 },
      { a: 2, b: 2 },
      ['x spec.t ← a, b'],
    ],
    [
      'both of two that are needed',
      ({ a, b }) => [object('x', { t: a === true && b === true })],
      { a: false, b: false },
      { a: true, b: true },
      ['x spec.t ← a, b'],
    ],
    [
      'each of two that are enough',
      ({ a, b }) => [object('x', { t: a === true || b === true })],
      { a: false, b: false },
      { a: true, b: true },
      ['x spec.t ← a, b'],
    ],
    [
      'an object that comes: what switches it on, not what is in it',
      ({ on, size }) => [on === true && object('x', { size })],
      { on: false, size: 1 },
      { on: true, size: 2 },
      ['x ← on'],
    ],
    ['one that goes', ({ on }) => [on === true && object('x', {})], { on: true }, { on: false }, ['x ← on']],
    [
      'a part that comes: what switches it on',
      ({ on, size }) => [object('x', { a: 1, ...(on === true && { part: { size } }) })],
      { on: false, size: 1 },
      { on: true, size: 2 },
      ['x spec.part ← on'],
    ],
    [
      'an item of a list without keys',
      ({ a, b }) => [object('x', { args: ['s', ...(a === 1 ? [] : ['--a']), ...(b === 1 ? [] : ['--b'])] })],
      { a: 1, b: 1 },
      { a: 2, b: 2 },
      ['x spec.args[1] ← a', 'x spec.args[2] ← b'],
    ],
    [
      'an item that changes after one that comes',
      ({ a, b }) => [object('x', { args: [...(a === 1 ? [] : ['--a']), 'm', `--b=${JSON.stringify(b)}`] })],
      { a: 1, b: 1 },
      { a: 2, b: 2 },
      ['x spec.args[0] ← a', 'x spec.args[2] ← b'],
    ],
    [
      'two pairs of which one is enough: the fewest',
      ({ a, b, c, d }) => [object('x', { t: (a === 2 && b === 2) || (c === 2 && d === 2) })],
      { a: 1, b: 1, c: 1, d: 1 },
      { a: 2, b: 2, c: 2, d: 2 },
      ['x spec.t ← a, b'],
    ],
    [
      'a list is one value',
      ({ hosts }) => [object('x', { first: (hosts as readonly string[])[0] })],
      { hosts: ['a', 'b'] },
      { hosts: ['c', 'b'] },
      ['x spec.first ← hosts'],
    ],
    ['a value that went', ({ a = 5 }) => [object('x', { a })], { a: 1 }, {}, ['x spec.a ← a']],
    [
      'the order of items',
      ({ a }) => [object('x', { e: (a === 1 ? ['p', 'q'] : ['q', 'p']).map((name) => ({ name })) })],
      { a: 1 },
      { a: 2 },
      ['x spec.e ← a'],
    ],
  ])('%s', async (_, chart, before, after, expected) => {
    expect(await causes(chart, before, after)).toEqual(expected);
  });
});

describe('the chart', () => {
  const earlier: Chart = ({ a }) => [object('x', { a, b: 1 })];
  test.each<[string, Chart, JsonObject, JsonObject, readonly string[]]>([
    ['changes what no value does', ({ a }) => [object('x', { a, b: 2 })], { a: 1 }, { a: 1 }, ['x spec.b ← chart']],
    ['beside a value', ({ a }) => [object('x', { a, b: 2 })], { a: 1 }, { a: 2 }, ['x spec.a ← a', 'x spec.b ← chart']],
    [
      'and a value change the same field',
      ({ a }) => [object('x', { a: `v${JSON.stringify(a)}`, b: 1 })],
      { a: 1 },
      { a: 2 },
      ['x spec.a ← a, chart'],
    ],
    ['brings an object', ({ a }) => [object('x', { a, b: 1 }), object('y', {})], { a: 1 }, { a: 1 }, ['y ← chart']],
  ])('%s', async (_, chart, before, after, expected) => {
    expect(await causes(chart, before, after, earlier)).toEqual(expected);
  });
});

test('where the chart refuses all that would tell, the cause is not known', async () => {
  const chart: Chart = ({ a }) => [object('x', { a })];
  expect(await causes(chart, { a: 1 }, { a: 2 }, chart, () => Promise.resolve(undefined))).toEqual([
    'x spec.a ← unknown',
  ]);
});

test('where it refuses what is between two values, it is asked for both together', async () => {
  const chart: Chart = ({ engine, host }) => [object('x', { engine, host })];
  const render: Render = (values) =>
    (values['engine'] === 'external') === (values['host'] !== '')
      ? rendering(chart)(values)
      : Promise.resolve(undefined);
  expect(await causes(chart, { engine: 'own', host: '' }, { engine: 'external', host: 'db' }, chart, render)).toEqual([
    'x spec.engine ← engine, host',
    'x spec.host ← engine, host',
  ]);
});

describe('what comes or goes as a whole', () => {
  const shaped: Chart = ({ on, size }) => [object('y', {}), on === true && object('x', { size })];
  const shapes = async (chart: Chart, before: JsonObject, after: JsonObject) => {
    const sides = { before: (await rendering(chart)(before)) ?? [], after: (await rendering(chart)(after)) ?? [] };
    const changes = compareSides(sides);
    const differing = valueChanges(before, after);
    const causeOf = await findCauses({
      changes,
      before,
      after,
      valueChanges: differing,
      render: rendering(chart),
      sides,
    });
    return changes.map((change) => causeOf(change, change.fields[0]));
  };

  test.each<[string, Chart, JsonObject, JsonObject]>([
    ['an object that comes', shaped, { on: false, size: 1 }, { on: true, size: 2 }],
    ['one that goes', shaped, { on: true, size: 1 }, { on: false, size: 2 }],
    [
      'a part',
      ({ on, size }) => [object('x', { a: 1, ...(on === true && { part: { size } }) })],
      { on: false, size: 1 },
      { on: true, size: 2 },
    ],
  ])('%s is shaped by what does not switch it', async (_, chart, before, after) => {
    expect(await shapes(chart, before, after)).toEqual([{ values: [0], chart: false, shapes: [1] }]);
  });
});

test('what differs each time is random, if it is the chart that was just asked', async () => {
  let count = 0;
  const chart: Chart = ({ a }) => [object('x', { a, random: (count += 1) })];
  const [before, after] = [{ a: 1 }, { a: 2 }];
  const sides = { before: (await rendering(chart)(before)) ?? [], after: (await rendering(chart)(after)) ?? [] };
  const changes = compareSides(sides);
  const [change] = changes;
  const ask = { changes, before, after, valueChanges: valueChanges(before, after), render: rendering(chart), sides };
  const causeOf = await findCauses({ ...ask, isOwn: true });
  const [a, random] = change?.fields ?? [];
  if (change === undefined) throw new Error('nothing differs');
  expect([causeOf(change, a), causeOf(change, random)]).toEqual([
    { values: [0], chart: false },
    { values: [], chart: false, random: true },
  ]);
});

test('where the chart refuses the earlier values, nobody knows what it does itself', async () => {
  const chart: Chart = ({ a }) => [object('x', { a, b: a })];
  const render: Render = (values) => (values['a'] === 1 ? Promise.resolve(undefined) : rendering(chart)(values));
  expect(await causes(chart, { a: 1 }, { a: 2 }, chart, render)).toEqual(['x spec.a ← unknown', 'x spec.b ← unknown']);
});

test('progress is told before each value, and when it is done', async () => {
  const told: string[] = [];
  const chart: Chart = ({ a }) => [object('x', { a })];
  const [before, after] = [
    { a: 1, b: 1 },
    { a: 2, b: 2 },
  ];
  const sides = { before: (await rendering(chart)(before)) ?? [], after: (await rendering(chart)(after)) ?? [] };
  await findCauses({
    changes: compareSides(sides),
    before,
    after,
    valueChanges: valueChanges(before, after),
    render: rendering(chart),
    sides,
    onProgress: (done, all) => void told.push(`${String(done)}/${String(all)}`),
  });
  expect(told).toEqual(['0/2', '1/2', '2/2']);
});

/** A field that is a function of some values: a truth table of up to three of five switches. */
const fields = fc.array(
  fc.record({
    reads: fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 3 }),
    table: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
  }),
  { minLength: 1, maxLength: 4 },
);

test('for any functions of switches: causes are what a field reads, and they are enough to change it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fields,
      fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
      fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
      async (functions, from, to) => {
        const chart: Chart = (values) => [
          object(
            'x',
            Object.fromEntries(
              functions.map(({ reads, table }, index) => [
                `f${String(index)}`,
                table[reads.reduce((sum, read, bit) => sum + (values[`v${String(read)}`] === true ? 2 ** bit : 0), 0)],
              ]),
            ),
          ),
        ];
        const valuesOf = (switches: readonly boolean[]): JsonObject =>
          Object.fromEntries(switches.map((on, index) => [`v${String(index)}`, on]));
        const [before, after] = [valuesOf(from), valuesOf(to)];
        for (const line of await causes(chart, before, after)) {
          const [, index = '', names = ''] = /^x spec\.f(\d) ← (.*)$/.exec(line) ?? [];
          const named = names.split(', ');
          const reads = functions[Number(index)]?.reads.map((read) => `v${String(read)}`) ?? [];
          expect(named.filter((name) => !reads.includes(name))).toEqual([]);
          const changed = { ...before, ...Object.fromEntries(named.map((name) => [name, after[name] ?? null])) };
          const valueOf = (values: JsonObject): unknown =>
            (chart(values)[0] as unknown as { spec: Readonly<Record<string, unknown>> }).spec[`f${index}`];
          // Those that are each enough may undo each other: then one of them alone does it.
          const alone = named.map((name) => valueOf({ ...before, [name]: after[name] ?? null }));
          expect([valueOf(changed), ...alone]).toContain(valueOf(after));
        }
      },
    ),
  );
});
