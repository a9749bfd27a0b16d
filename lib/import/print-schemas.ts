import type { SchemaFile } from './json-schema';

/** JSON with sorted keys and one definition per line: small, and a change shows as the definitions it touches. */
export function printSchemas({ $comment, $schema, definitions, kinds }: SchemaFile): string {
  return [
    '{',
    `"$comment":${JSON.stringify($comment)},`,
    `"$schema":${JSON.stringify($schema)},`,
    '"definitions":{',
    lines(definitions),
    '},',
    '"kinds":{',
    lines(kinds),
    '}',
    '}',
    '',
  ].join('\n');
}

/** The entries as lines, sorted. */
export function lines(entries: Readonly<Record<string, unknown>>): string {
  return Object.keys(entries)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${JSON.stringify(sorted(entries[key]))}`)
    .join(',\n');
}

/** A copy with sorted keys; lists keep their order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
