/** The same JSON with every invisible or non-ASCII character of its texts escaped, so that a diff shows what differs. */
export function visible(value: unknown): unknown {
  if (typeof value === 'string') return escape(value);
  if (Array.isArray(value)) return value.map(visible);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [escape(key), visible(item)]));
}

function escape(text: string): string {
  return text.replace(/[^\n\x20-\x7e]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
