/** Text as Go writes it: string literals of templates, and encoding/json (Go 1.22 and later). */

/** A literal of a Go template; what is invisible is escaped, so that a template shows all that it says. */
export function goLiteral(value: string | number | boolean): string {
  return JSON.stringify(value).replace(/(?! )[\p{C}\p{Z}]/gu, (character) =>
    character.length === 1
      ? unicodeEscape(character)
      : `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`,
  );
}

/** What Go's json.Marshal (`toJson`) gives: null for what is absent, keys sorted by code point, no spaces, HTML characters escaped. */
export function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = sortedEntries(value as Readonly<Record<string, unknown>>);
    return `{${entries.map(([key, item]) => `${goJson(key)}:${goJson(item)}`).join(',')}}`;
  }
  if (Object.is(value, -0)) return '-0';
  return JSON.stringify(value ?? null).replace(/[<>&\u2028\u2029]/g, unicodeEscape);
}

/** Entries as Go ranges over them: by key. */
export function sortedEntries<T>(map: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(map).sort(([a], [b]) => compareCodePoints(a, b));
}

/** Go compares strings by their UTF-8 bytes, which is the order of code points; JavaScript compares UTF-16 units. */
function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const [one, other] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (one !== other) return rank(one) - rank(other);
  }
  return a.length - b.length;
}

/** Of a unit among all: surrogates, of which characters beyond U+FFFF consist, come after the other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
