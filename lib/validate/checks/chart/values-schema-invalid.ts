import type { ErrorObject } from 'ajv';
import type { Json } from '../../../yaml/json';
import { checkValues, pathOf } from '../../chart/values-schema';
import { outsideReferences } from '../../chart/schema-references';
import type { ChartCheck } from '../../check';
import { pathText } from '../../finding';
import { isRecord } from '../../object';
import { modelOf } from '../../template/chart-model';
import { placeOf } from '../../template/place';
import { sampleChart } from '../../template/sample-chart';

const file = 'values.schema.json';

export default {
  id: 'values-schema-invalid',
  scope: 'chart',
  severity: 'error',
  summary: 'values.schema.json is no JSON Schema, or refuses the chart’s own defaults',
  remedy: 'Mend the schema or the defaults: Helm checks every installation with it.',
  link: 'https://helm.sh/docs/topics/charts/#schema-files',
  examples: {
    passes: [
      sampleChart({ [file]: '{"type": "object", "properties": {"port": {"type": "integer"}}}' }),
      sampleChart({ [file]: '{"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": {}}' }),
    ],
    fails: [
      sampleChart({ [file]: '{"type": "object",}' }),
      sampleChart({ [file]: '{"type": "mapping"}' }),
      sampleChart({ [file]: '{"properties": {"port": {"type": "string"}}}' }),
      sampleChart({ [file]: '{"properties": {"name": {"pattern": "^(?!kube-)"}}}' }),
    ],
  },
  check(chart, report) {
    for (const { file: schema, target } of outsideReferences(chart)) {
      const message = `refers to ${target}, which is not in the file: nothing is fetched, and no values were checked`;
      report({ file: schema }, message, { severity: 'info' });
      if (schema === file) return;
    }
    const text = chart.files.get(file);
    if (text === undefined) return;
    let schema: unknown;
    try {
      schema = JSON.parse(text);
    } catch (error) {
      report({ file }, `no JSON: ${error instanceof Error ? error.message : ''}`);
      return;
    }
    if (!isRecord(schema)) return;
    const { values } = modelOf(chart);
    const result = checkValues(schema, chart.files.has('values.yaml') ? values : undefined);
    if (result.is === 'invalid') report({ file }, result.message);
    if (result.is === 'unchecked') {
      report({ file }, `the defaults were not checked: ${result.message}`, { severity: 'info' });
    }
    if (result.is !== 'checked') return;
    for (const problem of distinct(result.problems)) {
      const path = pathOf(problem);
      // What has no default is for the user to give.
      const isOpen = problem.keyword === 'required' || valueAt(values, path) === null;
      const severity = isOpen ? 'info' : 'warning';
      const name = path.length === 0 ? 'values.yaml' : pathText(path);
      const message = `${file} refuses the default: ${name} ${problem.message ?? 'does not fit'}`;
      report(placeOf(chart, 'values.yaml', path), message, { severity });
    }
  },
} satisfies ChartCheck;

function valueAt(values: Json, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((value, step) => (isRecord(value) ? value[step] : undefined), values);
}

/** The first for each place: an `anyOf` has one for each branch. */
function distinct(problems: readonly ErrorObject[]): readonly ErrorObject[] {
  const places = new Set<string>();
  return problems.filter(({ instancePath }) => {
    const isNew = !places.has(instancePath);
    places.add(instancePath);
    return isNew;
  });
}
