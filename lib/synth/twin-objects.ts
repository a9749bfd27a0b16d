/** Objects of one kind and name: an installation could have only one of them, and Helm would say so halfway. */
import { Expr, isExpr, type Opaque, type Tree, type Value } from '../expr/expr';
import { join, notEmpty, orDefault, repeated } from '../expr/function';
import { collection, field, named, optionalField, text, when } from '../expr/vocabulary';
import type { Release } from './chart';
import type { ModelObject } from './model';

/** What is wrong, in words, where constructs make any number of objects: the others are told apart by their authors. */
export function twinObjects(objects: readonly ModelObject[], release: Release): Value<string> | undefined {
  const lists = objects.filter(({ path }) => path !== undefined);
  if (lists.length === 0) return undefined;
  const paths = collection(
    'listPaths',
    lists.map(({ path = '', condition }) => when(condition, path)),
  );
  const all = objects.flatMap(({ tree, condition }) => {
    const several = Array.isArray(tree) ? (tree as readonly Tree[]) : [tree];
    return several.map((one) => identity(one, condition, release));
  });
  const twins = named('twins', repeated(collection('objects', all as readonly (Value<string> | undefined)[])));
  return when(
    notEmpty(twins),
    text`${join(paths, ' or ')}: there would be two of ${twins}. Rename one, or leave it out.`,
  );
}

interface Identified {
  readonly apiVersion: Value<string>;
  readonly kind: Value<string>;
  readonly metadata: { readonly name: Value<string>; readonly namespace?: Value<string> };
}

/** Its words, with whatever decides how often the object is there. */
function identity(object: Tree, condition: Value<boolean>, release: Release): Tree {
  if (!isExpr(object)) return when(condition, words(object as unknown as Identified, release));
  const { node, shape } = object;
  if (node.op === 'each') return new Expr({ ...node, body: identity(node.body, condition, release) }, shape);
  if (node.op === 'when') {
    const { then, otherwise } = node;
    const other = otherwise === undefined ? undefined : identity(otherwise, condition, release);
    return when(node.condition, identity(then, condition, release), other);
  }
  const item = object as Opaque;
  const namespace = orDefault(optionalField(item, ['metadata', 'namespace'], ''), release.namespace);
  const metadata = { name: field(item, 'metadata', 'name'), namespace };
  return when(
    condition,
    words({ apiVersion: field(item, 'apiVersion'), kind: field(item, 'kind'), metadata }, release),
  );
}

/** `v1 ConfigMap team-a/prices` */
function words({ apiVersion, kind, metadata }: Identified, release: Release): Value<string> {
  return text`${apiVersion} ${kind} ${metadata.namespace ?? release.namespace}/${metadata.name}`;
}
