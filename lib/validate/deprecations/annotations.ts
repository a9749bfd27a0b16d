/** Annotations whose job a field does now. */
export interface DeprecatedAnnotation {
  /** The whole key; or, with a slash at its end, what a key begins with. */
  readonly key: string;
  /** `Kind.group` of the objects that it is for; undefined: any, and pod templates. */
  readonly kinds?: readonly string[];
  /** The first minor that deprecates it. */
  readonly since: number;
  /** The first minor in which it does nothing. */
  readonly without?: number;
  readonly advice: string;
}

const volumes = ['PersistentVolume', 'PersistentVolumeClaim'];

/**
 * https://kubernetes.io/docs/reference/labels-annotations-taints/, and the warnings of the API server: deprecated
 * annotations in pkg/api/pod/warnings.go, pkg/api/persistentvolume/util.go and their neighbours.
 */
export const deprecatedAnnotations: readonly DeprecatedAnnotation[] = [
  {
    key: 'kubernetes.io/ingress.class',
    kinds: ['Ingress.networking.k8s.io', 'Ingress.extensions'],
    since: 18,
    advice: 'use spec.ingressClassName',
  },
  {
    key: 'seccomp.security.alpha.kubernetes.io/pod',
    since: 19,
    without: 27,
    advice: 'use securityContext.seccompProfile of the pod',
  },
  {
    key: 'container.seccomp.security.alpha.kubernetes.io/',
    since: 19,
    without: 27,
    advice: 'use securityContext.seccompProfile of the container',
  },
  {
    key: 'container.apparmor.security.beta.kubernetes.io/',
    since: 30,
    advice: 'use securityContext.appArmorProfile of the container',
  },
  { key: 'scheduler.alpha.kubernetes.io/critical-pod', since: 13, without: 16, advice: 'use priorityClassName' },
  { key: 'scheduler.alpha.kubernetes.io/affinity', since: 6, without: 8, advice: 'use affinity' },
  { key: 'scheduler.alpha.kubernetes.io/tolerations', since: 6, without: 8, advice: 'use tolerations' },
  {
    key: 'scheduler.alpha.kubernetes.io/preferAvoidPods',
    kinds: ['Node'],
    since: 22,
    advice: 'use taints and tolerations',
  },
  { key: 'security.alpha.kubernetes.io/sysctls', since: 11, without: 11, advice: 'use securityContext.sysctls' },
  { key: 'security.alpha.kubernetes.io/unsafe-sysctls', since: 11, without: 11, advice: 'use securityContext.sysctls' },
  { key: 'pod.alpha.kubernetes.io/init-containers', since: 6, without: 8, advice: 'use initContainers' },
  { key: 'pod.beta.kubernetes.io/init-containers', since: 6, without: 8, advice: 'use initContainers' },
  { key: 'volume.beta.kubernetes.io/storage-class', kinds: volumes, since: 8, advice: 'use spec.storageClassName' },
  { key: 'volume.alpha.kubernetes.io/storage-class', kinds: volumes, since: 4, advice: 'use spec.storageClassName' },
  {
    key: 'volume.beta.kubernetes.io/mount-options',
    kinds: ['PersistentVolume'],
    since: 31,
    advice: 'use spec.mountOptions',
  },
  {
    key: 'storageclass.beta.kubernetes.io/is-default-class',
    kinds: ['StorageClass.storage.k8s.io'],
    since: 6,
    advice: 'use the annotation storageclass.kubernetes.io/is-default-class',
  },
  {
    key: 'service.alpha.kubernetes.io/tolerate-unready-endpoints',
    kinds: ['Service'],
    since: 11,
    advice: 'use spec.publishNotReadyAddresses',
  },
  {
    key: 'service.kubernetes.io/topology-aware-hints',
    kinds: ['Service'],
    since: 27,
    advice: 'use spec.trafficDistribution, or the annotation service.kubernetes.io/topology-mode',
  },
  {
    key: 'kubernetes.io/enforce-mountable-secrets',
    kinds: ['ServiceAccount'],
    since: 32,
    advice: 'use separate namespaces to isolate access to mounted secrets',
  },
  {
    key: 'net.beta.kubernetes.io/network-policy',
    kinds: ['Namespace'],
    since: 7,
    without: 7,
    advice: 'use a NetworkPolicy that selects all pods',
  },
  { key: 'certmanager.k8s.io/', since: 0, advice: 'use the annotation cert-manager.io/ of the same name' },
];
