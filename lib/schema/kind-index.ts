/** Which kinds there are, without reading more files than the kind in question needs. */
import { nearestName } from '../text/nearest-name';
import { builtInFile, customResourceFiles, fileOfGroup, schemaFile } from './schema-files';

export interface KindLocation {
  readonly file: string;
  readonly definition: string;
}

export function locateKind(apiVersion: string, kind: string): KindLocation | undefined {
  const key = `${apiVersion}/${kind}`;
  return locate(builtInFile, key) ?? locate(fileOfGroup.get(groupOf(apiVersion)), key);
}

/** Empty for the kinds of the core. */
export function groupOf(apiVersion: string): string {
  return apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')));
}

/** All kinds there is a generated schema for, as `apiVersion/kind`. */
export function knownKinds(): readonly string[] {
  return [builtInFile, ...customResourceFiles()].flatMap((file) => Object.keys(schemaFile(file).kinds));
}

export function apiVersionOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/'));
}

export function kindOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

/** The kind of the group's keys that is most like `kind`; failing that, of all keys. */
export function nearestKind(kind: string, keys: readonly string[], group: string): string | undefined {
  if (kind.length > 100) return undefined;
  const near = (some: readonly string[]) => nearestName(kind, [...new Set(some.map(kindOf))]);
  return near(keys.filter((key) => groupOf(apiVersionOf(key)) === group)) ?? near(keys);
}

/** Whether Kubernetes itself has kinds in the group. */
export function isBuiltInGroup(group: string): boolean {
  builtInGroups ??= new Set(Object.keys(schemaFile(builtInFile).kinds).map((key) => groupOf(apiVersionOf(key))));
  return builtInGroups.has(group);
}

let builtInGroups: ReadonlySet<string> | undefined;

function locate(file: string | undefined, key: string): KindLocation | undefined {
  if (file === undefined) return undefined;
  const { kinds } = schemaFile(file);
  const definition = kinds[key];
  return definition === undefined ? undefined : { file, definition };
}
