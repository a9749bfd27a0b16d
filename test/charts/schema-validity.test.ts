/** Every object of every environment is what Kubernetes accepts, to the last field. */
import { describe, expect, test } from '@jest/globals';
import { validateObject } from '../../lib/schema/kubernetes';
import { evaluateModel } from '../../lib/synth/model';
import { complete, environmentNames, environmentValues, model } from '../support/platform';

describe.each(environmentNames)('%s', (name) => {
  const context = {
    values: complete(environmentValues(name)),
    release: { name: 'mlflow', namespace: `mlflow-${name}` },
  };
  const objects = evaluateModel(model, context);

  test.each([...objects.keys()])('%s is valid', (file) => {
    expect(validateObject(objects.get(file))).toEqual([]);
  });

  test('objects look as reviewed', () => {
    expect(Object.fromEntries(objects)).toMatchSnapshot();
  });
});
