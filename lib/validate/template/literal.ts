/** Go's literals: strconv.Unquote, and which numbers text/template accepts. */
import { goQuote } from './token';

const escapeSequence = /\\(?:([abfnrtv\\"'])|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|)/g;
const simple: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** The value of a string literal with its quotes; undefined for one that Go refuses. */
export function unquote(literal: string): string | undefined {
  const body = literal.slice(1, -1);
  if (literal.startsWith('`')) return body.replaceAll('\r', '');
  return unescape(body, '"');
}

function unescape(body: string, quote: string): string | undefined {
  const bad: string[] = [];
  const value = body.replace(
    escapeSequence,
    (match, plain?: string, byte?: string, short?: string, long?: string, octal?: string) => {
      if (plain !== undefined) {
        if ((plain === '"' || plain === "'") && plain !== quote) bad.push(plain);
        return simple[plain] ?? plain;
      }
      const code = parseInt(byte ?? short ?? long ?? octal ?? '', octal === undefined ? 16 : 8);
      const isByte = byte !== undefined || octal !== undefined;
      if (Number.isNaN(code) || code > (isByte ? 0xff : 0x10ffff) || (!isByte && code >= 0xd800 && code < 0xe000)) {
        bad.push(match);
        return '';
      }
      return String.fromCodePoint(code);
    },
  );
  return bad.length === 0 ? value : undefined;
}

/** What Go says against a number or character constant; undefined for a good one. */
export function numberProblem(text: string, kind: 'number' | 'complex' | 'char-constant'): string | undefined {
  if (kind === 'char-constant') return characterProblem(text);
  if (kind === 'complex') {
    const parts = /^(.*[^eEpP])([+-].+)i$/.exec(text);
    const isGood = parts?.slice(1).every((part) => isFloat(part) || isInteger(part)) === true;
    return isGood ? undefined : 'expected integer';
  }
  if (text.endsWith('i') && isFloat(text.slice(0, -1))) return undefined;
  if (isInteger(text)) {
    const size = BigInt(
      text
        .replace(/^[+-]/, '')
        .replaceAll('_', '')
        .replace(/^0(?=\d)/, '0o'),
    );
    const fits = text.startsWith('-') ? size <= 2n ** 63n : size < 2n ** (text.startsWith('+') ? 63n : 64n);
    if (fits) return undefined;
  }
  if (!isFloat(text)) return `illegal number syntax: ${goQuote(text)}`;
  return /[.eEpP]/.test(text) ? undefined : `integer overflow: ${goQuote(text)}`;
}

function characterProblem(text: string): string | undefined {
  const body = text.slice(1, -1);
  if (body === '') return 'invalid syntax';
  const value = unescape(body, "'");
  if (value === undefined) return 'invalid syntax';
  return Array.from(value).length === 1 ? undefined : `malformed character constant: ${text}`;
}

function isInteger(text: string): boolean {
  return /^[+-]?(?:0[xX](?:_?[\da-fA-F])+|0[oO]?(?:_?[0-7])+|0[bB](?:_?[01])+|0|[1-9](?:_?\d)*)$/.test(text);
}

/** strconv.ParseFloat: underscores only with a base prefix, hexadecimal only with an exponent; not out of range. */
function isFloat(text: string): boolean {
  if (/^[+-]?0[xX](?=[\d_a-fA-F.])(?:_?[\da-fA-F])*(?:\.[\da-fA-F]*(?:_[\da-fA-F]+)*)?[pP][+-]?\d+$/.test(text)) {
    return /[\da-fA-F]/.test(text.replace(/^[+-]?0[xX]/, '').replace(/[pP].*$/, ''));
  }
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text));
}
