import type { ClusterRoleBinding, RoleBinding } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';

const binding = (subject: string, roleRef = 'kind: ClusterRole, name: view') =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a}\nroleRef: {apiGroup: rbac.authorization.k8s.io, ${roleRef}}\nsubjects: [{${subject}}]\n`;

export default {
  id: 'role-binding-subject',
  scope: 'object',
  kinds: ['RoleBinding.rbac.authorization.k8s.io', 'ClusterRoleBinding.rbac.authorization.k8s.io'],
  severity: 'error',
  summary: 'A binding names a role or a subject in a form that is refused',
  remedy: 'A ServiceAccount needs a namespace, users and groups need the API group rbac.authorization.k8s.io or none.',
  link: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects',
  examples: {
    passes: [
      binding('kind: ServiceAccount, name: a'),
      binding('kind: ServiceAccount, name: a, namespace: team'),
      binding('kind: User, name: ada, apiGroup: rbac.authorization.k8s.io'),
    ],
    fails: [
      {
        yaml: binding('kind: ServiceAccount, name: a').replace('kind: RoleBinding', 'kind: ClusterRoleBinding'),
        at: 'subjects[0].namespace',
      },
      { yaml: binding('kind: ServiceAccounts, name: a, namespace: team'), at: 'subjects[0].kind' },
      { yaml: binding('kind: User, name: ada, apiGroup: apps'), at: 'subjects[0].apiGroup' },
      {
        yaml: binding('kind: User, name: ada, apiGroup: rbac.authorization.k8s.io', 'kind: Roles, name: a'),
        at: 'roleRef.kind',
      },
    ],
  },
  check(object, report) {
    const { roleRef, subjects = [] } = typed<RoleBinding | ClusterRoleBinding>(object);
    const roles = object.kind === 'RoleBinding' ? ['Role', 'ClusterRole'] : ['ClusterRole'];
    if (roleRef?.kind !== undefined && !roles.includes(roleRef.kind)) {
      report(['roleRef', 'kind'], `a ${object.kind} refers to a ${roles.join(' or a ')}, not to a ${roleRef.kind}`);
    }
    for (const [index, { kind, name, namespace = '', apiGroup = '' }] of subjects.entries()) {
      const at = ['subjects', index];
      if (kind === 'ServiceAccount') {
        // In a RoleBinding, the binding's namespace is meant.
        if (namespace === '' && object.kind === 'ClusterRoleBinding')
          report([...at, 'namespace'], `ServiceAccount ${name ?? ''} has no namespace`);
        if (apiGroup !== '') report([...at, 'apiGroup'], `a ServiceAccount is in the core group, not in ${apiGroup}`);
      } else if (kind === 'User' || kind === 'Group') {
        if (apiGroup !== '' && apiGroup !== 'rbac.authorization.k8s.io')
          report([...at, 'apiGroup'], `a ${kind} is not in ${apiGroup}`);
      } else if (kind !== undefined) {
        report([...at, 'kind'], `a subject is a User, a Group or a ServiceAccount, not a ${kind}`);
      }
    }
  },
} satisfies ObjectCheck;
