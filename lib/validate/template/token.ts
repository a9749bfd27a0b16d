/** What the lexer makes of a template, as Go's text/template does. */

export type TokenKind =
  | 'error'
  | 'bool'
  | 'char'
  | 'char-constant'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'eof'
  | 'field'
  | 'identifier'
  | 'left-delim'
  | 'left-paren'
  | 'number'
  | 'pipe'
  | 'raw-string'
  | 'right-delim'
  | 'right-paren'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'
  | Keyword;

export type Keyword =
  'block' | 'break' | 'continue' | 'dot' | 'define' | 'else' | 'end' | 'if' | 'nil' | 'range' | 'template' | 'with';

export interface Token {
  readonly kind: TokenKind;
  /** As written; for an error, what is wrong. */
  readonly text: string;
  /** UTF-16 offset of its start. */
  readonly offset: number;
  /** 1-based. */
  readonly line: number;
}

export const keywords: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ['.', 'dot'],
  ['block', 'block'],
  ['break', 'break'],
  ['continue', 'continue'],
  ['define', 'define'],
  ['else', 'else'],
  ['end', 'end'],
  ['if', 'if'],
  ['nil', 'nil'],
  ['range', 'range'],
  ['template', 'template'],
  ['with', 'with'],
]);

const keywordKinds: ReadonlySet<TokenKind> = new Set(keywords.values());

/** As Go's messages name it: `<end>`, `"abc"`, `"0123456789"...`. */
export function describeToken({ kind, text }: Token): string {
  if (kind === 'eof') return 'EOF';
  if (kind === 'error') return text;
  if (keywordKinds.has(kind)) return `<${text}>`;
  const runes = Array.from(text);
  return runes.length > 10 || Buffer.byteLength(text) > 10
    ? `${goQuote(runes.slice(0, 10).join(''))}...`
    : goQuote(text);
}

const escapes: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

/** Go's %q. */
export function goQuote(text: string): string {
  const body = Array.from(text, (rune) => escapes[rune] ?? (isPrintable(rune) ? rune : escapeRune(rune)));
  return `"${body.join('')}"`;
}

/** unicode.IsPrint: letters, marks, numbers, punctuation, symbols, and of the spaces only U+0020. */
function isPrintable(rune: string): boolean {
  return rune === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(rune);
}

function escapeRune(rune: string): string {
  const code = rune.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Go's %#U: `U+002B '+'`. */
export function goUnicode(rune: string): string {
  const code = `U+${(rune.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  return isPrintable(rune) ? `${code} '${rune}'` : code;
}
