import type { ObjectCheck } from '../../check';
import { rbacLink, reportGrants, role, roleKinds } from '../../security/rbac';

export default {
  id: 'rbac-pod-shell',
  scope: 'object',
  severity: 'warning',
  summary: 'A role may run commands in running pods',
  remedy: 'Leave pods/exec, pods/attach and pods/ephemeralcontainers to people who debug.',
  link: rbacLink,
  kinds: roleKinds,
  examples: {
    passes: [role('ClusterRole', "apiGroups: [''], resources: [pods/exec], resourceNames: [app], verbs: [create]")],
    fails: [
      {
        yaml: role('ClusterRole', "apiGroups: [''], resources: [pods/exec], verbs: [create]"),
        at: 'rules[0].resources[0]',
      },
      role('Role', "apiGroups: [''], resources: [pods/exec], verbs: ['*']"),
    ],
  },
  check(object, report) {
    reportGrants(
      object,
      report,
      {
        group: '',
        resources: ['pods/exec', 'pods/attach', 'pods/ephemeralcontainers'],
        verbs: ['create', 'get', 'update', 'patch'],
      },
      'it runs commands in any pod it covers, with their Secrets and service accounts',
    );
  },
} satisfies ObjectCheck;
