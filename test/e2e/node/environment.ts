/** A container's environment, as the kubelet computes it. */
import type { Container, EnvVarSource, Pod, ResourceFieldSelector } from '../../../imports/kubernetes/types';
import { parseQuantity } from './quantity';
import type { Store } from './store';

export interface PodContext {
  readonly pod: Pod & { readonly metadata: { readonly name: string; readonly namespace: string } };
  /** Of each family; the first is the pod's own. */
  readonly ips: readonly [string, ...string[]];
  readonly store: Store;
}

/** `base` is what the image and the cluster bring; throws if a ConfigMap, Secret or key is missing. */
export function environmentOf(
  container: Container,
  context: PodContext,
  base: Readonly<Record<string, string>>,
): Record<string, string> {
  const env: Record<string, string> = { ...base };
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const { namespace } = context.pod.metadata;
    if (configMapRef !== undefined) add(context.store.configMap(namespace, configMapRef), prefix);
    if (secretRef !== undefined) add(context.store.secret(namespace, secretRef), prefix);
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    const text = valueFrom === undefined ? expand(value ?? '', env) : source(valueFrom, container, context);
    if (text !== undefined) env[name] = text;
  }
  return env;

  function add(data: Readonly<Record<string, string>>, prefix: string): void {
    for (const [name, value] of Object.entries(data)) env[prefix + name] = value;
  }
}

/** `$(NAME)` becomes the variable if there is one, `$$` a dollar sign. */
export function expand(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) =>
    name === undefined ? '$' : (env[name] ?? whole),
  );
}

function source(from: EnvVarSource, container: Container, context: PodContext): string | undefined {
  const { pod, ips, store } = context;
  const { name, namespace, labels, annotations } = pod.metadata;
  if (from.configMapKeyRef !== undefined) return store.configMapKey(namespace, from.configMapKeyRef);
  if (from.secretKeyRef !== undefined) return store.secretKey(namespace, from.secretKeyRef);
  if (from.resourceFieldRef !== undefined) return resource(container, from.resourceFieldRef);
  const path = from.fieldRef?.fieldPath ?? '';
  const fields: Readonly<Record<string, string | undefined>> = {
    'metadata.name': name,
    'metadata.namespace': namespace,
    'spec.serviceAccountName': pod.spec?.serviceAccountName ?? 'default',
    'status.podIP': ips[0],
    'status.podIPs': ips.join(','),
  };
  const [, map, key = ''] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? [];
  const value = map === undefined ? fields[path] : (map === 'labels' ? labels : annotations)?.[key];
  if (value === undefined) throw new Error(`${name}: nothing here reads ${JSON.stringify(from)}`);
  return value;
}

function resource(container: Container, { resource: path, divisor = '0' }: ResourceFieldSelector): string {
  const [, list, name = ''] = /^(requests|limits)\.(.+)$/.exec(path) ?? [];
  const amount = container.resources?.[list as 'requests' | 'limits']?.[name];
  if (amount === undefined) throw new Error(`${container.name}: resourceFieldRef ${path}, which it does not set`);
  const unit = parseQuantity(String(divisor)) || 1;
  return String(Math.ceil(parseQuantity(String(amount)) / unit));
}
