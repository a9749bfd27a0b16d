import type { ObjectCheck } from '../../check';
import { rbacLink, reportGrants, role, roleKinds } from '../../security/rbac';

export default {
  id: 'rbac-manage-rbac',
  scope: 'object',
  severity: 'info',
  summary: 'A role may write roles or bindings',
  remedy: 'Check that its holder has to; the API server lets it give away only what it has itself.',
  link: rbacLink,
  kinds: roleKinds,
  examples: {
    passes: [
      role(
        'ClusterRole',
        "apiGroups: ['rbac.authorization.k8s.io'], resources: [roles], resourceNames: [app], verbs: [create]",
      ),
    ],
    fails: [
      {
        yaml: role('ClusterRole', "apiGroups: ['rbac.authorization.k8s.io'], resources: [roles], verbs: [create]"),
        at: 'rules[0].resources[0]',
      },
      role('Role', "apiGroups: ['rbac.authorization.k8s.io'], resources: [roles], verbs: ['*']"),
    ],
  },
  check(object, report) {
    reportGrants(
      object,
      report,
      {
        group: 'rbac.authorization.k8s.io',
        resources: ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'],
        verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
      },
      'it can give its own rights to others',
    );
  },
} satisfies ObjectCheck;
