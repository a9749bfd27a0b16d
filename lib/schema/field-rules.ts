/** What the API server demands of fields of Kubernetes' own definitions, and JSON Schema does not say. */
import type { Json } from '../yaml/json';
import type { Checking } from './checking';
import type { JsonSchema } from './json-schema';
import { listKeysOf } from './list-keys';
import { objectRules } from './object-rules';
import { annotationKey, dataKey, labelKey, labelValue } from './text-form';

/** Looks at an object that has the form of its schema. */
export type ObjectRule = (object: Readonly<Record<string, Json>>, checking: Checking) => void;

const labels: JsonSchema = { keyForm: labelKey, additionalProperties: { type: 'string', form: labelValue } };
const data: JsonSchema = { keyForm: dataKey };

const fieldRules: ReadonlyMap<string, Readonly<Record<string, JsonSchema>>> = new Map([
  ['apis.meta.v1.ObjectMeta', { labels, annotations: { keyForm: annotationKey } }],
  ['apis.meta.v1.LabelSelector', { matchLabels: labels }],
  ['apis.meta.v1.LabelSelectorRequirement', { key: { form: labelKey } }],
  ['v1.ConfigMap', { data, binaryData: data }],
  ['v1.Secret', { data, stringData: data }],
  ['v1.ServiceSpec', { selector: labels }],
  ['v1.PodSpec', { nodeSelector: labels }],
  ['v1.ReplicationControllerSpec', { selector: labels }],
]);

/** The schema of a definition with the rules of its fields and of its whole. */
export function withFieldRules(definition: string, schema: JsonSchema): JsonSchema {
  if (schema.properties === undefined) return schema;
  const rules = fieldRules.get(definition) ?? {};
  const properties: Record<string, JsonSchema> = {};
  for (const [name, field] of Object.entries(schema.properties)) {
    const listKeys = listKeysOf(definition, name);
    properties[name] = { ...field, ...rules[name], ...(listKeys.length > 0 ? { listKeys } : {}) };
  }
  return { ...schema, properties, rule: objectRules.get(definition) };
}
