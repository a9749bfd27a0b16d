/** Which of the fields are set. */
export function setFields(value: object, names: readonly string[]): readonly string[] {
  return names.filter((name) => (value as Readonly<Record<string, unknown>>)[name] !== undefined);
}

/** `a and b`, `a, b and c`. */
export function inWords(names: readonly string[], word = 'and'): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1) ?? ''}`;
}
