/** Label selectors, as k8s.io/apimachinery/pkg/apis/meta/v1 evaluates them. */
import type { LabelSelector } from '../../imports/kubernetes/types';
import type { Loose } from './object';

type Labels = Readonly<Record<string, string>>;

/** Whether the selector means an object with these labels. An empty selector means everything. */
export function selects({ matchLabels = {}, matchExpressions = [] }: Loose<LabelSelector>, labels: Labels): boolean {
  return (
    matchesLabels(matchLabels as Labels, labels) &&
    matchExpressions.every(({ key = '', operator, values = [] }) => {
      const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          return false;
      }
    })
  );
}

/** A plain map of labels, as Services have it: each must be there with this value. */
export function matchesLabels(wanted: Labels, labels: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}

/** Comparisons that it takes at most to tell whether the selector means an object. */
export function weightOfSelector({ matchLabels = {}, matchExpressions = [] }: Loose<LabelSelector>): number {
  return matchExpressions.reduce(
    (sum, { values = [] }) => sum + Math.max(1, values.length),
    Math.max(matchExpressions.length === 0 ? 1 : 0, Object.keys(matchLabels).length),
  );
}
