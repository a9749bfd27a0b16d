import type { ObjectCheck } from '../../check';
import { rbacLink, reportGrants, role, roleKinds } from '../../security/rbac';

export default {
  id: 'rbac-csr-approval',
  scope: 'object',
  severity: 'warning',
  summary: 'A role may approve certificate requests, and so make identities for the cluster',
  remedy: 'Leave certificatesigningrequests/approval to the controller that signs.',
  link: `${rbacLink}#csrs-and-certificate-issuing`,
  kinds: roleKinds,
  examples: {
    passes: [
      role(
        'ClusterRole',
        "apiGroups: ['certificates.k8s.io'], resources: [certificatesigningrequests/approval], resourceNames: [app], verbs: [update]",
      ),
    ],
    fails: [
      {
        yaml: role(
          'ClusterRole',
          "apiGroups: ['certificates.k8s.io'], resources: [certificatesigningrequests/approval], verbs: [update]",
        ),
        at: 'rules[0].resources[0]',
      },
      role(
        'Role',
        "apiGroups: ['certificates.k8s.io'], resources: [certificatesigningrequests/approval], verbs: ['*']",
      ),
    ],
  },
  check(object, report) {
    reportGrants(
      object,
      report,
      {
        group: 'certificates.k8s.io',
        resources: ['certificatesigningrequests/approval', 'certificatesigningrequests/status'],
        verbs: ['update', 'patch'],
      },
      'it can have client certificates issued for any user',
    );
  },
} satisfies ObjectCheck;
