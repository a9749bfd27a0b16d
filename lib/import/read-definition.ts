/**
 * Of a kind that no package has, its CustomResourceDefinition as its project publishes it, checked in below definitions/. As of
 * packages: types, required fields, enumerations, patterns and limits; not what it says in CEL or by `allOf`, `anyOf` and `not`.
 */
import { readDocuments } from '../yaml/read';
import type { JsonSchema } from './json-schema';
import type { RawDefinition } from './read-package';

interface WrittenSchema extends Omit<JsonSchema, 'properties' | 'items' | 'additionalProperties'> {
  readonly properties?: Readonly<Record<string, WrittenSchema>>;
  readonly items?: WrittenSchema;
  readonly additionalProperties?: boolean | WrittenSchema;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly default?: unknown;
}

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: WrittenSchema };
    }[];
  };
}

/** As the package of Kubernetes itself calls it. */
const OBJECT_META = 'IoK8sApimachineryPkgApisMetaV1ObjectMeta';
/** What schemas here know; the rest of a definition is for API servers. */
const KEPT = [
  'type',
  'format',
  'enum',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
] as const;

/** One for each version. @param file for messages */
export function readDefinition(text: string, file: string): readonly RawDefinition[] {
  const [document] = readDocuments(text, file);
  if (document === undefined) throw new Error(`${file} is empty`);
  const { group, names, versions } = (document.value as unknown as Definition).spec;
  return versions.map(({ name, schema }) => {
    const root = plain(schema.openAPIV3Schema);
    return {
      longName: [...group.split('.'), name, names.kind].join('-'),
      name: `${group}.${name}.${names.kind}`,
      schema: {
        ...root,
        properties: {
          ...root.properties,
          apiVersion: { type: 'string', enum: [`${group}/${name}`] },
          kind: { type: 'string', enum: [names.kind] },
          metadata: { $ref: OBJECT_META },
        },
        required: [...(root.required ?? []), 'apiVersion', 'kind'],
      },
    };
  });
}

function plain(written: WrittenSchema): JsonSchema {
  if (written['x-kubernetes-int-or-string'] === true) return { type: ['integer', 'string'], format: 'int-or-string' };
  const { properties, items, additionalProperties: others } = written;
  // The API server fills in a default before it looks for what is required.
  const required = written.required?.filter((name) => properties?.[name]?.default === undefined) ?? [];
  return {
    ...Object.fromEntries(KEPT.flatMap((key) => (written[key] === undefined ? [] : [[key, written[key]]]))),
    ...(required.length > 0 && { required }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, plain(field)])),
    }),
    ...(items && { items: plain(items) }),
    ...(others !== undefined && { additionalProperties: typeof others === 'object' ? plain(others) : others }),
  };
}
