/** What metadata.name must look like: the validation of each kind in k8s.io/kubernetes, pkg/apis. */
import { dns1035Label, dnsLabel, dnsSubdomain, pathSegment, type TextForm } from './text-form';

/** Since then, a Service's name may start with a digit (RelaxedServiceNameValidation). */
const RELAXED_SERVICE_NAMES = 36;

/** Names made of others, with characters of their own. */
const free = new Set([
  'Role.rbac.authorization.k8s.io',
  'ClusterRole.rbac.authorization.k8s.io',
  'RoleBinding.rbac.authorization.k8s.io',
  'ClusterRoleBinding.rbac.authorization.k8s.io',
  'CertificateSigningRequest.certificates.k8s.io',
  'ClusterTrustBundle.certificates.k8s.io',
  'IPAddress.networking.k8s.io',
  'ComponentStatus',
]);

/** `key` is `Kind.group`. */
export function nameForm(key: string, minor: number): TextForm {
  if (key === 'Namespace' || key === 'StatefulSet.apps') return dnsLabel;
  if (key === 'Service') return minor < RELAXED_SERVICE_NAMES ? dns1035Label : dnsLabel;
  return free.has(key) ? pathSegment : dnsSubdomain;
}
