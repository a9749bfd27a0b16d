/** `2` or `"25%"` of `total` pods, rounded up, as disruption budgets and rollouts do; undefined for what is neither. */
export function podsOf(value: unknown, total: number): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^\d+%$/.test(value)) return undefined;
  return Math.ceil((Number.parseInt(value, 10) / 100) * total);
}
