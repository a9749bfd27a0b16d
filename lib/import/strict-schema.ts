import { corrections } from './corrections';
import { flattened } from './flatten';
import { type Definitions, type JsonSchema, mapSchemas, type SchemaFile } from './json-schema';
import { regexFromGo } from './go-regex';
import type { RawDefinition } from './read-package';

/** What one generated schema file is made from. */
export interface RawGroup {
  /** Where the file will lie, relative to the folder of generated files, e.g. `crds/keda.json`. */
  readonly path: string;
  /** The packages it comes from, for the reader. */
  readonly source: string;
  readonly definitions: readonly RawDefinition[];
}

/** One schema file and its place. */
export interface StrictGroup {
  readonly path: string;
  readonly file: SchemaFile;
}

/**
 * Strict schemas: no object that lists its properties accepts another one. References stay inside the file, or lead to
 * another group's file by a relative path, so that a shared definition such as a pod template exists once.
 */
export function strictGroups(groups: readonly RawGroup[]): StrictGroup[] {
  return groups.map((group) => {
    const find = finder(group, groups);
    const definitions: Definitions = {};
    for (const { longName, name } of group.definitions) {
      const flat = flattened(find(longName).schema, (other) => find(other).schema);
      definitions[name] = mapSchemas(flat, (schema) => strict(schema, (other) => find(other).uri));
    }
    const kinds = Object.fromEntries(Object.entries(definitions).flatMap(kindsOf));
    const $schema = 'http://json-schema.org/draft-07/schema#';
    return { path: group.path, file: { $schema, $comment: `from ${group.source}`, kinds, definitions } };
  });
}

interface Found {
  readonly uri: string;
  readonly schema: JsonSchema;
}

/** Looks a long name up in the group itself first: a few packages carry a copy of another's definition. */
function finder(group: RawGroup, groups: readonly RawGroup[]): (longName: string) => Found {
  const found = new Map<string, Found>();
  const toRoot = '../'.repeat(group.path.split('/').length - 1);
  for (const other of [group, ...groups]) {
    const file = other === group ? '' : toRoot + other.path;
    for (const { longName, name, schema } of other.definitions) {
      if (found.has(longName)) continue;
      found.set(longName, { uri: `${file}#/definitions/${name}`, schema: corrections[longName] ?? schema });
    }
  }
  return (longName) => {
    const definition = found.get(longName);
    if (!definition) throw new Error(`${group.path}: no package defines ${longName}`);
    return definition;
  };
}

function strict(schema: JsonSchema, uriOf: (longName: string) => string): JsonSchema {
  const copy: JsonSchema = { ...schema };
  if (copy.$ref !== undefined) copy.$ref = uriOf(copy.$ref);
  if (copy.pattern !== undefined) copy.pattern = regexFromGo(copy.pattern);
  if (copy.properties) copy.additionalProperties ??= false;
  return copy;
}

/** `[apiVersion/kind, definition name]` for a definition that fixes both. */
function kindsOf([name, { properties }]: [string, JsonSchema]): [string, string][] {
  const versions = properties?.['apiVersion']?.enum ?? [];
  const kinds = properties?.['kind']?.enum ?? [];
  return versions.flatMap((version) => kinds.map((kind): [string, string] => [`${version}/${kind}`, name]));
}
