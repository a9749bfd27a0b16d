/** What NetworkPolicies let through: https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
import { BlockList, isIPv6 } from 'node:net';
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, Pod } from '../../imports/kubernetes/types';
import { selects } from '../../lib/validate/selector';
import { labelsOf, type State } from './state';

type Direction = 'Ingress' | 'Egress';

export interface Way {
  /** Whose policies are asked. */
  readonly pod: Pod;
  readonly direction: Direction;
  readonly protocol: 'TCP' | 'UDP';
  /** Of the pod that is gone to; a port by its name is looked for there. */
  readonly port: number;
  /** A pod of the same namespace; undefined for anybody: then one whom any rule lets through is enough. */
  readonly peer?: Pod;
}

/** The policies that let nobody take this way; undefined if it is open. Each by itself lets through, so all are to blame. */
export function closedBy(state: State, way: Way): readonly NetworkPolicy[] | undefined {
  const { pod, direction } = way;
  const isolating = state.policies.filter(
    (policy) => typesOf(policy).includes(direction) && selects(policy.spec?.podSelector ?? {}, labelsOf(pod)),
  );
  if (isolating.length === 0) return undefined;
  return isolating.some((policy) => lets(state, policy, way)) ? undefined : isolating;
}

/** The API server's default: always ingress, and egress if there are rules for it. */
function typesOf({ spec }: NetworkPolicy): readonly string[] {
  return spec?.policyTypes ?? ['Ingress', ...((spec?.egress ?? []).length > 0 ? ['Egress'] : [])];
}

function lets(state: State, { spec }: NetworkPolicy, way: Way): boolean {
  const rules =
    way.direction === 'Ingress'
      ? (spec?.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
      : (spec?.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }));
  return rules.some(
    ({ peers = [], ports = [] }) =>
      (ports.length === 0 || ports.some((port) => isPort(port, way))) &&
      (peers.length === 0 || peers.some((peer) => isPeer(state, peer, way.peer))),
  );
}

function isPort({ port, endPort, protocol = 'TCP' }: NetworkPolicyPort, way: Way): boolean {
  if (protocol !== way.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'number') return port <= way.port && way.port <= (endPort ?? port);
  const target = way.direction === 'Ingress' ? way.pod : way.peer;
  // Of a peer that is not known, the name may be that of the port.
  if (target === undefined) return true;
  return (target.spec?.containers ?? []).some(({ ports = [] }) =>
    ports.some(({ name, containerPort }) => name === port && containerPort === way.port),
  );
}

function isPeer(state: State, { ipBlock, namespaceSelector, podSelector }: NetworkPolicyPeer, peer: Pod | undefined) {
  if (peer === undefined) return true;
  if (ipBlock !== undefined) {
    const { podIPs = [] } = peer.status ?? {};
    return podIPs.some(({ ip }) => isIn(ip, ipBlock.cidr) && !(ipBlock.except ?? []).some((range) => isIn(ip, range)));
  }
  return (
    (namespaceSelector === undefined ||
      // Of labels that nobody may read, any may be there: a cause is only what is one for sure.
      state.namespaceLabels === undefined ||
      selects(namespaceSelector, state.namespaceLabels)) &&
    (podSelector === undefined || selects(podSelector, labelsOf(peer)))
  );
}

function isIn(address: string, range: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const family = (text: string) => (isIPv6(text) ? 'ipv6' : 'ipv4');
  if (family(network) !== family(address)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family(network));
  return list.check(address, family(address));
}
