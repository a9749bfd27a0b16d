/** What the validator has to say: data, located; printing is in report/. */
import type { Path } from '../yaml/position';

/** `error`: it will not work, or must not run. `warning`: it will hurt. `info`: worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** The most severe first. */
export const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** Whether `severity` is at least as severe as `limit`. */
export function isAtLeast(severity: Severity, limit: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(limit);
}

/** A place in a file; both numbers 1-based, columns in UTF-16 units. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The object that a finding is about. */
export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for objects without one (`generateName`, or broken). */
  readonly name: string;
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
}

/** Another place that has to do with it. */
export interface Related {
  readonly message: string;
  readonly location: Location;
}

export interface Finding {
  /** Id of the check, e.g. `latest-tag`. */
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong and what was expected; the remedy is the rule's. */
  readonly message: string;
  /** Where a person would mend it: for a chart, the line of the template. */
  readonly location: Location;
  /** For a chart: where it stands in what Helm renders; `file` is the template's name. */
  readonly rendered?: Location;
  readonly object?: ObjectName;
  /** The field: `spec.template.spec.containers[0].image`. Empty for the object as a whole. */
  readonly path: string;
  readonly related: readonly Related[];
  /** For a chart: the sets of values with which it appears, e.g. `defaults`, `ingress.enabled=true`; empty for manifests. */
  readonly triggers: readonly string[];
  /** Set where somebody decided to live with it. */
  readonly suppressed?: Suppression;
}

export type SuppressionSource = 'annotation' | 'comment' | 'configuration' | 'baseline';

export interface Suppression {
  readonly source: SuppressionSource;
  /** Why; never empty. */
  readonly reason: string;
  /** Where it says so. */
  readonly location: Location;
}

/** `['spec', 'ports', 0]` → `spec.ports[0]`; keys that are no identifiers are quoted in brackets. */
export function pathText(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (!/^[A-Za-z_$][\w$-]*$/.test(step)) text += `[${JSON.stringify(step)}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}

/** `Deployment team/web`, `ClusterRole admin`. */
export function objectText({ kind, name, namespace }: ObjectName): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name === '' ? '(no name)' : name}`;
}
