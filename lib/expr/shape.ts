/** What the interpreters must know of a value's type. A schema's fields (lib/values/schema.ts) are shapes. */
import { Expr } from './expr';

export type Shape = StringShape | IntegerShape | BooleanShape | ListShape | RecordShape | MapShape | AnyShape;

export interface StringShape {
  readonly type: 'string';
  /** Whether the schema keeps `<` and `>` out, so that no “<no value>” can form around it. */
  readonly tame?: boolean;
  /** Used where a record in a list leaves the field out, or empty: what Helm's `default` does. */
  readonly fallback?: string;
}

export interface IntegerShape {
  readonly type: 'integer';
  readonly fallback?: number;
  /** Bounds (inclusive) that the schema guarantees. */
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface BooleanShape {
  readonly type: 'boolean';
  readonly fallback?: boolean;
}

/** A list; absent counts as empty. Without `item`, its items are opaque. */
export interface ListShape {
  readonly type: 'list';
  readonly item?: Shape;
  /** Of opaque items: the paths of the texts that each has. @default unknown */
  readonly texts?: readonly (readonly string[])[];
}

/** An object whose keys are declared, all present (or, in a list's items, with a fallback). */
export interface RecordShape {
  readonly type: 'record';
  readonly fields: Readonly<Record<string, Shape>>;
}

/** An object whose keys are the user's; absent counts as empty. Without `value`, it is opaque. */
export interface MapShape {
  readonly type: 'map';
  readonly value?: Shape;
}

/** What an opaque list or map holds: JSON of any type, null included, that is only passed on. */
export interface AnyShape {
  readonly type: 'any';
}

/** The symbolic value of this shape: records become objects with an expression at each leaf. */
export function symbolic(shape: Shape, leaf: (path: readonly string[], shape: Shape) => Expr<unknown>): unknown {
  const build = (path: readonly string[], part: Shape): unknown =>
    part.type === 'record'
      ? Object.fromEntries(Object.entries(part.fields).map(([name, field]) => [name, build([...path, name], field)]))
      : leaf(path, part);
  return build([], shape);
}

/**
 * The literal twin of `symbolic`: the same objects with the given values in them. Lists and maps are wrapped, so that
 * nobody looks inside what the symbolic run could not see, and that they pass on what they were given: fallbacks are
 * for who looks at an item, with each().
 */
export function literal(shape: Shape, value: unknown): unknown {
  switch (shape.type) {
    case 'record': {
      const given = (value ?? {}) as Readonly<Record<string, unknown>>;
      return Object.fromEntries(
        Object.entries(shape.fields).map(([name, field]) => [name, literal(field, own(given, name))]),
      );
    }
    case 'list':
      return new Expr({ op: 'constant', value: value ?? [] }, shape);
    case 'map':
      return new Expr({ op: 'constant', value: value ?? {} }, shape);
    case 'any':
      return new Expr({ op: 'constant', value }, shape);
    case 'integer':
      // Go's integers have no negative zero.
      return orFallback(shape, typeof value === 'number' ? value + 0 : value);
    default:
      return orFallback(shape, value);
  }
}

/** Helm's `default`: a field that is absent or empty ("", 0, false) takes its fallback, where it has one. */
export function orFallback(shape: Shape, value: unknown): unknown {
  if (!('fallback' in shape)) return value;
  return value === undefined || value === null || value === '' || value === 0 || value === false
    ? shape.fallback
    : value;
}

/** A key of the user's data: never one inherited from Object.prototype. */
export function own(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
