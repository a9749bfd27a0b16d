/** The functions of the language. Each has its two interpretations side by side, and a property test that they agree. */
import { createHash } from 'node:crypto';
import { computedShape, eitherShape, exact, quotientShape } from './bounds';
import { Expr, isExpr, MisuseError, type Value } from './expr';
import { goJson, goString } from './go-text';
import { isSameKind, requireKind, type Kind } from './kind';
import { MOST_REPETITIONS, requirePortable } from './pattern';
import type { Shape } from './shape';

export type FunctionDefinition = Pipeline | NamedTemplate;

interface Computed {
  readonly name: string;
  /** Computes the result from evaluated arguments. */
  readonly evaluate: (...args: never[]) => unknown;
  /** Prints the call where only its truth counts, as in `if`, and that of its arguments. @default print */
  readonly printTruth?: (args: readonly unknown[], truth: TruthPrinter) => string;
  /** Whether it asks whether there is anything in its argument. */
  readonly asksForContent?: true;
  /** Whether its result is always of ASCII letters, digits, `+`, `/` and `=`. */
  readonly isAlphanumeric?: true;
  /** Whether it puts texts together that are no arguments of its own, with the second argument between them. */
  readonly joins?: true;
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

/** Prints what is true in Go where the argument is true, or has anything in it. */
export interface TruthPrinter {
  /** As the whole condition. */
  whole(arg: unknown): string;
  /** As an operand. */
  operand(arg: unknown): string;
}

type Printer = (...operands: string[]) => string;

/**
 * A function of the language: folded at once when every argument is a literal, an expression otherwise.
 * @param shape of the result, or how it follows from the arguments
 * @param takes what each argument must be
 */
function define<Args extends readonly unknown[], Result>(
  name: string,
  shape: Shape | ((args: readonly unknown[]) => Shape),
  evaluate: (...args: Args) => Result,
  print: Printer,
  takes: { readonly [K in keyof Args]: Kind },
  more: Pick<Computed, 'printTruth' | 'asksForContent' | 'isAlphanumeric' | 'joins'> = {},
): (...args: { [K in keyof Args]: Value<Args[K]> }) => Value<Result> {
  const fn: FunctionDefinition = { name, evaluate, print, ...more };
  return (...args) => {
    args.forEach((arg, index) => {
      requireKind(arg, takes[index] ?? 'anything', name);
    });
    if (!args.some(isExpr)) return evaluate(...(args as unknown as Args));
    return new Expr({ op: 'call', fn, args }, typeof shape === 'function' ? shape(args) : shape);
  };
}

const STRING: Shape = { type: 'string' };
const BOOLEAN: Shape = { type: 'boolean' };

export const not = define(
  'not',
  BOOLEAN,
  (a: boolean) => !a,
  (a) => `not ${a}`,
  ['boolean'],
  { printTruth: ([a], truth) => `not ${truth.operand(a)}` },
);
const equalScalars = define(
  'equal',
  BOOLEAN,
  (a: string | number | boolean, b: string | number | boolean) => a === b,
  (a, b) => `eq ${a} ${b}`,
  ['scalar', 'scalar'],
);
/** Whether two texts, numbers or booleans are the same; Helm compares only what is of one type. */
export function equal(a: Value<string | number | boolean>, b: Value<string | number | boolean>): Value<boolean> {
  requireSameKind('equal', a, b);
  return equalScalars(a, b);
}
export const greater = define(
  'greater',
  BOOLEAN,
  (a: number, b: number) => a > b,
  (a, b) => `gt ${a} ${b}`,
  ['integer', 'integer'],
);
export const add = define(
  'add',
  (args) => computedShape('add', args, (a, b) => a + b),
  (a: number, b: number) => exact('add', a + b),
  (a, b) => `add ${a} ${b}`,
  ['integer', 'integer'],
);
export const multiply = define(
  'multiply',
  (args) => computedShape('multiply', args, (a, b) => a * b),
  // Go's integers have no negative zero.
  (a: number, b: number) => exact('multiply', a * b + 0),
  (a, b) => `mul ${a} ${b}`,
  ['integer', 'integer'],
);
/** The whole part of a quotient, towards zero. The divisor must not be 0. */
export const divide = define(
  'divide',
  quotientShape,
  // Exact: what is divided leaves no remainder, so that no rounding can reach the next whole number.
  (a: number, b: number) => (a - (a % b)) / b + 0,
  (a, b) => `div ${a} ${b}`,
  ['integer', 'integer'],
);
/**
 * The number that a text of decimal digits says; 0 for any other text, and for more than 15 digits. What is computed from
 * it has no bounds known beforehand: beyond what is exact, evaluating it throws.
 */
export const integerOf = define(
  'integerOf',
  { type: 'integer' },
  (text: string) => Number(/^[0-9]{1,15}$/.exec(text)?.[0] ?? 0),
  (text) => `atoi (regexFind "^[0-9]{1,15}$" ${text})`,
  ['text'],
);
/** No text that Helm can hold is longer: the limit of a release is 1 MiB. */
const MOST_BYTES = 2 ** 26;
/** Bytes of the text in UTF-8: its characters, for ASCII. */
export const byteLength = define(
  'byteLength',
  { type: 'integer', minimum: 0, maximum: MOST_BYTES },
  (text: string) => Buffer.byteLength(text, 'utf8'),
  (text) => `len ${text}`,
  ['text'],
);
const truncateAscii = define('truncate', STRING, firstCharacters, (text, length) => `trunc ${length} ${text}`, [
  'text',
  'integer',
]);
/** Helm's `trunc` counts bytes, and could end inside a character. */
const truncateAny = define(
  'truncate',
  STRING,
  firstCharacters,
  (text, length) => `regexFind (printf "^(?s:.{0,%d})" ${length}) ${text}`,
  ['text', 'integer'],
);
/** The first `length` characters (Unicode code points) of a text. */
export function truncate(text: Value<string>, length: number): Value<string> {
  if (!Number.isSafeInteger(length) || length < 0 || length > MOST_REPETITIONS) {
    const found = isExpr(length) ? 'an expression' : String(length);
    throw new MisuseError(
      `truncate() takes a literal length from 0 to ${String(MOST_REPETITIONS)}, and was given ${found}`,
    );
  }
  return isAscii(text) ? truncateAscii(text, length) : truncateAny(text, length);
}

function firstCharacters(text: string, length: number): string {
  return Array.from(text).slice(0, length).join('');
}

/** Whether nothing but ASCII can be in it. It may say no where the answer is yes. */
function isAscii(part: unknown): boolean {
  if (!isExpr(part)) return typeof part !== 'string' ? typeof part !== 'object' : /^\p{ASCII}*$/u.test(part);
  const { node, shape } = part;
  if (shape.type === 'integer' || shape.type === 'boolean') return true;
  switch (node.op) {
    case 'chart':
    case 'release':
      return true;
    case 'text':
      return node.parts.every(isAscii);
    case 'call':
      return node.fn.isAlphanumeric === true || node.args.every(isAscii);
    case 'named':
      return isAscii(node.body);
    default:
      return false;
  }
}

/** Hexadecimal SHA-256 of the text's UTF-8 bytes. */
export const sha256 = define(
  'sha256',
  STRING,
  (text: string) => createHash('sha256').update(text, 'utf8').digest('hex'),
  (text) => `sha256sum ${text}`,
  ['text'],
  { isAlphanumeric: true },
);
export const base64 = define(
  'base64',
  STRING,
  (text: string) => Buffer.from(text, 'utf8').toString('base64'),
  (text) => `b64enc ${text}`,
  ['text'],
  { isAlphanumeric: true },
);
/** The text, or the fallback where it is empty. */
export const orDefault = define(
  'orDefault',
  STRING,
  (text: string, fallback: string) => (text === '' ? fallback : text),
  (text, fallback) => `default ${fallback} ${text}`,
  ['text', 'text'],
);
export const contains = define(
  'contains',
  BOOLEAN,
  (text: string, part: string) => text.includes(part),
  (text, part) => `contains ${part} ${text}`,
  ['text', 'text'],
);
const matchesPattern = define(
  'matches',
  BOOLEAN,
  (text: string, pattern: string) => new RegExp(pattern, 'u').test(text),
  (text, pattern) => `regexMatch ${pattern} ${text}`,
  ['text', 'text'],
);
const findPattern = define(
  'find',
  STRING,
  (text: string, pattern: string) => new RegExp(pattern, 'u').exec(text)?.[0] ?? '',
  (text, pattern) => `regexFind ${pattern} ${text}`,
  ['text', 'text'],
);
/** Whether the pattern, which RE2 and ECMAScript must read alike (pattern.ts), matches somewhere. */
export function matches(text: Value<string>, pattern: string): Value<boolean> {
  requireLiteralPattern('matches', pattern);
  return matchesPattern(text, pattern);
}
/** The first part of the text that the pattern (as for `matches`) matches; empty if there is none. */
export function find(text: Value<string>, pattern: string): Value<string> {
  requireLiteralPattern('find', pattern);
  return findPattern(text, pattern);
}
const findPatternAfter = define(
  'findAfter',
  STRING,
  (text: string, start: string, pattern: string) => new RegExp(quoteMeta(start) + pattern, 'u').exec(text)?.[0] ?? '',
  (text, start, pattern) => `regexFind (print (regexQuoteMeta ${start}) ${pattern}) ${text}`,
  ['text', 'text', 'text'],
);
/** As `find`, for what begins with a text, letter for letter: that and what the pattern matches directly after it. */
export function findAfter(text: Value<string>, start: Value<string>, pattern: string): Value<string> {
  requireLiteralPattern('findAfter', pattern);
  return findPatternAfter(text, start, `(?:${pattern})`);
}

/** As Go's regexp.QuoteMeta. */
function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

function requireLiteralPattern(word: string, pattern: string): void {
  if (isExpr(pattern)) throw new MisuseError(`${word}() takes a literal pattern, and was given an expression`);
  requirePortable(pattern);
}
export const join = define(
  'join',
  STRING,
  (items: readonly string[], separator: string) => items.join(separator),
  (items, separator) => `join ${separator} ${items}`,
  ['texts', 'text'],
  { joins: true },
);
export const has = define(
  'has',
  BOOLEAN,
  (items: readonly string[], item: string) => items.includes(item),
  (items, item) => `has ${item} ${items}`,
  ['texts', 'text'],
);
const repeatedItems: NamedTemplate = {
  name: 'repeated',
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
  requireKind(items, 'texts', 'repeated');
  return isExpr(items) ? new Expr({ op: 'call', fn: repeatedItems, args: [items] }, STRING) : itemsSeenAgain(items);
}
/** JSON exactly as Go's encoding/json writes it: keys sorted, `<`, `>` and `&` escaped. */
export const toJson = define(
  'toJson',
  STRING,
  (value: unknown) => goJson(value),
  (value) => `toJson ${value}`,
  ['anything'],
);
/** The texts of two maps; where both have a key, that of the second counts. */
export const merge = define(
  'merge',
  { type: 'map' },
  (base: Readonly<Record<string, string>>, over: Readonly<Record<string, string>>) => ({ ...base, ...over }),
  // Into a new map: what mergeOverwrite is given first, it changes.
  (base, over) => `mergeOverwrite (dict) ${base} ${over}`,
  ['map', 'map'],
);
/** Whether a text, list or map has anything in it. (A number always has a value: compare it.) */
export const notEmpty = define(
  'notEmpty',
  BOOLEAN,
  (value: unknown) => {
    // What an opaque list holds can be anything, and Helm takes 0 and false for empty, too.
    if (value === undefined || value === null || value === '' || value === 0 || value === false) return false;
    return typeof value === 'object' ? Object.keys(value).length > 0 : true;
  },
  (value) => `not (empty ${value})`,
  ['content'],
  { printTruth: ([value], truth) => truth.whole(value), asksForContent: true },
);

/** The value of which a condition asks whether there is anything in it. */
export function askedFor({ node }: Expr<boolean>): unknown {
  return node.op === 'call' && node.fn.asksForContent === true ? node.args[0] : undefined;
}

/** The map without these keys. */
export function omit(
  map: Value<Readonly<Record<string, unknown>>>,
  keys: readonly string[],
): Value<Readonly<Record<string, unknown>>> {
  requireKind(map, 'map', 'omit');
  return isExpr(map)
    ? new Expr({ op: 'call', fn: omitKeys, args: [map, ...keys] }, { type: 'map' })
    : withoutKeys(map, ...keys);
}

function withoutKeys(map: Readonly<Record<string, unknown>>, ...keys: string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

const omitKeys: FunctionDefinition = {
  name: 'omit',
  evaluate: withoutKeys,
  print: (...operands) => `omit ${operands.join(' ')}`,
};

const andAll: FunctionDefinition = {
  name: 'and',
  evaluate: (...args: boolean[]) => args.every(Boolean),
  print: (...operands) => `and ${operands.join(' ')}`,
  printTruth: (args, truth) => connected('and', args, truth),
};
const orAny: FunctionDefinition = {
  name: 'or',
  evaluate: (...args: boolean[]) => args.some(Boolean),
  print: (...operands) => `or ${operands.join(' ')}`,
  printTruth: (args, truth) => connected('or', args, truth),
};

/** What is asked twice is asked once: different expressions can ask the same where only their truth counts. */
function connected(word: string, args: readonly unknown[], truth: TruthPrinter): string {
  const asked = [...new Set(args.map((arg) => truth.operand(arg)))];
  return asked.length === 1 ? truth.whole(args[0]) : `${word} ${asked.join(' ')}`;
}

/** Literal operands are folded away, so that a condition that is already decided prints nothing. */
function connective(definition: FunctionDefinition, neutral: boolean) {
  return (...args: readonly Value<boolean>[]): Value<boolean> => {
    for (const arg of args) requireKind(arg, 'boolean', definition.name);
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
  evaluate: (condition: boolean, then: unknown, otherwise: unknown) => (condition ? then : otherwise),
  print: (condition: string, then: string, otherwise: string) => `ternary ${then} ${otherwise} ${condition}`,
};

/** One of two scalars of the same type. For objects, fields and items there is when(). */
export function choose<T extends string | number | boolean>(
  condition: Value<boolean>,
  then: Value<T>,
  otherwise: Value<T>,
): Value<T> {
  requireKind(condition, 'boolean', 'choose');
  requireSameKind('choose', then, otherwise);
  if (!isExpr(condition)) return condition ? then : otherwise;
  const { type } = isExpr(then) ? then.shape : scalarShape(then);
  const shape = type === 'integer' ? eitherShape(then, otherwise) : ({ type } as Shape);
  return new Expr({ op: 'call', fn: ternary, args: [condition, then, otherwise] }, shape);
}

function requireSameKind(word: string, one: unknown, other: unknown): void {
  for (const value of [one, other]) requireKind(value, typeof value === 'number' ? 'integer' : 'scalar', word);
  if (isSameKind(one, other)) return;
  throw new MisuseError(`${word}() takes two texts, two numbers or two booleans, and was given one of each`);
}

function scalarShape(value: string | number | boolean): Shape {
  return { type: typeof value === 'number' ? 'integer' : (typeof value as 'string' | 'boolean') };
}

/** A literal as an operand of a Go template. */
export function goLiteral(value: string | number | boolean): string {
  return typeof value === 'string' ? goString(value) : String(value);
}
