/** Secrets as objects of Kubernetes: plain, or sealed. */
import type { SealedSecret } from '../../imports/crds/sealed-secrets';
import type { Secret } from '../../imports/kubernetes/types';
import type { Json } from '../../lib/yaml/json';
import type { MadeSecret } from './plan';
import { seal, type SealingKey } from './seal';

/** So that somebody who looks at them knows what they belong to. */
const LABELS = { 'app.kubernetes.io/part-of': 'mlflow' };

export function plainSecret({ name, namespace, type, labels, data }: MadeSecret): Json {
  const encoded = Object.entries(data).map(([key, value]) => [key, value.toString('base64')]);
  const secret: Secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: { ...LABELS, ...labels } },
    type,
    data: Object.fromEntries(encoded) as Record<string, string>,
  };
  return secret as unknown as Json;
}

/** Its Secret can be made in this namespace, with this name, and nowhere else: the scope that kubeseal calls strict. */
export function sealedSecret({ name, namespace, type, labels, data }: MadeSecret, key: SealingKey): Json {
  const sealed = Object.entries(data).map(([entry, value]) => [entry, seal(value, `${namespace}/${name}`, key)]);
  const metadata = { name, namespace };
  const secret: SealedSecret = {
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata: { ...metadata, labels: LABELS },
    spec: {
      encryptedData: Object.fromEntries(sealed) as Record<string, string>,
      template: { metadata: { ...metadata, labels: { ...LABELS, ...labels } }, type },
    },
  };
  return secret as unknown as Json;
}
