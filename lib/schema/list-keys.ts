/**
 * Lists whose items have a key: x-kubernetes-list-map-keys of api/openapi-spec/swagger.json in k8s.io/kubernetes
 * v1.37.2 (all of them, but for fields of a status other than its conditions), and what the validation in its pkg/apis
 * refuses as a duplicate.
 */
import type { ListKey } from './list-key';

type Keys = Readonly<Record<string, readonly ListKey[]>>;

/** The API server refuses two of the same. */
const refused = (...fields: readonly string[]): ListKey => ({ fields, rule: 'duplicate-item', defaults });

/** It takes them (for most, with a warning), but server-side apply does not, and a later merge loses one. */
const merged = (...fields: readonly string[]): ListKey => ({ fields, rule: 'duplicate-merge-key', defaults });

const defaults = { protocol: 'TCP', request: '' };

const container: Keys = {
  env: [merged('name')],
  ports: [merged('containerPort', 'protocol')],
  resizePolicy: [refused('resourceName')],
  volumeDevices: [refused('devicePath')],
  volumeMounts: [refused('mountPath')],
};

const status: Keys = { conditions: [merged('type')] };

const listKeys: ReadonlyMap<string, Keys> = new Map([
  ['v1.Container', container],
  ['v1.EphemeralContainer', container],
  [
    'v1.PodSpec',
    {
      containers: [refused('name')],
      ephemeralContainers: [refused('name')],
      hostAliases: [merged('ip')],
      imagePullSecrets: [merged('name')],
      initContainers: [refused('name')],
      resourceClaims: [refused('name')],
      schedulingGates: [refused('name')],
      topologySpreadConstraints: [refused('topologyKey', 'whenUnsatisfiable')],
      volumes: [refused('name')],
    },
  ],
  ['v1.ServiceSpec', { ports: [refused('port', 'protocol'), refused('nodePort', 'protocol')] }],
  ['v1.ResourceRequirements', { claims: [refused('name', 'request')] }],
  ['apiextensions.k8s.io.v1.JSONSchemaProps', { 'x-kubernetes-validations': [merged('rule')] }],
  ['v1.ServiceAccount', { secrets: [merged('name')] }],
  ['v1.LimitRangeSpec', { limits: [refused('type')] }],
  ['v1.NodeSpec', { taints: [refused('key', 'effect')] }],
  ['apis.meta.v1.ObjectMeta', { ownerReferences: [merged('uid')] }],
  ['admissionregistration.k8s.io.v1.MutatingWebhookConfiguration', { webhooks: [refused('name')] }],
  ['admissionregistration.k8s.io.v1.ValidatingWebhookConfiguration', { webhooks: [refused('name')] }],
  ['admissionregistration.k8s.io.v1.MutatingWebhook', { matchConditions: [refused('name')] }],
  ['admissionregistration.k8s.io.v1.ValidatingWebhook', { matchConditions: [refused('name')] }],
  ['admissionregistration.k8s.io.v1.MutatingAdmissionPolicySpec', { matchConditions: [refused('name')] }],
  [
    'admissionregistration.k8s.io.v1.ValidatingAdmissionPolicySpec',
    { matchConditions: [refused('name')], variables: [refused('name')] },
  ],
  ['storage.k8s.io.v1.CSINodeSpec', { drivers: [refused('name')] }],
  ['admissionregistration.k8s.io.v1.ValidatingAdmissionPolicyStatus', status],
  ['apiextensions.k8s.io.v1.CustomResourceDefinitionStatus', status],
  ['certificates.k8s.io.v1.CertificateSigningRequestStatus', status],
  ['flowcontrol.apiserver.k8s.io.v1.FlowSchemaStatus', status],
  ['flowcontrol.apiserver.k8s.io.v1.PriorityLevelConfigurationStatus', status],
  ['v1.ComponentStatus', status],
  ['apps.v1.DaemonSetStatus', status],
  ['apps.v1.DeploymentStatus', status],
  ['apps.v1.ReplicaSetStatus', status],
  ['apps.v1.StatefulSetStatus', status],
  ['autoscaling.v2.HorizontalPodAutoscalerStatus', status],
  ['networking.k8s.io.v1.ServiceCIDRStatus', status],
  ['policy.v1.PodDisruptionBudgetStatus', status],
  ['v1.NamespaceStatus', status],
  ['v1.NodeStatus', status],
  ['v1.PersistentVolumeClaimStatus', status],
  ['v1.PodStatus', status],
  ['v1.ReplicationControllerStatus', status],
  ['v1.ServiceStatus', status],
]);

export function listKeysOf(definition: string, field: string): readonly ListKey[] {
  return listKeys.get(definition)?.[field] ?? [];
}
