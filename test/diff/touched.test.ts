/** Whether a difference has what another one has: the places, the parts that come or go, and items without names. */
import { describe, expect, test } from '@jest/globals';
import type { FieldChange, KubernetesObject, ObjectChange, Step } from '../../lib/diff/change';
import { Touched } from '../../lib/diff/touched';

const object = (name: string): KubernetesObject => ({ apiVersion: 'v1', kind: 'X', metadata: { name } });
const field = (path: readonly Step[], before?: string, after?: string, order?: true): FieldChange => ({
  path,
  before,
  after,
  ...(order && { order }),
});
const changed = (name: string, ...fields: readonly FieldChange[]): ObjectChange => ({
  before: object(name),
  after: object(name),
  fields,
});
const comes = (name: string): ObjectChange => ({ before: undefined, after: object(name), fields: [] });
const goes = (name: string): ObjectChange => ({ before: object(name), after: undefined, fields: [] });
const of = (name: string) => ({ item: name });

describe('a field', () => {
  test.each<[string, FieldChange, FieldChange, 'before' | 'after', boolean]>([
    ['the same', field(['a', 'b'], '1', '2'), field(['a', 'b'], '1', '3'), 'before', true],
    ['the same, whatever it was', field(['a', 'b'], '1', '2'), field(['a', 'b'], '9', '2'), 'before', true],
    ['another', field(['a', 'c'], '1', '2'), field(['a', 'b'], '1', '2'), 'before', false],
    [
      'of the item of that name',
      field(['l', of('x'), 'v'], '1', '2'),
      field(['l', of('x'), 'v'], '1', '2'),
      'before',
      true,
    ],
    ['of another item', field(['l', of('y'), 'v'], '1', '2'), field(['l', of('x'), 'v'], '1', '2'), 'before', false],
    ['the part around it', field(['a'], '1', '2'), field(['a', 'b'], '1', '2'), 'before', true],
    ['a part of it', field(['a', 'b', 'c'], '1', '2'), field(['a', 'b'], '1', '2'), 'before', true],
    [
      'a part of what comes is not why it comes',
      field(['a', 'b', 'c'], '1', '2'),
      field(['a', 'b'], undefined, '2'),
      'before',
      false,
    ],
    [
      'a part of what goes is not why it goes',
      field(['a', 'b', 'c'], '1', '2'),
      field(['a', 'b'], '1'),
      'before',
      false,
    ],
    ['the order is not what is in it', field(['l'], '1', '2'), field(['l'], '1', '2', true), 'before', false],
    ['nor is what is in it the order', field(['l'], '1', '2', true), field(['l'], '1', '2'), 'before', false],
    ['the order of the same list', field(['l'], '1', '2', true), field(['l'], '1', '3', true), 'before', true],
    ['an item without a name, that was the same', field(['l', 3], '1', '2'), field(['l', 5], '1', '9'), 'before', true],
    ['one that was another', field(['l', 3], '1', '2'), field(['l', 3], '4', '2'), 'before', false],
    ['one that is now the same', field(['l', 3], '1', '2'), field(['l', 5], '9', '2'), 'after', true],
    ['one that is now another', field(['l', 3], '1', '2'), field(['l', 3], '1', '4'), 'after', false],
    [
      'one that came, and says the same',
      field(['l', 1], undefined, '2'),
      field(['l', 4], undefined, '2'),
      'before',
      true,
    ],
    [
      'one that came, and says something else',
      field(['l', 4], undefined, '2'),
      field(['l', 4], undefined, '3'),
      'before',
      false,
    ],
    ['one that went', field(['l', 1], '2'), field(['l', 4], '2'), 'after', true],
    ['one that went, and said something else', field(['l', 1], '2'), field(['l', 1], '3'), 'after', false],
    [
      'inside of an item without a name: by its place in it',
      field(['l', 1, 'v'], '1', '2'),
      field(['l', 1, 'w'], '1', '2'),
      'before',
      false,
    ],
  ])('%s', (_, here, asked, common, expected) => {
    expect(new Touched([changed('x', here)]).has(changed('x', asked), asked, common)).toBe(expected);
  });

  test('one of several', () => {
    const [a, b] = [field(['a'], '1', '2'), field(['b'], '1', '2')];
    expect(new Touched([changed('x', a, b)]).has(changed('x', b), b, 'before')).toBe(true);
  });

  test('of another object, or of one that comes as a whole', () => {
    const a = field(['a'], '1', '2');
    expect(new Touched([changed('y', a)]).has(changed('x', a), a, 'before')).toBe(false);
    expect(new Touched([comes('x')]).has(changed('x', a), a, 'before')).toBe(true);
  });
});

test.each([
  ['comes here, too', comes('x'), true],
  ['goes here', goes('x'), true],
  ['only changes here', changed('x', field(['a'], '1', '2')), false],
  ['is not here', comes('y'), false],
])('an object that comes or goes %s', (_, here, expected) => {
  expect(new Touched([here]).has(comes('x'), undefined, 'before')).toBe(expected);
});

describe('what comes or goes as a whole is shaped', () => {
  test.each<[string, FieldChange, FieldChange, boolean]>([
    ['by what differs in it', field(['a', 'b', 'c'], '1', '2'), field(['a', 'b'], undefined, '2'), true],
    ['not by itself', field(['a', 'b'], undefined, '2'), field(['a', 'b'], undefined, '2'), false],
    ['not by what is beside it', field(['a', 'c', 'd'], '1', '2'), field(['a', 'b'], undefined, '2'), false],
    ['not by what begins alike', field(['x', 'b', 'd'], '1', '2'), field(['a', 'b'], undefined, '2'), false],
    ['not by what is around it', field(['a'], '1', '2'), field(['a', 'b'], undefined, '2'), false],
  ])('%s', (_, here, asked, expected) => {
    expect(new Touched([changed('x', here)]).shapes(changed('x', asked), asked)).toBe(expected);
  });

  test('an object by any of its fields, and by one of several', () => {
    const [a, b] = [field(['a'], '1', '2'), field(['b', 'c'], '1', '2')];
    expect(new Touched([changed('x', a)]).shapes(comes('x'), undefined)).toBe(true);
    expect(new Touched([comes('x')]).shapes(comes('x'), undefined)).toBe(false);
    expect(new Touched([]).shapes(comes('x'), undefined)).toBe(false);
    const whole = field(['b'], undefined, '1');
    expect(new Touched([changed('x', a, b)]).shapes(changed('x', whole), whole)).toBe(true);
  });
});
