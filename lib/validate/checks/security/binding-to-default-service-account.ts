import type { ObjectCheck } from '../../check';
import { binding, bindingKinds, bindingOf } from '../../security/rbac';

export default {
  id: 'binding-to-default-service-account',
  scope: 'object',
  severity: 'warning',
  summary: 'A binding gives rights to the ServiceAccount default: to every pod of a namespace that names none',
  remedy: 'Create a ServiceAccount for the pods that need the rights.',
  link: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#service-account-permissions',
  kinds: bindingKinds,
  examples: {
    passes: [binding('RoleBinding', 'view', 'kind: ServiceAccount, name: app, namespace: team')],
    fails: [
      {
        yaml: binding('RoleBinding', 'view', 'kind: ServiceAccount, name: default, namespace: team'),
        at: 'subjects[0].name',
      },
    ],
  },
  check(object, report) {
    const { roleRef, subjects } = bindingOf(object);
    for (const [index, { kind, name, namespace = object.namespace }] of subjects.entries()) {
      if (kind !== 'ServiceAccount' || name !== 'default') continue;
      const role = roleRef.name ?? 'the role';
      report(['subjects', index, 'name'], `${role} is given to the ServiceAccount default of namespace ${namespace}`);
    }
  },
} satisfies ObjectCheck;
