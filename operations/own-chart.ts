/** Our own chart without Helm, for the validator: an untouched copy of it is evaluated from its model. */
import { mlflowChart } from '../charts/mlflow';
import { chartFiles, problemsOf } from '../lib/synth/chart-files';
import { evaluateModel, symbolicModel } from '../lib/synth/model';
import type { ChartEvaluator } from '../lib/validate/chart/own-chart';
import { checkValues } from '../lib/values/check';
import type { JsonObject } from '../lib/values/merge';
import { defaultsOf } from '../lib/values/schema';
import { version } from '../package.json';
import { assignmentOf } from './assignment';

/** Changed files, and values that the chart refuses, are Helm's: it says what is wrong as the user will meet it. */
export const evaluateOwnChart: ChartEvaluator = (
  files,
  { release: name, namespace, valuesFiles, values: more, set },
) => {
  const model = symbolicModel(mlflowChart(version));
  const { definition } = model;
  if (!isSame(files, chartFiles(model, defaultsOf(definition.schema) as JsonObject))) return undefined;
  const assignments = set.map(assignmentOf);
  if (assignments.includes(undefined) || name.length > LONGEST_RELEASE_NAME) return undefined;
  const sources = [
    ...valuesFiles,
    ...(more === undefined ? [] : [{ file: 'values', text: more }]),
    ...assignments.map((text = '') => ({ file: '--set', text })),
  ];
  const checked = checkValues(definition, sources);
  if (!checked.ok) return undefined;
  const context = { values: checked.values, release: { name, namespace } };
  if (problemsOf(model, context).length > 0) return undefined;
  const objects = [...evaluateModel(model, context)];
  // Of several from one template, only Helm's output has lines.
  if (objects.some(([file]) => !files.has(`templates/${file}.yaml`))) return undefined;
  return new Map(objects.map(([file, object]) => [`templates/${file}.yaml`, object]));
};

/** Helm's own limit. */
const LONGEST_RELEASE_NAME = 53;

function isSame(files: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>): boolean {
  return files.size === others.size && [...files].every(([file, text]) => others.get(file) === text);
}
