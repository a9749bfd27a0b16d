import { expect, test } from '@jest/globals';
import { firstDifference, shown, valueAt, written, type Path } from '../../lib/synth/difference';

test.each<[unknown, unknown, Path | undefined, unknown, unknown]>([
  [1, 1, undefined, undefined, undefined],
  [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, undefined, undefined, undefined],
  [1, '1', [], 1, '1'],
  [null, {}, [], null, {}],
  [{}, null, [], {}, null],
  [[], {}, [], [], {}],
  [{ a: 1 }, [1], [], { a: 1 }, [1]],
  [{ a: 1, b: 2, c: 3 }, { c: 4, b: 5, a: 1 }, ['b'], 2, 5],
  [{ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, ['a', 1, 'b'], 2, 3],
  [{ a: [1] }, { a: [1, 2] }, ['a', 1], undefined, 2],
  [{ a: 1, b: 2 }, { a: 1 }, ['b'], 2, undefined],
  [{ 0: 'a' }, { 0: 'b' }, ['0'], 'a', 'b'],
])('%j and %j differ first at %j', (one, other, path, first, second) => {
  expect(firstDifference(one, other)).toEqual(path === undefined ? undefined : { path, one: first, other: second });
});

test.each<[Path, unknown]>([
  [[], { a: [1, { b: null }] }],
  [['a', 1, 'b'], null],
  [['a', 2, 'b'], undefined],
  [['a', 1, 'b', 'c'], undefined],
  [['a', 0, 'toFixed'], undefined],
])('the value at %j', (path, value) => {
  expect(valueAt({ a: [1, { b: null }] }, path)).toEqual(value);
});

test.each<[Path, string]>([
  [[], 'the object'],
  [['spec', 'ports', 0, 'name'], 'spec.ports[0].name'],
  [[1, 'a'], '[1].a'],
])('%j is written %s', (path, text) => {
  expect(written(path)).toBe(text);
});

test.each<[unknown, string]>([
  [undefined, 'absent'],
  [{ a: 1 }, '{"a":1}'],
  ['x'.repeat(78), `"${'x'.repeat(78)}"`],
  ['x'.repeat(79), `"${'x'.repeat(76)}…`],
])('%j is shown as %s', (value, text) => {
  expect(shown(value)).toBe(text);
});
