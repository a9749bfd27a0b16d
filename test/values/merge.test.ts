import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mergeValues, withoutNulls, type JsonObject } from '../../lib/values/merge';
import type { Json } from '../../lib/yaml/json';
import { writeYaml } from '../../lib/yaml/write';
import { helms, type Helm } from '../support/helm';
import { valuesInHelm } from '../support/helm-yaml';
import { sample } from '../support/sample';

/** What it shows, the chart's defaults, the values files, and `.Values`. */
const cases: readonly (readonly [string, JsonObject, readonly JsonObject[], JsonObject])[] = [
  ['mappings merge deeply', { a: { b: { c: 1 } } }, [{ a: { b: { d: 2 } } }], { a: { b: { c: 1, d: 2 } } }],
  ['lists replace', { a: [1, 2] }, [{ a: [3] }], { a: [3] }],
  ['empty and false values are values', { a: 1, b: 1, c: 1 }, [{ a: 0, b: false, c: '' }], { a: 0, b: false, c: '' }],
  ['an empty mapping changes nothing', { a: { b: 1 } }, [{ a: {} }], { a: { b: 1 } }],
  ['a scalar replaces a mapping', { a: { b: { c: 1 } } }, [{ a: { b: 5 } }], { a: { b: 5 } }],
  ['a mapping replaces a list', { a: [5] }, [{ a: { b: 1 } }], { a: { b: 1 } }],
  ['a mapping replaces a scalar', { a: 5 }, [{ a: { b: 1 } }], { a: { b: 1 } }],
  ['null deletes a default', { a: { b: 1, c: 1 }, d: 1 }, [{ a: { b: null }, d: null }], { a: { c: 1 } }],
  ['null without a default stays', { a: {} }, [{ a: { b: null }, c: null }], { a: { b: null }, c: null }],
  ['null in a list is an element', {}, [{ a: [null, { b: null }] }], { a: [null, { b: null }] }],
  ['null in a list of the defaults stays', { a: [null, { b: null }] }, [{}], { a: [null, { b: null }] }],
  ['the last file wins', {}, [{ a: 1, b: 1 }, { a: 2 }], { a: 2, b: 1 }],
  ['null in a file replaces that of an earlier file', {}, [{ a: { b: 1 } }, { a: { b: null } }], { a: { b: null } }],
  ['null is forgotten by a later file', { a: { b: 1 } }, [{ a: null }, { a: { c: 2 } }], { a: { b: 1, c: 2 } }],
  ['a key of a prototype has its default', { constructor: 1 }, [{}], { constructor: 1 }],
  [
    'a key of a prototype is a key',
    { a: 1 },
    [{ constructor: 2, toString: null }],
    { a: 1, constructor: 2, toString: null },
  ],
];

test.each(cases)('%s', (_, defaults, files, expected) => {
  expect(mergeValues(defaults, ...files)).toEqual(expected);
});

test('__proto__ is data', () => {
  const [defaults, file] = ['{"__proto__": {"a": 1}}', '{"__proto__": {"b": 2}}'].map(
    (text) => JSON.parse(text) as JsonObject,
  );
  const merged = mergeValues(defaults ?? {}, file ?? {});
  expect(JSON.stringify(merged)).toBe('{"__proto__":{"a":1,"b":2}}');
  expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
});

test('a chart’s own values lose their nulls, but for those in lists', () => {
  expect(withoutNulls({ a: null, b: { c: null, d: { e: null } }, f: [null, { g: null }], h: 0 })).toEqual({
    b: { d: {} },
    f: [null, { g: null }],
    h: 0,
  });
});

test('the arguments stay as they were', () => {
  const defaults = { a: { b: 1 } };
  const file = { a: { b: null, c: 2 } };
  mergeValues(defaults, file, { a: { d: 3 } });
  expect([defaults, file]).toEqual([{ a: { b: 1 } }, { a: { b: null, c: 2 } }]);
});

const name = fc.constantFrom('a', 'b', 'c', '__proto__', 'on', 'global');
const scalar = fc.constantFrom<Json>(0, 1, false, '', 'x', 1e6, 0.5);
const defaults = valuesOf(scalar);
const file = valuesOf(fc.oneof(scalar, fc.constant(null)));

function valuesOf(leaf: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> {
  return fc.letrec<{ value: Json; object: Record<string, Json> }>((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('value'), { maxLength: 2 }), {
      weight: 2,
      arbitrary: tie('object'),
    }),
    object: fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  })).object;
}

type Merge = readonly [defaults: JsonObject, ...files: JsonObject[]];

describe.each(helms().map((helm) => [helm.version, helm] as const))('Helm %s', (_, helm) => {
  test('merges the cases above as they say', async () => {
    const actual = await Promise.all(cases.map(([, defaults, files]) => mergeWithHelm(helm, [defaults, ...files])));
    expect(actual).toEqual(cases.map(([, , , expected]) => expected));
  });

  test('merges whole values files the same', async () => {
    const { seed, items } = sample(fc.tuple(defaults, file, file), 8);
    const actual = await Promise.all(items.map((merge) => mergeWithHelm(helm, merge)));
    expect({ seed, actual }).toEqual({ seed, actual: items.map((merge) => mergeValues(...merge)) });
  });

  // Many merges in one run, each below a key of its own.
  test('merges the values below a key the same', async () => {
    const { seed, items } = sample(fc.tuple(defaults, file, file), 1500);
    const together = [0, 1, 2].map((part) =>
      Object.fromEntries(items.map((merge, index) => [`m${index}`, merge[part]])),
    );
    const [allDefaults = {}, ...files] = together as JsonObject[];
    const [actual, expected] = [await mergeWithHelm(helm, [allDefaults, ...files]), mergeValues(allDefaults, ...files)];
    const different = Object.keys(expected).filter((key) => !isDeepStrictEqual(actual[key], expected[key]));
    expect({ seed, different: different.map((key) => together.map((part) => part[key])) }).toEqual({
      seed,
      different: [],
    });
    expect(Object.keys(actual)).toHaveLength(items.length);
  });
});

function mergeWithHelm(helm: Helm, [defaults, ...files]: Merge): Promise<JsonObject> {
  return valuesInHelm(helm, writeYaml(defaults), files.map(writeYaml));
}
