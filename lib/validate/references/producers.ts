/** What makes a Secret or a ConfigMap, and the keys that it will hold. */
import type { Corpus } from '../corpus';
import type { ManifestObject } from '../object';
import { isInDoubt } from './doubt';
import { listAt, recordAt, stringsAt, textAt, valueAt } from './lenient';

export interface Product {
  readonly object: ManifestObject;
  readonly name: string;
  /** Undefined: in every namespace. */
  readonly namespace: string | undefined;
  /** Undefined: nobody can say before it runs. */
  readonly keys: readonly string[] | undefined;
}

type Produce = (object: ManifestObject) => readonly Product[];

const certificateKeys = ['tls.crt', 'tls.key', 'ca.crt'];

/** Kind → what Secrets it makes. */
const secretProducers: Readonly<Record<string, Produce>> = {
  Secret: ownData,
  'ExternalSecret.external-secrets.io': (object) => [
    externalSecret(object, object.value['spec'], object.name, object.namespace),
  ],
  'ClusterExternalSecret.external-secrets.io': (object) => {
    const name = textAt(object.value, 'spec', 'externalSecretName') ?? object.name;
    return [externalSecret(object, valueAt(object.value, 'spec', 'externalSecretSpec'), name, undefined)];
  },
  'SealedSecret.bitnami.com': (object) => {
    const { value } = object;
    const keys = [
      ...Object.keys(recordAt(value, 'spec', 'encryptedData')),
      ...Object.keys(recordAt(value, 'spec', 'template', 'data')),
    ];
    const name = textAt(value, 'spec', 'template', 'metadata', 'name') ?? object.name;
    return [product(object, name, keys)];
  },
  'Certificate.cert-manager.io': (object) => {
    const { value } = object;
    const stores = ['jks', 'pkcs12'].flatMap((store) => {
      const suffix = store === 'jks' ? 'jks' : 'p12';
      return valueAt(value, 'spec', 'keystores', store, 'create') === true
        ? [`keystore.${suffix}`, `truststore.${suffix}`]
        : [];
    });
    const formats = listAt(value, 'spec', 'additionalOutputFormats').flatMap((format) => {
      const type = textAt(format, 'type');
      return type === 'CombinedPEM' ? ['tls-combined.pem'] : type === 'DER' ? ['key.der'] : [];
    });
    return named(object, textAt(value, 'spec', 'secretName'), [...certificateKeys, ...stores, ...formats]);
  },
  'Issuer.cert-manager.io': accountKey,
  'ClusterIssuer.cert-manager.io': accountKey,
  'Ingress.networking.k8s.io': (object) =>
    isCertificateRequested(object)
      ? listAt(object.value, 'spec', 'tls').flatMap((tls) => named(object, textAt(tls, 'secretName'), certificateKeys))
      : [],
  'Gateway.gateway.networking.k8s.io': (object) =>
    isCertificateRequested(object)
      ? listAt(object.value, 'spec', 'listeners')
          .flatMap((listener) => listAt(listener, 'tls', 'certificateRefs'))
          .flatMap((reference) => named(object, textAt(reference, 'name'), certificateKeys))
      : [],
  'Cluster.postgresql.cnpg.io': databaseSecrets,
};

const configMapProducers: Readonly<Record<string, Produce>> = {
  ConfigMap: ownData,
  'Cluster.postgresql.cnpg.io': (object) => [product(object, 'cnpg-default-monitoring', undefined)],
};

/** `Kind.group` of what makes Secrets or ConfigMaps. */
export const producerKinds = [...Object.keys(secretProducers), ...Object.keys(configMapProducers)];

export interface Products {
  readonly isEmpty: boolean;
  /** Names that exist in every namespace without anyone's doing. */
  readonly always: readonly string[];
  readonly names: (namespace: string) => readonly string[];
  readonly find: (namespace: string, name: string) => readonly Product[];
}

/** All Secrets that there will be. */
export function secrets(corpus: Corpus): Products {
  return collect(corpus, secretProducers, []);
}

/** All ConfigMaps that there will be; every namespace has the cluster's own certificate authority. */
export function configMaps(corpus: Corpus): Products {
  return collect(corpus, configMapProducers, ['kube-root-ca.crt']);
}

function collect(corpus: Corpus, producers: Readonly<Record<string, Produce>>, always: readonly string[]): Products {
  const byName = new Map<string, Product[]>();
  const byNamespace = new Map<string, Set<string>>();
  const everywhere = new Set<string>(always);
  for (const [key, produce] of Object.entries(producers)) {
    for (const made of corpus.ofKind(key).flatMap(produce)) {
      const list = byName.get(made.name);
      if (list === undefined) byName.set(made.name, [made]);
      else list.push(made);
      if (made.namespace === undefined) everywhere.add(made.name);
      else {
        const names = byNamespace.get(made.namespace);
        if (names === undefined) byNamespace.set(made.namespace, new Set([made.name]));
        else names.add(made.name);
      }
    }
  }
  return {
    isEmpty: byName.size === 0,
    always,
    names: (namespace) => [...(byNamespace.get(namespace) ?? []), ...everywhere],
    find: (namespace, name) =>
      (byName.get(name) ?? []).filter((made) => made.namespace === undefined || made.namespace === namespace),
  };
}

function product(object: ManifestObject, name: string, keys: readonly string[] | undefined): Product {
  return { object, name, namespace: object.namespace === '' ? undefined : object.namespace, keys };
}

function named(object: ManifestObject, name: string | undefined, keys: readonly string[] | undefined) {
  return name === undefined ? [] : [product(object, name, keys)];
}

/** An object that is empty when it is applied is one that something fills later. */
function ownData(object: ManifestObject): readonly Product[] {
  const { value, name } = object;
  const keys = ['data', 'stringData', 'binaryData'].flatMap((field) => Object.keys(recordAt(value, field)));
  if (textAt(value, 'type') === 'kubernetes.io/service-account-token') keys.push('token', 'ca.crt', 'namespace');
  const isKnown = keys.length > 0 && !['data', 'stringData', 'binaryData'].some((field) => isInDoubt(object, [field]));
  return [product(object, name, isKnown ? keys : undefined)];
}

function externalSecret(object: ManifestObject, spec: unknown, name: string, namespace: string | undefined): Product {
  const target = recordAt(spec, 'target');
  const isOpen =
    listAt(spec, 'dataFrom').length > 0 ||
    listAt(target, 'template', 'templateFrom').length > 0 ||
    textAt(target, 'creationPolicy') === 'Merge' ||
    isInDoubt(object, ['spec']);
  const fetched = listAt(spec, 'data').flatMap((item) => textAt(item, 'secretKey') ?? []);
  const template = Object.keys(recordAt(target, 'template', 'data'));
  // With a template only what it says is kept, unless it merges.
  const isReplaced = template.length > 0 && textAt(target, 'template', 'mergePolicy') !== 'Merge';
  const keys = isOpen ? undefined : isReplaced ? template : [...fetched, ...template];
  return { object, name: textAt(target, 'name') ?? name, namespace, keys };
}

/** The key of an ACME account, which the issuer makes; a ClusterIssuer's lies in cert-manager's own namespace. */
function accountKey(object: ManifestObject): readonly Product[] {
  const key = recordAt(object.value, 'spec', 'acme', 'privateKeySecretRef');
  return named(object, textAt(key, 'name'), [textAt(key, 'key') ?? 'tls.key']);
}

/** Annotations by which cert-manager makes a Certificate for an Ingress or a Gateway. */
function isCertificateRequested({ value }: ManifestObject): boolean {
  const annotations = stringsAt(value, 'metadata', 'annotations');
  return ['cert-manager.io/issuer', 'cert-manager.io/cluster-issuer', 'kubernetes.io/tls-acme'].some((name) =>
    Object.hasOwn(annotations, name),
  );
}

/** https://cloudnative-pg.io/documentation/current/applications/#secrets */
function databaseSecrets(object: ManifestObject): readonly Product[] {
  const { name, value } = object;
  const credentials = ['username', 'user', 'password', 'dbname', 'host', 'port', 'pgpass'];
  const addresses = ['uri', 'jdbc-uri', 'fqdn-uri', 'fqdn-jdbc-uri'];
  const authority = ['ca.crt', 'ca.key'];
  const hasSuperuser = valueAt(value, 'spec', 'enableSuperuserAccess') === true;
  return [
    product(object, `${name}-app`, [...credentials, ...addresses]),
    ...(hasSuperuser ? [product(object, `${name}-superuser`, [...credentials, ...addresses])] : []),
    product(object, `${name}-ca`, authority),
    product(object, `${name}-server`, ['tls.crt', 'tls.key']),
    product(object, `${name}-replication`, ['tls.crt', 'tls.key']),
  ];
}
