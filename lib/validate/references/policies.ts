/** NetworkPolicies: whom they isolate, and what they let through. */
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../../../imports/kubernetes/types';
import type { Corpus } from '../corpus';
import type { Loose, ManifestObject } from '../object';
import type { Pod } from '../pod';
import { selects } from '../selector';
import { isInDoubt } from './doubt';
import { stringsAt } from './lenient';
import { portsOf } from './named-ports';

export const policyKind = 'NetworkPolicy.networking.k8s.io';

export interface Policy {
  readonly object: ManifestObject;
  readonly spec: Loose<NonNullable<NetworkPolicy['spec']>>;
  readonly pods: readonly Pod[];
}

export type Direction = 'ingress' | 'egress';

/** Policies with a legible podSelector. */
export function policies(corpus: Corpus): readonly Policy[] {
  return corpus.checked<NetworkPolicy>(policyKind).flatMap(({ object, value }) => {
    const { spec } = value;
    if (spec === undefined || isInDoubt(object, ['spec', 'podSelector'])) return [];
    return [{ object, spec, pods: corpus.podsSelectedBy(object.namespace, spec.podSelector ?? {}) }];
  });
}

/** Of one pod. With more of them, nobody says what they let through: looking for it takes too long. */
export const mostPolicies = 100;

/**
 * The policies of each pod that isolate it in that direction. Without any, everything is allowed. Where there are more than
 * `mostPolicies`, these are not all.
 */
export function ingressPolicies(corpus: Corpus): ReadonlyMap<Pod, readonly Policy[]> {
  return policiesByPod(corpus, 'ingress');
}

export function egressPolicies(corpus: Corpus): ReadonlyMap<Pod, readonly Policy[]> {
  return policiesByPod(corpus, 'egress');
}

function policiesByPod(corpus: Corpus, direction: Direction): ReadonlyMap<Pod, readonly Policy[]> {
  const byPods = new Map<readonly Pod[], Policy[]>();
  for (const policy of corpus.derive(policies)) {
    if (isIsolating(policy, direction)) push(byPods, policy.pods, policy);
  }
  const found = new Map<Pod, Policy[]>();
  for (const [pods, isolating] of byPods) {
    const first = isolating.slice(0, mostPolicies + 1);
    for (const pod of pods) for (const policy of first) push(found, pod, policy);
  }
  return found;
}

/** Without policyTypes: always for ingress, for egress where there are rules for it. */
export function isIsolating({ spec }: Policy, direction: Direction): boolean {
  const { policyTypes, egress } = spec;
  if (policyTypes !== undefined) return policyTypes.includes(direction === 'ingress' ? 'Ingress' : 'Egress');
  return direction === 'ingress' || egress !== undefined;
}

export interface Traffic {
  /** The pods at the other end; undefined: something outside of the namespace that nobody knows. */
  readonly peer: Pod | undefined;
  /** The pod whose port it is. */
  readonly server: Pod;
  /** Number of the container's port. */
  readonly port: number;
  readonly protocol: string;
}

/** Whether the policy certainly lets none of it through: in doubt (addresses, unknown namespaces) it does. */
export function certainlyBlocks(corpus: Corpus, policy: Policy, direction: Direction, traffic: Traffic): boolean {
  if (isInDoubt(policy.object, ['spec'])) return false;
  const rules =
    direction === 'ingress'
      ? (policy.spec.ingress ?? []).map(({ from, ports }) => ({ peers: from ?? [], ports: ports ?? [] }))
      : (policy.spec.egress ?? []).map(({ to, ports }) => ({ peers: to ?? [], ports: ports ?? [] }));
  const entries = rules.reduce((sum, { peers, ports }) => sum + 1 + peers.length + ports.length, 0);
  if (!corpus.mayCompare({}, entries)) return false;
  return !rules.some(
    ({ peers, ports }) =>
      (ports.length === 0 || ports.some((port) => mayBePort(port, traffic))) &&
      (peers.length === 0 || peers.some((peer) => mayBePeer(corpus, policy, peer, traffic.peer))),
  );
}

function mayBePort(allowed: Loose<NetworkPolicyPort>, { server, port, protocol }: Traffic): boolean {
  const { port: first, endPort, protocol: wanted = 'TCP' } = allowed;
  if (wanted !== protocol) return false;
  if (first === undefined) return true;
  if (typeof first === 'number') return endPort === undefined ? first === port : first <= port && port <= endPort;
  return portsOf(server).some(({ name, number }) => name === first && number === port);
}

function mayBePeer(corpus: Corpus, { object }: Policy, peer: Loose<NetworkPolicyPeer>, pod: Pod | undefined): boolean {
  const { ipBlock, namespaceSelector, podSelector = {} } = peer;
  if (ipBlock !== undefined) return true;
  if (pod === undefined) {
    // From elsewhere, unless only pods of this namespace are let in, all of them known.
    return namespaceSelector !== undefined || corpus.podsSelectedBy(object.namespace, podSelector).length === 0;
  }
  if (!corpus.mayCompare(podSelector, 1)) return true;
  if (!selects(podSelector, pod.labels)) return false;
  if (namespaceSelector === undefined) return pod.object.namespace === object.namespace;
  const { namespace } = pod.object;
  const known = corpus.find('Namespace', '', namespace);
  if (known !== undefined) {
    const labels = { ...stringsAt(known.value, 'metadata', 'labels'), 'kubernetes.io/metadata.name': namespace };
    return selects(namespaceSelector, labels);
  }
  const named = namespaceSelector.matchLabels?.['kubernetes.io/metadata.name'];
  return named === undefined || named === namespace;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
