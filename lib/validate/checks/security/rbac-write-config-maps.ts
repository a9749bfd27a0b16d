import type { ObjectCheck } from '../../check';
import { rbacLink, reportGrants, role, roleKinds } from '../../security/rbac';

export default {
  id: 'rbac-write-config-maps',
  scope: 'object',
  severity: 'info',
  optional: true,
  summary: 'A role may change any ConfigMap it covers',
  remedy: 'Name the ConfigMaps in resourceNames, where it does not create them.',
  link: rbacLink,
  kinds: roleKinds,
  examples: {
    passes: [role('ClusterRole', "apiGroups: [''], resources: [configmaps], resourceNames: [app], verbs: [update]")],
    fails: [
      {
        yaml: role('ClusterRole', "apiGroups: [''], resources: [configmaps], verbs: [update]"),
        at: 'rules[0].resources[0]',
      },
      role('Role', "apiGroups: [''], resources: [configmaps], verbs: ['*']"),
    ],
  },
  check(object, report) {
    reportGrants(
      object,
      report,
      { group: '', resources: ['configmaps'], verbs: ['update', 'patch', 'delete', 'deletecollection'] },
      'it can change how other applications run',
    );
  },
} satisfies ObjectCheck;
