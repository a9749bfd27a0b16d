/** Which Secrets, and which keys of them, a pod cannot start without. */
import type { PodSpec } from '../../imports/kubernetes/types';
import { containersOf } from './state';

export interface Reference {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  /** Undefined for all that there is. */
  readonly key?: string;
}

export function referencesOf(spec: PodSpec): readonly Reference[] {
  return [...containersOf(spec).flatMap(ofContainer), ...(spec.volumes ?? []).flatMap(ofVolume)];
}

type Container = PodSpec['containers'][number];
type Volume = NonNullable<PodSpec['volumes']>[number];

function ofContainer({ env = [], envFrom = [] }: Container): readonly Reference[] {
  return [
    ...env.flatMap(({ valueFrom: { secretKeyRef, configMapKeyRef } = {} }) => [
      ...wanted('Secret', secretKeyRef, (ref) => [ref.key]),
      ...wanted('ConfigMap', configMapKeyRef, (ref) => [ref.key]),
    ]),
    ...envFrom.flatMap(({ secretRef, configMapRef }) => [
      ...wanted('Secret', secretRef, () => [undefined]),
      ...wanted('ConfigMap', configMapRef, () => [undefined]),
    ]),
  ];
}

function ofVolume({ secret, configMap, projected }: Volume): readonly Reference[] {
  const keys = (items: readonly { readonly key: string }[] | undefined) => items?.map(({ key }) => key) ?? [undefined];
  return [
    ...(secret?.secretName === undefined
      ? []
      : wanted('Secret', { ...secret, name: secret.secretName }, () => keys(secret.items))),
    ...wanted('ConfigMap', configMap, () => keys(configMap?.items)),
    ...(projected?.sources ?? []).flatMap((source) => [
      ...wanted('Secret', source.secret, () => keys(source.secret?.items)),
      ...wanted('ConfigMap', source.configMap, () => keys(source.configMap?.items)),
    ]),
  ];
}

function wanted<T extends { readonly name?: string; readonly optional?: boolean }>(
  kind: Reference['kind'],
  reference: T | undefined,
  keysOf: (reference: T) => readonly (string | undefined)[],
): readonly Reference[] {
  if (reference?.name === undefined || reference.optional === true) return [];
  const { name } = reference;
  return keysOf(reference).map((key) => ({ kind, name, ...(key !== undefined && { key }) }));
}
