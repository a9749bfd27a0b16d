/**
 * The expression: a value that is known only when somebody installs the chart.
 *
 * An Expr stands wherever a literal can (`Value<T> = T | Expr<T>`) and has two interpreters: evaluate.ts computes it
 * from a values file, helm-expression.ts prints it as a Go template. It must never turn into text on the way, so every
 * conversion throws.
 */
import type { FunctionDefinition } from './define';
import type { Shape } from './shape';

/** A field of `.Release`: Name (DNS-1123, at most 53 characters) or Namespace. */
export type ReleaseField = 'Name' | 'Namespace';

/** One `each`: its identity binds the item references inside its body to the list it walks over. */
export interface Loop {
  readonly name: string;
  readonly list: Expr<unknown>;
}

export type Node =
  | { readonly op: 'values'; readonly path: readonly string[] }
  | { readonly op: 'item'; readonly loop: Loop; readonly path: readonly string[] }
  | { readonly op: 'key'; readonly loop: Loop }
  | { readonly op: 'release'; readonly field: ReleaseField }
  | { readonly op: 'chart'; readonly own: string }
  | { readonly op: 'constant'; readonly value: unknown }
  | { readonly op: 'text'; readonly parts: readonly unknown[] }
  | { readonly op: 'call'; readonly fn: FunctionDefinition; readonly args: readonly unknown[] }
  | { readonly op: 'collection'; readonly name: string; readonly tree: Container }
  | { readonly op: 'named'; readonly name: string; readonly body: Expr<string> }
  | { readonly op: 'extend'; readonly fields: Readonly<Record<string, Tree>>; readonly rest: Expr<unknown> }
  | { readonly op: 'shared'; readonly name: string; readonly items: readonly Tree[] }
  | { readonly op: 'json'; readonly name: string; readonly items: readonly Tree[] }
  | { readonly op: 'when'; readonly condition: Expr<boolean>; readonly then: Tree; readonly otherwise: Tree }
  | { readonly op: 'each'; readonly loop: Loop; readonly body: Tree };

/** A manifest, or a part of one: JSON in which an Expr may stand anywhere. `undefined` is "absent". */
export type Tree = undefined | null | string | number | boolean | Expr<unknown> | Container;

export type Container = readonly Tree[] | { readonly [key: string]: Tree };

/** A literal, or an expression of the same type. */
export type Value<T> = T | Expr<T>;

/** A part of the values that is only ever passed on (resources, affinity, …): it fits wherever any expression fits. */
export type Opaque = Expr<never>;

/**
 * T as a manifest author writes it: the same object, with a Value at every level. From the top:
 * scalars (in brackets, so that a union such as `string | number` is not taken apart); what the API leaves open
 * (`unknown`: any tree); lists, of which an item may be absent; objects, of which a field may be absent if it is optional
 * in T (`Pick` with and without `Partial` being the same type says so) or has a key of the author's own; and what is
 * left, such as an unresolved type parameter.
 */
export type Deferred<T> = [T] extends [string | number | boolean | null | undefined]
  ? Value<T>
  : [unknown] extends [T]
    ? Tree
    : T extends readonly (infer Item)[]
      ? readonly (Deferred<Item> | undefined)[] | Expr<T>
      : T extends object
        ? | {
              readonly [K in keyof T]:
                | Deferred<T[K]>
                | (string extends K ? undefined : Partial<Pick<T, K>> extends Pick<T, K> ? undefined : never);
            }
          | Expr<T>
        : Value<T>;

/** A mistake in the constructs of a chart, thrown where it is made: whoever runs them adds which construct it was. */
export class MisuseError extends Error {
  /** Classes whose constructors were running, the innermost first. */
  readonly constructing: readonly string[] = runningConstructors();
  override readonly name: string = 'MisuseError';
}

/** Thrown when an expression is about to become text, a number or JSON outside the two interpreters. */
export class LeakError extends MisuseError {
  override readonly name = 'LeakError';

  constructor(expression: Expr<unknown>) {
    super(
      `${describe(expression)} is known only when the chart is installed, but was used as a plain value here. ` +
        'Use text`…`, when(), choose(), equal(), each() or extend() instead.',
    );
  }
}

/** The names in a printed stack are no help: source maps change them. */
function runningConstructors(): readonly string[] {
  const prepareStackTrace: unknown = Reflect.get(Error, 'prepareStackTrace');
  const { stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 200;
    Error.prepareStackTrace = (_error, sites) =>
      sites.filter((site) => site.isConstructor()).map((site) => site.getFunctionName() ?? '');
    // What prepareStackTrace gives takes the stack's place.
    return new Error().stack as unknown as readonly string[];
  } finally {
    Object.assign(Error, { prepareStackTrace });
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Made by the words of the language only. Whatever would turn it into text, a number or items throws a LeakError. */
export class Expr<out T> {
  declare protected readonly phantom: T;

  constructor(
    readonly node: Node,
    readonly shape: Shape,
  ) {
    // `{...map}`, Object.keys(map) and `for (const key in map)` would take the expression's own properties for the map's.
    return new Proxy<this>(this, { ownKeys: leak });
  }

  toString(): never {
    throw new LeakError(this);
  }

  toJSON(): never {
    throw new LeakError(this);
  }

  valueOf(): never {
    throw new LeakError(this);
  }

  [Symbol.toPrimitive](): never {
    throw new LeakError(this);
  }

  /** cdk8s calls it on whatever it finds in the properties of an ordinary construct. */
  resolve(): never {
    throw new LeakError(this);
  }

  /** Spreading an expression (`...list`, `[a] = list`) would need its items: use each(). */
  [Symbol.iterator](): never {
    throw new LeakError(this);
  }
}

function leak(expression: Expr<unknown>): never {
  throw new LeakError(expression);
}

export function isExpr(value: unknown): value is Expr<unknown> {
  return value instanceof Expr;
}

/** Whether an expression stands anywhere in the tree. */
export function hasExpr(tree: unknown): boolean {
  if (isExpr(tree)) return true;
  return typeof tree === 'object' && tree !== null && Object.values(tree).some(hasExpr);
}

/** What an expression refers to, for people: `.Values.mlflow.image.tag`. */
export function describe(expression: Expr<unknown>): string {
  const { node } = expression;
  switch (node.op) {
    case 'values':
      return ['.Values', ...node.path].join('.');
    case 'item':
      return [`$${node.loop.name}`, ...node.path].join('.');
    case 'key':
      return `the key of $${node.loop.name}`;
    case 'release':
      return `.Release.${node.field}`;
    case 'chart':
      return '.Chart.Name';
    case 'named':
      return `the expression “${node.name}”`;
    case 'collection':
      return `the collection “${node.name}”`;
    case 'call':
      return `the result of ${node.fn.name}()`;
    default:
      return `a “${node.op}” expression`;
  }
}
