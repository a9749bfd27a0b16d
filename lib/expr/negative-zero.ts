/** YAML for Kubernetes has no negative zero: Helm writes `-0.0` as 0. Only JSON, as a text, still shows it. */

/** The value as a manifest has it: the same object, if there is no -0 in it. */
export function withoutNegativeZero(value: unknown): unknown {
  return holdsNegativeZero(value) ? copied(value) : value;
}

export function holdsNegativeZero(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return Object.is(value, -0);
  for (const part of Object.values(value)) if (holdsNegativeZero(part)) return true;
  return false;
}

function copied(value: unknown): unknown {
  if (typeof value === 'number') return value + 0;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copied);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copied(part)]));
}
