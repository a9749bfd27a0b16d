import type { ObjectCheck } from '../../check';
import { rbacLink, reportGrants, role, roleKinds } from '../../security/rbac';

export default {
  id: 'rbac-webhook-write',
  scope: 'object',
  severity: 'warning',
  summary: 'A role may change admission webhooks, which see and alter every object',
  remedy: 'Name the configurations in resourceNames; create cannot be limited, so let somebody else create them.',
  link: `${rbacLink}#control-admission-webhooks`,
  kinds: roleKinds,
  examples: {
    passes: [
      role(
        'ClusterRole',
        "apiGroups: ['admissionregistration.k8s.io'], resources: [mutatingwebhookconfigurations], resourceNames: [app], verbs: [create]",
      ),
    ],
    fails: [
      {
        yaml: role(
          'ClusterRole',
          "apiGroups: ['admissionregistration.k8s.io'], resources: [mutatingwebhookconfigurations], verbs: [create]",
        ),
        at: 'rules[0].resources[0]',
      },
      role(
        'Role',
        "apiGroups: ['admissionregistration.k8s.io'], resources: [mutatingwebhookconfigurations], verbs: ['*']",
      ),
    ],
  },
  check(object, report) {
    reportGrants(
      object,
      report,
      {
        group: 'admissionregistration.k8s.io',
        resources: [
          'mutatingwebhookconfigurations',
          'validatingwebhookconfigurations',
          'mutatingadmissionpolicies',
          'validatingadmissionpolicies',
        ],
        verbs: ['create', 'update', 'patch'],
      },
      'it can read and alter any object that is admitted',
    );
  },
} satisfies ObjectCheck;
