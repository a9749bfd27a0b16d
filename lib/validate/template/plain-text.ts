/** A value of a YAML file in a message: text as it is, the rest as JSON. */
export function plainText(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
