import type { RoleBinding } from '../../../../imports/kubernetes/types';
import type { CorpusCheck } from '../../check';
import { documents } from '../../example';
import { absence } from '../../references/absence';
import { manifest } from '../../references/example';

const group = 'rbac.authorization.k8s.io';
const binding = (kind: string, name: string) =>
  manifest(`${group}/v1`, 'RoleBinding', 'web', `roleRef: {apiGroup: ${group}, kind: ${kind}, name: ${name}}`);

export default {
  id: 'role-missing',
  scope: 'corpus',
  kinds: ['RoleBinding', 'ClusterRoleBinding', 'Role', 'ClusterRole'].map((kind) => `${kind}.${group}`),
  severity: 'warning',
  summary: 'A RoleBinding or ClusterRoleBinding to a role that is not in the input: it gives no rights',
  remedy: 'Correct the kind and name of roleRef, add the role, or list it as known to exist.',
  link: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding',
  examples: {
    passes: [
      documents(binding('Role', 'reader'), manifest(`${group}/v1`, 'Role', 'reader')),
      binding('ClusterRole', 'view'),
      binding('ClusterRole', 'system:auth-delegator'),
    ],
    fails: [
      { yaml: documents(binding('Role', 'raeder'), manifest(`${group}/v1`, 'Role', 'reader')), at: 'roleRef.name' },
      documents(binding('ClusterRole', 'reader'), manifest(`${group}/v1`, 'Role', 'reader')),
    ],
  },
  check(corpus, report) {
    for (const key of [`RoleBinding.${group}`, `ClusterRoleBinding.${group}`]) {
      for (const { object, value } of corpus.checked<RoleBinding>(key)) {
        const { kind, name = '' } = value.roleRef ?? {};
        if (kind === undefined || name.startsWith('system:')) continue;
        // What every cluster has: Roles in kube-system and kube-public, four ClusterRoles.
        const builtIn =
          kind === 'ClusterRole'
            ? ['cluster-admin', 'admin', 'edit', 'view']
            : ['extension-apiserver-authentication-reader'];
        const message = absence(
          corpus,
          { key: `${kind}.${group}`, namespace: object.namespace, name },
          { alsoThere: builtIn },
        );
        if (message !== undefined) report(object, ['roleRef', 'name'], message);
      }
    }
  },
} satisfies CorpusCheck;
