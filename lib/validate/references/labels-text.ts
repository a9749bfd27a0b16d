import type { LabelSelector } from '../../../imports/kubernetes/types';
import type { Loose } from '../object';

/** `app=web, tier in (a, b)`: a selector as kubectl writes it. */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: Loose<LabelSelector>): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${String(value)}`);
  const expressions = matchExpressions.map(({ key = '', operator = '', values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator.toLowerCase()} (${values.join(', ')})`;
  });
  return [...labels, ...expressions].join(', ');
}
