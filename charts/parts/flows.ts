/** Who comes to a component's pods, and where they go, as the component itself says it: the NetworkPolicies are made of it. */
import type { LabelSelector, NetworkPolicyPort } from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { choose, equal, find, integerOf, matches } from '../../lib/expr/function';
import type { Origin, Purpose } from '../../values/isolation';

export interface Flows {
  /** Whose pods they are: `app.kubernetes.io/component`. */
  readonly component: string;
  /** What selects them, where an operator makes them and the release's labels are not on them. */
  readonly pods?: Deferred<LabelSelector>;
  /** Whether there are any. */
  readonly enabled: Value<boolean>;
  /** Who comes from outside of the release. Who comes from inside says so itself. */
  readonly arrivals: readonly Arrival[];
  readonly departures: readonly Departure[];
}

export interface Arrival {
  readonly from: Origin;
  /** Of the pods, one or several; TCP. */
  readonly port: number | readonly number[];
  /** Always, unless given. */
  readonly condition?: Value<boolean>;
}

/** To pods of the release, or to whom the values name for a purpose, on these ports unless they name others; TCP. */
export type Departure = Inside | Outside;

export interface Inside {
  readonly component: string;
  readonly port: number;
  readonly condition: Value<boolean>;
}

export interface Outside {
  readonly purpose: Purpose;
  readonly ports: readonly (Deferred<NetworkPolicyPort> | undefined)[];
  /** Always, unless given. */
  readonly condition?: Value<boolean>;
}

export function tcp(port: Value<number>): Deferred<NetworkPolicyPort> {
  return { protocol: 'TCP', port };
}

/** The port that a URL leads to: http or https, with a port or without. */
export function portOf(url: Value<string>): Value<number> {
  const port = find(find(url, '^https?://[^/]*'), ':[0-9]+$');
  return choose(equal(port, ''), choose(matches(url, '^http:'), 80, 443), integerOf(find(port, '[0-9]+$')));
}
