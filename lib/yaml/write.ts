/**
 * Writing YAML that people read and every parser agrees on: block style, keys in the given order, no anchors, no
 * folding. js-yaml's `dump` can't be made exact (it leaves `<no value>`, which Helm deletes), hence this small writer.
 */
import type { Json } from './json';
import { resolvePlain } from './scalar';

/** One document, ending with a newline. Throws RangeError for what YAML can't hold: NaN, infinity, half surrogates. */
export function writeYaml(value: Json): string {
  return isEmptyOrScalar(value) ? `${inline(value)}\n` : block(value, '');
}

/** A string on one line, for block style: plain where that is safe, else double-quoted (which is also valid JSON). */
export function writeScalar(text: string): string {
  return isPlainSafe(text) ? text : doubleQuoted(text);
}

/**
 * Whether the text, unquoted in block style, is read back as this string: by Kubernetes and Helm, and by readers of
 * YAML 1.1 and 1.2 that take `12:30:45`, `2001-01-01` or `=` for something else. Not for flow style (`[a, b]`).
 */
export function isPlainSafe(text: string): boolean {
  if (ordinary.test(text)) return text.length > longestWord || !words.has(text.toLowerCase());
  return (
    plainCharacters.test(text) &&
    !indicator.test(text) &&
    !text.includes(deletedByHelm) &&
    !otherReaders.test(text) &&
    typeof resolvePlain(text) === 'string'
  );
}

/** Control and format characters, line separators, and what UTF-8 can't hold; `\s` adds the spaces. */
const invisible = String.raw`\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\uFFFE\uFFFF`;
/** Visible characters with spaces between them, not at the ends. */
const plainCharacters = new RegExp(String.raw`^[^\s${invisible}](?:[^\s${invisible}]| +(?=[^ ]))*$`, 'u');
const hidden = new RegExp(String.raw`(?! )[${invisible}\p{Zs}]`, 'gu');
const hiddenInBlock = new RegExp(String.raw`(?![ \t\n])[${invisible}\p{Zs}]`, 'u');
/** What the other patterns are not asked about, because most texts are like it: two letters begin no number and no date. */
const ordinary = /^[a-z]{2}[-\w./]*$/i;
/** What a reader may take for something else, of such texts. */
const words = new Set(['null', 'true', 'false', 'yes', 'no', 'on', 'off']);
const longestWord = 5;
/** What begins as something else, what ends as a key, and `: ` or ` #` inside. */
const indicator = /^(?:[,[\]{}#&*!|>'"%@`]|[-?:](?: |$)|[?:]|---|\.\.\.)|:(?: |$)| #/;
const number = String.raw`0x[\da-f_]+|0o[0-7_]+|0b[01_]+|[\d_]*\.?[\d_]*(?:e[-+]?\d+)?|\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?`;
const word = String.raw`null|true|false|yes|no|on|off|y|n|[-+]?\.(?:inf|nan)|~|=|<<`;
const date = String.raw`\d{4}-\d\d?-\d\d?(?:[t ].*)?`;
const otherReaders = new RegExp(`^(?:[-+]?(?:${number})|${word}|${date})$`, 'i');
/** Helm replaces it by nothing in everything it renders, wherever it comes from. */
const deletedByHelm = '<no value>';

function doubleQuoted(text: string): string {
  if (/\p{Surrogate}/u.test(text))
    throw new RangeError(`half of a surrogate pair is not text: ${JSON.stringify(text)}`);
  const escaped = JSON.stringify(text)
    .replaceAll(deletedByHelm, String.raw`\u003cno value>`)
    .replace(hidden, unicodeEscape);
  return escaped;
}

/** JSON's escape; above U+FFFF it would need a surrogate pair, which go-yaml refuses, so that stays as it is. */
function unicodeEscape(character: string): string {
  return character.length > 1 ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** @param start what the first line begins with, instead of the indentation: that, or what stands there already */
function block(value: Json, indent: string, start = indent): string {
  let text = '';
  let before = start;
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) {
      text += isEmptyOrScalar(item)
        ? scalarLines(`${before}- `, item, `${indent}  `)
        : block(item, `${indent}  `, `${before}- `);
      before = indent;
    }
    return text;
  }
  for (const [key, child] of Object.entries(value as Readonly<Record<string, Json>>)) {
    const name = `${before}${writeScalar(key)}:`;
    text += isEmptyOrScalar(child)
      ? scalarLines(`${name} `, child, `${indent}  `)
      : `${name}\n${block(child, `${indent}  `)}`;
    before = indent;
  }
  return text;
}

function isEmptyOrScalar(value: Json): boolean {
  return value === null || typeof value !== 'object' || Object.keys(value).length === 0;
}

function scalarLines(prefix: string, value: Json, indent: string): string {
  if (typeof value !== 'string' || !isLiteralSafe(value)) return `${prefix}${inline(value)}\n`;
  const lines = value.replace(/\n$/, '').split('\n');
  const indented = lines.map((line) => (line === '' ? '\n' : `${indent}${line}\n`));
  return `${prefix}|${value.endsWith('\n') ? '' : '-'}\n${indented.join('')}`;
}

/**
 * Whether a `|` block scalar holds the text exactly: several lines, all visible, the first of them not indented (its
 * indentation would be taken for the block's). Trailing blank lines are quoted: Helm trims the end of a manifest.
 */
export function isLiteralSafe(text: string): boolean {
  return /^\n*[^\s]/.test(text) && /\n(?!\n*$)/.test(text) && !text.endsWith('\n\n') && isVisible(text);
}

function isVisible(text: string): boolean {
  return !text.includes(deletedByHelm) && !hiddenInBlock.test(text);
}

function inline(value: Json): string {
  if (typeof value === 'string') return writeScalar(value);
  if (typeof value === 'number') return writeNumber(value);
  if (value !== null && typeof value === 'object') return Array.isArray(value) ? '[]' : '{}';
  return String(value);
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`JSON and YAML for Kubernetes have no ${value}`);
  // "-0" would be read as the integer 0.
  return Object.is(value, -0) ? '-0.0' : String(value);
}
