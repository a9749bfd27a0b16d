/** Every object of every environment is what Kubernetes accepts, to the last field. */
import { describe, expect, test } from '@jest/globals';
import { SchemaSet } from '../../lib/schema/schema-set';
import { evaluateModel } from '../../lib/synth/model';
import type { Json } from '../../lib/yaml/json';
import { complete, environmentNames, environmentValues, model } from '../support/platform';

const schemas = new SchemaSet({ minor: 36 });

describe.each(environmentNames)('%s', (name) => {
  const context = {
    values: complete(environmentValues(name)),
    release: { name: 'mlflow', namespace: `mlflow-${name}` },
  };
  const objects = evaluateModel(model, context);

  test.each([...objects.keys()])('%s is valid', (file) => {
    expect(schemas.check(objects.get(file) as Readonly<Record<string, Json>>)).toMatchObject({
      status: 'valid',
      problems: [],
    });
  });
});
