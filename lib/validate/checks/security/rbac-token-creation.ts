import type { ObjectCheck } from '../../check';
import { rbacLink, reportGrants, role, roleKinds } from '../../security/rbac';

export default {
  id: 'rbac-token-creation',
  scope: 'object',
  severity: 'warning',
  summary: 'A role may make tokens of any ServiceAccount',
  remedy: 'Name the ServiceAccounts in resourceNames.',
  link: `${rbacLink}#token-request`,
  kinds: roleKinds,
  examples: {
    passes: [
      role('ClusterRole', "apiGroups: [''], resources: [serviceaccounts/token], resourceNames: [app], verbs: [create]"),
    ],
    fails: [
      {
        yaml: role('ClusterRole', "apiGroups: [''], resources: [serviceaccounts/token], verbs: [create]"),
        at: 'rules[0].resources[0]',
      },
      role('Role', "apiGroups: [''], resources: [serviceaccounts/token], verbs: ['*']"),
    ],
  },
  check(object, report) {
    reportGrants(
      object,
      report,
      { group: '', resources: ['serviceaccounts/token'], verbs: ['create'] },
      'it can act as any ServiceAccount it covers',
    );
  },
} satisfies ObjectCheck;
