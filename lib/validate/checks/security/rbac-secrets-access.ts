import type { ObjectCheck } from '../../check';
import { rbacLink, reportGrants, role, roleKinds } from '../../security/rbac';

const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

export default {
  id: 'rbac-secrets-access',
  scope: 'object',
  severity: 'warning',
  summary: 'A role may read or write all Secrets: of the cluster (warning), or of its namespace (info)',
  remedy: 'Name the Secrets in resourceNames, or use a Role in the namespaces that matter instead of a ClusterRole.',
  link: `${rbacLink}#listing-secrets`,
  kinds: roleKinds,
  examples: {
    passes: [
      role('Role', "apiGroups: [''], resources: [secrets], resourceNames: [app], verbs: [get]"),
      role('ClusterRole', "apiGroups: [''], resources: [configmaps], verbs: [get, list]"),
    ],
    fails: [
      {
        yaml: role('ClusterRole', "apiGroups: [''], resources: [secrets], verbs: [list]"),
        at: 'rules[0].resources[0]',
      },
      role('Role', "apiGroups: [''], resources: [secrets], verbs: [get]"),
    ],
  },
  check(object, report) {
    const isCluster = object.kind === 'ClusterRole';
    const consequence = isCluster ? 'all Secrets of the cluster, if bound there' : 'all Secrets of the namespace';
    const grant = { group: '', resources: ['secrets'], verbs };
    reportGrants(object, report, grant, consequence, isCluster ? {} : { severity: 'info' });
  },
} satisfies ObjectCheck;
