import type { ObjectCheck } from '../../check';
import { rbacLink, reportGrants, role, roleKinds } from '../../security/rbac';

export default {
  id: 'rbac-create-persistent-volumes',
  scope: 'object',
  severity: 'info',
  summary: 'A role may create PersistentVolumes, and so mount directories of nodes',
  remedy: 'Leave it to the storage provisioner.',
  link: `${rbacLink}#persistent-volume-creation`,
  kinds: roleKinds,
  examples: {
    passes: [
      role('ClusterRole', "apiGroups: [''], resources: [persistentvolumes], resourceNames: [app], verbs: [create]"),
    ],
    fails: [
      {
        yaml: role('ClusterRole', "apiGroups: [''], resources: [persistentvolumes], verbs: [create]"),
        at: 'rules[0].resources[0]',
      },
      role('Role', "apiGroups: [''], resources: [persistentvolumes], verbs: ['*']"),
    ],
  },
  check(object, report) {
    reportGrants(
      object,
      report,
      { group: '', resources: ['persistentvolumes'], verbs: ['create', 'update', 'patch'] },
      'a hostPath volume gives access to the files of a node',
    );
  },
} satisfies ObjectCheck;
