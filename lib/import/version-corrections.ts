import type { Range, Versions } from './versions';

/**
 * What the packages cannot tell, from api/openapi-spec/swagger.json of the tags v1.31.4 and v1.35.4 of
 * kubernetes/kubernetes: no release of the client was made from these two, so that what came with them seems to be one
 * version younger, and what they were the last to have seems to have gone one version earlier.
 */
const fields: Versions['fields'] = {
  'authorization.k8s.io.v1.ResourceAttributes': { fieldSelector: { since: 31 }, labelSelector: { since: 31 } },
  'coordination.k8s.io.v1.LeaseSpec': { preferredHolder: { since: 31 }, strategy: { since: 31 } },
  'v1.ContainerStatus': { allocatedResourcesStatus: { since: 31 }, user: { since: 31 } },
  'v1.NodeRuntimeHandlerFeatures': { userNamespaces: { since: 31 } },
  'v1.NodeStatus': { features: { since: 31 }, declaredFeatures: { since: 35 } },
  'v1.PodResourceClaim': { resourceClaimName: { since: 31 }, resourceClaimTemplateName: { since: 31 } },
  'v1.PodSecurityContext': { supplementalGroupsPolicy: { since: 31 } },
  'v1.ResourceClaim': { request: { since: 31 } },
  'v1.Volume': { image: { since: 31 } },
  'apiextensions.k8s.io.v1.CustomResourceDefinitionCondition': { observedGeneration: { since: 35 } },
  'apiextensions.k8s.io.v1.CustomResourceDefinitionStatus': { observedGeneration: { since: 35 } },
  'storage.k8s.io.v1.CSIDriverSpec': { serviceAccountTokenInSecrets: { since: 35 } },
  'v1.PodCertificateProjection': { userAnnotations: { since: 35 } },
  'v1.PodSpec': { workloadRef: { since: 35, until: 35 } },
  'v1.PodStatus': { allocatedResources: { since: 35 }, resources: { since: 35 } },
};

const kinds: Versions['kinds'] = {
  'admissionregistration.k8s.io/v1alpha1/ValidatingAdmissionPolicy': { until: 31 },
  'admissionregistration.k8s.io/v1alpha1/ValidatingAdmissionPolicyBinding': { until: 31 },
  'authentication.k8s.io/v1alpha1/SelfSubjectReview': { until: 31 },
  'certificates.k8s.io/v1beta1/PodCertificateRequest': { since: 35 },
  'coordination.k8s.io/v1alpha1/LeaseCandidate': { since: 31, until: 31 },
  'flowcontrol.apiserver.k8s.io/v1beta3/FlowSchema': { until: 31 },
  'flowcontrol.apiserver.k8s.io/v1beta3/PriorityLevelConfiguration': { until: 31 },
  'networking.k8s.io/v1beta1/IPAddress': { since: 31 },
  'networking.k8s.io/v1beta1/ServiceCIDR': { since: 31 },
  'resource.k8s.io/v1alpha3/DeviceClass': { since: 31, until: 33 },
  'resource.k8s.io/v1alpha3/PodSchedulingContext': { since: 31, until: 31 },
  'resource.k8s.io/v1alpha3/ResourceClaim': { since: 31, until: 33 },
  'resource.k8s.io/v1alpha3/ResourceClaimTemplate': { since: 31, until: 33 },
  'resource.k8s.io/v1alpha3/ResourceSlice': { since: 31, until: 33 },
  'scheduling.k8s.io/v1alpha1/Workload': { since: 35, until: 35 },
  'storage.k8s.io/v1beta1/VolumeAttributesClass': { since: 31 },
  'storagemigration.k8s.io/v1beta1/StorageVersionMigration': { since: 35 },
};

/**
 * API versions that were gone before 1.27, by the last minor version that served them: the kinds of a group's version
 * that has others still, or all. From https://kubernetes.io/docs/reference/using-api/deprecation-guide/.
 */
const former: readonly (readonly [until: number, apiVersion: string, kinds?: readonly string[]])[] = [
  [15, 'apps/v1beta1'],
  [15, 'apps/v1beta2'],
  [15, 'extensions/v1beta1', ['DaemonSet', 'Deployment', 'DeploymentRollback', 'NetworkPolicy', 'PodSecurityPolicy']],
  [15, 'extensions/v1beta1', ['ReplicaSet', 'Scale']],
  [21, 'extensions/v1beta1', ['Ingress']],
  [21, 'admissionregistration.k8s.io/v1beta1', ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']],
  [21, 'apiextensions.k8s.io/v1beta1'],
  [21, 'apiregistration.k8s.io/v1beta1'],
  [21, 'authentication.k8s.io/v1beta1', ['TokenReview']],
  [21, 'authorization.k8s.io/v1beta1'],
  [21, 'certificates.k8s.io/v1beta1', ['CertificateSigningRequest']],
  [21, 'coordination.k8s.io/v1beta1', ['Lease']],
  [21, 'networking.k8s.io/v1beta1', ['Ingress', 'IngressClass']],
  [21, 'rbac.authorization.k8s.io/v1beta1'],
  [21, 'scheduling.k8s.io/v1beta1', ['PriorityClass']],
  [21, 'storage.k8s.io/v1beta1', ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment']],
  [24, 'autoscaling/v2beta1'],
  [24, 'batch/v1beta1'],
  [24, 'discovery.k8s.io/v1beta1'],
  [24, 'events.k8s.io/v1beta1'],
  [24, 'node.k8s.io/v1beta1'],
  [24, 'policy/v1beta1'],
  [25, 'autoscaling/v2beta2'],
  [25, 'flowcontrol.apiserver.k8s.io/v1beta1'],
  [26, 'storage.k8s.io/v1beta1', ['CSIStorageCapacity']],
];

/** The comparison with all corrections; `known` are the kinds that have a schema. */
export function corrected(compared: Pick<Versions, 'fields' | 'kinds'>, known: readonly string[]) {
  const allFields = { ...compared.fields };
  for (const [definition, ranges] of Object.entries(fields)) {
    allFields[definition] = { ...allFields[definition], ...ranges };
  }
  const gone = known.flatMap((key): [string, Range][] => {
    const slash = key.lastIndexOf('/');
    const entry = former.find(
      ([, apiVersion, names]) =>
        apiVersion === key.slice(0, slash) && (names?.includes(key.slice(slash + 1).replace(/List$/, '')) ?? true),
    );
    return entry === undefined ? [] : [[key, { until: entry[0] }]];
  });
  return { fields: allFields, kinds: { ...compared.kinds, ...kinds, ...Object.fromEntries(gone) } };
}
