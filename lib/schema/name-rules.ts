/** What metadata.name must look like: the validation of each kind in k8s.io/kubernetes, pkg/apis. */
import type { TextForm } from './text-form';
import { dns1035Label, dnsLabel, dnsSubdomain, pathSegment } from './text-form';

/** Since then, Services have the names of everything else (RelaxedServiceNameValidation). */
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

/** Shorter than their form allows: what the controller makes of them has a suffix, or is a label's value. */
const limits: ReadonlyMap<string, number> = new Map([
  ['CronJob.batch', 52],
  ['Job.batch', 63],
]);

export interface NameRule {
  readonly form: TextForm;
  readonly most?: number;
}

/** `key` is `Kind.group`. */
export function nameRule(key: string, minor: number): NameRule {
  const most = limits.get(key);
  if (free.has(key)) return { form: pathSegment };
  if (key === 'Namespace' || key === 'StatefulSet.apps') return { form: dnsLabel };
  if (key === 'Service') return { form: minor < RELAXED_SERVICE_NAMES ? dns1035Label : dnsLabel };
  return most === undefined ? { form: dnsSubdomain } : { form: dnsSubdomain, most };
}
