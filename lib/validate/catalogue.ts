/** The checks, found by id. */
import type { Check } from './check';
import { checks, groups } from './checks';

const byId = new Map(checks.map((check) => [check.id, check]));

export function checkOf(id: string): Check | undefined {
  return byId.get(id);
}

/** Every check is in one group. */
export function groupOf(id: string): string {
  return Object.entries(groups).find(([, members]) => members.some((check) => check.id === id))?.[0] ?? '';
}
