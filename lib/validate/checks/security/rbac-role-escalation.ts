import type { ObjectCheck } from '../../check';
import { rbacLink, reportGrants, role, roleKinds } from '../../security/rbac';

export default {
  id: 'rbac-role-escalation',
  scope: 'object',
  severity: 'warning',
  summary: 'A role may give others, and itself, more rights than it has: bind or escalate',
  remedy: 'Leave bind and escalate out, or name the roles that may be bound in resourceNames.',
  link: `${rbacLink}#escalate-verb`,
  kinds: roleKinds,
  examples: {
    passes: [
      role(
        'ClusterRole',
        "apiGroups: ['rbac.authorization.k8s.io'], resources: [roles], resourceNames: [app], verbs: [bind]",
      ),
    ],
    fails: [
      {
        yaml: role('ClusterRole', "apiGroups: ['rbac.authorization.k8s.io'], resources: [roles], verbs: [bind]"),
        at: 'rules[0].resources[0]',
      },
      role('Role', "apiGroups: ['rbac.authorization.k8s.io'], resources: [roles], verbs: ['*']"),
    ],
  },
  check(object, report) {
    reportGrants(
      object,
      report,
      { group: 'rbac.authorization.k8s.io', resources: ['roles', 'clusterroles'], verbs: ['bind', 'escalate'] },
      'whoever has it can become cluster administrator',
    );
  },
} satisfies ObjectCheck;
