/** What an alert is: when it fires, what that means for whom, and what to do. Rules, docs/runbooks.md and tests are made of it. */
import type { Value } from '../../../lib/expr/expr';
import { concatenate, text } from '../../../lib/expr/vocabulary';
import type { Values } from '../../../values/schema';
import type { Instance } from '../../parts/instance';

export interface Alert {
  readonly name: string;
  readonly expr: Value<string>;
  /** How long it has to be so, as Prometheus writes it. */
  readonly for: Value<string>;
  /** A page wakes somebody up; a ticket waits until the morning. */
  readonly severity: 'page' | 'ticket';
  /** What is wrong, in few words. */
  readonly summary: string;
  /** What it means for users, with the figures: a template of Prometheus. */
  readonly description: Value<string>;
  readonly runbook: Runbook;
}

export interface Runbook {
  /** Commands. */
  readonly look: readonly Value<string>[];
  /** What to do, a sentence each. */
  readonly remedy: readonly string[];
}

export interface Recording {
  readonly record: string;
  readonly expr: Value<string>;
}

/** What belongs to one component, and is there where that is. */
export interface Subject {
  /** Of its group of rules, and of its section in docs/runbooks.md. */
  readonly name: string;
  readonly title: string;
  readonly enabled: Value<boolean>;
  /** Computed before the alerts, which ask for it. */
  readonly records?: readonly Recording[];
  readonly alerts: readonly Alert[];
}

export interface Scope {
  readonly values: Values;
  readonly instance: Instance;
  /** The name of MLflow's database. */
  readonly database: Value<string>;
}

/** Ends of the names of Services that Prometheus reads, by which series are told from each other: docs/monitoring.md. */
export type Origin =
  | 'metrics'
  | 'jobs-metrics'
  | 'artifacts-metrics'
  | 'database-exporter-metrics'
  | 'minio-metrics'
  | 'garage-metrics'
  | 'backup-exporter';

/** Matchers of what one of the release's Services says, to stand in braces. */
export function from({ instance }: Scope, origin: Origin): Value<string> {
  return text`namespace="${instance.namespace}",service="${instance.name(origin)}"`;
}

/** What a pod says of all, such as whether the database can be reached, is true if any pod says so. */
export const BY_SERVICE = 'by (namespace, service)';

/** Nobody is asked any more, or nobody answers. */
export function isGone(scope: Scope, origin: Origin): Value<string> {
  const series = text`up{${from(scope, origin)}}`;
  return text`max ${BY_SERVICE} (${series}) == 0 or absent(${series})`;
}

export function kubectl({ instance }: Scope, command: Value<string>): Value<string> {
  return text`kubectl -n ${instance.namespace} ${command}`;
}

/** Logs of the server's pods, of one container. */
export function serverLogs(scope: Scope, container: string, more = ''): Value<string> {
  return kubectl(scope, text`logs deployment/${scope.instance.name('tracking')} -c ${container} --tail=100${more}`);
}

export function podsOf(scope: Scope, component: string): Value<string> {
  const instance = scope.instance.selectorOfAll()['app.kubernetes.io/instance'];
  return kubectl(
    scope,
    text`get pods -l app.kubernetes.io/instance=${instance},app.kubernetes.io/component=${component}`,
  );
}

/** All that is scheduled, with what came of it. */
export function jobsOf(scope: Scope): Value<string> {
  const instance = scope.instance.selectorOfAll()['app.kubernetes.io/instance'];
  return kubectl(scope, text`get cronjobs,jobs -l app.kubernetes.io/instance=${instance}`);
}

/** For a regular expression. */
export function alternatives(names: readonly Value<string>[]): Value<string> {
  return concatenate(names.flatMap((name, index) => (index === 0 ? [name] : ['|', name])));
}
