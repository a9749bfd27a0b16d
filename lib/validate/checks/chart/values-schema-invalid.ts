import { Ajv, type ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Json } from '../../../yaml/json';
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
    ],
  },
  check(chart, report) {
    const text = chart.files.get(file);
    if (text === undefined) return;
    let schema: unknown;
    try {
      schema = JSON.parse(text);
    } catch (error) {
      report({ file }, `no JSON: ${error instanceof Error ? error.message : ''}`);
      return;
    }
    if (!isRecord(schema) || isOlder(schema['$schema'])) return;
    const options = { strict: false, validateFormats: false, allErrors: true, logger: false } as const;
    const { $schema, ...rules } = schema;
    const ajv = /2019-09|2020-12/.test(JSON.stringify($schema ?? '')) ? new Ajv2020(options) : new Ajv(options);
    let validate;
    try {
      validate = ajv.compile(rules);
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      // A schema elsewhere, which Helm may reach.
      if (!message.includes("can't resolve reference")) report({ file }, message);
      return;
    }
    const { values } = modelOf(chart);
    if (!chart.files.has('values.yaml') || validate(values)) return;
    for (const problem of distinct(validate.errors ?? [])) {
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

/** Drafts that Ajv does not read; their `exclusiveMinimum` is a boolean. */
function isOlder(draft: unknown): boolean {
  return typeof draft === 'string' && /draft-0[34]/.test(draft);
}

function pathOf({ instancePath }: ErrorObject): readonly string[] {
  return instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(values: Json, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((value, step) => (isRecord(value) ? value[step] : undefined), values);
}

/** The first for each place: an `anyOf` has one for each branch. */
function distinct(problems: readonly ErrorObject[]): readonly ErrorObject[] {
  return problems.filter(
    ({ instancePath }, index) => problems.findIndex((other) => other.instancePath === instancePath) === index,
  );
}
