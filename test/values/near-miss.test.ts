/** Values that are almost right: our check and Helm's own validation accept and refuse the same ones. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonSchemaOf } from '../../lib/values/json-schema';
import { mergeValues, type JsonObject } from '../../lib/values/merge';
import { schemaProblems } from '../../lib/values/schema-problems';
import type { Json } from '../../lib/yaml/json';
import { writeYaml } from '../../lib/yaml/write';
import { arbitraryOverrides } from '../support/arbitrary-values';
import { CHART_YAML } from '../support/chart-folder';
import { helms } from '../support/helm';
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

const nearMiss = fc
  .record({
    base: fc.oneof(fc.constant<JsonObject>({}), arbitraryOverrides(definition.schema)),
    path: fc.constantFrom(...pathsOf(defaults)),
    change: fc.oneof(
      stranger.map((value) => (path: Path) => nest(path, value)),
      fc.constantFrom('replicaCout', 'enabled', 'x').map((key) => (path: Path) => nest([...path, key], 1)),
      fc.constant((path: Path) => nest([...path.slice(0, -1), `${path.at(-1) ?? ''}s`], 'x')),
    ),
  })
  .map(({ base, path, change }) => mergeValues(base, change(path)));

/** Ours. */
function accepts(overrides: JsonObject): boolean {
  return schemaProblems(definition.schema, mergeValues(defaults, overrides), [overrides]).length === 0;
}

describe.each(helms().map((helm) => [helm.version, helm] as const))('Helm %s', (_, helm) => {
  test('agrees on accept and refuse', async () => {
    const counts = { accepted: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(nearMiss, { minLength: 2, maxLength: 2 }), async (cases) => {
        const theirs = cases.map(async (overrides) => {
          serial += 1;
          const file = join(folder, `values-${String(serial)}.yaml`);
          writeFileSync(file, writeYaml(overrides));
          const { code, stderr } = await helm.run(['template', 'r', folder, '-f', file]);
          expect(stderr).not.toMatch(/panic|cannot unmarshal/);
          return code === 0;
        });
        const ours = cases.map(accepts);
        for (const accepted of ours) counts[accepted ? 'accepted' : 'refused'] += 1;
        expect(await Promise.all(theirs)).toEqual(ours);
      }),
      { numRuns: 75 },
    );
    console.info(`Helm ${helm.version}: ${JSON.stringify(counts)}`);
    expect(Math.min(counts.accepted, counts.refused)).toBeGreaterThan(15);
  }, 300_000);
});
