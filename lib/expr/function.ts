/** The functions of the language. Each has its two interpretations side by side, and a property test that they agree. */
import { createHash } from 'node:crypto';
import { consistsOf } from './alphabet';
import { define, type FunctionDefinition, type NamedTemplate, type TruthPrinter } from './define';
import { BY_ZERO, computedShape, eitherShape, exact, quotientShape } from './bounds';
import { Expr, isExpr, MisuseError, type Value } from './expr';
import { goJson } from './go-text';
import { isSameKind, requireKind } from './kind';
import { MOST_REPETITIONS } from './pattern';
import type { Shape } from './shape';

export { find, findAfter, matches } from './matching';

const STRING: Shape = { type: 'string' };
const BOOLEAN: Shape = { type: 'boolean' };

/**
 * Whether a condition does not hold.
 * @example not(true) // false
 */
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
/**
 * Whether two texts, two whole numbers or two booleans are the same; Helm compares only what is of one type.
 * @throws MisuseError for two of different types
 * @example equal('a', 'b') // false
 */
export function equal(a: Value<string | number | boolean>, b: Value<string | number | boolean>): Value<boolean> {
  requireSameKind('equal', a, b);
  return equalScalars(a, b);
}
/**
 * Whether the first whole number is greater than the second.
 * @example greater(2, 1) // true
 */
export const greater = define(
  'greater',
  BOOLEAN,
  (a: number, b: number) => a > b,
  (a, b) => `gt ${a} ${b}`,
  ['integer', 'integer'],
);
/**
 * The sum of two whole numbers.
 * @throws MisuseError where it may lie beyond 2^53, by the bounds that the values have
 * @example add(2, 3) // 5
 */
export const add = define(
  'add',
  (args) => computedShape('add', args, (a, b) => a + b),
  (a: number, b: number) => exact('add', a + b),
  (a, b) => `add ${a} ${b}`,
  ['integer', 'integer'],
);
/**
 * The product of two whole numbers.
 * @throws MisuseError where it may lie beyond 2^53, by the bounds that the values have
 * @example multiply(2, 3) // 6
 */
export const multiply = define(
  'multiply',
  (args) => computedShape('multiply', args, (a, b) => a * b),
  // Go's integers have no negative zero.
  (a: number, b: number) => exact('multiply', a * b + 0),
  (a, b) => `mul ${a} ${b}`,
  ['integer', 'integer'],
);
/**
 * The whole part of a quotient, towards zero.
 * @throws MisuseError where the divisor may be 0, by the bounds that it has; if it has none, where it is evaluated and is 0
 * @example divide(7, 2) // 3
 */
export const divide = define(
  'divide',
  quotientShape,
  // Exact: what is divided leaves no remainder, so that no rounding can reach the next whole number.
  (a: number, b: number) => {
    if (b === 0) throw new MisuseError(BY_ZERO);
    return (a - (a % b)) / b + 0;
  },
  (a, b) => `div ${a} ${b}`,
  ['integer', 'integer'],
);
/**
 * The number that a text of decimal digits says; 0 for any other text, and for more than 15 digits. What is computed from
 * it has no bounds known beforehand: beyond what is exact, evaluating it throws.
 * @example integerOf('42') // 42
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
/**
 * Bytes of the text in UTF-8: its characters, for ASCII.
 * @example byteLength('né') // 3
 */
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
/**
 * The first `length` characters (Unicode code points) of a text.
 * @param length a literal from 0 to 1000
 * @throws MisuseError for any other length
 * @example truncate('abcdef', 3) // 'abc'
 */
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
function isAscii(text: Value<string>): boolean {
  return consistsOf(
    text,
    (literal) => /^\p{ASCII}*$/u.test(literal),
    () => false,
  );
}

/**
 * Hexadecimal SHA-256 of the text's UTF-8 bytes: 64 characters.
 * @example truncate(sha256('a'), 8) // 'ca978112'
 */
export const sha256 = define(
  'sha256',
  STRING,
  (text: string) => createHash('sha256').update(text, 'utf8').digest('hex'),
  (text) => `sha256sum ${text}`,
  ['text'],
  { isAlphanumeric: true },
);
/**
 * The text's UTF-8 bytes in base64, as the data of a Secret wants them.
 * @example base64('né') // 'bsOp'
 */
export const base64 = define(
  'base64',
  STRING,
  (text: string) => Buffer.from(text, 'utf8').toString('base64'),
  (text) => `b64enc ${text}`,
  ['text'],
  { isAlphanumeric: true },
);
/**
 * The text, or the fallback where it is empty.
 * @example orDefault('', 'latest') // 'latest'
 */
export const orDefault = define(
  'orDefault',
  STRING,
  (text: string, fallback: string) => (text === '' ? fallback : text),
  (text, fallback) => `default ${fallback} ${text}`,
  ['text', 'text'],
);
/**
 * Whether the first text has the second in it.
 * @example contains('mlflow', 'flow') // true
 */
export const contains = define(
  'contains',
  BOOLEAN,
  (text: string, part: string) => text.includes(part),
  (text, part) => `contains ${part} ${text}`,
  ['text', 'text'],
);
/**
 * The texts of a list, with a separator between them.
 * @example join(['a', 'b'], ', ') // 'a, b'
 */
export const join = define(
  'join',
  STRING,
  (items: readonly string[], separator: string) => items.join(separator),
  (items, separator) => `join ${separator} ${items}`,
  ['texts', 'text'],
  { joins: true },
);
/**
 * Whether a list of texts has this one.
 * @example has(['a', 'b'], 'b') // true
 */
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

/**
 * What is in the list more than once, as a text; empty if nothing is.
 * @example repeated(['a', 'b', 'a']) // 'a'
 */
export function repeated(items: Value<readonly string[]>): Value<string> {
  requireKind(items, 'texts', 'repeated');
  return isExpr(items) ? new Expr({ op: 'call', fn: repeatedItems, args: [items] }, STRING) : itemsSeenAgain(items);
}
/**
 * JSON exactly as Go's encoding/json writes it: keys sorted, `<`, `>` and `&` escaped.
 * @example toJson({ b: 1, a: '<' }) // '{"a":"\\u003c","b":1}'
 */
export const toJson = define(
  'toJson',
  STRING,
  (value: unknown) => goJson(value),
  (value) => `toJson ${value}`,
  ['anything'],
);
/**
 * The texts of two maps; where both have a key, that of the second counts.
 * @example merge({ a: '1', b: '1' }, { b: '2' }) // { a: '1', b: '2' }
 */
export const merge = define(
  'merge',
  { type: 'map' },
  (base: Readonly<Record<string, string>>, over: Readonly<Record<string, string>>) => ({ ...base, ...over }),
  // Into a new map: what mergeOverwrite is given first, it changes.
  (base, over) => `mergeOverwrite (dict) ${base} ${over}`,
  ['map', 'map'],
);
/**
 * Whether a text, list or map has anything in it. (A number always has a value: compare it.)
 * @example notEmpty({}) // false
 */
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

/**
 * The map without these keys.
 * @example omit({ a: '1', b: '2' }, ['a']) // { b: '2' }
 */
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
  endsAt: false,
  print: (...operands) => `and ${operands.join(' ')}`,
  printTruth: (args, truth) => connected('and', args, truth),
};
const orAny: FunctionDefinition = {
  name: 'or',
  endsAt: true,
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
/**
 * Whether all conditions hold; true for none. What is already decided prints nothing.
 * @example and(true, false) // false
 */
export const and = connective(andAll, true);
/**
 * Whether any condition holds; false for none. What is already decided prints nothing.
 * @example or(true, false) // true
 */
export const or = connective(orAny, false);

const ternary: FunctionDefinition = {
  name: 'choose',
  evaluate: (condition: boolean, then: unknown, otherwise: unknown) => (condition ? then : otherwise),
  print: (condition: string, then: string, otherwise: string) => `ternary ${then} ${otherwise} ${condition}`,
};

/**
 * One of two scalars of the same type. For objects, fields and items there is when().
 * @throws MisuseError for two of different types
 * @example choose(true, 'a', 'b') // 'a'
 */
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
