import type { ObjectCheck } from '../../check';
import { rbacLink, reportGrants, role, roleKinds } from '../../security/rbac';

export default {
  id: 'rbac-write-network',
  scope: 'object',
  severity: 'info',
  optional: true,
  summary: 'A role may change what the network lets through: Services, Ingresses, NetworkPolicies',
  remedy: 'Check that its holder has to.',
  link: rbacLink,
  kinds: roleKinds,
  examples: {
    passes: [
      role(
        'ClusterRole',
        "apiGroups: ['networking.k8s.io'], resources: [networkpolicies], resourceNames: [app], verbs: [create]",
      ),
    ],
    fails: [
      {
        yaml: role('ClusterRole', "apiGroups: ['networking.k8s.io'], resources: [networkpolicies], verbs: [create]"),
        at: 'rules[0].resources[0]',
      },
      role('Role', "apiGroups: ['networking.k8s.io'], resources: [networkpolicies], verbs: ['*']"),
    ],
  },
  check(object, report) {
    reportGrants(
      object,
      report,
      {
        group: 'networking.k8s.io',
        resources: ['networkpolicies', 'ingresses'],
        verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
      },
      'it can open or redirect traffic',
    );
  },
} satisfies ObjectCheck;
