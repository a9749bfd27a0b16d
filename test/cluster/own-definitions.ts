/**
 * Definitions of custom resources made of the pinned schemas, of projects whose own are not to be had as a Go module here: types,
 * required fields and enumerations, which an API server then checks, and what it does not know it refuses. Not what the project's
 * own definition says in CEL, nor what its webhook checks (docs/database.md lists it).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonSchema } from '../../lib/schema/json-schema';
import type { Json } from '../../lib/yaml/json';
import { root } from '../support/root';

interface Document {
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}

const read = (file: string) => JSON.parse(readFileSync(join(root, 'imports', file), 'utf8')) as Document;

const GROUP = 'postgresql.cnpg.io';
const KINDS = { Cluster: 'clusters', Pooler: 'poolers', ScheduledBackup: 'scheduledbackups' } as const;

export function cloudNativePgDefinitions(): readonly Json[] {
  const documents: Readonly<Record<string, Document>> = {
    '': read('crds/cloudnative-pg.json'),
    '../kubernetes/schemas.json': read('kubernetes/schemas.json'),
  };
  return Object.entries(KINDS).map(([kind, plural]) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: topLevel(structural(documents, '', `${GROUP}.v1.${kind}`)) },
        },
      ],
    },
  }));
}

/** Of metadata, a definition says nothing: the API server knows it. */
function topLevel(schema: Record<string, Json>): Json {
  const properties = schema['properties'] as Record<string, Json>;
  return { ...schema, properties: { ...properties, metadata: { type: 'object' } } };
}

/** As the API server wants it: without references, and with one type each. */
function structural(
  documents: Readonly<Record<string, Document>>,
  document: string,
  name: string,
): Record<string, Json> {
  const definition = documents[document]?.definitions[name];
  if (definition === undefined) throw new Error(`there is no ${name} in the schemas of ${document || 'CloudNativePG'}`);
  return plain(definition);

  function plain(schema: JsonSchema): Record<string, Json> {
    const { $ref, ...rest } = schema as Record<string, Json>;
    if (typeof $ref === 'string') {
      const [file = '', pointer = ''] = $ref.split('#/definitions/');
      return structural(documents, file === '' ? document : file, pointer);
    }
    return Object.fromEntries(
      Object.entries(rest).flatMap(([key, value]): readonly (readonly [string, Json])[] => {
        if (key === 'type' && Array.isArray(value)) return [['x-kubernetes-int-or-string', true]];
        // What is not declared is refused by the API server itself.
        if (key === 'additionalProperties' && value === false) return [];
        if (key === 'format' && (value === 'quantity' || value === 'int-or-string')) return [];
        if (key === 'items' || key === 'additionalProperties') return [[key, plain(value as JsonSchema)]];
        if (key !== 'properties') return [[key, value]];
        const fields = Object.entries(value as Record<string, JsonSchema>).map(([field, inner]) => [
          field,
          plain(inner),
        ]);
        return [[key, Object.fromEntries(fields) as Json]];
      }),
    );
  }
}
