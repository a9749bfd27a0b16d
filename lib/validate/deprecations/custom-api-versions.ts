/** API versions of widely used custom resources that came to an end: the release of their operator decides, not Kubernetes. */

export interface CustomVersion {
  readonly apiVersion: string;
  /** Undefined: all of the version. */
  readonly kinds?: readonly string[];
  /** The operator or project that defines them. */
  readonly project: string;
  /** The first release that does not serve it; undefined where it is deprecated only. */
  readonly removed?: string;
  readonly replacement: string;
}

const certManager = { project: 'cert-manager', removed: '1.6' };

/** From the release notes of each project. */
export const customVersions: readonly CustomVersion[] = [
  // https://cert-manager.io/docs/releases/upgrading/remove-deprecated-apis/
  {
    apiVersion: 'certmanager.k8s.io/v1alpha1',
    project: 'cert-manager',
    removed: '0.11',
    replacement: 'cert-manager.io/v1',
  },
  ...['v1alpha2', 'v1alpha3', 'v1beta1'].flatMap((version) => [
    { ...certManager, apiVersion: `cert-manager.io/${version}`, replacement: 'cert-manager.io/v1' },
    { ...certManager, apiVersion: `acme.cert-manager.io/${version}`, replacement: 'acme.cert-manager.io/v1' },
  ]),
  // External Secrets Operator 0.17 no longer serves v1beta1.
  ...['v1alpha1', 'v1beta1'].map((version) => ({
    apiVersion: `external-secrets.io/${version}`,
    kinds: ['ClusterExternalSecret', 'ClusterSecretStore', 'ExternalSecret', 'SecretStore'],
    project: 'External Secrets Operator',
    removed: '0.17',
    replacement: 'external-secrets.io/v1',
  })),
  {
    apiVersion: 'kubernetes-client.io/v1',
    kinds: ['ExternalSecret'],
    project: 'KubernetesExternalSecrets, which is archived',
    replacement: 'external-secrets.io/v1',
  },
  // Gateway API: v1 since 1.0 (GRPCRoute: 1.1); v1alpha2 is not served any more.
  {
    apiVersion: 'gateway.networking.k8s.io/v1alpha2',
    kinds: ['Gateway', 'GatewayClass', 'HTTPRoute'],
    project: 'Gateway API',
    removed: '1.0',
    replacement: 'gateway.networking.k8s.io/v1',
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1alpha2',
    kinds: ['GRPCRoute'],
    project: 'Gateway API',
    removed: '1.2',
    replacement: 'gateway.networking.k8s.io/v1',
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1alpha2',
    kinds: ['ReferenceGrant'],
    project: 'Gateway API',
    removed: '1.2',
    replacement: 'gateway.networking.k8s.io/v1beta1',
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kinds: ['Gateway', 'GatewayClass', 'HTTPRoute'],
    project: 'Gateway API',
    replacement: 'gateway.networking.k8s.io/v1',
  },
  { apiVersion: 'keda.k8s.io/v1alpha1', project: 'KEDA', removed: '2.0', replacement: 'keda.sh/v1alpha1' },
  {
    apiVersion: 'traefik.containo.us/v1alpha1',
    project: 'Traefik',
    removed: '3.0',
    replacement: 'traefik.io/v1alpha1',
  },
  {
    apiVersion: 'snapshot.storage.k8s.io/v1alpha1',
    project: 'the CSI snapshotter',
    removed: '5.0',
    replacement: 'snapshot.storage.k8s.io/v1',
  },
  {
    apiVersion: 'snapshot.storage.k8s.io/v1beta1',
    kinds: ['VolumeSnapshot', 'VolumeSnapshotClass', 'VolumeSnapshotContent'],
    project: 'the CSI snapshotter',
    removed: '7.0',
    replacement: 'snapshot.storage.k8s.io/v1',
  },
  ...['v1alpha1', 'v1beta1'].map((version) => ({
    apiVersion: `serving.knative.dev/${version}`,
    kinds: ['Configuration', 'Revision', 'Route', 'Service'],
    project: 'Knative Serving',
    removed: '1.0',
    replacement: 'serving.knative.dev/v1',
  })),
  {
    apiVersion: 'karpenter.sh/v1alpha5',
    kinds: ['Provisioner'],
    project: 'Karpenter',
    removed: '0.33',
    replacement: 'karpenter.sh/v1 NodePool',
  },
  { apiVersion: 'karpenter.sh/v1beta1', project: 'Karpenter', removed: '1.1', replacement: 'karpenter.sh/v1' },
  ...['v1beta1', 'v1beta2'].flatMap((version) => [
    {
      apiVersion: `source.toolkit.fluxcd.io/${version}`,
      kinds: ['GitRepository', 'HelmChart', 'HelmRepository'],
      project: 'Flux',
      replacement: 'source.toolkit.fluxcd.io/v1',
    },
    {
      apiVersion: `kustomize.toolkit.fluxcd.io/${version}`,
      project: 'Flux',
      replacement: 'kustomize.toolkit.fluxcd.io/v1',
    },
  ]),
  ...['v2beta1', 'v2beta2'].map((version) => ({
    apiVersion: `helm.toolkit.fluxcd.io/${version}`,
    project: 'Flux',
    replacement: 'helm.toolkit.fluxcd.io/v2',
  })),
  {
    apiVersion: 'authentication.istio.io/v1alpha1',
    project: 'Istio',
    removed: '1.6',
    replacement: 'security.istio.io/v1',
  },
  { apiVersion: 'rbac.istio.io/v1alpha1', project: 'Istio', removed: '1.6', replacement: 'security.istio.io/v1' },
];

/** What is to be said about a custom kind's API version. */
export function customVersion(apiVersion: string, kind: string): CustomVersion | undefined {
  return customVersions.find((entry) => entry.apiVersion === apiVersion && (entry.kinds?.includes(kind) ?? true));
}
