/** One environment's manifests as YAML: evaluated in process, against `helm template` of the same chart. */
import { join } from 'node:path';
import { evaluateModel } from '../lib/synth/model';
import { writeYaml } from '../lib/yaml/write';
import { helms } from '../test/support/helm';
import { complete, definition, environmentValues, model, root } from '../test/support/platform';
import { median, row } from './measure';

export async function benchRendering(): Promise<readonly string[]> {
  const release = { name: 'mlflow', namespace: 'mlflow-prod' };
  const values = complete(environmentValues('prod'));
  const ours = await median(500, () => [...evaluateModel(model, { values, release }).values()].map(writeYaml));
  const lines = ['Rendering prod to YAML', row('this model, evaluated in process', `${ours.toFixed(2)} ms`)];
  const chart = join(root, 'dist', 'prod', `mlflow-${definition.metadata.version}.tgz`);
  for (const helm of helms()) {
    const theirs = await median(20, () => helm.run(['template', release.name, chart, '-n', release.namespace]));
    lines.push(
      row(`helm template, Helm ${helm.version}`, `${theirs.toFixed(1)} ms`, `${(theirs / ours).toFixed(0)}× as long`),
    );
  }
  return lines;
}
