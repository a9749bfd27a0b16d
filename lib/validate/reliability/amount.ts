/**
 * `2` or `"25%"` of `total` pods; undefined for what is neither. Disruption budgets and maxSurge round up,
 * maxUnavailable of a Deployment rounds down.
 */
export function podsOf(value: unknown, total: number, round: 'up' | 'down' = 'up'): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^\d+%$/.test(value)) return undefined;
  const exact = (Number.parseInt(value, 10) * total) / 100;
  return round === 'up' ? Math.ceil(exact) : Math.floor(exact);
}
