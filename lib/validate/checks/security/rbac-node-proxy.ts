import type { ObjectCheck } from '../../check';
import { rbacLink, reportGrants, role, roleKinds } from '../../security/rbac';

export default {
  id: 'rbac-node-proxy',
  scope: 'object',
  severity: 'warning',
  summary: 'A role may reach the API of kubelets, past audit and admission',
  remedy: 'Leave nodes/proxy out; metrics and stats have nodes/metrics and nodes/stats.',
  link: `${rbacLink}#access-to-proxy-subresource-of-nodes`,
  kinds: roleKinds,
  examples: {
    passes: [role('ClusterRole', "apiGroups: [''], resources: [nodes/proxy], resourceNames: [app], verbs: [get]")],
    fails: [
      {
        yaml: role('ClusterRole', "apiGroups: [''], resources: [nodes/proxy], verbs: [get]"),
        at: 'rules[0].resources[0]',
      },
      role('Role', "apiGroups: [''], resources: [nodes/proxy], verbs: ['*']"),
    ],
  },
  check(object, report) {
    reportGrants(
      object,
      report,
      { group: '', resources: ['nodes/proxy'], verbs: ['get', 'create', 'update', 'patch'] },
      'it runs commands in any pod of the nodes',
    );
  },
} satisfies ObjectCheck;
