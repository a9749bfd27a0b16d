/** What an Evaluator computes once, what it must not, and that trees evaluated together are what each is alone. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluate, Evaluator } from '../../lib/expr/evaluate';
import { Expr, MisuseError, type Loop, type Node, type Tree, type Value } from '../../lib/expr/expr';
import * as f from '../../lib/expr/function';
import type { FunctionDefinition } from '../../lib/expr/define';
import type { Shape } from '../../lib/expr/shape';
import {
  collection,
  each,
  eachEntry,
  extend,
  named,
  optionalField,
  shared,
  text,
  when,
} from '../../lib/expr/vocabulary';
import { anyManifest, anyValues } from './arbitrary-tree';

const STRING: Shape = { type: 'string' };

function value<T>(path: readonly string[], shape: Shape = STRING): Expr<T> {
  return new Expr<T>({ op: 'values', path }, shape);
}
const word = (): Expr<string> => value(['word']);
const on = (): Expr<boolean> => value(['on'], { type: 'boolean' });
const hosts = (): Expr<readonly Value<string>[]> => value(['hosts'], { type: 'list', item: STRING });

const VALUES = {
  word: 'a',
  on: true,
  off: false,
  hosts: ['x', 'y'],
  one: ['x'],
  empty: [],
  env: [{ name: 'N' }],
  'a.b': 1,
  a: { b: 2 },
};
const RELEASE = { name: 'r', namespace: 'n' };
const CONTEXT = { values: VALUES, release: RELEASE };

/** A function that counts its calls. */
function counted(
  name = 'counted',
  number?: number,
): { readonly of: (...args: unknown[]) => Expr<string>; readonly calls: unknown[][] } {
  const calls: unknown[][] = [];
  const evaluateCall = (...args: unknown[]): string => {
    calls.push(args);
    return `${name}${String(number ?? '')}(${args.join()})`;
  };
  const fn: FunctionDefinition = { name, evaluate: evaluateCall, print: () => name };
  return { calls, of: (...args) => new Expr({ op: 'call', fn, args }, STRING) };
}

describe('computed once for an installation', () => {
  test.each<[string, (of: (...args: unknown[]) => Expr<string>) => readonly Tree[]]>([
    ['one expression in several places', (of) => ((one) => [{ a: one, b: [one] }, one])(of(word()))],
    ['equal ones, made apart', (of) => [{ a: of(word()) }, { b: text`${of(word())}!` }, of(word())]],
    ['equal trees around it', (of) => [{ a: { b: of(word()) } }, { c: { b: of(word()) } }]],
    ['a name', (of) => [named('n', of(word())), text`-${named('n', of(word()))}`]],
    [
      'items that lists share',
      (of) => [
        [...shared('s', [of(word())]), 1],
        [...shared('s', [of(word())]), 2],
      ],
    ],
    ['a collection', (of) => [f.join(collection('c', [of(word())]), ','), f.join(collection('c', [of(word())]), ';')]],
    ['a condition', (of) => [when(f.equal(of(word()), 'a'), 1), { x: when(f.equal(of(word()), 'a'), 2) }]],
    ['in a loop, what is of no item', (of) => [[...each(hosts(), (host) => text`${host}${of(word())}`), of(word())]]],
    [
      'a whole loop',
      (of) =>
        ((loop) => [[...loop], [...loop, 1]])(
          each(value<readonly Value<string>[]>(['one'], { type: 'list', item: STRING }), of),
        ),
    ],
  ])('%s', (_name, trees) => {
    const { of, calls } = counted();
    const evaluator = new Evaluator();
    const all = trees(of);
    // Of what is met for the first time, nobody knows yet that it comes again.
    all.forEach(evaluator.for(CONTEXT));
    for (const other of ['b', 'c']) {
      const context = { ...CONTEXT, values: { ...VALUES, word: other } };
      const alone = all.map((tree) => evaluate(tree, context));
      calls.length = 0;
      expect(all.map(evaluator.for(context))).toEqual(alone);
      expect(calls).toHaveLength(1);
    }
  });

  test('what comes to nothing, too', () => {
    const calls: unknown[] = [];
    const fn: FunctionDefinition = { name: 'none', evaluate: (arg) => void calls.push(arg), print: () => '' };
    const nothing = () => new Expr({ op: 'call', fn, args: [word()] }, STRING);
    const evaluator = new Evaluator();
    const tree = { a: nothing(), b: [nothing()], c: 1 };
    expect([evaluator.for(CONTEXT)(tree), evaluator.for(CONTEXT)(tree)]).toEqual([{ c: 1 }, { c: 1 }]);
    expect(calls).toHaveLength(2);
  });

  test('but once for each item, in a loop', () => {
    const { of, calls } = counted();
    const tree = [...each(hosts(), (host) => text`${of(host)} ${of(host)}`), ...each(hosts(), (host) => of(host))];
    const evaluator = new Evaluator();
    for (const names of [['x', 'y'], ['z'], []]) {
      const context = { ...CONTEXT, values: { hosts: names } };
      expect(evaluator.for(context)(tree) ?? []).toEqual([
        ...names.map((name) => `counted(${name}) counted(${name})`),
        ...names.map((name) => `counted(${name})`),
      ]);
    }
    expect(new Set(calls.flat())).toEqual(new Set(['x', 'y', 'z']));
  });

  test('runs do not know of each other', () => {
    const evaluator = new Evaluator();
    const tree = { a: text`${word()}!`, b: [text`${word()}!`] };
    const [one, other] = ['1', '2'].map((value) => evaluator.for({ values: { word: value }, release: RELEASE }));
    expect([one?.(tree), other?.(tree), one?.(tree)]).toEqual(
      ['1!', '2!', '1!'].map((expected) => ({ a: expected, b: [expected] })),
    );
  });
});

describe('not computed', () => {
  test.each<[string, (of: () => Expr<string>) => Tree]>([
    [
      'what a condition does not choose',
      (of) => ({
        a: when<Tree>(value<boolean>(['off'], { type: 'boolean' }), of(), 'x'),
        b: when<Tree>(on(), 1, of()),
      }),
    ],
    ['what follows a false operand of and()', (of) => f.and(value(['off'], { type: 'boolean' }), f.equal(of(), 'x'))],
    ['what follows a true operand of or()', (of) => f.or(on(), f.equal(of(), 'x'))],
    ['the body of a loop over nothing', (of) => [...each(value(['none'], { type: 'list', item: STRING }), of)]],
  ])('%s', (_name, tree) => {
    const { of, calls } = counted();
    evaluate(tree(of), CONTEXT);
    expect(calls).toEqual([]);
  });
});

describe('what looks alike is told apart', () => {
  const list: Shape = { type: 'list' };
  const off = (): Expr<boolean> => value(['off'], { type: 'boolean' });
  const none = (shape: Shape): Tree => value(['none'], shape);
  const opaque = value<never>(['env'], list);
  const loop = each(hosts(), (host) => host);
  test.each<[string, readonly Tree[], readonly unknown[]]>([
    ['literals', [[1], ['1'], [true], ['true'], [null], ['null']], [[1], ['1'], [true], ['true'], [null], ['null']]],
    ['a key with a dot and two keys', [value(['a.b']), value(['a', 'b'])], [1, 2]],
    [
      'one value in several shapes',
      [
        [none(STRING), 1],
        [none(list), 1],
        [none({ type: 'map' }), 1],
      ],
      [[1], [1], [{}, 1]],
    ],
    ['the names of charts', ['a', 'b'].map((own) => new Expr({ op: 'chart', own }, STRING)), ['a', 'b']],
    [
      'loops that give the same',
      [hosts(), value<readonly string[]>(['one'], list)].map((of) => [...each(of as Expr<readonly string[]>, word)]),
      [['a', 'a'], ['a']],
    ],
    ['the release’s name and its namespace', [release('Name'), release('Namespace')], ['r', 'n']],
    [
      'keys',
      [
        { a: word(), b: on() },
        { b: word(), a: on() },
      ],
      [
        { a: 'a', b: true },
        { a: true, b: 'a' },
      ],
    ],
    [
      'a key with what stands between keys',
      [{ 'a:0,b': word() }, { a: word(), b: word() }],
      [{ 'a:0,b': 'a' }, { a: 'a', b: 'a' }],
    ],
    ['parts of a text', [text`${word()}1${on()}`, text`${on()}1${word()}`], ['a1true', 'true1a']],
    ['operands', [f.choose(on(), word(), 'x'), f.choose(on(), 'x', word())], ['a', 'x']],
    ['functions of one name', [counted('f', 1).of(word()), counted('f', 2).of(word())], ['f1(a)', 'f2(a)']],
    ['and() and or()', [f.and(on(), off()), f.or(on(), off())], [false, true]],
    ['branches', [when(on(), 1, 2), when(on(), 2, 1), when(off(), 1, 2), when(off(), 1, 3)], [1, 2, 2, 3]],
    [
      'what is empty: in a tree, as an argument, and to be spread',
      [
        { a: [when(off(), 1)], b: 1, c: value(['empty'], list) },
        { a: f.toJson(none(list)), b: f.toJson(collection('c', [when<Value<string>>(off(), word())])) },
        [...shared('s', [when(off(), 1)]), 1],
        f.toJson(collection('m', { a: when(off(), word()) })),
      ],
      [{ b: 1 }, { a: '[]', b: '[]' }, [1], '{}'],
    ],
    [
      'a list and its items',
      [
        [[...loop], 1],
        [...loop, 1],
      ],
      [
        [['x', 'y'], 1],
        ['x', 'y', 1],
      ],
    ],
    [
      'two loops over one list',
      [[...each(hosts(), (one) => [...each(hosts(), (other) => text`${one}${other}`)])]],
      [
        [
          ['xx', 'xy'],
          ['yx', 'yy'],
        ],
      ],
    ],
    [
      'the key and the item of an entry',
      [
        [
          ...eachEntry(value<Readonly<Record<string, string>>>(['a'], { type: 'map', value: STRING }), (key, item) => ({
            key,
            item,
          })),
        ],
      ],
      [[{ key: 'b', item: 2 }]],
    ],
    [
      'fallbacks',
      [[...each(opaque, (item) => ['x', 'y'].map((fallback) => optionalField(item, ['none'], fallback)))]],
      [[['x', 'y']]],
    ],
  ])('%s', (_name, trees, expected) => {
    expect(trees.map(new Evaluator().for(CONTEXT))).toEqual(expected);
  });

  test('keys, and their order', () => {
    const evaluateBoth = new Evaluator().for(CONTEXT);
    const map = value<Readonly<Record<string, string>>>(['a'], { type: 'map' });
    const maps = [
      { a: word(), b: word() },
      { b: word(), a: word() },
      extend({ a: word() }, map),
      JSON.parse('{"__proto__": 1}') as Tree,
    ].map(evaluateBoth);
    expect(maps.map((map) => Object.keys(map as object))).toEqual([['a', 'b'], ['b', 'a'], ['b', 'a'], ['__proto__']]);
  });

  test('random trees', () => {
    const trees = fc.array(anyManifest, { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(trees, fc.array(anyValues, { minLength: 3, maxLength: 3 }), (all, files) => {
        const evaluator = new Evaluator();
        for (const values of files) {
          const context = { values, release: RELEASE };
          expect(JSON.stringify(all.map(evaluator.for(context)))).toBe(
            JSON.stringify(all.map((tree) => evaluate(tree, context))),
          );
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('the same object each time', () => {
  const tree = { fixed: { a: ['x', { b: 1 }] }, word: word() };

  test('is what holds no value, and nobody can change it', () => {
    const evaluator = new Evaluator();
    const [one, other] = [1, 2].map(() => evaluator.for(CONTEXT)(tree) as typeof tree);
    expect(one?.fixed).toBe(other?.fixed);
    expect(() => ((one?.fixed.a as unknown[])[0] = 'y')).toThrow(TypeError);
    expect(() => Object.assign(one?.fixed ?? {}, { a: 1 })).toThrow(TypeError);
    expect(() => Object.assign(one?.fixed.a[1] ?? {}, { b: 2 })).toThrow(TypeError);
  });

  test('is not the author’s, which stays open', () => {
    evaluate(tree, CONTEXT);
    expect([tree, tree.fixed, tree.fixed.a].filter((part) => Object.isFrozen(part))).toEqual([]);
  });

  test('is what the user wrote, which is left as it is: without -0', () => {
    const values = { map: { zero: -0, inner: [{ zero: -0 }] } };
    const map = value(['map'], { type: 'map' });
    expect(evaluate({ map, json: f.toJson(map) }, { values, release: RELEASE })).toEqual({
      map: { zero: 0, inner: [{ zero: 0 }] },
      json: '{"inner":[{"zero":-0}],"zero":-0}',
    });
    expect(values.map.zero).toBe(-0);
  });
});

test('a fault is found when it is reached, not before', () => {
  const loop: Loop = { name: 'host', list: hosts() };
  const lost = new Expr<string>({ op: 'item', loop, path: [] }, STRING);
  const [inside] = each(hosts(), (host) => host);
  const fine = when<Tree>(on(), 'fine', { a: lost, b: inside });
  expect(evaluate(fine, CONTEXT)).toBe('fine');
  expect(() => evaluate([lost], CONTEXT)).toThrow(new MisuseError('$host is used outside its each()'));
  const afterwards = (inside as Expr<string>).node as Node & { readonly op: 'each' };
  expect(() => evaluate([inside, afterwards.body], CONTEXT)).toThrow('$host is used outside its each()');
  expect(() => evaluate({ a: inside }, CONTEXT)).toThrow('each() gives the items of a list: spread it into one');
});

function release(field: 'Name' | 'Namespace'): Expr<string> {
  return new Expr({ op: 'release', field }, STRING);
}
