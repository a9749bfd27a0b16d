import type { Absences } from './absences';
import { apiVersionOf, groupOf, isBuiltInGroup, kindOf, nearestKind } from './kind-index';
import type { SchemaProblem } from './problem';

/** What is known about kinds when one has no schema. */
export interface KnownKinds {
  /** All that have a schema, as `apiVersion/kind`. */
  readonly keys: readonly string[];
  /** `Kind.group` of those whose versions are known completely: what the user gave. */
  readonly complete: ReadonlySet<string>;
  readonly absences: Absences;
}

/**
 * What there is to say about a kind that has no schema: `no-such-kind` where it can't exist, because all kinds of its
 * group, or all versions of it are known; otherwise it may be a custom resource.
 */
export function unknownKind(apiVersion: string, kind: string, known: KnownKinds): SchemaProblem {
  const key = `${apiVersion}/${kind}`;
  const { absences } = known;
  if (absences.knowsKind(key)) {
    const absence = absences.ofKind(key);
    if (absence !== undefined) return { rule: 'kind-not-in-version', path: ['apiVersion'], message: absence };
    return { rule: 'unknown-kind', path: ['kind'], message: `no schema for ${apiVersion} ${kind}` };
  }
  const versions = known.keys.filter((other) => kindOf(other) === kind).map(apiVersionOf);
  const isSure = isImpossible(apiVersion, kind, versions.length > 0, known);
  const problem = isSure ? `no ${kind} in ${apiVersion}` : `no schema for ${apiVersion} ${kind}`;
  const rule = isSure ? 'no-such-kind' : 'unknown-kind';
  if (versions.length > 0) {
    // Of the version of a custom resource, other checks may know more.
    const path = [isSure ? 'apiVersion' : 'kind'];
    return { rule, path, message: `${problem}; it is in ${versions.join(', ')}` };
  }
  const near = nearestKind(kind, known.keys, groupOf(apiVersion));
  return { rule, path: ['kind'], message: near === undefined ? problem : `${problem}, did you mean ${near}?` };
}

function isImpossible(
  apiVersion: string,
  kind: string,
  isElsewhere: boolean,
  { complete, absences }: KnownKinds,
): boolean {
  const group = groupOf(apiVersion);
  if (complete.has(`${kind}.${group}`)) return true;
  // A newer Kubernetes may have more than is known here. Custom resources have a dot in their group; what has none may
  // be no Kubernetes object at all.
  return !absences.isBeyond && (isBuiltInGroup(group) || (isElsewhere && !group.includes('.')));
}
