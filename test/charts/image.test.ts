/** Images: by tag, by digest, from the installation's registry. */
import { expect, test } from '@jest/globals';
import { evaluateModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import { complete, model, SMALLEST } from '../support/platform';

const DIGEST = `sha256:${'0'.repeat(64)}`;

function imageOf(values: JsonObject): string | undefined {
  const context = { values: complete(SMALLEST, values), release: { name: 'ml', namespace: 'team' } };
  const deployment = evaluateModel(model, context).get('tracking-deployment');
  return /"image":"([^"]+)"/.exec(JSON.stringify(deployment))?.[1];
}

test.each<[JsonObject, string]>([
  [{ mlflow: { image: { repository: 'r/mlflow', tag: '1' } } }, 'r/mlflow:1'],
  [{ mlflow: { image: { repository: 'r/mlflow', tag: '1', digest: DIGEST } } }, `r/mlflow@${DIGEST}`],
  [
    { global: { imageRegistry: 'm:5000/hub' }, mlflow: { image: { repository: 'r/mlflow', tag: '1' } } },
    'm:5000/hub/r/mlflow:1',
  ],
])('%j', (values, image) => {
  expect(imageOf(values)).toBe(image);
});
