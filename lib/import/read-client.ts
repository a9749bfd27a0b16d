import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What one release of the JavaScript client says about its version of Kubernetes. */
export interface ClientModels {
  /** Class name (`V1PodSpec`) → field → class or scalar type (`V1Container`, without its list or map). */
  readonly classes: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** `apiVersion/kind` of what can be created at a path of its own, to its class. */
  readonly kinds: ReadonlyMap<string, string>;
}

/** Of an unpacked @kubernetes/client-node. Its code is read as text, never run. */
export async function readClient(folder: string): Promise<ClientModels> {
  const generated = join(folder, 'dist/gen');
  // Up to 0.22 model/ and api/, from 1.0 on models/ and apis/.
  const plural = existsSync(join(generated, 'models')) ? 's' : '';
  const models = await readAll(join(generated, `model${plural}`));
  const apis = await readAll(join(generated, `api${plural}`));
  // From 1.0 on files of earlier versions of Kubernetes may lie beside the current ones, which only this file lists.
  const list = join(generated, 'types/PromiseAPI.js');
  const current = existsSync(list) ? currentApis(await readFile(list, 'utf8')) : undefined;
  return {
    classes: new Map(models.flatMap(({ text }) => classIn(text))),
    kinds: new Map(
      apis.filter(({ name }) => current?.has(name.toLowerCase()) ?? true).flatMap(({ text }) => kindsIn(text)),
    ),
  };
}

async function readAll(folder: string): Promise<{ readonly name: string; readonly text: string }[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.js')).sort();
  return Promise.all(
    files.map(async (file) => ({
      name: file.slice(0, -'.js'.length),
      text: await readFile(join(folder, file), 'utf8'),
    })),
  );
}

/** Lower case, as they are called `appsV1Api` in one generation and `AppsV1Api` in the other. */
function currentApis(text: string): Set<string> {
  return new Set([...text.matchAll(/class Promise(\w+)/g)].map(([, name = '']) => name.toLowerCase()));
}

/** The class of a file and its fields. */
export function classIn(text: string): [string, ReadonlyMap<string, string>][] {
  const [, name] = /^(\w+)\.attributeTypeMap = \[/m.exec(text) ?? [];
  if (name === undefined) return [];
  const fields = [...text.matchAll(/"baseName": "(.+?)",\s*"type": "(.+?)"/g)];
  return [[name, new Map(fields.map(([, field = '', type = '']) => [field, elementType(type)]))]];
}

/** `Array<V1Container>` → `V1Container`, `{ [key: string]: V1Foo; }` → `V1Foo`. */
function elementType(type: string): string {
  const inner = /^(?:Array|Set)<(.+)>$/.exec(type)?.[1] ?? /^\{ \[key: string\]: (.+?);? \}$/.exec(type)?.[1];
  return inner === undefined ? type : elementType(inner);
}

/**
 * Each operation names its path, then the class of its body. One whose path names no object creates one; a body of
 * DeleteOptions is that of a deletion of all.
 */
export function kindsIn(text: string): [string, string][] {
  return text.split('localVarPath = ').flatMap((operation): [string, string][] => {
    const [, path] = /^[^\n]*?'\/apis?\/([^']+)'/.exec(operation) ?? [];
    const [, body] = /\.serialize\(body, "(\w+)"/.exec(operation) ?? [];
    if (path === undefined || body === undefined || path.includes('{name}') || body === 'V1DeleteOptions') return [];
    const [apiVersion] = /^(?:[^/]+\/)?v\d\w*(?=\/)/.exec(path) ?? [];
    const kind = body.replace(/^.*?V\d+(?:(?:alpha|beta)\d+)?(?=[A-Z])/, '');
    return apiVersion === undefined ? [] : [[`${apiVersion}/${kind}`, body]];
  });
}
