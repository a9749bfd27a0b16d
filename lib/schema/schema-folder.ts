/** Schemas that the user has in a folder: CustomResourceDefinitions, or JSON Schemas named as kubeconform names them. */
import { basename, join, relative, sep } from 'node:path';
import { filesBelow } from '../files/files-below';
import { readText } from '../files/read-file';
import { YamlError } from '../yaml/error';
import type { Json } from '../yaml/json';
import { readDocuments } from '../yaml/read';

type JsonObject = Readonly<Record<string, Json>>;

/** Something about a folder of schemas that the user has to mend. */
export class SchemaFolderError extends Error {}

export interface SchemaFolder {
  readonly definitions: readonly JsonObject[];
  /** JSON Schemas by what their file is called: see {@link namesOf}. */
  readonly schemas: ReadonlyMap<string, JsonObject>;
}

/**
 * All that lies in the folder and below it.
 * @throws SchemaFolderError for a folder or file that can't be read.
 */
export function readSchemaFolder(folder: string): SchemaFolder {
  const definitions: JsonObject[] = [];
  const schemas = new Map<string, JsonObject>();
  for (const file of filesOf(folder)) {
    for (const value of documentsOf(file)) {
      if (value['kind'] === 'CustomResourceDefinition') definitions.push(value);
      else if (file.endsWith('.json')) schemas.set(fileKey(relative(folder, file)), value);
    }
  }
  if (definitions.length === 0 && schemas.size === 0) {
    throw new SchemaFolderError(`${folder}: no CustomResourceDefinition (YAML, JSON) and no JSON Schema in it`);
  }
  return { definitions, schemas };
}

/**
 * The names, without `.json`, that the schema of a kind may have: `issuer-cert-manager-v1` (the group up to its first
 * dot), `issuer-cert-manager.io-v1` and `cert-manager.io/issuer_v1`, in lower case.
 */
export function namesOf(apiVersion: string, kind: string): readonly string[] {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const names =
    group === ''
      ? [`${kind}-${version}`, `core/${kind}_${version}`]
      : [
          `${kind}-${group.split('.', 1).join('')}-${version}`,
          `${kind}-${group}-${version}`,
          `${group}/${kind}_${version}`,
        ];
  return names.map((name) => name.toLowerCase());
}

/** `group/kind_version` keeps its folder; any other name does not depend on it. */
function fileKey(path: string): string {
  const parts = path.slice(0, -'.json'.length).split(sep);
  const kept = basename(path).includes('_') ? parts.slice(-2) : parts.slice(-1);
  return kept.join('/').toLowerCase();
}

function filesOf(folder: string): readonly string[] {
  const isIgnored = (path: string, isFolder: boolean) => !isFolder && !/\.(?:ya?ml|json)$/.test(path);
  return reading(() => [...filesBelow(folder, { mostEntries, isIgnored })].map((file) => join(folder, file)));
}

/** All that is known of custom resources, in the catalogues that collect it, is some ten thousand files. */
const mostEntries = 100_000;

function documentsOf(file: string): readonly JsonObject[] {
  const text = reading(() => readText(file));
  const values = file.endsWith('.json') ? [parseJson(text, file)] : reading(() => readDocuments(text, file));
  return values.flatMap(({ value }) => (isObject(value) ? itemsOf(value) : []));
}

function parseJson(text: string, file: string): { readonly value: Json } {
  try {
    return { value: JSON.parse(text) as Json };
  } catch (error) {
    throw new SchemaFolderError(`${file}: ${(error as SyntaxError).message}`);
  }
}

function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof YamlError) throw new SchemaFolderError(error.message);
    throw error;
  }
}

/** A List's items, as `kubectl get crds -o yaml` prints them. */
function itemsOf(value: JsonObject): readonly JsonObject[] {
  const { kind, items } = value;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return [value];
  return (items as readonly Json[]).filter(isObject);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
