/** Which kinds of objects there are: for whoever has to be allowed to make them. */
import { isExpr, type Tree } from '../expr/expr';
import type { Json } from '../yaml/json';
import type { Model } from './model';
import { isTestHook } from './test-hook';

export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

export function kindOf(object: Json): Kind {
  const { apiVersion, kind } = object as unknown as Kind;
  return { apiVersion, kind };
}

/** Of all that a chart can make with whatever values, but for objects that the values hold, and for those of `helm test` alone. */
export function kindsOf({ objects }: Model): readonly Kind[] {
  return objects.flatMap(({ tree }) => {
    if (Array.isArray(tree)) return [];
    return isTestHook({ metadata: { annotations: annotationsOf(tree) } }) ? [] : [kindOf(tree as Json)];
  });
}

/** Those that are there with whatever values: the user's are another part of the expression. */
function annotationsOf(tree: Tree): Json {
  const { metadata } = tree as { readonly metadata?: Tree };
  const { annotations = {} } = (isExpr(metadata) ? {} : metadata) as { readonly annotations?: Tree };
  if (!isExpr(annotations)) return annotations as Json;
  const { node } = annotations;
  return (node.op === 'extend' ? node.fields : {}) as Json;
}
