/** Every object that the chart can make is what Kubernetes accepts, to the last field; and none is left out here. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SchemaSet } from '../../lib/schema/schema-set';
import { problemsOf } from '../../lib/synth/chart-files';
import { evaluateModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import type { Json } from '../../lib/yaml/json';
import { everyFeature } from '../cluster/every-feature';
import { plausibleValues } from '../cluster/plausible-values';
import { complete, environmentNames, environmentValues, model } from '../support/platform';

const schemas = new SchemaSet({ minor: 36 });
const SETS: Readonly<Record<string, JsonObject>> = {
  ...Object.fromEntries(environmentNames.map((name) => [name, environmentValues(name)])),
  ...Object.fromEntries(Object.entries(everyFeature).map(([name, values]) => [`every feature, ${name}`, values])),
};
const contextOf = (values: JsonObject) => ({
  values: complete(values),
  release: { name: 'mlflow', namespace: 'mlflow' },
});
const objectsOf = (values: JsonObject) => evaluateModel(model, contextOf(values));
const VALID = { status: 'valid', problems: [] };

describe.each(Object.entries(SETS))('%s', (_name, values) => {
  test('no rule refuses them', () => {
    expect(problemsOf(model, contextOf(values))).toEqual([]);
  });

  test.each([...objectsOf(values)])('%s is valid', (_file, object) => {
    expect(schemas.check(object as Readonly<Record<string, Json>>)).toMatchObject(VALID);
  });
});

test('everything that the chart can make is in one of these: what is not, test/cluster/every-feature.ts has to switch on', () => {
  const made = new Set(Object.values(SETS).flatMap((values) => [...objectsOf(values).keys()]));
  const templates = model.objects.map(({ fileName }) => fileName);
  expect(templates.filter((file) => ![...made].some((name) => name === file || name.startsWith(`${file}-`)))).toEqual(
    [],
  );
});

test('so it is with values as somebody might write them', () => {
  let checked = 0;
  fc.assert(
    fc.property(plausibleValues, (values) => {
      if (problemsOf(model, contextOf(values)).length > 0) return;
      for (const [file, object] of objectsOf(values)) {
        expect([file, schemas.check(object as Readonly<Record<string, Json>>)]).toMatchObject([file, VALID]);
        checked += 1;
      }
    }),
    { numRuns: 60 },
  );
  expect(checked).toBeGreaterThan(300);
});
