/**
 * NetworkPolicies, which add up: one denies everything to all pods of the release, one for each component lets through what goes
 * to its neighbours and comes from them, and one each whom the values name. What a component has to say: parts/flows.ts.
 */
import type { Construct } from 'constructs';
import type {
  LabelSelector,
  NetworkPolicy,
  NetworkPolicyEgressRule,
  NetworkPolicySpec,
} from '../../imports/kubernetes/types';
import type { Deferred, Expr, Value } from '../../lib/expr/expr';
import { and, equal, find, integerOf, not, notEmpty, or } from '../../lib/expr/function';
import { each, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import type { Purpose } from '../../values/isolation';
import type { Values } from '../../values/schema';
import { tcp, type Arrival, type Departure, type Flows, type Outside } from '../parts/flows';
import type { Instance } from '../parts/instance';
import { peerOf } from './peer';

export interface IsolationProps {
  readonly instance: Instance;
  readonly settings: Values['networkPolicy'];
  /** Of each component that has pods. */
  readonly flows: readonly Flows[];
  /** The proxy to the outside: whether there is one, and its URLs, unless a Secret has them. */
  readonly outbound: { readonly enabled: Value<boolean>; readonly http: Value<string>; readonly https: Value<string> };
}

/** Where a proxy may stand in between: what is asked by HTTP. */
const BY_HTTP: readonly Purpose[] = ['s3', 'backups', 'issuers', 'serviceAccounts', 'databaseBackups'];
/** Squid's, and what nearly everybody else listens at. */
const USUAL_PROXY_PORT = 3128;

/** NodeLocal DNSCache and other caches are no pods, and resolvers elsewhere neither: to any destination. */
const NAMES: Deferred<NetworkPolicyEgressRule> = {
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};

export class Isolation extends Component {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: IsolationProps,
  ) {
    super(scope, id, props.settings.enabled);
    const { instance, flows } = props;
    new Manifest<NetworkPolicy>(this, 'default-deny', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: instance.metadata('isolation', 'default-deny'),
      spec: { podSelector: { matchLabels: instance.selectorOfAll() }, policyTypes: ['Ingress', 'Egress'] },
    });
    for (const { component, enabled, arrivals, departures } of flows) {
      const add = (name: string, condition: Value<boolean>, rules: Rules) => {
        this.policy(component, name, and(enabled, condition), rules);
      };
      add(component, true, { ingress: this.neighbours(component), egress: this.inside(departures) });
      for (const arrival of arrivals) this.arrival(component, arrival, add);
      for (const departure of departures) this.departure(component, departure, add);
    }
    this.toProxy();
  }

  /** One for all pods that go out by it; those that an operator makes have labels, and so a policy, of their own. */
  private toProxy(): void {
    const { flows, instance, outbound } = this.props;
    const going = flows.flatMap((one) => {
      const reasons = one.departures.flatMap((departure) =>
        'purpose' in departure && BY_HTTP.includes(departure.purpose) ? [departure.condition ?? true] : [],
      );
      return reasons.length === 0 ? [] : [{ ...one, goes: reasons.includes(true) ? true : or(...reasons) }];
    });
    const ours = going.filter(({ pods }) => pods === undefined).map(({ component, goes }) => when(goes, component));
    // Their URLs have one, always.
    const portIn = (url: Value<string>) => tcp(integerOf(find(find(url, '[0-9]+/?$'), '[0-9]+')));
    const ports: Outside['ports'] = [
      when(notEmpty(outbound.https), portIn(outbound.https)),
      when(and(notEmpty(outbound.http), not(equal(outbound.http, outbound.https))), portIn(outbound.http)),
      when(not(or(notEmpty(outbound.http), notEmpty(outbound.https))), tcp(USUAL_PROXY_PORT)),
    ];
    const peers = this.props.settings.externalCidrs.outboundProxy;
    const add = (name: string, goes: Value<boolean>, podSelector: Deferred<LabelSelector>) =>
      new Manifest<NetworkPolicy>(
        this,
        name,
        {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: instance.metadata('isolation', name),
          spec: {
            podSelector,
            policyTypes: ['Egress'],
            egress: each(peers, (peer) => ({
              to: [peerOf(peer)],
              ports: when(notEmpty(peer.ports), each(peer.ports, tcp), ports),
            })),
          },
        },
        and(outbound.enabled, goes, notEmpty(peers)),
      );
    add('to-outbound-proxy', true, {
      matchLabels: instance.selectorOfAll(),
      matchExpressions: [{ key: 'app.kubernetes.io/component', operator: 'In', values: ours }],
    });
    for (const { component, pods, goes, enabled } of going)
      if (pods !== undefined) add(`${component}-to-outbound-proxy`, and(enabled, goes), pods);
  }

  private policy(component: string, name: string, enabled: Value<boolean>, rules: Rules): void {
    const { instance } = this.props;
    const policyTypes = [
      ...('ingress' in rules ? (['Ingress'] as const) : []),
      ...('egress' in rules ? (['Egress'] as const) : []),
    ];
    new Manifest<NetworkPolicy>(
      this,
      name,
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: instance.metadata(component, name),
        spec: { podSelector: this.selectorOf(component), policyTypes, ...rules },
      },
      enabled,
    );
  }

  /** A rule without peers would let in everybody: then there is no policy. */
  private arrival(component: string, { from, port, condition = true }: Arrival, add: Add): void {
    const peers = this.props.settings[from];
    add(`${component}-from-${withDashes(from)}`, and(condition, notEmpty(peers)), {
      ingress: [{ from: each(peers, peerOf), ports: [port].flat().map(tcp) }],
    });
  }

  private departure(component: string, departure: Departure, add: Add): void {
    if (!('purpose' in departure)) return;
    const { purpose, ports: usual, condition = true } = departure;
    const peers = this.props.settings.externalCidrs[purpose];
    add(`${component}-to-${withDashes(purpose)}`, and(condition, notEmpty(peers)), {
      egress: each(peers, (peer) => ({
        to: [peerOf(peer)],
        ports: when(notEmpty(peer.ports), each(peer.ports, tcp), usual),
      })),
    });
  }

  /** Other components that go there. */
  private neighbours(component: string) {
    return this.props.flows.flatMap((other) =>
      other.departures.map((departure) =>
        'component' in departure && departure.component === component
          ? when(and(other.enabled, departure.condition), {
              from: [this.podsOf(other.component)],
              ports: [tcp(departure.port)],
            })
          : undefined,
      ),
    );
  }

  /** Who goes nowhere needs no names. */
  private inside(departures: readonly Departure[]) {
    if (departures.length === 0) return [];
    const rules = departures.map((departure) =>
      'component' in departure
        ? when(departure.condition, { to: [this.podsOf(departure.component)], ports: [tcp(departure.port)] })
        : undefined,
    );
    const needsNames = departures.map((departure) => ('purpose' in departure ? (departure.condition ?? true) : true));
    return [needsNames.includes(true) ? NAMES : when(or(...needsNames), NAMES), ...rules];
  }

  private podsOf(component: string) {
    return { podSelector: this.selectorOf(component) };
  }

  private selectorOf(component: string): Deferred<LabelSelector> {
    const own = this.props.flows.find((flows) => flows.component === component)?.pods;
    return own ?? { matchLabels: this.props.instance.selector(component) };
  }
}

type Rules = Partial<Pick<Exclude<Deferred<NetworkPolicySpec>, Expr<NetworkPolicySpec>>, 'ingress' | 'egress'>>;
type Add = (name: string, condition: Value<boolean>, rules: Rules) => void;

/** `modelProviders` → `model-providers` */
function withDashes(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
