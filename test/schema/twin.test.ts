/** An independent implementation of JSON Schema accepts and refuses the same. */
import { describe, expect, test } from '@jest/globals';
import { Ajv, type Format } from 'ajv';
import fc from 'fast-check';
import { Checking } from '../../lib/schema/checking';
import { formats } from '../../lib/schema/format';
import { documentCheck } from '../../lib/schema/schema-document';
import { GoPattern } from '../../lib/schema/pattern';
import { builtInFile, customResourceFiles, schemaFile } from '../../lib/schema/schema-files';
import type { Json } from '../../lib/yaml/json';
import * as manifests from './manifests';

type JsonObject = Readonly<Record<string, Json>>;

const ajv = new Ajv({
  strict: true,
  allowUnionTypes: true,
  validateSchema: false,
  keywords: ['kinds'],
  formats: Object.fromEntries(
    [...formats].map(([name, { accepts }]): [string, Format] => {
      const type = name === 'int32' || name === 'int64' || name === 'int-or-string' ? 'number' : 'string';
      return [name, type === 'number' ? { type, validate: accepts } : { type, validate: accepts }];
    }),
  ),
});
ajv.addFormat('double', { type: 'number', validate: () => true });
const files = [builtInFile, ...customResourceFiles()];
for (const file of files) ajv.addSchema(schemaFile(file), `file:///${file}`);
const documents = new Map<string, Json>(
  files.map((file) => [file.replace(/^.*\/|\.json$/g, ''), schemaFile(file) as unknown as Json]),
);

function checkOf(file: string, definition: string) {
  return documentCheck({ $ref: `${file}#/definitions/${definition}` }, documents);
}

const valid: readonly { readonly file: string; readonly definition: string; readonly manifest: JsonObject }[] =
  Object.values(manifests).map((manifest) => {
    const key = `${manifest.apiVersion}/${manifest.kind}`;
    const file = files.find((one) => Object.hasOwn(schemaFile(one).kinds, key)) ?? '';
    return { file, definition: schemaFile(file).kinds[key] ?? '', manifest: manifest as unknown as JsonObject };
  });

// No object with a null inside: an unknown field is one even if it is null, and ajv is not shown nulls.
const replacements: readonly Json[] = [
  ...[null, true, false, 0, 1, -1, 1.5, 2 ** 31, 2 ** 31 - 1, 2 ** 63, '', 'x', 'TCP', '1Gi', '25%', 'Always', '{}'],
  ...[[], {}, [1], ['a'], [null], [{}], { name: 'x' }, { a: 1 }, { constructor: 1 }, [{ name: 'x', port: 1 }]],
];

const keys = ['spec', 'name', 'nmae', 'matchLabels', 'type', 'port', '__proto__', 'constructor', 'toString'];

const mutation = fc.record({
  /** Which of all places, as a fraction. */
  place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  kind: fc.constantFrom('replace', 'remove', 'add', 'rename', 'repeat'),
  value: fc.constantFrom(...replacements),
  key: fc.constantFrom(...keys),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

describe('ajv agrees', () => {
  test.each(valid)('$definition', ({ file, definition, manifest }) => {
    const check = checkOf(file, definition);
    const twin = ajv.getSchema(`file:///${file}#/definitions/${definition}`);
    let refused = 0;
    fc.assert(
      fc.property(fc.array(mutation, { maxLength: 3 }), (mutations) => {
        const object = mutations.reduce(mutated, manifest);
        const checking = new Checking();
        const isAccepted = check(object, checking) !== undefined && checking.problems.length === 0;
        expect({ isAccepted, object }).toEqual({ isAccepted: twin?.(withoutNulls(object)), object });
        if (!isAccepted) refused++;
      }),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(30);
  });
});

describe('what is left of a refused object', () => {
  test.each(valid)('$definition: is accepted by ajv but for what is missing', ({ file, definition, manifest }) => {
    const check = checkOf(file, definition);
    const twin = ajv.getSchema(`file:///${file}#/definitions/${definition}`);
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
        const rest = check(mutations.reduce(mutated, manifest), new Checking());
        if (rest === undefined || twin?.(rest) === true) return;
        const keywords = (twin?.errors ?? []).map(({ keyword }) => keyword);
        expect(keywords.filter((keyword) => !['required', 'minItems', 'minProperties'].includes(keyword))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

function mutated(object: JsonObject, { place, kind, value, key }: Mutation): JsonObject {
  const copy = structuredClone(object) as Record<string, Json>;
  const places = placesOf(copy);
  const [parent, at] = places[Math.floor(place * places.length)] ?? [copy, 'kind'];
  const old = parent[at] ?? null;
  if (kind === 'remove') Reflect.deleteProperty(parent, at);
  else if (kind === 'add') define(parent, key, value ?? 0);
  else if (kind === 'rename' && old !== null) {
    Reflect.deleteProperty(parent, at);
    define(parent, key, old);
  } else define(parent, at, kind === 'repeat' ? [old, old] : value);
  return copy;
}

function define(parent: object, key: string, value: Json): void {
  const isKey = !Array.isArray(parent) || /^\d+$/.test(key);
  if (isKey) Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
}

function placesOf(value: Json): (readonly [Record<string, Json>, string])[] {
  if (typeof value !== 'object' || value === null) return [];
  const record = value as Record<string, Json>;
  return Object.keys(record).flatMap((key) => [[record, key] as const, ...placesOf(record[key] ?? null)]);
}

function withoutNulls(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(withoutNulls);
  const result = {};
  for (const [key, item] of Object.entries(value)) if (item !== null) define(result, key, withoutNulls(item));
  return result;
}

test('RE2 reads each pattern of the generated schemas: long texts are left to it', () => {
  const patterns = new Set<string>();
  for (const file of files) {
    JSON.stringify(schemaFile(file), (key, value: Json) => {
      if (key === 'pattern' && typeof value === 'string') patterns.add(value);
      return value;
    });
  }
  expect(patterns.size).toBeGreaterThan(30);
  const texts = ['', 'a', 'a-b.c', 'example.com/a', '1h', '*.yaml', 'https://a.b:80', '10GB', 'é', '2024', 'Monday'];
  for (const pattern of patterns) {
    const re2 = new GoPattern(pattern);
    const js = new RegExp(pattern, 'u');
    const differing = texts.filter((text) => re2.test(text, () => undefined) !== js.test(text));
    expect([pattern, differing]).toEqual([pattern, []]);
  }
});
