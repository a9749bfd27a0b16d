/** Values that are almost right: our check and Helm's own validation accept and refuse the same ones. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonSchemaOf } from '../../lib/values/json-schema';
import { mergeValues, type JsonObject } from '../../lib/values/merge';
import { schemaProblems } from '../../lib/values/schema-problems';
import type { Field } from '../../lib/values/schema';
import type { Json } from '../../lib/yaml/json';
import { writeYaml } from '../../lib/yaml/write';
import { arbitraryOverrides, textMatching } from '../../lib/prove/arbitrary-values';
import { CHART_YAML } from '../support/chart-folder';
import { helms, type Helm, type HelmResult } from '../support/helm';
import { defaults, definition } from '../support/platform';

let folder: string;
let serial = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'near-miss-'));
  writeFileSync(join(folder, 'Chart.yaml'), CHART_YAML);
  writeFileSync(join(folder, 'values.yaml'), writeYaml(defaults));
  writeFileSync(join(folder, 'values.schema.json'), JSON.stringify(jsonSchemaOf(definition.schema, 'near misses')));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Path = readonly string[];

/** Paths of everything in the defaults, objects included. */
function pathsOf(value: Json, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  const nested = Object.entries(value as JsonObject).flatMap(([key, part]) => pathsOf(part, [...path, key]));
  return path.length === 0 ? nested : [path, ...nested];
}

function nest(path: Path, value: Json): JsonObject {
  return path.reduceRight<Json>((inner, key) => Object.fromEntries([[key, inner]]), value) as JsonObject;
}

/** Something that may well not belong where it is put. */
const stranger: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  null, true, 0, -1, 1.5, 2, 51, 65536, 1e21, '', 'x', 'Upper_Case', 'ClusterIp', '10Gi', ' ', [], [null], [{}], ['a'], {},
  { a: 1 }, { a: 'b' }, [{ name: 1 }], [{ name: 'A', valu: 'b' }], [{ host: 'a', paths: [{ path: 'x' }] }],
  [{ host: 'a.b', paths: [{ pathType: 'Prefixed' }] }], { requests: { cpu: 'much' } }, { requests: { cpu: 2 } }, { request: {} },
); // prettier-ignore

/** What is just inside a field's limits, and what is just outside. */
function edgesOf(field: Field | undefined): fc.Arbitrary<Json> {
  if (field?.kind === 'integer') {
    const { minimum, maximum } = field;
    return fc.constantFrom(minimum - 1, minimum, minimum + 0.5, maximum, maximum + 1, String(minimum));
  }
  if (field?.kind !== 'string') return stranger;
  const { options, pattern, maxLength = 4096 } = field;
  if (options !== undefined) return fc.constantFrom(...options, ...options.map((option) => option.toLowerCase()), '');
  const change = fc.constantFrom<(text: string) => string>(
    (text) => text,
    (text) => text.slice(1),
    (text) => text.toUpperCase(),
    (text) => `-${text}`,
    (text) => `${text}/`,
    (text) => `${text}\n`,
    (text) => text.padEnd(maxLength, 'a'),
    (text) => text.padEnd(maxLength + 1, 'a'),
    () => '😀'.repeat(maxLength),
  );
  const usual = pattern === undefined ? fc.string() : textMatching(pattern.regex);
  return fc.tuple(usual, change).map(([text, changed]) => changed(text));
}

function fieldAt(path: Path): Field | undefined {
  return path.reduce<Field | undefined>(
    (field, key) => (field?.kind === 'record' ? field.fields[key] : undefined),
    definition.schema,
  );
}

function misses(path: Path): fc.Arbitrary<JsonObject> {
  return fc.oneof(
    { weight: 3, arbitrary: edgesOf(fieldAt(path)).map((value) => nest(path, value)) },
    { weight: 2, arbitrary: stranger.map((value) => nest(path, value)) },
    fc.constantFrom('replicaCout', 'enabled', 'x').map((key) => nest([...path, key], 1)),
    fc.constant(nest([...path.slice(0, -1), `${path.at(-1) ?? ''}s`], 'x')),
  );
}

const nearMiss = fc
  .tuple(
    fc.oneof(fc.constant<JsonObject>({}), arbitraryOverrides(definition.schema)),
    fc.constantFrom(...pathsOf(defaults)).chain(misses),
  )
  .map(([base, miss]) => mergeValues(base, miss));

const scalar = fc.constantFrom<Json>(null, true, 'true', 1, 1.5, '', 'x', [], {});

/** Half of all texts, numbers and booleans, each at the edge of what it may be. */
const missesEverywhere = fc
  .record(
    Object.fromEntries(
      pathsOf(defaults)
        .map((path) => [path.join('.'), fieldAt(path)] as const)
        .filter(([, field]) => field?.kind === 'string' || field?.kind === 'integer' || field?.kind === 'boolean')
        .map(([path, field]) => [path, fc.oneof({ weight: 3, arbitrary: edgesOf(field) }, scalar)]),
    ),
    { requiredKeys: [] },
  )
  .map((changes) => Object.entries(changes as JsonObject).map(([path, value]) => nest(path.split('.'), value)))
  .map((changes) => mergeValues({}, ...changes));

function problemsOf(overrides: JsonObject) {
  return schemaProblems(definition.schema, mergeValues(defaults, overrides), [overrides]);
}

/** As many of each: what is left to chance is now and then all refused. */
const acceptedMiss = nearMiss.filter((overrides) => problemsOf(overrides).length === 0);
const refusedMiss = nearMiss.filter((overrides) => problemsOf(overrides).length > 0);

async function inHelm(helm: Helm, overrides: JsonObject): Promise<HelmResult> {
  serial += 1;
  const file = join(folder, `values-${String(serial)}.yaml`);
  writeFileSync(file, writeYaml(overrides));
  const result = await helm.run(['template', 'r', folder, '-f', file]);
  expect(result.stderr).not.toMatch(/panic|cannot unmarshal/);
  return result;
}

/**
 * The paths that Helm's validation names: `- mlflow.image: tag is required`, `- mlflow.workers: Must be …` (Helm 3),
 * `- at '/mlflow/image': missing properties 'tag', 'digest'`, `- at '/mlflow/workers': minimum: …` (Helm 4).
 */
function refusedBy({ stderr }: HelmResult): readonly string[] {
  return [...stderr.matchAll(/^ *- (?:at '(.*?)'|(\S+)): (.*)$/gm)].flatMap(([, pointer, dotted, message = '']) => {
    if (message === 'validation failed') return [];
    const path = pointer?.slice(1).replaceAll('/', '.') ?? dotted ?? '';
    const [, one] = /^(\S+) is required$/.exec(message) ?? [];
    const [, many] = /^missing propert(?:y|ies) (.*)$/.exec(message) ?? [];
    const missing = one === undefined ? many?.split(', ').map((name) => name.slice(1, -1)) : [one];
    return missing?.map((name) => `${path}.${name}`) ?? [path];
  });
}

function unique(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].sort();
}

describe.each(helms().map((helm) => [helm.version, helm] as const))('Helm %s', (_, helm) => {
  test('agrees on accept and refuse', async () => {
    await fc.assert(
      fc.asyncProperty(acceptedMiss, refusedMiss, async (accepted, refused) => {
        const codes = [accepted, refused].map(async (overrides) => (await inHelm(helm, overrides)).code);
        expect(await Promise.all(codes)).toEqual([0, 1]);
      }),
      { numRuns: 16 },
    );
  }, 300_000);

  test('refuses the same fields', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(missesEverywhere, async (overrides) => {
        const ours = unique(problemsOf(overrides).map(({ path }) => path.join('.')));
        refused += ours.length;
        expect(unique(refusedBy(await inHelm(helm, overrides)))).toEqual(ours);
      }),
      { numRuns: 8 },
    );
    expect(refused).toBeGreaterThan(120);
  }, 300_000);
});
