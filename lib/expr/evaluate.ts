/** The first interpreter: computes a tree from a values file. */
import { isExpr, MisuseError, type Expr, type Loop, type Tree } from './expr';
import { compareCodePoints } from './go-text';
import { restOf } from './presence';
import { orFallback, own } from './shape';

/** What an installation knows: merged values (JSON), and the release. */
export interface Context {
  readonly values: unknown;
  readonly release: {
    readonly name: string;
    readonly namespace: string;
    /** What a parent chart calls this one, if that is not its own name: an alias. */
    readonly chart?: string;
  };
}

interface Scope extends Context {
  readonly items: ReadonlyMap<Loop, readonly [key: string, item: unknown]>;
}

/**
 * The tree as plain JSON; `undefined` if nothing of it is left. What is empty is absent: a list without items, and a map
 * that had fields and lost them all, vanish together with their key. `{}` written as such stays.
 */
export function evaluate(tree: Tree, context: Context): unknown {
  return asWritten(compute(tree, { ...context, items: new Map() }));
}

/** YAML for Kubernetes has no negative zero: Helm writes `-0.0` as 0. Only JSON, as a text, still shows it. */
function asWritten(value: unknown): unknown {
  if (typeof value === 'number') return value + 0;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(asWritten);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asWritten(part)]));
}

function compute(tree: Tree, scope: Scope): unknown {
  if (isExpr(tree)) return computeExpr(tree, scope);
  if (Array.isArray(tree)) {
    const items = computeItems(tree as readonly Tree[], scope);
    return items.length === 0 ? undefined : items;
  }
  if (typeof tree === 'object' && tree !== null) {
    const given = Object.entries(tree as Readonly<Record<string, Tree>>);
    const entries = given
      .map(([key, value]) => [key, compute(value, scope)] as const)
      .filter(([, value]) => value !== undefined);
    return given.length > 0 && entries.length === 0 ? undefined : Object.fromEntries(entries);
  }
  return typeof tree === 'number' ? tree + 0 : tree;
}

function computeItems(items: readonly Tree[], scope: Scope): readonly unknown[] {
  return items.flatMap((item) => {
    if (isExpr(item) && item.node.op === 'each') return computeEach(item.node.loop, item.node.body, scope);
    if (isExpr(item) && item.node.op === 'shared') return computeItems(item.node.items, scope);
    const value = compute(item, scope);
    return value === undefined ? [] : [value];
  });
}

function computeEach(loop: Loop, body: Tree, scope: Scope): readonly unknown[] {
  return entriesOf(compute(loop.list, scope)).flatMap((entry) => {
    const inner = { ...scope, items: new Map(scope.items).set(loop, entry) };
    return computeItems([body], inner);
  });
}

function computeExpr({ node, shape }: Expr<unknown>, scope: Scope): unknown {
  switch (node.op) {
    case 'values':
      return leaf(shape.type, lookUp(scope.values, node.path));
    case 'item': {
      const [, item] = itemOf(node.loop, scope);
      return leaf(shape.type, orFallback(shape, lookUp(item, node.path)));
    }
    case 'key':
      return itemOf(node.loop, scope)[0];
    case 'release':
      return node.field === 'Name' ? scope.release.name : scope.release.namespace;
    case 'chart':
      return scope.release.chart ?? node.own;
    case 'constant':
      return leaf(shape.type, node.value);
    case 'text':
      return node.parts.map((part) => String(compute(part as Tree, scope))).join('');
    case 'call':
      return leaf(
        shape.type,
        (node.fn.evaluate as (...args: unknown[]) => unknown)(...node.args.map((arg) => argument(arg, scope))),
      );
    case 'collection':
      return compute(node.tree, scope) ?? (shape.type === 'list' ? [] : {});
    case 'named':
      return compute(node.body, scope);
    case 'extend': {
      const own = (compute(node.fields, scope) ?? {}) as Readonly<Record<string, unknown>>;
      const all = { ...(compute(restOf(node), scope) as Readonly<Record<string, unknown>>), ...own };
      return Object.keys(all).length === 0 ? undefined : all;
    }
    case 'when':
      return compute(compute(node.condition, scope) === true ? node.then : node.otherwise, scope);
    case 'each':
    case 'shared':
      throw new MisuseError(`${node.op}() gives the items of a list: spread it into one`);
  }
}

/** Arguments are computed like trees, except that an empty list or map is just that. */
function argument(arg: unknown, scope: Scope): unknown {
  if (isExpr(arg) && arg.shape.type === 'list') return compute(arg, scope) ?? [];
  return compute(arg as Tree, scope);
}

/** An absent list or map is an empty one; an empty list vanishes where it stands (see `evaluate`). */
function leaf(type: string, value: unknown): unknown {
  if (type === 'map') return value ?? {};
  if (type === 'integer') return typeof value === 'number' ? value + 0 : value;
  if (type === 'list') return Array.isArray(value) && value.length > 0 ? value : undefined;
  return value;
}

function lookUp(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((object, key) => {
    if (typeof object !== 'object' || object === null) return undefined;
    return own(object as Readonly<Record<string, unknown>>, key);
  }, root);
}

function itemOf(loop: Loop, scope: Scope): readonly [key: string, item: unknown] {
  const entry = scope.items.get(loop);
  if (entry === undefined) throw new MisuseError(`$${loop.name} is used outside its each()`);
  return entry;
}

function entriesOf(list: unknown): readonly (readonly [string, unknown])[] {
  if (Array.isArray(list)) return list.map((item: unknown, index) => [String(index), item] as const);
  return sortedEntries((list ?? {}) as Readonly<Record<string, unknown>>);
}

/** Entries as Go ranges over them: by key. */
export function sortedEntries<T>(map: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(map).sort(([a], [b]) => compareCodePoints(a, b));
}
