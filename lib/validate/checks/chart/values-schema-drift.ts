import type { Path } from '../../../yaml/position';
import type { ChartCheck } from '../../check';
import { isRecord, type JsonObject } from '../../object';
import { modelOf, yamlOf } from '../../template/chart-model';
import { placeOf } from '../../template/place';
import { sampleChart } from '../../template/sample-chart';

const schemaFile = 'values.schema.json';

const withSchema = (properties: string) => ({ [schemaFile]: `{"properties": {${properties}}}` });

export default {
  id: 'values-schema-drift',
  scope: 'chart',
  severity: 'info',
  summary: 'values.yaml and values.schema.json do not name the same values',
  remedy: 'Add the value to the file that lacks it, or take it out of the other.',
  link: 'https://helm.sh/docs/topics/charts/#schema-files',
  examples: {
    passes: [
      sampleChart({}),
      sampleChart(withSchema('"port": {"type": "integer"}')),
      sampleChart({
        ...withSchema('"port": {}, "labels": {"additionalProperties": {"type": "string"}}'),
        'values.yaml': 'port: 80\nlabels: {team: web}\n',
      }),
    ],
    fails: [
      sampleChart({ ...withSchema('"port": {}'), 'values.yaml': 'port: 80\nprot: 81\n' }),
      sampleChart({
        ...withSchema('"port": {}, "service": {"properties": {"type": {}, "name": {}}}'),
        'values.yaml': 'port: 80\nservice: {type: ClusterIP}\n',
      }),
    ],
  },
  check(chart, report) {
    const schema = yamlOf(chart, schemaFile);
    if (!isRecord(schema) || !chart.files.has('values.yaml')) return;
    const { values, subcharts } = modelOf(chart);
    // Those are the business of other charts, and of Helm.
    const isForeign = (path: Path) => path.length === 1 && (path[0] === 'global' || subcharts.has(String(path[0])));
    compare(schema, values, [], (path, file) => {
      if (isForeign(path)) return;
      const name = path.join('.');
      if (file === 'values.yaml') report(placeOf(chart, file, path), `${name} is not in ${schemaFile}`);
      else {
        const inSchema = path.flatMap((key) => ['properties', key]);
        report(placeOf(chart, file, inSchema), `${name} has no default in values.yaml`);
      }
    });
  },
} satisfies ChartCheck;

/** `report` gets each path that only one of the files names, and which one. */
function compare(
  schema: JsonObject,
  values: unknown,
  path: readonly string[],
  report: (path: readonly string[], file: string) => void,
): void {
  const { properties } = schema;
  if (!isRecord(properties) || !isRecord(values) || isOpen(schema)) return;
  for (const key of Object.keys(values)) if (!Object.hasOwn(properties, key)) report([...path, key], 'values.yaml');
  for (const [key, inner] of Object.entries(properties)) {
    if (!Object.hasOwn(values, key)) report([...path, key], schemaFile);
    else if (isRecord(inner)) compare(inner, values[key], [...path, key], report);
  }
}

/** Whether it names further values in other ways than `properties`, or lets any in. */
function isOpen(schema: JsonObject): boolean {
  const others = ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'patternProperties', 'unevaluatedProperties'];
  return others.some((keyword) => keyword in schema) || isRecord(schema['additionalProperties']);
}
