import type { ObjectCheck } from '../../check';
import { rbacLink, reportGrants, role, roleKinds } from '../../security/rbac';

const verbs = ['create', 'update', 'patch'];
const workloads = [
  { group: '', resources: ['pods', 'replicationcontrollers'], verbs },
  { group: 'apps', resources: ['deployments', 'daemonsets', 'statefulsets', 'replicasets'], verbs },
  { group: 'batch', resources: ['jobs', 'cronjobs'], verbs },
];

export default {
  id: 'rbac-create-pods',
  scope: 'object',
  severity: 'info',
  summary: 'A role may create pods or workloads, and so use every Secret and ServiceAccount of their namespaces',
  remedy:
    'Give it only in namespaces whose Secrets its holder may read, and enforce a level of the Pod Security Standards there.',
  link: `${rbacLink}#workload-creation`,
  kinds: roleKinds,
  examples: {
    passes: [role('Role', "apiGroups: [''], resources: [pods], verbs: [get, list, watch, delete]")],
    fails: [
      {
        yaml: role('Role', "apiGroups: [''], resources: [services, pods], verbs: [create]"),
        at: 'rules[0].resources[1]',
      },
      role('ClusterRole', "apiGroups: ['*'], resources: [deployments], verbs: ['*']"),
    ],
  },
  check(object, report) {
    for (const grant of workloads) {
      reportGrants(object, report, grant, 'it reaches every Secret, volume and ServiceAccount of their namespaces');
    }
  },
} satisfies ObjectCheck;
