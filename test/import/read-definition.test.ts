import { expect, test } from '@jest/globals';
import { readDefinition } from '../../lib/import/read-definition';

const DEFINITION = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: things.example.com }
spec:
  group: example.com
  names: { kind: Thing, plural: things }
  scope: Namespaced
  versions:
    - name: v1
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            apiVersion: { type: string }
            kind: { type: string }
            metadata: { type: object }
            spec:
              type: object
              required: [kind, name]
              allOf: [{ not: { properties: { name: { enum: [none] } } } }]
              properties:
                kind: { type: string, default: Service, enum: [Service] }
                name: { type: string, description: Its name., minLength: 1 }
                port: { x-kubernetes-int-or-string: true, allOf: [{ not: { enum: [0] } }] }
                labels: { type: object, additionalProperties: { type: string } }
                free: { type: object, additionalProperties: true }
                list: { type: array, maxItems: 3, items: { type: integer } }
    - name: v2
      schema: { openAPIV3Schema: { type: object } }
`;

test('each version is a definition: what an API server fills in is not required, and what only it understands is left out', () => {
  expect(readDefinition(DEFINITION, 'things.yaml')).toEqual([
    {
      longName: 'example-com-v1-Thing',
      name: 'example.com.v1.Thing',
      schema: {
        type: 'object',
        required: ['spec', 'apiVersion', 'kind'],
        properties: {
          apiVersion: { type: 'string', enum: ['example.com/v1'] },
          kind: { type: 'string', enum: ['Thing'] },
          metadata: { $ref: 'IoK8sApimachineryPkgApisMetaV1ObjectMeta' },
          spec: {
            type: 'object',
            required: ['name'],
            properties: {
              kind: { type: 'string', enum: ['Service'] },
              name: { type: 'string', minLength: 1 },
              port: { type: ['integer', 'string'], format: 'int-or-string' },
              labels: { type: 'object', additionalProperties: { type: 'string' } },
              free: { type: 'object', additionalProperties: true },
              list: { type: 'array', maxItems: 3, items: { type: 'integer' } },
            },
          },
        },
      },
    },
    expect.objectContaining({ name: 'example.com.v2.Thing' }),
  ]);
});

test('a file without a definition is an error that names it', () => {
  expect(() => readDefinition('# nothing\n', 'things.yaml')).toThrow('things.yaml is empty');
});
