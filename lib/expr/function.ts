/** The functions of the language. Each has its two interpretations side by side, and a property test that they agree. */
import { createHash } from 'node:crypto';
import { Expr, isExpr, type Value } from './expr';
import { goJson, goString } from './go-text';
import type { Shape } from './shape';

export type FunctionDefinition = Pipeline | NamedTemplate;

interface Computed {
  readonly name: string;
  readonly shape: Shape;
  /** Computes the result from evaluated arguments. */
  readonly evaluate: (...args: never[]) => unknown;
}

interface Pipeline extends Computed {
  /** Prints the call; arguments are operands (parenthesised where needed). The result is a pipeline, not an operand. */
  print(...operands: string[]): string;
}

/** A function that no pipeline can compute. Each chart that uses it defines it once, in _helpers.tpl. */
export interface NamedTemplate extends Computed {
  /** Lines that print the result, a text, from the one argument, which is their dot. */
  readonly template: readonly string[];
}

/** A function of the language: folded at once when every argument is a literal, an expression otherwise. */
function define<Args extends readonly unknown[], Result>(
  name: string,
  shape: Shape,
  evaluate: (...args: Args) => Result,
  print: (...operands: string[]) => string,
): (...args: { [K in keyof Args]: Value<Args[K]> }) => Value<Result> {
  const definition: FunctionDefinition = { name, shape, evaluate, print };
  return (...args) =>
    args.some(isExpr) ? new Expr({ op: 'call', fn: definition, args }, shape) : evaluate(...(args as unknown as Args));
}

const STRING: Shape = { type: 'string' };
const INTEGER: Shape = { type: 'integer' };
const BOOLEAN: Shape = { type: 'boolean' };

export const not = define(
  'not',
  BOOLEAN,
  (a: boolean) => !a,
  (a) => `not ${a}`,
);
export const equal = define(
  'equal',
  BOOLEAN,
  (a: string | number | boolean, b: string | number | boolean) => a === b,
  (a, b) => `eq ${a} ${b}`,
);
export const greater = define(
  'greater',
  BOOLEAN,
  (a: number, b: number) => a > b,
  (a, b) => `gt ${a} ${b}`,
);
export const add = define(
  'add',
  INTEGER,
  (a: number, b: number) => a + b,
  (a, b) => `add ${a} ${b}`,
);
export const multiply = define(
  'multiply',
  INTEGER,
  // Go's integers have no negative zero.
  (a: number, b: number) => a * b + 0,
  (a, b) => `mul ${a} ${b}`,
);
/** The whole part of a quotient, towards zero. The divisor must not be 0. */
export const divide = define(
  'divide',
  INTEGER,
  // Exact: what is divided leaves no remainder, so that no rounding can reach the next whole number.
  (a: number, b: number) => (a - (a % b)) / b + 0,
  (a, b) => `div ${a} ${b}`,
);
/** The number that a text of decimal digits says; 0 for any other text, and for more than 15 digits. */
export const integerOf = define(
  'integerOf',
  INTEGER,
  (text: string) => Number(/^[0-9]{1,15}$/.exec(text)?.[0] ?? 0),
  (text) => `atoi (regexFind "^[0-9]{1,15}$" ${text})`,
);
/** Bytes of the text in UTF-8: its characters, for ASCII. */
export const byteLength = define(
  'byteLength',
  INTEGER,
  (text: string) => Buffer.byteLength(text, 'utf8'),
  (text) => `len ${text}`,
);
/** The first `length` characters of an ASCII text. */
export const truncate = define(
  'truncate',
  STRING,
  (text: string, length: number) => text.slice(0, length),
  (text, length) => `trunc ${length} ${text}`,
);
/** Hexadecimal SHA-256 of the text's UTF-8 bytes. */
export const sha256 = define(
  'sha256',
  STRING,
  (text: string) => createHash('sha256').update(text, 'utf8').digest('hex'),
  (text) => `sha256sum ${text}`,
);
export const base64 = define(
  'base64',
  STRING,
  (text: string) => Buffer.from(text, 'utf8').toString('base64'),
  (text) => `b64enc ${text}`,
);
/** The text, or the fallback where it is empty. */
export const orDefault = define(
  'orDefault',
  STRING,
  (text: string, fallback: string) => (text === '' ? fallback : text),
  (text, fallback) => `default ${fallback} ${text}`,
);
export const contains = define(
  'contains',
  BOOLEAN,
  (text: string, part: string) => text.includes(part),
  (text, part) => `contains ${part} ${text}`,
);
/** Whether the pattern, which RE2 and ECMAScript read alike, matches somewhere. */
export const matches = define(
  'matches',
  BOOLEAN,
  (text: string, pattern: string) => new RegExp(pattern, 'u').test(text),
  (text, pattern) => `regexMatch ${pattern} ${text}`,
);
/** The first part of the text that the pattern, which RE2 and ECMAScript read alike, matches; empty if there is none. */
export const find = define(
  'find',
  STRING,
  (text: string, pattern: string) => new RegExp(pattern, 'u').exec(text)?.[0] ?? '',
  (text, pattern) => `regexFind ${pattern} ${text}`,
);
export const join = define(
  'join',
  STRING,
  (items: readonly string[], separator: string) => items.join(separator),
  (items, separator) => `join ${separator} ${items}`,
);
export const has = define(
  'has',
  BOOLEAN,
  (items: readonly string[], item: string) => items.includes(item),
  (items, item) => `has ${item} ${items}`,
);
const repeatedItems: FunctionDefinition = {
  name: 'repeated',
  shape: STRING,
  evaluate: itemsSeenAgain,
  template: [
    '{{- $seen := list }}',
    '{{- $again := list }}',
    '{{- range . }}',
    '{{- if has . $seen }}',
    '{{- $again = append $again . }}',
    '{{- end }}',
    '{{- $seen = append $seen . }}',
    '{{- end }}',
    '{{- join ", " (uniq $again) }}',
  ],
};

function itemsSeenAgain(items: readonly string[]): string {
  return [...new Set(items.filter((item, index) => items.indexOf(item) < index))].join(', ');
}

/** What is in the list more than once, as a text: `a, b`; empty if nothing is. */
export function repeated(items: Value<readonly string[]>): Value<string> {
  return isExpr(items) ? new Expr({ op: 'call', fn: repeatedItems, args: [items] }, STRING) : itemsSeenAgain(items);
}
/** JSON exactly as Go's encoding/json writes it: keys sorted, `<`, `>` and `&` escaped. */
export const toJson = define(
  'toJson',
  STRING,
  (value: unknown) => goJson(value),
  (value) => `toJson ${value}`,
);
/** The texts of two maps; where both have a key, that of the second counts. */
export const merge = define(
  'merge',
  { type: 'map' },
  (base: Readonly<Record<string, string>>, over: Readonly<Record<string, string>>) => ({ ...base, ...over }),
  // Into a new map: what mergeOverwrite is given first, it changes.
  (base, over) => `mergeOverwrite (dict) ${base} ${over}`,
);
/** Whether a text, list or map has anything in it. */
export const notEmpty = define(
  'notEmpty',
  BOOLEAN,
  (value: unknown) => {
    if (value === undefined || value === null || value === '') return false;
    return typeof value === 'object' ? Object.keys(value).length > 0 : true;
  },
  (value) => `not (empty ${value})`,
);

/** The map without these keys. */
export function omit(
  map: Value<Readonly<Record<string, unknown>>>,
  keys: readonly string[],
): Value<Readonly<Record<string, unknown>>> {
  return isExpr(map)
    ? new Expr({ op: 'call', fn: omitKeys, args: [map, ...keys] }, { type: 'map' })
    : withoutKeys(map, ...keys);
}

function withoutKeys(map: Readonly<Record<string, unknown>>, ...keys: string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

const omitKeys: FunctionDefinition = {
  name: 'omit',
  shape: { type: 'map' },
  evaluate: withoutKeys,
  print: (...operands) => `omit ${operands.join(' ')}`,
};

const andAll: FunctionDefinition = {
  name: 'and',
  shape: BOOLEAN,
  evaluate: (...args: boolean[]) => args.every(Boolean),
  print: (...operands) => `and ${operands.join(' ')}`,
};
const orAny: FunctionDefinition = {
  name: 'or',
  shape: BOOLEAN,
  evaluate: (...args: boolean[]) => args.some(Boolean),
  print: (...operands) => `or ${operands.join(' ')}`,
};

/** Literal operands are folded away, so that a condition that is already decided prints nothing. */
function connective(definition: FunctionDefinition, neutral: boolean) {
  return (...args: readonly Value<boolean>[]): Value<boolean> => {
    if (args.some((arg) => arg === !neutral)) return !neutral;
    const open = args.filter((arg) => isExpr(arg));
    const [first] = open;
    if (first === undefined) return neutral;
    return open.length === 1 ? first : new Expr({ op: 'call', fn: definition, args: open }, BOOLEAN);
  };
}
export const and = connective(andAll, true);
export const or = connective(orAny, false);

const ternary: FunctionDefinition = {
  name: 'choose',
  shape: STRING,
  evaluate: (condition: boolean, then: unknown, otherwise: unknown) => (condition ? then : otherwise),
  print: (condition: string, then: string, otherwise: string) => `ternary ${then} ${otherwise} ${condition}`,
};

/** One of two scalars of the same type. For objects, fields and items there is when(). */
export function choose<T extends string | number | boolean>(
  condition: Value<boolean>,
  then: Value<T>,
  otherwise: Value<T>,
): Value<T> {
  if (!isExpr(condition)) return condition ? then : otherwise;
  const sample: unknown = isExpr(then) ? then : otherwise;
  const shape = isExpr(sample) ? sample.shape : shapeOf(sample as T);
  return new Expr({ op: 'call', fn: { ...ternary, shape }, args: [condition, then, otherwise] }, shape);
}

export function shapeOf(value: string | number | boolean): Shape {
  return { type: typeof value === 'number' ? 'integer' : (typeof value as 'string' | 'boolean') };
}

/** A literal as an operand of a Go template. */
export function goLiteral(value: string | number | boolean): string {
  return typeof value === 'string' ? goString(value) : String(value);
}
