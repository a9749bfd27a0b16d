import type { Absences } from './absences';
import { apiVersionOf, groupOf, kindOf, nearestKind } from './kind-index';
import type { SchemaProblem } from './problem';

/** What there is to say about a kind that has no schema; `known` is all that have, as `apiVersion/kind`. */
export function unknownKind(
  apiVersion: string,
  kind: string,
  known: readonly string[],
  absences: Absences,
): SchemaProblem {
  const key = `${apiVersion}/${kind}`;
  if (absences.knowsKind(key)) {
    const absence = absences.ofKind(key);
    if (absence !== undefined) return { rule: 'kind-not-in-version', path: ['apiVersion'], message: absence };
    return { rule: 'unknown-kind', path: ['kind'], message: `no schema for ${apiVersion} ${kind}` };
  }
  const versions = known.filter((other) => kindOf(other) === kind).map(apiVersionOf);
  const group = groupOf(apiVersion);
  const ofGroup = known.filter((other) => groupOf(apiVersionOf(other)) === group);
  if (ofGroup.length === 0) {
    const elsewhere = versions.length === 0 ? '' : `; there is a ${kind} in ${versions.join(', ')}`;
    return { rule: 'unknown-kind', path: ['kind'], message: `no schema for ${apiVersion} ${kind}${elsewhere}` };
  }
  if (versions.length > 0) {
    const message = `no ${kind} in ${apiVersion}; it is in ${versions.join(', ')}`;
    return { rule: 'unknown-api-version', path: ['apiVersion'], message };
  }
  const near = nearestKind(kind, ofGroup);
  const meant = near === undefined ? '' : `, did you mean ${near}?`;
  return { rule: 'unknown-kind', path: ['kind'], message: `no schema for ${apiVersion} ${kind}${meant}` };
}
