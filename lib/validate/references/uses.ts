/** Everywhere that a Secret or a ConfigMap is named. */
import type { Ingress, KeyToPath, ServiceAccount, Volume } from '../../../imports/kubernetes/types';
import type { Path } from '../../yaml/position';
import type { Corpus } from '../corpus';
import type { Loose, ManifestObject } from '../object';
import type { Pod } from '../pod';
import { recordAt, textAt, valueAt, listAt } from './lenient';

export interface Use {
  readonly object: ManifestObject;
  readonly key: 'Secret' | 'ConfigMap';
  readonly namespace: string;
  readonly name: string;
  /** Of the field that names it. */
  readonly path: Path;
  /** What it must hold: one of these keys. */
  readonly items: readonly { readonly anyOf: readonly string[]; readonly path: Path }[];
  readonly isOptional: boolean;
}

/** Custom resources whose fields of the form `{name, key}` are references to Secrets and ConfigMaps of their namespace. */
const keySelectors = [
  'AlertmanagerConfig.monitoring.coreos.com',
  'Alertmanager.monitoring.coreos.com',
  'Certificate.cert-manager.io',
  'Cluster.postgresql.cnpg.io',
  'Issuer.cert-manager.io',
  'PodMonitor.monitoring.coreos.com',
  'Probe.monitoring.coreos.com',
  'Prometheus.monitoring.coreos.com',
  'ScrapeConfig.monitoring.coreos.com',
  'SecretStore.external-secrets.io',
  'ServiceMonitor.monitoring.coreos.com',
  'TriggerAuthentication.keda.sh',
];

/** `Kind.group` of objects that name Secrets or ConfigMaps, beside pods. */
export const useKinds = [
  'Ingress.networking.k8s.io',
  'ServiceAccount',
  'Gateway.gateway.networking.k8s.io',
  ...keySelectors,
];

export function uses(corpus: Corpus): readonly Use[] {
  return [
    ...corpus.pods().flatMap(usesOfPod),
    ...corpus.checked<Ingress>('Ingress.networking.k8s.io').flatMap(({ object, value }) =>
      (value.spec?.tls ?? []).flatMap(({ secretName }, index) => {
        const path = ['spec', 'tls', index, 'secretName'];
        return use(object, 'Secret', secretName, path, { items: certificateItems(path) });
      }),
    ),
    ...corpus
      .checked<ServiceAccount>('ServiceAccount')
      .flatMap(({ object, value }) => [
        ...pullSecrets(object, value.imagePullSecrets, []),
        ...(value.secrets ?? []).flatMap(({ name }, index) => use(object, 'Secret', name, ['secrets', index, 'name'])),
      ]),
    ...corpus.ofKind('Gateway.gateway.networking.k8s.io').flatMap(usesOfGateway),
    ...keySelectors.flatMap((key) =>
      corpus.ofKind(key).flatMap((object) => usesOfCustomResource(object, object.value['spec'], ['spec'])),
    ),
  ];
}

function use(
  object: ManifestObject,
  key: Use['key'],
  name: string | undefined,
  path: Path,
  { items = [], isOptional = false, namespace = object.namespace }: Partial<Use> = {},
): readonly Use[] {
  return name === undefined ? [] : [{ object, key, namespace, name, path, items, isOptional }];
}

function usesOfPod({ object, spec, path, containers }: Pod): readonly Use[] {
  return [
    ...containers.flatMap((container) => [
      ...(container.spec.env ?? []).flatMap(({ valueFrom }, index) => {
        const at = [...container.path, 'env', index, 'valueFrom'];
        return [
          ...keyUse(object, 'Secret', valueFrom?.secretKeyRef, [...at, 'secretKeyRef']),
          ...keyUse(object, 'ConfigMap', valueFrom?.configMapKeyRef, [...at, 'configMapKeyRef']),
        ];
      }),
      ...(container.spec.envFrom ?? []).flatMap(({ secretRef, configMapRef }, index) => {
        const at = [...container.path, 'envFrom', index];
        return [
          ...keyUse(object, 'Secret', secretRef, [...at, 'secretRef']),
          ...keyUse(object, 'ConfigMap', configMapRef, [...at, 'configMapRef']),
        ];
      }),
    ]),
    ...(spec.volumes ?? []).flatMap((volume, index) => usesOfVolume(object, volume, [...path, 'volumes', index])),
    ...pullSecrets(object, spec.imagePullSecrets, path),
  ];
}

type KeyReference = Loose<{ name: string; key: string; optional: boolean }>;

function keyUse(
  object: ManifestObject,
  kind: Use['key'],
  reference: KeyReference | undefined,
  path: Path,
): readonly Use[] {
  const { name, key, optional } = reference ?? {};
  const items = key === undefined ? [] : [{ anyOf: [key], path: [...path, 'key'] }];
  return use(object, kind, name, [...path, 'name'], { items, isOptional: optional === true });
}

function usesOfVolume(object: ManifestObject, volume: Loose<Volume>, path: Path): readonly Use[] {
  const { secret, configMap, projected, azureFile, csi } = volume;
  return [
    ...use(object, 'Secret', secret?.secretName, [...path, 'secret', 'secretName'], {
      items: volumeItems(secret?.items, [...path, 'secret']),
      isOptional: secret?.optional === true,
    }),
    ...use(object, 'ConfigMap', configMap?.name, [...path, 'configMap', 'name'], {
      items: volumeItems(configMap?.items, [...path, 'configMap']),
      isOptional: configMap?.optional === true,
    }),
    ...(projected?.sources ?? []).flatMap((source, index) =>
      (['secret', 'configMap'] as const).flatMap((field) => {
        const at = [...path, 'projected', 'sources', index, field];
        const { name, items, optional } = source[field] ?? {};
        return use(object, field === 'secret' ? 'Secret' : 'ConfigMap', name, [...at, 'name'], {
          items: volumeItems(items, at),
          isOptional: optional === true,
        });
      }),
    ),
    ...use(object, 'Secret', azureFile?.secretName, [...path, 'azureFile', 'secretName']),
    ...use(object, 'Secret', csi?.nodePublishSecretRef?.name, [...path, 'csi', 'nodePublishSecretRef', 'name']),
  ];
}

function volumeItems(items: readonly Loose<KeyToPath>[] | undefined, path: Path): Use['items'] {
  return (items ?? []).flatMap(({ key }, index) =>
    key === undefined ? [] : [{ anyOf: [key], path: [...path, 'items', index, 'key'] }],
  );
}

function pullSecrets(object: ManifestObject, list: readonly Loose<{ name: string }>[] | undefined, at: Path) {
  return (list ?? []).flatMap(({ name }, index) => {
    const path = [...at, 'imagePullSecrets', index, 'name'];
    return use(object, 'Secret', name, path, { items: [{ anyOf: ['.dockerconfigjson', '.dockercfg'], path }] });
  });
}

function certificateItems(path: Path): Use['items'] {
  return [
    { anyOf: ['tls.crt'], path },
    { anyOf: ['tls.key'], path },
  ];
}

function usesOfGateway(object: ManifestObject): readonly Use[] {
  return listAt(object.value, 'spec', 'listeners').flatMap((listener, index) =>
    listAt(listener, 'tls', 'certificateRefs').flatMap((reference, place) => {
      if ((textAt(reference, 'kind') ?? 'Secret') !== 'Secret' || textAt(reference, 'group') !== undefined) return [];
      const path = ['spec', 'listeners', index, 'tls', 'certificateRefs', place, 'name'];
      const namespace = textAt(reference, 'namespace') ?? object.namespace;
      return use(object, 'Secret', textAt(reference, 'name'), path, { items: certificateItems(path), namespace });
    }),
  );
}

/** A CA's Secret, and whatever has the form of a key selector. An account key that the issuer makes itself is no use. */
function usesOfCustomResource(object: ManifestObject, value: unknown, path: Path): readonly Use[] {
  const field = String(path.findLast((step) => typeof step === 'string'));
  if (field === 'privateKeySecretRef') return [];
  if (Array.isArray(value)) {
    return (value as readonly unknown[]).flatMap((item, index) => usesOfCustomResource(object, item, [...path, index]));
  }
  const name = textAt(value, 'name');
  const key = textAt(value, 'key');
  if (name !== undefined && (key !== undefined || field.endsWith('SecretRef'))) {
    const isConfigMap = /configMap/i.test(field) || textAt(value, 'type') === 'ConfigMap';
    return use(object, isConfigMap ? 'ConfigMap' : 'Secret', name, [...path, 'name'], {
      items: key === undefined ? [] : [{ anyOf: [key], path: [...path, 'key'] }],
      isOptional: valueAt(value, 'optional') === true,
      namespace: textAt(value, 'namespace') ?? object.namespace,
    });
  }
  const found = Object.entries(recordAt(value)).flatMap(([step, item]) =>
    usesOfCustomResource(object, item, [...path, step]),
  );
  const authority = object.key === 'Issuer.cert-manager.io' && field === 'ca' ? textAt(value, 'secretName') : undefined;
  const at = [...path, 'secretName'];
  return [...found, ...use(object, 'Secret', authority, at, { items: certificateItems(at) })];
}
