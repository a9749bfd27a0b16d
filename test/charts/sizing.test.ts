/** Values for how many there are, in sizing/: on top of an environment they are right, warn of nothing new, and are what docs/scaling.md says. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Deployment } from '../../imports/kubernetes/types';
import { evaluateModel } from '../../lib/synth/model';
import { checkValues } from '../../lib/values/check';
import { readDocuments } from '../../lib/yaml/read';
import type { JsonObject } from '../../lib/values/merge';
import { complete, definition, environmentNames, environmentValues, model } from '../support/platform';
import { root } from '../support/root';

const FOLDER = join(root, 'sizing');
const files = readdirSync(FOLDER);
const textOf = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const valuesOf = (file: string) => readDocuments(textOf(file), file)[0]?.value as JsonObject;
const environment = (name: string) => ({
  file: `values/${name}.yaml`,
  text: readFileSync(join(root, 'values', `${name}.yaml`), 'utf8'),
});

test('there are three', () => {
  expect(files).toEqual(['large.yaml', 'medium.yaml', 'small.yaml']);
});

describe.each(files)('%s', (file) => {
  // For so many it is prod, which is backed up.
  test.each(file === 'large.yaml' ? ['prod'] : environmentNames)(
    'is right on top of %s, and warns of nothing that it does not',
    (name) => {
      const said = (...sources: Parameters<typeof checkValues>[1]) => {
        const checked = checkValues(definition, sources);
        return (checked.ok ? checked.warnings : checked.problems).map(({ message }) => message);
      };
      const before = said(environment(name));
      const after = said(environment(name), { file, text: textOf(file) });
      expect(after.filter((one) => !before.includes(one))).toEqual([]);
    },
  );

  test('is what the table of docs/scaling.md says', () => {
    const release = { name: 'mlflow', namespace: 'ml' };
    const all = complete(environmentValues('prod'), valuesOf(file));
    const objects = evaluateModel(model, { values: all, release });
    const { spec } = objects.get('tracking-deployment') as unknown as Deployment;
    const container = spec?.template.spec?.containers.find(({ name }) => name === 'mlflow');
    const { autoscaling, mlflow } = all as unknown as {
      readonly autoscaling: { readonly enabled: boolean; readonly minReplicas: number; readonly maxReplicas: number };
      readonly mlflow: { readonly workers: number };
    };
    const pods = autoscaling.enabled
      ? `${String(autoscaling.minReplicas)} to ${String(autoscaling.maxReplicas)}`
      : String(spec?.replicas);
    const { cpu = '', memory = '' } = container?.resources?.requests ?? {};
    const page = readFileSync(join(root, 'docs/scaling.md'), 'utf8');
    const row = page.split('\n').find((line) => line.startsWith(`| [\`${file}\`]`));
    expect(row?.split('|').map((cell) => cell.trim())).toEqual([
      '',
      `[\`${file}\`](../sizing/${file})`,
      expect.stringMatching(/^[\d,]+$/),
      pods,
      String(mlflow.workers),
      `${String(cpu)}, ${String(memory)}`,
      expect.any(String),
      '',
    ]);
  });
});
