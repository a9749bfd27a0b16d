import type { JsonSchema } from './json-schema';

/** Definitions whose Go type marshals itself to JSON, so that what the generators say about them is wrong or vague. */
export const corrections: Readonly<Record<string, JsonSchema>> = {
  // One type union reads better in errors than a choice between two schemas.
  IoK8sApimachineryPkgUtilIntstrIntOrString: { type: ['integer', 'string'], format: 'int-or-string' },
  IoK8sApimachineryPkgApiResourceQuantity: { type: ['number', 'string'], format: 'quantity' },
  ...schemaProps('V1'),
  ...schemaProps('V1beta1'),
};

/** `additionalProperties: false`, `items: [...]` and the like in a CustomResourceDefinition's own schema. */
function schemaProps(version: string): Record<string, JsonSchema> {
  const name = `IoK8sApiextensionsApiserverPkgApisApiextensions${version}JSONSchemaProps`;
  const schema: JsonSchema = { $ref: name };
  return {
    [`${name}OrArray`]: { oneOf: [schema, { type: 'array', items: schema }] },
    [`${name}OrBool`]: { oneOf: [schema, { type: 'boolean' }] },
    [`${name}OrStringArray`]: { oneOf: [schema, { type: 'array', items: { type: 'string' } }] },
  };
}
