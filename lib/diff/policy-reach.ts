/** What a NetworkPolicy lets through, and whether another lets through as much. */
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../../imports/kubernetes/types';
import type { Loose } from '../validate/object';
import type { Direction } from '../validate/references/policies';
import { selectorText } from '../validate/references/labels-text';
import { isStrictlyInside } from '../validate/server/cidr';
import type { Json } from '../yaml/json';
import { isStoredAlike } from './stored';

type Port = Loose<NetworkPolicyPort>;
type Peer = Loose<NetworkPolicyPeer>;

export interface Allowance {
  /** Empty: everybody. */
  readonly peers: readonly Peer[];
  /** Empty: all ports. */
  readonly ports: readonly Port[];
}

export function allowancesOf(
  spec: Loose<NonNullable<NetworkPolicy['spec']>>,
  direction: Direction,
): readonly Allowance[] {
  return direction === 'ingress'
    ? (spec.ingress ?? []).map(({ from = [], ports = [] }) => ({ peers: from, ports }))
    : (spec.egress ?? []).map(({ to = [], ports = [] }) => ({ peers: to, ports }));
}

/** What of one list the other does not let through as well, one peer and one port at a time. */
export function beyond(wide: readonly Allowance[], narrow: readonly Allowance[]): readonly Allowance[] {
  return wide.flatMap((allowance) => {
    const peers = allowance.peers.length === 0 ? [undefined] : allowance.peers;
    const open = peers.filter((peer) => {
      const ports = allowance.ports.length === 0 ? [undefined] : allowance.ports;
      return !ports.every((port) => narrow.some((each) => hasPeer(each, peer) && hasPort(each, port)));
    });
    if (open.length === 0) return [];
    return [{ ...allowance, peers: open.flatMap((peer) => peer ?? []) }];
  });
}

function hasPeer({ peers }: Allowance, peer: Peer | undefined): boolean {
  if (peers.length === 0) return true;
  return peer !== undefined && peers.some((each) => isWithin(peer, each));
}

function isWithin(peer: Peer, other: Peer): boolean {
  const [inner, outer] = [peer.ipBlock, other.ipBlock];
  if (inner?.cidr !== undefined && outer?.cidr !== undefined) {
    const isInside = inner.cidr === outer.cidr || isStrictlyInside(inner.cidr, outer.cidr);
    const holes = (outer.except ?? []).filter((hole) => meets(hole, inner.cidr ?? ''));
    return isInside && holes.every((hole) => (inner.except ?? []).includes(hole));
  }
  return isStoredAlike('', peer as Json, other as Json);
}

/** Of two ranges of addresses one lies in the other, or they have nothing in common. */
function meets(one: string, other: string): boolean {
  return one === other || isStrictlyInside(one, other) || isStrictlyInside(other, one);
}

function hasPort({ ports }: Allowance, port: Port | undefined): boolean {
  if (ports.length === 0) return true;
  if (port === undefined) return false;
  return ports.some((each) => {
    if ((each.protocol ?? 'TCP') !== (port.protocol ?? 'TCP')) return false;
    if (each.port === undefined) return true;
    if (each.port === port.port && each.endPort === port.endPort) return true;
    const [first, last] = [Number(port.port), port.endPort ?? Number(port.port)];
    return Number(each.port) <= first && last <= (each.endPort ?? Number(each.port));
  });
}

/** Those of the others that let some of the same peers through, at other ports or from fewer addresses. */
export function about(lost: readonly Allowance[], others: readonly Allowance[]): readonly Allowance[] {
  return others.filter((each) => lost.some((one) => hasPeersOf(each, one) && hasPortsOf(each, one)));
}

function hasPeersOf(one: Allowance, other: Allowance): boolean {
  if (one.peers.length === 0 || other.peers.length === 0) return true;
  return one.peers.some((peer) => other.peers.some((each) => isWithin(peer, each) || isWithin(each, peer)));
}

function hasPortsOf(one: Allowance, other: Allowance): boolean {
  if (one.ports.length === 0 || other.ports.length === 0) return true;
  return one.ports.some((port) => hasPort(other, port)) || other.ports.some((port) => hasPort(one, port));
}

/** `pods app=web at 80/TCP`, `everybody`. */
export function allowanceText({ peers, ports }: Allowance): string {
  const who = peers.length === 0 ? 'everybody' : peers.map(peerText).join(', ');
  return ports.length === 0 ? who : `${who} at ${ports.map(portText).join(', ')}`;
}

function peerText({ ipBlock, namespaceSelector, podSelector }: Peer): string {
  if (ipBlock !== undefined) {
    const holes = ipBlock.except ?? [];
    return `${ipBlock.cidr ?? ''}${holes.length === 0 ? '' : ` without ${holes.join(', ')}`}`;
  }
  const selected = selectorText(podSelector ?? {});
  const pods = selected === '' ? 'all pods' : `pods ${selected}`;
  if (namespaceSelector === undefined) return pods;
  const namespaces = selectorText(namespaceSelector);
  return `${pods} of ${namespaces === '' ? 'all namespaces' : `namespaces ${namespaces}`}`;
}

function portText({ port, endPort, protocol = 'TCP' }: Port): string {
  if (port === undefined) return `any port/${protocol}`;
  return `${port}${endPort === undefined ? '' : `-${endPort}`}/${protocol}`;
}
