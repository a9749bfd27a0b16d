/** Mistakes that TypeScript lets through, and Helm would find late or never: refused where they are made, in words. */
import { describe, expect, test } from '@jest/globals';
import { Construct } from 'constructs';
import type { ConfigMap } from '../../imports/kubernetes/types';
import { Expr, MisuseError, type Opaque, type Tree, type Value } from '../../lib/expr/expr';
import * as f from '../../lib/expr/function';
import { TemplatePrinter } from '../../lib/expr/helm-template';
import type { Shape } from '../../lib/expr/shape';
import {
  collection,
  concatenate,
  each,
  eachEntry,
  extend,
  field,
  named,
  namedNumber,
  shared,
  text,
  unlessEmpty,
  when,
  optionalField,
} from '../../lib/expr/vocabulary';
import { chartFiles } from '../../lib/synth/chart-files';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import { evaluateModel, symbolicModel } from '../../lib/synth/model';
import { tinyChart } from '../synth/tiny-chart';

function value<T>(path: string, shape: Shape): Expr<T> {
  return new Expr<T>({ op: 'values', path: path.split('.') }, shape);
}
const word = value<string>('word', { type: 'string' });
const count = value<number>('count', { type: 'integer', minimum: 0, maximum: 10 });
const huge = value<number>('huge', { type: 'integer', minimum: 0, maximum: 2 ** 52 });
const on = value<boolean>('on', { type: 'boolean' });
const map: Opaque = value('map', { type: 'map' });
const list: Opaque = value('list', { type: 'list', texts: [['name'], ['ref', 'key']] });
const item = each(list, (one) => one)[0] as unknown as Expr<never>;
/** The item itself, as the body of each() sees it. */
const anything = (item.node.op === 'each' ? item.node.body : undefined) as Opaque;
const texts = (...items: readonly Value<string>[]) => items as readonly string[];

test.each<[string, () => unknown, string]>([
  [
    'notEmpty of a number',
    () => f.notEmpty(count),
    'notEmpty() takes a text, a list or a map, and was given .Values.count, a number',
  ],
  ['notEmpty of 0', () => f.notEmpty(0), 'notEmpty() takes a text, a list or a map, and was given 0'],
  ['unlessEmpty of a boolean', () => unlessEmpty(on), 'and was given .Values.on, true or false'],
  [
    'text of an opaque map',
    () => text`a${map}`,
    'text() takes a text, a number, or true or false, and was given .Values.map, a map',
  ],
  ['text of an opaque item', () => concatenate([anything]), 'and was given $listItem, of which nothing is known'],
  ['text of when()', () => text`a${when(on, 'x', 'y')}`, 'what when() decides: use choose() or collection()'],
  ['sha256 of an opaque list', () => f.sha256(list), 'sha256() takes a text, and was given .Values.list, a list'],
  [
    'truncate to less than nothing',
    () => f.truncate(word, -1),
    'truncate() takes a literal length from 0 to 1000, and was given -1',
  ],
  [
    'truncate to more than Go’s patterns repeat',
    () => f.truncate('a', 1001),
    'truncate() takes a literal length from 0 to 1000, and was given 1001',
  ],
  ['truncate a boolean', () => f.truncate(on as never, 3), 'truncate() takes a text, and was given .Values.on'],
  ['truncate by a value', () => f.truncate(word, count as unknown as number), 'and was given an expression'],
  ['equal, of a number and a text', () => f.equal(count, '1'), 'equal() takes two texts, two numbers or two booleans'],
  ['equal, of a boolean and a text', () => f.equal('true', on), 'equal() takes two texts, two numbers or two booleans'],
  [
    'choose, of a number and a text',
    () => f.choose<string | number>(on, count, 'x'),
    'choose() takes two texts, two numbers',
  ],
  ['choose, of a fraction', () => f.choose(on, 0.5, 1), 'choose() takes a whole number, and was given 0.5'],
  ['greater than a fraction', () => f.greater(count, 0.5), 'greater() takes a whole number, and was given 0.5'],
  ['a fraction added', () => f.add(count, 0.5), 'add() takes a whole number, and was given 0.5'],
  [
    'a number beyond 2^53 added',
    () => f.add(count, 2 ** 53),
    'add() takes a whole number, and was given 9007199254740992',
  ],
  [
    'a sum that can be too large',
    () => f.add(huge, huge),
    'add() could give from 0 to 9007199254740992, beyond what is exact',
  ],
  [
    'a divisor that can be 0',
    () => f.divide(7, count),
    'divide() takes a divisor that cannot be 0: declare bounds without it',
  ],
  ['a divisor that is 0', () => f.divide(count, 0), 'divide() takes a divisor that cannot be 0'],
  ['0 as a divisor of a number', () => f.divide(7, 0), 'divide() takes a divisor that cannot be 0'],
  ['a product that can be too large', () => f.multiply(f.add(huge, 1), 4), 'multiply() could give from 4 to'],
  [
    'a product of a choice',
    () => f.multiply(f.choose(on, count, huge), -4),
    'multiply() could give from -18014398509481984 to 0',
  ],
  ['a pattern that RE2 reads otherwise', () => f.matches(word, 'a.b'), 'it must read the same in ECMAScript and in Go'],
  ['a pattern that RE2 does not know', () => f.matches(word, '(?=a)'), 'it must read the same in ECMAScript and in Go'],
  ['a pattern that repeats too often', () => f.matches(word, 'a{1001}'), 'Go repeats nothing more than 1000 times'],
  ...[f.matches, f.find, (one: Value<string>, pattern: string) => f.findAfter(one, 'a', pattern)].map(
    (use, index): [string, () => unknown, string] => [
      `a pattern that is a value, ${String(index + 1)}`,
      () => use(word, word as unknown as string),
      `${['matches', 'find', 'findAfter'][index] ?? ''}() takes a literal pattern, and was given an expression`,
    ],
  ),
  ['a pattern of only one of the two languages, for find', () => f.find(word, '(?=b)'), 'pattern (?=b): it must read'],
  [
    'expressions in a literal list',
    () => f.has(texts(word), 'a'),
    'a list or map with expressions in it: use collection()',
  ],
  [
    'join of an opaque list',
    () => f.join(list, ','),
    'join() takes a list of texts, and was given .Values.list, a list of something else',
  ],
  [
    'a collection of numbers',
    () => collection('c', [count as unknown as Value<string>]),
    'collection() takes a text, and was given .Values.count',
  ],
  [
    'a collection with a number in one branch',
    () => collection('c', [when(on, 'x', count as unknown as string)]),
    'collection() takes a text, and was given .Values.count',
  ],
  [
    'a collection of null',
    () => collection('c', [null as unknown as string]),
    'collection() takes a text, and was given null',
  ],
  [
    'a collection of opaque items',
    () => collection('c', [...each(list, (one) => one as Value<string>)]),
    'of which nothing is known',
  ],
  ['when of a map', () => when(map, 'x'), 'when() takes true or false, and was given .Values.map, a map'],
  [
    'and, or, not of a text',
    () => f.or(on, f.not(f.and(word as unknown as Expr<boolean>))),
    'and() takes true or false',
  ],
  ['each over a map', () => each(map, (one) => one), 'each() takes a list, and was given .Values.map, a map'],
  [
    'each over what each() gives',
    () => each(item, (one) => one),
    'each() takes a list, and was given what each() decides',
  ],
  ['eachEntry over a list', () => eachEntry(list, (key) => key), 'eachEntry() takes a map, and was given .Values.list'],
  ['extend by a list', () => extend({ a: 'b' }, list), 'extend() takes a map, and was given .Values.list, a list'],
  [
    'omit from a text',
    () => f.omit(word as unknown as Opaque, ['a']),
    'omit() takes a map, and was given .Values.word',
  ],
  [
    'named of a number',
    () => named('n', count as unknown as Value<string>),
    'named() takes a text, and was given .Values.count',
  ],
  ['namedNumber of a fraction', () => namedNumber('n', 0.5), 'namedNumber() takes a whole number, and was given 0.5'],
  [
    'a field that the schema does not promise',
    () => each(list, (one) => field(one, 'value')),
    'field(): .Values.list does not say that each item has the text value: its schema must require it',
  ],
  [
    'a text in a part that has another',
    () => each(list, (one) => field(one, 'ref', 'none')),
    'field(): .Values.list does not say that each item has the text ref.none: its schema must require it',
  ],
  [
    'a text in a part of a part that the schema does not promise',
    () => each(list, (one) => optionalField(one, ['ref', 'none', 'x'], '')),
    'field(): .Values.list does not say that each item has ref.none: its schema must require it',
  ],
  [
    'a text in a part that the schema does not promise',
    () => each(list, (one) => optionalField(one, ['metadata', 'namespace'], '')),
    'field(): .Values.list does not say that each item has metadata: its schema must require it',
  ],
  ['a pattern that only one of the two languages has', () => f.findAfter(word, 'a', '(?=b)'), 'pattern'],
  [
    'repeated of a text',
    () => f.repeated(word as unknown as Opaque),
    'repeated() takes a list of texts, and was given .Values.word',
  ],
  [
    'numbers from texts whose product is no longer exact',
    () => f.multiply(f.integerOf('999999999999999'), f.integerOf('999999999999999')),
    'multiply() gave 9.99999999999998e+29, beyond what is exact (±2^53): keep its operands smaller',
  ],
])('%s', (_name, mistake, message) => {
  expect(mistake).toThrow(MisuseError);
  expect(mistake).toThrow(message);
});

test('what the schema promises is given, and what is known to be narrow is counted with', () => {
  expect(() => each(list, (one) => field(one, 'name'))).not.toThrow();
  expect(() => each(list, (one) => optionalField(one, ['ref', 'other'], ''))).not.toThrow();
  const bare: Opaque = value('bare', { type: 'list', texts: [] });
  expect(() => each(bare, (one) => optionalField(one, ['name'], ''))).not.toThrow();
  expect(() => f.multiply(f.add(f.byteLength(word), count), 1000)).not.toThrow();
});

describe('one name for two things', () => {
  const print = (tree: Tree) => new TemplatePrinter('c').manifest(tree, { comment: '' });
  const message = 'two different things are called “n” by named() or shared(): rename one';

  test.each<[string, Tree]>([
    ['two texts', { a: named('n', text`${word}1`), b: named('n', text`${word}2`) }],
    ['two lists', { a: [...shared('n', [word]), ...shared('n', [word, 'b'])] }],
    ['a text and a list', { a: named('n', text`${word}1`), b: [...shared('n', [word])] }],
    ['one inside another', { a: named('m', text`${named('n', text`${word}1`)}!`), b: named('n', text`${word}2`) }],
  ])('%s', (_name, tree) => {
    expect(() => print(tree)).toThrow(message);
  });

  test('the same thing made twice is one thing', () => {
    const twice = () => [
      named('n', text`${word}1`),
      ...shared(
        'm',
        each(list, (one) => field(one, 'name')),
      ),
    ];
    expect(() => print({ a: twice(), b: twice() })).not.toThrow();
  });
});

class Part extends Construct {
  constructor(scope: Construct, id: string, build: (scope: Construct) => void) {
    super(scope, id);
    build(this);
  }
}

/** The tiny chart with other constructs. */
function synthesise(build: (scope: Construct) => void, id = 'part'): () => unknown {
  return () => {
    const model = symbolicModel({
      ...tinyChart,
      rules: () => [],
      notes: () => [],
      build: (scope) => {
        new Part(scope, id, build);
      },
    });
    evaluateModel(model, { values: {}, release: { name: 'r', namespace: 'n' } });
    return chartFiles(model, {});
  };
}

function configMap(scope: Construct, id: string, data: Record<string, Value<string>>, enabled: Value<boolean> = true) {
  const metadata = { name: id };
  return new Manifest<ConfigMap>(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data }, enabled);
}

describe('the construct is named', () => {
  test.each<[string, (scope: Construct) => void, string]>([
    ['where one is misused', (scope) => configMap(scope, 'a', { n: text`${map}` }), 'greeter/part: text() takes'],
    [
      'where it is printed',
      (scope) => configMap(scope, 'a', { n: anything }),
      'part/a (Part): $listItem is used outside its each()',
    ],
    [
      'where a name has been given to something else',
      (scope) => {
        configMap(scope, 'a', { n: named('n', text`${word}1`) });
        configMap(scope, 'b', { n: named('n', text`${word}2`) });
      },
      'part/b (Part): two different things are called “n”',
    ],
    [
      'where a condition is none',
      (scope) => configMap(scope, 'a', {}, map),
      'greeter/part/a: Manifest() takes true or false',
    ],
    [
      'where a component’s condition is none',
      (scope) => new Component(scope, 'b', map),
      'greeter/part/b: Component() takes',
    ],
  ])('%s', (_name, build, message) => {
    expect(synthesise(build)).toThrow(message);
  });

  test.each(['ends-a-comment*', '_helm-passes-over-it', 'two words'])('whose id is %j', (id) => {
    const build = (scope: Construct) => configMap(scope, 'a', {});
    const message = `${id}/a (Part): ids of constructs name files: expected letters, digits, dashes, dots and underscores`;
    expect(synthesise(build, id)).toThrow(message);
  });
});
