/** One installation: what its objects are called, and how they are told from those of another release. */
import { byteLength, choose, greater, sha256, truncate } from '../../lib/expr/function';
import { named, text } from '../../lib/expr/vocabulary';
import type { Value } from '../../lib/expr/expr';
import type { Release } from '../../lib/synth/chart';

/** A StatefulSet's pods carry its name and eleven more characters in a label of at most 63. */
const LONGEST_NAME = 52;

export interface InstanceProps {
  readonly release: Release;
  /** Of the application, for people: `app.kubernetes.io/version`. */
  readonly version: string;
}

export class Instance {
  constructor(private readonly props: InstanceProps) {}

  /**
   * `<release>-<component>`. A release too long for that is cut, and told from others that begin alike by a hash.
   * @param component a DNS label
   */
  name(component: string): Value<string> {
    const { name } = this.props.release;
    const room = LONGEST_NAME - component.length - 1;
    const short = text`${truncate(name, room - 9)}-${truncate(sha256(name), 8)}-${component}`;
    return named(`${component}.name`, choose(greater(byteLength(name), room), short, text`${name}-${component}`));
  }

  /** The DNS name by which every namespace of the cluster knows a Service. */
  host(component: string): Value<string> {
    return text`${this.name(component)}.${this.props.release.namespace}.svc.cluster.local`;
  }

  get namespace(): Value<string> {
    return this.props.release.namespace;
  }

  /** Metadata of an object: its name, its namespace and the recommended labels. */
  metadata(component: string, name = component) {
    return { name: this.name(name), namespace: this.namespace, labels: this.labels(component) };
  }

  labels(component: string) {
    return {
      ...this.selector(component),
      'app.kubernetes.io/version': this.props.version,
      'app.kubernetes.io/part-of': 'mlflow',
    };
  }

  /** What selects the pods of a component, of this release only. It can never change once installed. */
  selector(component: string) {
    return {
      'app.kubernetes.io/name': 'mlflow',
      'app.kubernetes.io/instance': this.props.release.name,
      'app.kubernetes.io/component': component,
    };
  }
}
