/** What roles allow and who has them. */
import type { ClusterRole, ClusterRoleBinding, PolicyRule } from '../../../imports/kubernetes/types';
import type { Report, ReportOptions } from '../check';
import { isRecord, typed, type Loose, type ManifestObject } from '../object';

export const roleKinds = ['ClusterRole.rbac.authorization.k8s.io', 'Role.rbac.authorization.k8s.io'];
export const bindingKinds = ['ClusterRoleBinding.rbac.authorization.k8s.io', 'RoleBinding.rbac.authorization.k8s.io'];

/** Good practices, and what each dangerous permission leads to. */
export const rbacLink = 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/';

export function rulesOf(object: ManifestObject): readonly Loose<PolicyRule>[] {
  return typed<ClusterRole>(object).rules ?? [];
}

export function bindingOf(object: ManifestObject) {
  const { roleRef = {}, subjects = [] } = typed<ClusterRoleBinding>(object);
  // In a list, null stays where it is written.
  return { roleRef, subjects: subjects.filter((subject) => isRecord(subject)) };
}

export interface Grant {
  readonly group: string;
  /** Subresources as `pods/exec`. */
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/**
 * Reports each rule that allows one of the verbs on one of the resources by its name; rules for all resources are a
 * matter of rbac-wildcard, rules for objects of certain names are taken for deliberate.
 */
export function reportGrants(
  object: ManifestObject,
  report: Report,
  { group, resources, verbs }: Grant,
  consequence: string,
  options?: ReportOptions,
): void {
  for (const [index, rule] of rulesOf(object).entries()) {
    if ((rule.resourceNames ?? []).length > 0 || !includesOrAll(rule.apiGroups ?? [], group)) continue;
    const allowed = (rule.verbs ?? []).filter((verb) => verb === '*' || verbs.includes(verb));
    if (allowed.length === 0) continue;
    for (const [at, resource] of (rule.resources ?? []).entries()) {
      if (!resources.includes(resource)) continue;
      report(
        ['rules', index, 'resources', at],
        `${object.kind} ${object.name} allows ${allowed.join(', ')} on ${resource}: ${consequence}`,
        options,
      );
    }
  }
}

function includesOrAll(values: readonly string[], value: string): boolean {
  return values.includes('*') || values.includes(value);
}

/** A role for examples; `rules` is YAML of a list's items in flow style. */
export function role(kind: 'Role' | 'ClusterRole', ...rules: readonly string[]): string {
  const lines = rules.map((rule) => `  - {${rule}}\n`).join('');
  return `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: {name: app}\nrules:\n${lines}`;
}

/** A binding for examples; `subject` is YAML in flow style. */
export function binding(kind: 'RoleBinding' | 'ClusterRoleBinding', roleName: string, subject: string): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: {name: app}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${roleName}}
subjects:
  - {${subject}}
`;
}
