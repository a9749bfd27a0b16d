/** What is known of a result before it is computed: its bounds, and which characters can be in it. */
import { describe, expect, test } from '@jest/globals';
import { Expr, type Tree, type Value } from '../../lib/expr/expr';
import * as f from '../../lib/expr/function';
import { TemplatePrinter } from '../../lib/expr/helm-template';
import { canFormNoValue } from '../../lib/expr/no-value';
import type { Shape } from '../../lib/expr/shape';
import { collection, each, named, text, when } from '../../lib/expr/vocabulary';

function value<T>(shape: Shape): Expr<T> {
  return new Expr<T>({ op: 'values', path: [shape.type] }, shape);
}
const word = value<string>({ type: 'string' });
const tame = value<string>({ type: 'string', tame: true });
const number = value<number>({ type: 'integer', minimum: -9, maximum: 5 });
const on = value<boolean>({ type: 'boolean' });
const words = value<readonly string[]>({ type: 'list', item: { type: 'string' } });
const release = new Expr<string>({ op: 'release', field: 'Name' }, { type: 'string' });
const chart = new Expr<string>({ op: 'chart', own: 'c' }, { type: 'string' });

test.each<[string, Value<unknown>, Shape]>([
  ['add', f.add(number, 2), { type: 'integer', minimum: -7, maximum: 7 }],
  ['multiply', f.multiply(number, -2), { type: 'integer', minimum: -10, maximum: 18 }],
  ['divide', f.divide(number, 2), { type: 'integer', minimum: -9, maximum: 9 }],
  ['integerOf', f.integerOf(word), { type: 'integer' }],
  ['byteLength', f.byteLength(word), { type: 'integer', minimum: 0, maximum: 67108864 }],
  ['not', f.not(on), { type: 'boolean' }],
  ['and', f.and(on, f.not(on)), { type: 'boolean' }],
  ['merge', f.merge(value({ type: 'map' }), {}), { type: 'map' }],
  ['omit', f.omit(value({ type: 'map' }), []), { type: 'map' }],
  ['repeated', f.repeated(words), { type: 'string' }],
  ['join', f.join(words, ','), { type: 'string' }],
])('%s', (_name, expression, shape) => {
  expect((expression as Expr<unknown>).shape).toEqual(shape);
});

/** `trunc` counts bytes: only where a character is one, it may cut. */
describe('is known to be ASCII', () => {
  const isCutByBytes = (part: Value<string>): boolean =>
    new TemplatePrinter('c').manifest({ a: f.truncate(part, 3) as Tree }, { comment: '' }).includes('trunc 3 ');

  test.each<[string, Value<string>, boolean]>([
    ['a text of the values', word, false],
    ['the release', release, true],
    ['the chart', chart, true],
    ['a hash', f.sha256(word), true],
    ['Base64', f.base64(word), true],
    ['a text with it', text`a-${release}-${number}-${on}`, true],
    ['a text with another character', text`ä${release}`, false],
    ['another character at its end', text`aä${release}`, false],
    ['a text with a value', text`a${release}${word}`, false],
    ['a choice', f.choose(on, release, chart), true],
    ['a choice with a value', f.choose(on, release, word), false],
    ['a default', f.orDefault(release, 'ä'), false],
    ['a joined list', f.join(collection('c', [release]), ','), false],
    ['a name for it', named('n', text`${release}!`), true],
    ['a name for another', named('n', text`${word}!`), false],
    ['a text that is computed of a map', f.toJson(collection('m', { a: 'ä', b: release })), false],
  ])('%s', (_name, part, expected) => {
    expect(isCutByBytes(part)).toBe(expected);
  });

  test('a character outside the basic plane is no half of two', () => {
    expect(isCutByBytes(text`😀${release}`)).toBe(false);
  });
});

/** No value contains it; but pieces of it can come together. */
describe('can form “<no value>”', () => {
  test.each<[string, unknown, boolean]>([
    ['a text of the values', word, false],
    ['that text, in a text', 'a <no value> b', true],
    ['a piece of it', '<no val', false],
    ['two values beside one another', text`${word}${value<string>({ type: 'string' })}`, true],
    ['a value and a tame one, to be on the safe side', text`${word}${tame}`, true],
    ['a value and a number', text`${word}${number}`, true],
    ['tame ones', text`${tame}${number}${on}${release}${chart}${f.sha256(word)}`, false],
    ['what cannot be a piece between values', text`${word}-${word}`, false],
    ['a piece between values', text`${word} v${word}`, true],
    ['the start of it before a value', text`<${word}`, true],
    ['more of it', text`x<no ${word}`, true],
    ['what is no start of it', text`<o${word}`, false],
    ['the end of it after a value', text`${word}>`, true],
    ['more of its end', text`${word}value> x`, true],
    ['what is no end of it', text`${word}value`, false],
    ['its end before a value', text`value>${word}`, false],
    ['its start after a value', text`${word}<no `, false],
    ['all but its last before a value', text`<no value${word}`, true],
    ['all but its first after a value', text`${word}no value>`, true],
    ['a list joined by a piece', f.join(words, ' '), true],
    ['joined by nothing', f.join(words, ''), true],
    ['joined by what is no piece', f.join(words, ','), false],
    ['joined by a value', f.join(words, word), true],
    ['a choice of whole values', f.choose(on, word, tame), false],
    ['a choice with such a text', f.choose(on, word, 'a <no value>'), true],
    ['a choice of such a text, in a text', text`a${f.choose(on, word, 'a <no value>')}`, true],
    ['what can form it, in a text', text`a-${named('n', text`<${word}`)}-`, true],
    ['a name for one', named('n', text`<${word}`), true],
    ['a name for none', named('n', text`-${word}`), false],
    ['a collection with one', collection('c', [text`<${word}`]), true],
    ['with none', collection('c', [word]), false],
    ['of either branch', collection('c', [when<Value<string>>(on, 'x', text`<${word}`)]), true],
    ['of the first', collection('c', [when<Value<string>>(on, text`<${word}`, 'x')]), true],
    ['of no branch', collection('c', [when<Value<string>>(on, 'x', word)]), false],
    [
      'of a loop',
      collection(
        'c',
        each(words as never, (one: Value<string>) => text`<${one}`),
      ),
      true,
    ],
    [
      'of a loop with none',
      collection(
        'c',
        each(words as never, (one: Value<string>) => one),
      ),
      false,
    ],
    ['a map', { a: [text`<${word}`] }, true],
    ['a map with one among others', { a: 'x', b: text`<${word}`, c: word }, true],
    ['a map without', { a: [word, null, 1] }, false],
    ['nothing', null, false],
  ])('%s', (_name, part, expected) => {
    expect(canFormNoValue(part)).toBe(expected);
  });
});
