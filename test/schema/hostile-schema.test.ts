/** Schemas of strangers: whatever is in them, the check ends, and says what it did not look at. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Check, Checking } from '../../lib/schema/checking';
import { SchemaSet } from '../../lib/schema/schema-set';
import { Steps } from '../../lib/schema/steps';
import type { Json } from '../../lib/yaml/json';
import { resultsOf } from '../support/linear';

type JsonObject = Readonly<Record<string, Json>>;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'schemas-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const apiVersion = 'example.org/v1';

/** What is found in a Thing, whose schema is a file of the folder. */
function problems(schema: Json, fields: JsonObject = { a: 'x' }): readonly string[] {
  mkdirSync(join(folder, 'example.org'), { recursive: true });
  writeFileSync(join(folder, 'example.org/thing_v1.json'), JSON.stringify(schema));
  const schemas = new SchemaSet({ minor: 36 });
  schemas.addFolder(folder);
  return shown(schemas.check({ apiVersion, kind: 'Thing', metadata: { name: 'thing' }, ...fields }));
}

/** The same, with a CustomResourceDefinition. */
function problemsOfDefinition(openAPIV3Schema: Json, fields: JsonObject): readonly string[] {
  const schemas = new SchemaSet({ minor: 36 });
  schemas.learn({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example.org' },
    spec: {
      group: 'example.org',
      scope: 'Namespaced',
      names: { kind: 'Thing', plural: 'things' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  });
  return shown(schemas.check({ apiVersion, kind: 'Thing', metadata: { name: 'thing' }, ...fields }));
}

function shown(checked: ReturnType<SchemaSet['check']>): readonly string[] {
  expect(checked.value).toMatchObject({ apiVersion, kind: 'Thing', metadata: { name: 'thing' } });
  return checked.problems.map(({ path, rule, message }) => `${path.join('.')} ${rule}: ${message}`);
}

const range = (length: number) => Array.from({ length }, (_, index) => index);

/** Each refers twice to the next: 2^30 checks. */
const fan = (keyword: string, beside: JsonObject = {}): Json => ({
  $ref: '#/definitions/a0',
  definitions: Object.fromEntries(
    range(31).map((index) => {
      const next = { $ref: `#/definitions/a${index + 1}`, ...beside };
      return [`a${index}`, index === 30 ? { type: 'object' } : { [keyword]: [next, { ...next }] }];
    }),
  ),
});

const unchecked = (reason: string) => [` unchecked-rule: not checked by the schema of its kind: ${reason}`];
const tooDeep = 'it leads back to itself, or is nested too deeply';
const tooMany = unchecked('its alternatives take too many steps');

describe('what would take for ever', () => {
  test.each<[string, Json]>([
    ['allOf', fan('allOf')],
    ['anyOf', fan('anyOf')],
    ['oneOf', fan('oneOf')],
    ['allOf with something beside the reference', fan('allOf', { title: 'next' })],
    ['allOf with fields beside the reference', fan('allOf', { properties: { a: { type: 'string' } } })],
  ])('%s', (_, schema) => {
    expect(problems(schema)).toEqual(tooMany);
  });

  test('all objects share what is beyond their own', () => {
    const pool = { left: 100_000 };
    const many = { a: range(1000) };
    const looks = (steps: Steps): number => {
      for (let count = 0; ; count++) {
        try {
          steps.look(many);
        } catch {
          return count;
        }
      }
    };
    // 20,000 and fifty times itself of each one's own; a look costs the 1,002 values that it has.
    expect([looks(new Steps(pool, many)), looks(new Steps(pool, many)), looks(new Steps(pool, many))]).toEqual([
      169, 69, 69,
    ]);
  });

  test('a look at a text is one, and the last one is allowed', () => {
    const looks = (steps: Steps): number => {
      for (let count = 0; ; count++) {
        try {
          steps.look(count % 2 === 0 ? 'x' : null);
        } catch {
          return count;
        }
      }
    };
    const own = 20_050;
    const pool = { left: 10 };
    expect([looks(new Steps(pool)), looks(new Steps(pool))]).toEqual([own + 10, own]);
    expect(looks(new Steps({ left: 0 }))).toBe(own);
  });

  test('alternatives of a definition, for each item of a long list', () => {
    const texts = range(200).map((index) => ({ enum: [`b${index}`] }));
    const list = { type: 'array', anyOf: range(200).map(() => ({ items: { anyOf: texts } })) };
    const schema = { type: 'object', properties: { a: { ...list, items: { type: 'string' } } } };
    expect(problemsOfDefinition(schema, { a: range(1000).map(String) })).toEqual(tooMany);
  });

  test('each of many objects is one of many, whatever the order of their fields', () => {
    const a = { type: 'array', items: { type: 'object', properties: { b: {}, c: {} }, enum: [] as Json[] } };
    a.items.enum = range(20_000).map((b) => ({ b, c: 'x' }));
    const spec = { a: range(20_000).map((b) => ({ c: 'x', b })) };
    expect(resultsOf('./test/schema/custom-object', 'it.checked', [[{ properties: { a } }, [], spec]])).toEqual([[]]);
  });

  test('a pattern among alternatives', () => {
    const schema = { properties: { a: { anyOf: [{ pattern: '^(a+)+$b' }, { pattern: '^c' }] } } };
    expect(problems({ additionalProperties: true, ...schema }, { a: 'a'.repeat(200) })).toEqual([
      'a wrong-value: fits none of the 2 alternatives of its schema',
    ]);
  });
});

test('what is found where a choice ends early is forgotten', () => {
  const checking = new Checking();
  const ends: Check = (_, checked) => {
    checked.report('wrong-value', 'x');
    throw new Error('the end');
  };
  expect(() => checking.accepts(ends, 1)).toThrow('the end');
  expect(checking.problems).toEqual([]);
});

test.each([new RangeError('not ours'), new Error('of the call stack')])('%s is not about the schema', (error) => {
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    get data(): JsonObject {
      throw error;
    },
  };
  expect(() => new SchemaSet({ minor: 36 }).check(object)).toThrow(error);
});

test('what is left of an object that asks for too much', () => {
  const left = (metadata: JsonObject) => {
    mkdirSync(join(folder, 'example.org'), { recursive: true });
    writeFileSync(join(folder, 'example.org/thing_v1.json'), JSON.stringify(fan('anyOf')));
    const schemas = new SchemaSet({ minor: 36 });
    schemas.addFolder(folder);
    return schemas.check({ apiVersion, kind: 'Thing', a: 'x', ...metadata }).value;
  };
  expect(left({ metadata: { name: 'a', labels: { b: null } } })).toEqual({
    apiVersion,
    kind: 'Thing',
    metadata: { name: 'a', labels: { b: '' } },
  });
  expect(left({ metadata: 5 })).toStrictEqual({ apiVersion, kind: 'Thing' });
  expect(left({})).toEqual({ apiVersion, kind: 'Thing', metadata: {} });
});

describe('what leads back to itself', () => {
  const open = { additionalProperties: true };
  test.each<[string, Json, readonly string[]]>([
    ['at once', { $ref: '#' }, []],
    ['among others', { ...open, allOf: [{ $ref: '#' }] }, []],
    ['among others, with fields beside it', { ...open, allOf: [{ $ref: '#', properties: { a: {} } }] }, []],
    ['with something beside it', { $ref: '#', title: 'thing' }, []],
    ['with a demand beside it', { $ref: '#', minProperties: 1 }, []],
    ['with fields beside it', { $ref: '#', properties: { a: {} } }, unchecked(tooDeep)],
    [
      'in a circle, with demands',
      {
        ...open,
        allOf: [{ $ref: '#/definitions/a' }],
        definitions: {
          a: { $ref: '#/definitions/b', minProperties: 1 },
          b: { $ref: '#/definitions/a', maxProperties: 3 },
        },
      },
      [' out-of-range: expected at most 3 fields, got 4'],
    ],
    ['below a field', { properties: { a: { $ref: '#' } }, ...open }, []],
  ])('%s', (_, schema, expected) => {
    expect(problems(schema)).toEqual(expected);
  });
});

test('rules within rules', () => {
  const schema = { properties: { a: range(3000).reduce<Json>((inner) => ({ not: inner }), {}) } };
  expect(problems({ additionalProperties: true, ...schema })).toEqual(unchecked(tooDeep));
});

describe('keywords of another type have no effect', () => {
  test.each<[string, Json]>([
    ['required', { required: 'a' }],
    ['properties', { properties: 5 }],
    ['a property', { properties: { a: 5, b: null, c: [true] }, additionalProperties: true }],
    ['alternatives', { allOf: {}, anyOf: 'x', oneOf: [5] }],
    ['numbers', { minProperties: '5', maxProperties: [] }],
    ['type', { type: { a: 1 } }],
    ['enum', { properties: { a: { enum: 'x' } } }],
    // For the API server, too, none to choose from is no choice.
    ['nothing to choose from', { allOf: [], anyOf: [], oneOf: [], properties: { a: { enum: [], anyOf: [] } } }],
    ['rules', { 'x-kubernetes-validations': [5] }],
    ['some rules', { 'x-kubernetes-validations': [{ rule: 'false' }, 5] }],
    ['no list of rules', { 'x-kubernetes-validations': { rule: 'false' } }],
    ['some required', { required: ['b', 5] }],
    ['nothing required', { required: [5] }],
    ['a reference', { $ref: 5 }],
    ['a reference to nothing', { $ref: '#/%' }],
    ['ours', { rule: 'x', listKeys: 5, form: {}, keyForm: {}, goPattern: '(', properties: { a: { form: 1 } } }],
    ['names of JavaScript', { properties: { a: {}, toString: {}, constructor: { $ref: '#/constructor' } } }],
  ])('%s', (_, schema) => {
    const isClosed = (schema as JsonObject)['properties'] !== undefined;
    const open = isClosed ? { additionalProperties: true } : {};
    expect(problems({ ...open, ...(schema as JsonObject) })).toEqual([]);
  });

  test('in a definition, where nobody looks before', () => {
    const items = { type: 'object', required: 'a', properties: 5, allOf: {}, enum: 7 };
    const schema = { type: 'object', properties: { a: { type: 'array', items: items as Json } } };
    expect(problemsOfDefinition(schema, { a: [{ b: 1 }] }).filter((each) => each.includes('internal'))).toEqual([]);
  });
});
