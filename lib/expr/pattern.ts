/** Regular expressions that mean the same to our check (ECMAScript, flag u) and to Helm's (Go's RE2), and what they keep out. */

import { MisuseError } from './expr';

const ESCAPE = String.raw`\\[dwnrt^$.*+?()[\]{}|/\\]`;
const NEGATED_ESCAPE = String.raw`\\[DW]`;
/** A class needs an item: `[]` and `[^]` are sets in ECMAScript, and unfinished in Go; `[[:alpha:]]` is a name only in Go. */
const CLASS = String.raw`\[(?!\^?\])\^?(?:\\-|${ESCAPE}|${NEGATED_ESCAPE}|[^\\[\]])+\]`;
const QUANTIFIER = String.raw`(?:[*+?]|\{\d+(?:,\d*)?\})\??`;
const PORTABLE = new RegExp(
  String.raw`^(?:${CLASS}|${ESCAPE}|${NEGATED_ESCAPE}|\(\?:|\((?!\?)|\)|[|^$]|${QUANTIFIER}|[^\\[\](){}.*+?|^$])*$`,
);

export const MOST_REPETITIONS = 1000;

/**
 * @throws MisuseError for what one of the two does not know (look-around, back references), or reads differently: `.` stops at
 * other line breaks, `\s` covers other spaces, `\p` follows another version of Unicode.
 */
export function requirePortable(regex: string): void {
  new RegExp(regex, 'u');
  const counts = [...regex.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].flatMap(([, from, to]) => [
    Number(from),
    Number(to ?? 0),
  ]);
  if (Math.max(...counts) > MOST_REPETITIONS) {
    throw new MisuseError(`pattern ${regex}: Go repeats nothing more than ${String(MOST_REPETITIONS)} times`);
  }
  if (PORTABLE.test(regex)) return;
  throw new MisuseError(
    `pattern ${regex}: it must read the same in ECMAScript and in Go: literals, classes such as [^\\n], \\d, \\w, groups (?:…), alternatives, quantifiers, ^ and $`,
  );
}

/** Ranges only among letters and among digits: `[!-~]` spans < and >, too. */
const TAME_CLASS = String.raw`\[-?(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|\\-|${ESCAPE}|[^-\\[\]^<>])*-?\]`;
const TAME_ATOM = new RegExp(`${ESCAPE}|${TAME_CLASS}`, 'gu');

/** Whether no text that matches can hold `<` or `>`. It may say no where the answer is yes, never the other way round. */
export function keepsAnglesOut(regex: string): boolean {
  let rest = regex.replace(TAME_ATOM, 'x');
  if (/[<>.\\[\]]/.test(rest)) return false;
  const group = /\([^()]*\)/;
  while (group.test(rest)) rest = rest.replace(group, 'x');
  return rest.split('|').every((alternative) => alternative.startsWith('^') && alternative.endsWith('$'));
}
