import type { ObjectCheck } from '../../check';
import { binding, bindingKinds, bindingOf } from '../../security/rbac';

const everybody: Readonly<Record<string, string>> = {
  'system:anonymous': 'anybody, without credentials',
  'system:unauthenticated': 'anybody, without credentials',
  'system:authenticated': 'every user and every pod',
  'system:serviceaccounts': 'every pod',
};

export default {
  id: 'binding-to-everybody',
  scope: 'object',
  severity: 'warning',
  summary: 'A binding gives its role to anonymous users, to all users or to all pods',
  remedy: 'Name the users, groups or ServiceAccounts that need it.',
  link: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#service-account-permissions',
  kinds: bindingKinds,
  examples: {
    passes: [
      binding('RoleBinding', 'view', 'kind: Group, apiGroup: rbac.authorization.k8s.io, name: "team:ml"'),
      binding(
        'ClusterRoleBinding',
        '"system:public-info-viewer"',
        'kind: Group, apiGroup: rbac.authorization.k8s.io, name: "system:unauthenticated"',
      ),
    ],
    fails: [
      {
        yaml: binding(
          'ClusterRoleBinding',
          'view',
          'kind: Group, apiGroup: rbac.authorization.k8s.io, name: "system:authenticated"',
        ),
        at: 'subjects[0].name',
      },
      binding('RoleBinding', 'view', 'kind: User, apiGroup: rbac.authorization.k8s.io, name: "system:anonymous"'),
    ],
  },
  check(object, report) {
    const { roleRef, subjects } = bindingOf(object);
    // Discovery and other roles of the API server itself are bound so by default.
    if (roleRef.name?.startsWith('system:') === true) return;
    for (const [index, { kind, name = '' }] of subjects.entries()) {
      if (kind === 'ServiceAccount' || !Object.hasOwn(everybody, name)) continue;
      report(
        ['subjects', index, 'name'],
        `${roleRef.name ?? 'the role'} is given to ${name}: ${everybody[name] ?? ''}`,
      );
    }
  },
} satisfies ObjectCheck;
