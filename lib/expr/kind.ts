/**
 * What the words of the language take, checked while the constructs run. TypeScript is not enough: an opaque value fits
 * wherever any expression does, and a number may be a fraction. Helm would say so late, or not at all.
 */
import { describe, hasExpr, isExpr, MisuseError, type Expr } from './expr';

/** `content` is what can be empty: a text, a list or a map. `scalar` is what can stand in a text. */
export type Kind = 'text' | 'integer' | 'boolean' | 'scalar' | 'list' | 'texts' | 'map' | 'content' | 'anything';

const EXPECTED: Readonly<Record<Kind, string>> = {
  text: 'a text',
  integer: 'a whole number',
  boolean: 'true or false',
  scalar: 'a text, a number, or true or false',
  list: 'a list',
  texts: 'a list of texts',
  map: 'a map',
  content: 'a text, a list or a map',
  anything: 'a value',
};

/**
 * @param word the word of the language that takes it
 * @throws MisuseError
 */
export function requireKind(value: unknown, kind: Kind, word: string): void {
  const found = isExpr(value) ? expressionFault(value, kind) : literalFault(value, kind);
  if (found !== undefined) throw new MisuseError(`${word}() takes ${EXPECTED[kind]}, and was given ${found}`);
}

/** Whether two values are both texts, both numbers, or both true or false: Helm compares nothing else. */
export function isSameKind(one: unknown, other: unknown): boolean {
  return scalarType(one) === scalarType(other);
}

function scalarType(value: unknown): string {
  if (isExpr(value)) return value.shape.type;
  return typeof value === 'number' ? 'integer' : typeof value;
}

function expressionFault(value: Expr<unknown>, kind: Kind): string | undefined {
  const { node, shape } = value;
  if (node.op === 'when' || node.op === 'each' || node.op === 'extend' || node.op === 'shared') {
    return `what ${node.op}() decides: use choose() or collection()`;
  }
  if (isOneOf(shape.type, kind)) {
    const item = shape.type === 'list' ? shape.item?.type : undefined;
    const holdsTexts = kind !== 'texts' || node.op === 'collection' || item === 'string';
    return holdsTexts ? undefined : `${describe(value)}, a list of something else`;
  }
  return `${describe(value)}, ${shape.type === 'any' ? 'of which nothing is known' : NAMES[shape.type]}`;
}

const NAMES = {
  string: 'a text',
  integer: 'a number',
  boolean: 'true or false',
  list: 'a list',
  map: 'a map',
  record: 'a map',
} as const;

function isOneOf(type: Expr<unknown>['shape']['type'], kind: Kind): boolean {
  switch (kind) {
    case 'text':
      return type === 'string';
    case 'scalar':
      return type === 'string' || type === 'integer' || type === 'boolean';
    case 'texts':
      return type === 'list';
    case 'content':
      return type !== 'integer' && type !== 'boolean';
    case 'anything':
      return true;
    default:
      return type === kind;
  }
}

function literalFault(value: unknown, kind: Kind): string | undefined {
  if (hasExpr(value)) return 'a list or map with expressions in it: use collection()';
  if (fits(value, kind)) return undefined;
  // JSON has no text for what is absent, and calls NaN null.
  return value === undefined || typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function fits(value: unknown, kind: Kind): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'integer':
      // Beyond 2^53, JavaScript rounds, and Go does not.
      return Number.isSafeInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'scalar':
      return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
    case 'list':
      return Array.isArray(value);
    case 'texts':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'map':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'content':
      return typeof value !== 'number' && typeof value !== 'boolean';
    case 'anything':
      return true;
  }
}
