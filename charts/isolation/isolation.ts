/**
 * NetworkPolicies: one that denies everything to all pods of the release, and one for each component that lets through what
 * it has said (parts/flows.ts). What goes from one component to another stands in the policies of both.
 */
import type { Construct } from 'constructs';
import type {
  LabelSelector,
  NetworkPolicy,
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
} from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { and, equal, notEmpty, or } from '../../lib/expr/function';
import { each, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import type { Values } from '../../values/schema';
import { tcp, type Flows, type Inside, type Outside } from '../parts/flows';
import type { Instance } from '../parts/instance';

type Settings = Values['networkPolicy'];

export interface IsolationProps {
  readonly instance: Instance;
  readonly settings: Settings;
  /** Of each component that has pods. */
  readonly flows: readonly Flows[];
}

/** NodeLocal DNSCache and other caches are no pods, and resolvers elsewhere neither: to any destination. */
const NAMES: Deferred<NetworkPolicyEgressRule> = {
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};

export class Isolation extends Component {
  constructor(scope: Construct, id: string, props: IsolationProps) {
    super(scope, id, props.settings.enabled);
    const { instance, flows } = props;
    new Manifest<NetworkPolicy>(this, 'default-deny', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: instance.metadata('isolation', 'default-deny'),
      spec: { podSelector: { matchLabels: instance.selectorOfAll() }, policyTypes: ['Ingress', 'Egress'] },
    });
    for (const pods of flows) {
      new Manifest<NetworkPolicy>(
        this,
        pods.component,
        {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: instance.metadata(pods.component),
          spec: {
            podSelector: { matchLabels: instance.selector(pods.component) },
            policyTypes: ['Ingress', 'Egress'],
            ingress: [...arrivals(pods, props), ...neighbours(pods, props)],
            egress: departures(pods, props),
          },
        },
        pods.enabled,
      );
    }
  }
}

type Arrivals = readonly (Deferred<NetworkPolicyIngressRule> | undefined)[];
type Departures = readonly (Deferred<NetworkPolicyEgressRule> | undefined)[];

/** A rule without a list of peers would let in everybody: without peers there is no rule. */
function arrivals({ arrivals: all }: Flows, { settings }: IsolationProps): Arrivals {
  return all.map(({ from, port, condition = true }) =>
    when(and(condition, notEmpty(settings[from])), { from: each(settings[from], peerOf), ports: [tcp(port)] }),
  );
}

/** Other components that go there. */
function neighbours({ component }: Flows, { instance, flows }: IsolationProps): Arrivals {
  return flows.flatMap((other) =>
    other.departures
      .filter((departure): departure is Inside => 'component' in departure && departure.component === component)
      .map(({ port, condition }) =>
        when(and(other.enabled, condition), { from: [podsOf(other.component, instance)], ports: [tcp(port)] }),
      ),
  );
}

/** Who goes nowhere needs no names. */
function departures({ departures: all }: Flows, { instance, settings }: IsolationProps): Departures {
  if (all.length === 0) return [];
  const inside = all.filter((departure): departure is Inside => 'component' in departure);
  const outside = all.filter((departure): departure is Outside => 'purpose' in departure);
  return [
    NAMES,
    ...inside.map(({ component, port, condition }) =>
      when(condition, { to: [podsOf(component, instance)], ports: [tcp(port)] }),
    ),
    ...outside.flatMap(({ purpose, ports: usual }) =>
      each(settings.externalCidrs[purpose], (peer) => ({
        to: [peerOf(peer)],
        ports: when(notEmpty(peer.ports), each(peer.ports, tcp), usual),
      })),
    ),
  ];
}

function podsOf(component: string, instance: Instance): Deferred<NetworkPolicyPeer> {
  return { podSelector: { matchLabels: instance.selector(component) } };
}

type Peer = Settings['clients'] extends Value<readonly (infer Item)[]> ? Item : never;

/** A selector without labels is of everything, and written as {}: without it, the peer would be another one. */
function peerOf({ cidr, except, namespace, namespaceLabels, podLabels }: Peer): Deferred<NetworkPolicyPeer> {
  const podSelector = when(notEmpty(podLabels), { matchLabels: podLabels }, {});
  const elsewhere = or(notEmpty(namespace), notEmpty(namespaceLabels));
  const byName = when<Deferred<LabelSelector>>(
    equal(namespace, '*'),
    {},
    { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  );
  return when<Deferred<NetworkPolicyPeer>>(
    notEmpty(cidr),
    { ipBlock: { cidr, except: [...each(except, (range) => range)] } },
    {
      namespaceSelector: when(
        elsewhere,
        when<Deferred<LabelSelector>>(notEmpty(namespaceLabels), { matchLabels: namespaceLabels }, byName),
      ),
      podSelector,
    },
  );
}
