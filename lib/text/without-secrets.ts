/**
 * Texts of strangers that people pass on: logs, conditions of objects, errors. What looks like a secret is left out. That is a
 * net and no wall: whoever asks for a text with a secret in it, as `kubectl logs` does, still has it.
 */

export const HIDDEN = '…';

/** Longer texts are cut before they are looked at: nobody reads them, and patterns take their time. */
const LONGEST = 16 * 1024;

const WORD = '(?:pass(?:word|wd|phrase)|secret|token|credential|api[_-]?key|access[_-]?key|private[_-]?key)';
const NAME = `[\\w.-]{0,64}${WORD}[\\w.-]{0,64}`;
const VALUE = `(?:"[^"]*"?|'[^']*'?|[^\\s"',;&|)}\\]]+)`;

/** Of URLs, what stands before the host: up to the last @, for a password may have one that is not escaped. */
const BEFORE_HOST = /(?<=\b[a-z][a-z0-9+.-]{0,31}:\/\/)[^\s"'<>]*@/gi;

/** What is one, whatever stands around it: a private key, a token of OpenID Connect, of GitHub. */
const UNMISTAKABLE = [
  /-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,32}PRIVATE KEY-----|$)/g,
  /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g,
  /\bgh[opsur]_\w{20,}/g,
];

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  ...UNMISTAKABLE.map((pattern) => [pattern, HIDDEN] as const),
  [/\b(Bearer|Basic)\s+[\w+/.=~-]{8,}/gi, `$1 ${HIDDEN}`],
  [new RegExp(`(?<![\\w.-])(["']?${NAME}["']?=)${VALUE}`, 'gi'), `$1${HIDDEN}`],
  [new RegExp(`(["']${NAME}["']\\s*:\\s*)${VALUE}`, 'gi'), `$1${HIDDEN}`],
  [new RegExp(`(--${NAME}\\s+)${VALUE}`, 'gi'), `$1${HIDDEN}`],
  // `password authentication failed: …` is a sentence.
  [new RegExp(`(?<![\\w.-])([\\w.-]{0,64}pass(?:word|wd|phrase):\\s*)${VALUE}`, 'gi'), `$1${HIDDEN}`],
];

/** Whether a text has one in it that can be nothing else. */
export function hasUnmistakable(text: string): boolean {
  return UNMISTAKABLE.some((pattern) => text.search(pattern) >= 0);
}

export function withoutSecrets(text: string): string {
  const cut = text.slice(0, LONGEST).replace(BEFORE_HOST, (found) => (isLogin(found) ? `${HIDDEN}@` : found));
  return PATTERNS.reduce((left, [pattern, put]) => left.replace(pattern, put), cut);
}

/** The same of a text of any length, of which nothing else is left out: line by line, as patterns read it in a time that grows with it alone. */
export function withoutSecretsInAll(text: string): string {
  const without = UNMISTAKABLE.reduce((left, pattern) => left.replace(pattern, HIDDEN), text);
  return without.replace(new RegExp(`[^\\n]{1,${String(LONGEST)}}`, 'g'), withoutSecrets);
}

/** And not a path with an @ in it. */
function isLogin(found: string): boolean {
  return found.includes(':') || !/[/?#]/.test(found);
}
