/** The README's picture. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mlflowChart } from '../charts/mlflow';
import { diagram } from '../lib/synth/diagram';
import { installationGraph } from '../lib/synth/installation-graph';
import { evaluateModel, symbolicModel } from '../lib/synth/model';
import { checkValues, formatProblems } from '../lib/values/check';
import { version } from '../package.json';

export function picture(): string {
  const definition = mlflowChart(version);
  const file = 'values/prod.yaml';
  const checked = checkValues(definition, [{ file, text: readFileSync(join(__dirname, '..', file), 'utf8') }]);
  if (!checked.ok) throw new Error(formatProblems(checked.problems));
  const release = { name: 'mlflow', namespace: 'mlflow-prod' };
  const objects = evaluateModel(symbolicModel(definition), { values: checked.values, release });
  return diagram(installationGraph(objects.values()), 'MLflow, environment prod');
}
