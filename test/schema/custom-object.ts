/** A custom resource in its own words: what the engine says of its `spec`. */
import { costLimits, type CostLimits } from '../../lib/schema/cost';
import { SchemaSet } from '../../lib/schema/schema-set';
import { pathText } from '../../lib/validate/finding';
import type { Json } from '../../lib/yaml/json';

type JsonObject = Readonly<Record<string, Json>>;

/** Problems of an object whose `spec` has the schema and the rules. */
export function checked(schema: JsonObject, rules: readonly JsonObject[], ...values: readonly Json[]) {
  return checkedWithin(costLimits, schema, rules, ...values);
}

export function checkedWithin(
  limits: CostLimits,
  schema: JsonObject,
  rules: readonly JsonObject[],
  ...values: readonly Json[]
) {
  const schemas = new SchemaSet({ minor: 36, costLimits: limits });
  const spec = { type: 'object', ...schema, 'x-kubernetes-validations': rules };
  schemas.learn({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    spec: {
      group: 'example.com',
      names: { kind: 'Widget', plural: 'widgets' },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
        },
      ],
    },
  });
  return values.flatMap((value) => {
    const object = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' }, spec: value };
    return schemas.check(object).problems.map(({ rule, path, message }) => `${rule} ${pathText(path)}: ${message}`);
  });
}
