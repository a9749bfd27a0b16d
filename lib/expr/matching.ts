/** The functions of the language that match patterns. */
import { define } from './define';
import { isExpr, MisuseError, type Value } from './expr';
import { requirePortable } from './pattern';

const matchesPattern = define(
  'matches',
  { type: 'boolean' },
  (text: string, pattern: string) => new RegExp(pattern, 'u').test(text),
  (text, pattern) => `regexMatch ${pattern} ${text}`,
  ['text', 'text'],
);
const findPattern = define(
  'find',
  { type: 'string' },
  (text: string, pattern: string) => new RegExp(pattern, 'u').exec(text)?.[0] ?? '',
  (text, pattern) => `regexFind ${pattern} ${text}`,
  ['text', 'text'],
);
/**
 * Whether the pattern matches somewhere in the text.
 * @param pattern a literal that RE2 and ECMAScript read alike: literals, classes, \d, \w, groups (?:…), |, quantifiers, ^ and $
 * @throws MisuseError for any other pattern
 * @example matches('v1.2', '^v[0-9]') // true
 */
export function matches(text: Value<string>, pattern: string): Value<boolean> {
  requireLiteralPattern('matches', pattern);
  return matchesPattern(text, pattern);
}
/**
 * The first part of the text that the pattern (as for `matches`) matches; empty if there is none.
 * @throws MisuseError as `matches` does
 * @example find('v1.27.3', '[0-9]+') // '1'
 */
export function find(text: Value<string>, pattern: string): Value<string> {
  requireLiteralPattern('find', pattern);
  return findPattern(text, pattern);
}
const findPatternAfter = define(
  'findAfter',
  { type: 'string' },
  (text: string, start: string, pattern: string) => new RegExp(quoteMeta(start) + pattern, 'u').exec(text)?.[0] ?? '',
  (text, start, pattern) => `regexFind (print (regexQuoteMeta ${start}) ${pattern}) ${text}`,
  ['text', 'text', 'text'],
);
/**
 * As `find`, for what begins with a text, letter for letter: that and what the pattern matches directly after it.
 * @throws MisuseError as `matches` does
 * @example findAfter('a=1,b=2', 'b=', '[0-9]') // 'b=2'
 */
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
