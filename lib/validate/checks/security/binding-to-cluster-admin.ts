import type { ObjectCheck } from '../../check';
import { binding, bindingKinds, bindingOf, rbacLink } from '../../security/rbac';

const administrators = ['cluster-admin', 'admin', 'edit'];

export default {
  id: 'binding-to-cluster-admin',
  scope: 'object',
  severity: 'warning',
  summary: 'A binding gives cluster-admin (or, for the whole cluster, admin or edit)',
  remedy: 'Write a role with the rights that are needed.',
  link: `${rbacLink}#least-privilege`,
  kinds: bindingKinds,
  examples: {
    passes: [
      binding('ClusterRoleBinding', 'view', 'kind: ServiceAccount, name: app, namespace: team'),
      binding('RoleBinding', 'edit', 'kind: ServiceAccount, name: app, namespace: team'),
    ],
    fails: [
      {
        yaml: binding('ClusterRoleBinding', 'cluster-admin', 'kind: ServiceAccount, name: app, namespace: team'),
        at: 'roleRef.name',
      },
      binding('RoleBinding', 'cluster-admin', 'kind: ServiceAccount, name: app, namespace: team'),
    ],
  },
  check(object, report) {
    const { roleRef } = bindingOf(object);
    const isCluster = object.kind === 'ClusterRoleBinding';
    if (roleRef.kind !== 'ClusterRole' || !administrators.includes(roleRef.name ?? '')) return;
    if (!isCluster && roleRef.name !== 'cluster-admin') return;
    const extent = isCluster ? 'the cluster' : `namespace ${object.namespace}`;
    report(['roleRef', 'name'], `${object.kind} ${object.name} gives ${roleRef.name ?? ''} on all of ${extent}`);
  },
} satisfies ObjectCheck;
