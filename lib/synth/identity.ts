/** What tells an object from the others of one installation. Kubernetes wants a name, and has one object for each. */
import type { Context } from '../expr/context';
import { isExpr, MisuseError } from '../expr/expr';
import type { Json } from '../yaml/json';
import type { Model, ModelObject } from './model';

interface Named {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

/**
 * @param objects those of one rendering, by file name
 * @throws MisuseError that names the constructs
 */
export function requireIdentities(
  { objects: made }: Model,
  objects: ReadonlyMap<string, Json>,
  release: Context['release'],
): void {
  const taken = new Map<string, string>();
  for (const [file, object] of objects) {
    const origin = made.find(({ fileName }) => fileName === file)?.origin ?? file;
    const { apiVersion, kind, metadata = {} } = object as unknown as Named;
    const { name = '', namespace = release.namespace } = metadata;
    if (name === '') throw new MisuseError(`${origin}: ${kind} without metadata.name: Kubernetes needs one`);
    // Versions of one group are views of the same object.
    const group = apiVersion.split('/').slice(0, -1);
    const identity = JSON.stringify([group, kind, namespace, name]);
    const other = taken.get(identity);
    if (other !== undefined) throw new MisuseError(`${origin} and ${other} are both ${kind} ${name}: rename one`);
    taken.set(identity, origin);
  }
}

/** Of objects whose constructs give none, in whatever rendering: names are never generated. */
export function requireNames(objects: readonly ModelObject[]): void {
  for (const { origin, tree } of objects) {
    const { kind, metadata } = tree as unknown as Named;
    if (Array.isArray(tree) || isExpr(metadata)) continue;
    if (metadata?.name === undefined)
      throw new MisuseError(`${origin}: ${kind} without metadata.name: Kubernetes needs one`);
  }
}
