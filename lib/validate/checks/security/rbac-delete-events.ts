import type { ObjectCheck } from '../../check';
import { rbacLink, reportGrants, role, roleKinds } from '../../security/rbac';

export default {
  id: 'rbac-delete-events',
  scope: 'object',
  severity: 'info',
  summary: 'A role may delete events or logs, and so hide what it did',
  remedy: 'Leave delete out.',
  link: rbacLink,
  kinds: roleKinds,
  examples: {
    passes: [role('ClusterRole', "apiGroups: [''], resources: [events], resourceNames: [app], verbs: [delete]")],
    fails: [
      {
        yaml: role('ClusterRole', "apiGroups: [''], resources: [events], verbs: [delete]"),
        at: 'rules[0].resources[0]',
      },
      role('Role', "apiGroups: [''], resources: [events], verbs: ['*']"),
    ],
  },
  check(object, report) {
    reportGrants(
      object,
      report,
      { group: '', resources: ['events', 'pods/log'], verbs: ['delete', 'deletecollection'] },
      'traces can be removed',
    );
  },
} satisfies ObjectCheck;
