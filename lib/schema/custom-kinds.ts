/** Kinds that the input or the user defines. */
import type { Json } from '../yaml/json';
import type { JsonSchema } from './json-schema';
import { legible } from './legible';
import { rootSchema } from './structural-schema';

type JsonObject = Readonly<Record<string, Json>>;

export interface CustomKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** `Kind.group` */
  readonly key: string;
  readonly isClusterScoped: boolean;
  readonly schema: JsonSchema;
}

/** A CustomResourceDefinition of which every field may be missing. */
interface Definition {
  readonly spec?: {
    readonly group?: string;
    readonly scope?: string;
    readonly names?: { readonly kind?: string };
    readonly versions?: readonly Version[];
    /** Of v1beta1, like `validation`. */
    readonly version?: string;
    readonly validation?: Version['schema'];
  };
}

interface Version {
  readonly name?: string | undefined;
  readonly served?: boolean;
  readonly schema?: { readonly openAPIV3Schema?: Json };
}

/** The kinds that a CustomResourceDefinition defines, one for each version that is served. */
export function customKinds(definition: JsonObject): readonly CustomKind[] {
  const { spec = {} } = definition as Definition;
  const { group, scope, names, validation } = spec;
  const kind = names?.kind;
  if (group === undefined || kind === undefined) return [];
  const versions = spec.versions ?? [{ name: spec.version }];
  return versions.flatMap(({ name, served = true, schema = validation }: Version) => {
    if (name === undefined || !served) return [];
    const apiVersion = `${group}/${name}`;
    // Without a schema, anything goes.
    const written = legible(schema?.openAPIV3Schema ?? { 'x-kubernetes-preserve-unknown-fields': true });
    return [
      {
        apiVersion,
        kind,
        key: `${kind}.${group}`,
        isClusterScoped: scope === 'Cluster',
        schema: rootSchema(written, apiVersion, kind),
      },
    ];
  });
}
