/** Kubernetes' own API versions that came to an end, or will. */

export interface DeprecatedVersion {
  readonly apiVersion: string;
  /** Undefined: all of the version. */
  readonly kinds: readonly string[] | undefined;
  /** Minor version: 16 for 1.16. */
  readonly deprecated: number;
  /** The first minor that does not serve it; in the future, what is announced. Undefined: nothing is planned. */
  readonly removed: number | undefined;
  /** What to do: `use apps/v1`. */
  readonly advice: string;
}

type Row = readonly [
  apiVersion: string,
  kinds: string,
  deprecated: number,
  removed: number | undefined,
  advice: string,
];

/**
 * From https://kubernetes.io/docs/reference/using-api/deprecation-guide/ and, for what that leaves out (alpha and beta
 * versions that are off by default) and what is to come, the prerelease lifecycle of the types in k8s.io/api v0.37.
 * That what is gone is really gone in that version is tested against imports/kubernetes/versions.json.
 */
const rows: readonly Row[] = [
  ['extensions/v1beta1', 'DaemonSet Deployment ReplicaSet', 8, 16, 'use apps/v1'],
  ['extensions/v1beta1', 'NetworkPolicy', 9, 16, 'use networking.k8s.io/v1'],
  ['extensions/v1beta1', 'PodSecurityPolicy', 10, 16, 'Pod Security Admission took its place'],
  ['extensions/v1beta1', 'Ingress', 14, 22, 'use networking.k8s.io/v1'],
  ['extensions/v1beta1', 'DeploymentRollback', 8, 16, 'use kubectl rollout undo'],
  ['extensions/v1beta1', 'Scale', 2, 16, 'use autoscaling/v1'],
  ['apps/v1beta1', '*', 8, 16, 'use apps/v1'],
  ['apps/v1beta2', '*', 9, 16, 'use apps/v1'],
  [
    'admissionregistration.k8s.io/v1beta1',
    'MutatingWebhookConfiguration ValidatingWebhookConfiguration',
    16,
    22,
    'use admissionregistration.k8s.io/v1',
  ],
  ['apiextensions.k8s.io/v1beta1', '*', 16, 22, 'use apiextensions.k8s.io/v1'],
  ['apiregistration.k8s.io/v1beta1', '*', 19, 22, 'use apiregistration.k8s.io/v1'],
  ['authentication.k8s.io/v1beta1', 'TokenReview', 19, 22, 'use authentication.k8s.io/v1'],
  ['authorization.k8s.io/v1beta1', '*', 19, 22, 'use authorization.k8s.io/v1'],
  ['certificates.k8s.io/v1beta1', 'CertificateSigningRequest', 19, 22, 'use certificates.k8s.io/v1'],
  ['coordination.k8s.io/v1beta1', 'Lease', 19, 22, 'use coordination.k8s.io/v1'],
  ['networking.k8s.io/v1beta1', 'Ingress IngressClass', 19, 22, 'use networking.k8s.io/v1'],
  ['rbac.authorization.k8s.io/v1alpha1', '*', 17, 22, 'use rbac.authorization.k8s.io/v1'],
  ['rbac.authorization.k8s.io/v1beta1', '*', 17, 22, 'use rbac.authorization.k8s.io/v1'],
  ['scheduling.k8s.io/v1beta1', 'PriorityClass', 14, 22, 'use scheduling.k8s.io/v1'],
  ['storage.k8s.io/v1beta1', 'CSIDriver CSINode StorageClass VolumeAttachment', 19, 22, 'use storage.k8s.io/v1'],
  ['storage.k8s.io/v1beta1', 'CSIStorageCapacity', 24, 27, 'use storage.k8s.io/v1'],
  ['autoscaling/v2beta1', '*', 22, 25, 'use autoscaling/v2'],
  ['autoscaling/v2beta2', '*', 23, 26, 'use autoscaling/v2'],
  ['batch/v1beta1', 'CronJob', 21, 25, 'use batch/v1'],
  ['batch/v2alpha1', 'CronJob', 8, 21, 'use batch/v1'],
  ['discovery.k8s.io/v1beta1', 'EndpointSlice', 21, 25, 'use discovery.k8s.io/v1'],
  ['events.k8s.io/v1beta1', '*', 22, 25, 'use events.k8s.io/v1'],
  ['node.k8s.io/v1alpha1', '*', 20, 24, 'use node.k8s.io/v1'],
  ['node.k8s.io/v1beta1', '*', 22, 25, 'use node.k8s.io/v1'],
  ['policy/v1beta1', 'PodDisruptionBudget', 21, 25, 'use policy/v1'],
  ['policy/v1beta1', 'Eviction', 22, 25, 'use policy/v1'],
  ['policy/v1beta1', 'PodSecurityPolicy', 21, 25, 'Pod Security Admission took its place'],
  ['flowcontrol.apiserver.k8s.io/v1alpha1', '*', 18, 24, 'use flowcontrol.apiserver.k8s.io/v1'],
  ['flowcontrol.apiserver.k8s.io/v1beta1', '*', 23, 26, 'use flowcontrol.apiserver.k8s.io/v1'],
  ['flowcontrol.apiserver.k8s.io/v1beta2', '*', 26, 29, 'use flowcontrol.apiserver.k8s.io/v1'],
  ['flowcontrol.apiserver.k8s.io/v1beta3', '*', 29, 32, 'use flowcontrol.apiserver.k8s.io/v1'],
  ['storage.k8s.io/v1alpha1', 'CSIStorageCapacity VolumeAttachment', 21, 24, 'use storage.k8s.io/v1'],
  ['storage.k8s.io/v1alpha1', 'VolumeAttributesClass', 32, 35, 'use storage.k8s.io/v1'],
  ['storage.k8s.io/v1beta1', 'VolumeAttributesClass', 34, 37, 'use storage.k8s.io/v1'],
  [
    'admissionregistration.k8s.io/v1alpha1',
    'ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding',
    29,
    32,
    'use admissionregistration.k8s.io/v1',
  ],
  [
    'admissionregistration.k8s.io/v1beta1',
    'ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding',
    31,
    34,
    'use admissionregistration.k8s.io/v1',
  ],
  [
    'admissionregistration.k8s.io/v1alpha1',
    'MutatingAdmissionPolicy MutatingAdmissionPolicyBinding',
    35,
    38,
    'use admissionregistration.k8s.io/v1',
  ],
  [
    'admissionregistration.k8s.io/v1beta1',
    'MutatingAdmissionPolicy MutatingAdmissionPolicyBinding',
    37,
    40,
    'use admissionregistration.k8s.io/v1',
  ],
  ['authentication.k8s.io/v1alpha1', 'SelfSubjectReview', 29, 32, 'use authentication.k8s.io/v1'],
  ['authentication.k8s.io/v1beta1', 'SelfSubjectReview', 30, 33, 'use authentication.k8s.io/v1'],
  ['networking.k8s.io/v1alpha1', 'ClusterCIDR', 28, 29, 'the node IPAM controller assigns addresses itself'],
  ['networking.k8s.io/v1alpha1', 'IPAddress', 30, 31, 'use networking.k8s.io/v1'],
  ['networking.k8s.io/v1alpha1', 'ServiceCIDR', 30, 31, 'use networking.k8s.io/v1'],
  ['networking.k8s.io/v1beta1', 'IPAddress ServiceCIDR', 34, 37, 'use networking.k8s.io/v1'],
  ['certificates.k8s.io/v1alpha1', 'PodCertificateRequest', 34, 35, 'use certificates.k8s.io/v1beta1'],
  ['certificates.k8s.io/v1alpha1', 'ClusterTrustBundle', 34, 37, 'use certificates.k8s.io/v1beta1'],
  ['storagemigration.k8s.io/v1alpha1', 'StorageVersionMigration', 34, 35, 'use storagemigration.k8s.io/v1beta1'],
  ['coordination.k8s.io/v1alpha1', 'LeaseCandidate', 31, 32, 'use coordination.k8s.io/v1alpha2'],
  ['coordination.k8s.io/v1alpha2', 'LeaseCandidate', 35, 38, 'use coordination.k8s.io/v1beta1'],
  [
    'resource.k8s.io/v1alpha2',
    'PodSchedulingContext ResourceClaimParameters ResourceClass ResourceClassParameters',
    30,
    31,
    'devices are asked for with a DeviceClass and the requests of a ResourceClaim now',
  ],
  ['resource.k8s.io/v1alpha2', 'ResourceClaim ResourceClaimTemplate ResourceSlice', 30, 31, 'use resource.k8s.io/v1'],
  [
    'resource.k8s.io/v1alpha3',
    'DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice',
    32,
    34,
    'use resource.k8s.io/v1',
  ],
  [
    'resource.k8s.io/v1alpha3',
    'PodSchedulingContext',
    31,
    32,
    'drivers publish ResourceSlices, and the scheduler chooses by itself now',
  ],
  ['resource.k8s.io/v1alpha3', 'DeviceTaintRule', 36, 39, 'use resource.k8s.io/v1beta2'],
  ['resource.k8s.io/v1beta1', '*', 35, 38, 'use resource.k8s.io/v1'],
  [
    'resource.k8s.io/v1beta2',
    'DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice',
    36,
    39,
    'use resource.k8s.io/v1',
  ],
  ['scheduling.k8s.io/v1alpha1', 'Workload', 35, 36, 'use scheduling.k8s.io/v1alpha2'],
  ['v1', 'Endpoints', 33, undefined, 'use discovery.k8s.io/v1 EndpointSlice'],
  ['v1', 'ComponentStatus', 19, undefined, 'ask the health endpoints of the components themselves'],
];

export const deprecatedVersions: readonly DeprecatedVersion[] = rows.map(
  ([apiVersion, kinds, deprecated, removed, advice]) => ({
    apiVersion,
    kinds: kinds === '*' ? undefined : kinds.split(' '),
    deprecated,
    removed,
    advice,
  }),
);

const byVersion = new Map<string, DeprecatedVersion[]>();
for (const entry of deprecatedVersions) {
  byVersion.set(entry.apiVersion, [...(byVersion.get(entry.apiVersion) ?? []), entry]);
}

/** What is to be said about a kind of an API version, if it is deprecated in any version of Kubernetes. */
export function deprecatedVersion(apiVersion: string, kind: string): DeprecatedVersion | undefined {
  return byVersion.get(apiVersion)?.find(({ kinds }) => kinds?.includes(kind) ?? true);
}
