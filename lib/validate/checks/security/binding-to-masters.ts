import type { ObjectCheck } from '../../check';
import { binding, bindingKinds, bindingOf, rbacLink } from '../../security/rbac';

export default {
  id: 'binding-to-masters',
  scope: 'object',
  severity: 'warning',
  summary: 'A binding names system:masters, a group that may do everything whatever is bound to it',
  remedy: 'Bind the role to a group of your own, and put nobody in system:masters.',
  link: `${rbacLink}#least-privilege`,
  kinds: bindingKinds,
  examples: {
    passes: [
      binding('ClusterRoleBinding', 'view', 'kind: Group, apiGroup: rbac.authorization.k8s.io, name: operators'),
    ],
    fails: [
      {
        yaml: binding(
          'ClusterRoleBinding',
          'view',
          'kind: Group, apiGroup: rbac.authorization.k8s.io, name: "system:masters"',
        ),
        at: 'subjects[0].name',
      },
    ],
  },
  check(object, report) {
    for (const [index, { kind, name }] of bindingOf(object).subjects.entries()) {
      if (kind !== 'Group' || name !== 'system:masters') continue;
      report(['subjects', index, 'name'], 'members of system:masters pass every authorization check');
    }
  },
} satisfies ObjectCheck;
