import { groupOf } from './kind-index';

/**
 * Kinds whose objects live outside namespaces, as `Kind.group` (`kubectl api-resources --namespaced=false` of 1.37, and
 * the custom resources in imports/crds). JSON Schemas do not say it.
 */
const clusterScoped = new Set([
  'APIService.apiregistration.k8s.io',
  'CSIDriver.storage.k8s.io',
  'CSINode.storage.k8s.io',
  'CertificateSigningRequest.certificates.k8s.io',
  'ClusterExternalSecret.external-secrets.io',
  'ClusterGenerator.generators.external-secrets.io',
  'ClusterImageCatalog.postgresql.cnpg.io',
  'ClusterIssuer.cert-manager.io',
  'ClusterPushSecret.external-secrets.io',
  'ClusterRole.rbac.authorization.k8s.io',
  'ClusterRoleBinding.rbac.authorization.k8s.io',
  'ClusterSecretStore.external-secrets.io',
  'ClusterTriggerAuthentication.keda.sh',
  'ClusterTrustBundle.certificates.k8s.io',
  'ComponentStatus',
  'CustomResourceDefinition.apiextensions.k8s.io',
  'DeviceClass.resource.k8s.io',
  'DeviceTaintRule.resource.k8s.io',
  'FlowSchema.flowcontrol.apiserver.k8s.io',
  'GatewayClass.gateway.networking.k8s.io',
  'IPAddress.networking.k8s.io',
  'IngressClass.networking.k8s.io',
  'MutatingAdmissionPolicy.admissionregistration.k8s.io',
  'MutatingAdmissionPolicyBinding.admissionregistration.k8s.io',
  'MutatingWebhookConfiguration.admissionregistration.k8s.io',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PodSecurityPolicy.policy',
  'PriorityClass.scheduling.k8s.io',
  'PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io',
  'ResourceSlice.resource.k8s.io',
  'RuntimeClass.node.k8s.io',
  'SelfSubjectAccessReview.authorization.k8s.io',
  'SelfSubjectReview.authentication.k8s.io',
  'SelfSubjectRulesReview.authorization.k8s.io',
  'ServiceCIDR.networking.k8s.io',
  'StorageClass.storage.k8s.io',
  'StorageVersion.internal.apiserver.k8s.io',
  'StorageVersionMigration.storagemigration.k8s.io',
  'SubjectAccessReview.authorization.k8s.io',
  'TokenReview.authentication.k8s.io',
  'ValidatingAdmissionPolicy.admissionregistration.k8s.io',
  'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io',
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io',
  'VolumeAttachment.storage.k8s.io',
  'VolumeAttributesClass.storage.k8s.io',
]);

/** `Deployment.apps`, `Service`: kubectl's way to name a kind without its version. */
export function kindKey(apiVersion: string, kind: string): string {
  const group = groupOf(apiVersion);
  return group === '' ? kind : `${kind}.${group}`;
}

/** Whether objects of the kind have no namespace; a kind that nobody knows is taken for a namespaced one. */
export function isClusterScoped(key: string): boolean {
  return clusterScoped.has(key);
}
