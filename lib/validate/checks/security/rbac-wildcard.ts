import type { ObjectCheck } from '../../check';
import { rbacLink, role, roleKinds, rulesOf } from '../../security/rbac';

export default {
  id: 'rbac-wildcard',
  scope: 'object',
  severity: 'warning',
  summary: 'A role covers all verbs, resources or API groups, those of the future included',
  remedy: 'Name what is needed.',
  link: `${rbacLink}#least-privilege`,
  kinds: roleKinds,
  examples: {
    passes: [role('Role', "apiGroups: [''], resources: [configmaps], verbs: [get]")],
    fails: [
      { yaml: role('Role', "apiGroups: [''], resources: ['*'], verbs: [get]"), at: 'rules[0].resources[0]' },
      { yaml: role('ClusterRole', "apiGroups: [''], resources: [pods], verbs: ['*']"), at: 'rules[0].verbs[0]' },
      { yaml: role('ClusterRole', "apiGroups: ['*'], resources: [pods], verbs: [get]"), at: 'rules[0].apiGroups[0]' },
    ],
  },
  check(object, report) {
    for (const [index, rule] of rulesOf(object).entries()) {
      for (const field of ['apiGroups', 'resources', 'verbs', 'nonResourceURLs'] as const) {
        for (const [at, value] of (rule[field] ?? []).entries()) {
          if (value !== '*') continue;
          report(['rules', index, field, at], `${object.kind} ${object.name} covers all ${words[field]}`);
        }
      }
    }
  },
} satisfies ObjectCheck;

const words = { apiGroups: 'API groups', resources: 'resources', verbs: 'verbs', nonResourceURLs: 'other URLs' };
