import type { ObjectCheck } from '../../check';
import { rbacLink, reportGrants, role, roleKinds } from '../../security/rbac';

export default {
  id: 'rbac-impersonate',
  scope: 'object',
  severity: 'warning',
  summary: 'A role may act as other users, groups or service accounts',
  remedy: 'Leave impersonate out, or name the users in resourceNames.',
  link: `${rbacLink}#impersonate-verb`,
  kinds: roleKinds,
  examples: {
    passes: [role('ClusterRole', "apiGroups: [''], resources: [users], resourceNames: [app], verbs: [impersonate]")],
    fails: [
      {
        yaml: role('ClusterRole', "apiGroups: [''], resources: [users], verbs: [impersonate]"),
        at: 'rules[0].resources[0]',
      },
      role('Role', "apiGroups: [''], resources: [users], verbs: ['*']"),
    ],
  },
  check(object, report) {
    reportGrants(
      object,
      report,
      { group: '', resources: ['users', 'groups', 'serviceaccounts'], verbs: ['impersonate'] },
      'whoever has it can act as any of them',
    );
  },
} satisfies ObjectCheck;
