/** Between which numbers what is computed can be: the widest that its operands allow, and unknown if one of theirs is. */
import { describe, expect, test } from '@jest/globals';
import { computedShape, eitherShape, exact, quotientShape } from '../../lib/expr/bounds';
import { Expr, MisuseError } from '../../lib/expr/expr';
import { add, multiply } from '../../lib/expr/function';
import type { IntegerShape } from '../../lib/expr/shape';

function number(bounds: { readonly minimum?: number; readonly maximum?: number }): Expr<number> {
  return new Expr<number>({ op: 'values', path: ['n'] }, { type: 'integer', ...bounds });
}
const few = number({ minimum: -2, maximum: 3 });
const UNKNOWN: IntegerShape = { type: 'integer' };
const product = (operands: readonly unknown[]) => computedShape('multiply', operands, (a, b) => a * b);
const between = (minimum: number, maximum: number): IntegerShape => ({ type: 'integer', minimum, maximum });

test.each<[string, IntegerShape, IntegerShape]>([
  ['two literals', product([2, 5]), between(10, 10)],
  ['a product changes sides', product([few, -5]), between(-15, 10)],
  ['of two values', product([few, few]), between(-6, 9)],
  ['one of two', eitherShape(few, number({ minimum: 0, maximum: 9 })), between(-2, 9)],
  ['one of two, the other way round', eitherShape(number({ minimum: 0, maximum: 9 }), few), between(-2, 9)],
  ['or a literal', eitherShape(-7, few), between(-7, 3)],
  ['a quotient is no farther from zero', quotientShape([few, 2]), between(-3, 3)],
  ['on either side', quotientShape([number({ minimum: -9, maximum: 1 }), 2]), between(-9, 9)],
])('%s', (_name, shape, expected) => {
  expect(shape).toEqual(expected);
});

describe.each<[string, Expr<number>]>([
  ['no bounds', number({})],
  ['no maximum', number({ minimum: 0 })],
  ['no minimum', number({ maximum: 0 })],
])('a number with %s', (_name, open) => {
  test.each<[string, IntegerShape]>([
    ['computed with', product([open, few])],
    ['computed with, as the second', product([few, open])],
    ['one of two', eitherShape(open, few)],
    ['the other of two', eitherShape(few, open)],
    ['divided', quotientShape([open, 2])],
  ])('%s', (_how, shape) => {
    expect(shape).toEqual(UNKNOWN);
  });
});

test('no farther than where JavaScript counts exactly', () => {
  const most = Number.MAX_SAFE_INTEGER;
  expect(product([most, -1])).toEqual(between(-most, -most));
  expect(product([number({ minimum: -1, maximum: 1 }), most])).toEqual(between(-most, most));
  expect(() => product([number({ minimum: 0, maximum: 2 }), most])).toThrow(
    new MisuseError(
      'multiply() could give from 0 to 18014398509481982, beyond what is exact (±2^53): declare narrower bounds',
    ),
  );
  expect(() => product([number({ minimum: -2, maximum: 0 }), most])).toThrow(
    'multiply() could give from -18014398509481982 to 0, beyond',
  );
  const count = number({ minimum: 0, maximum: most });
  expect(() => add(count, 1)).toThrow('add() could give from 1 to 9007199254740992, beyond');
  expect(() => multiply(count, 2)).toThrow('multiply() could give from 0 to 18014398509481982, beyond');
  expect(() => add(most, 1)).toThrow('add() gave 9007199254740992, beyond');
  expect(() => multiply(most, 2)).toThrow('multiply() gave 18014398509481982, beyond');
  expect(exact('add', most)).toBe(most);
  expect(() => exact('add', most + 1)).toThrow(
    new MisuseError('add() gave 9007199254740992, beyond what is exact (±2^53): keep its operands smaller'),
  );
});
