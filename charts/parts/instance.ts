/** One installation: what its objects are called, and how they are told from those of another release. */
import { byteLength, choose, equal, greater, merge, sha256, truncate } from '../../lib/expr/function';
import { extend, named, text } from '../../lib/expr/vocabulary';
import type { Value } from '../../lib/expr/expr';
import type { Release } from '../../lib/synth/chart';

/** A StatefulSet's pods carry its name and eleven more characters in a label of at most 63. */
const LONGEST_NAME = 52;
/** CloudNativePG's webhook takes no longer name of a Cluster. */
const LONGEST_CLUSTER = 50;
const LONGEST_LABEL = 63;

/** As Chart.yaml has it. */
const CHART = 'mlflow';

export interface InstanceProps {
  readonly release: Release;
  /** Of the application, for people: `app.kubernetes.io/version`. */
  readonly version: string;
  /** Of the user's, on all objects and pods. */
  readonly commonLabels: Labels;
}

type Labels = Value<Readonly<Record<string, string>>>;

export class Instance {
  /** The release; where a parent chart has this one under an alias, the alias too, so that it may have two. */
  readonly base: Value<string>;

  constructor(private readonly props: InstanceProps) {
    const { name, chart } = props.release;
    this.base = named('base', choose(equal(chart, CHART), name, text`${name}-${chart}`));
  }

  /**
   * `<release>-<component>`. A release too long for that is cut, and told from others that begin alike by a hash.
   * @param component a DNS label
   */
  name(component: string): Value<string> {
    const longest = component === 'cnpg' ? LONGEST_CLUSTER : LONGEST_NAME;
    const shortened = atMost(longest - component.length - 1, this.base);
    return named(`${component}.name`, text`${shortened}-${component}`);
  }

  /** The DNS name by which every namespace of the cluster knows a Service. */
  host(component: string): Value<string> {
    return this.hostOf(this.name(component));
  }

  /** The same of a Service by its name. */
  hostOf(service: Value<string>): Value<string> {
    return text`${service}.${this.props.release.namespace}.svc.cluster.local`;
  }

  get namespace(): Value<string> {
    return this.props.release.namespace;
  }

  /** Metadata of an object: its name, its namespace and its labels. */
  metadata(component: string, name = component) {
    const labels = extend(this.labels(component), this.props.commonLabels);
    return { name: this.name(name), namespace: this.namespace, labels };
  }

  /** Labels of a component's pods, of which the user has some more to say. */
  podLabels(component: string, podLabels: Labels) {
    return extend(this.labels(component), merge(this.props.commonLabels, podLabels));
  }

  /** Labels of a pod that comes as a client does: nothing that selects all pods of the release, such as a policy, selects it. */
  clientLabels(component: string, podLabels: Labels) {
    const labels = { ...this.labels(component), 'app.kubernetes.io/name': `${CHART}-${component}` };
    return extend(labels, merge(this.props.commonLabels, podLabels));
  }

  /** What selects the pods of a component, of this release only. It can never change once installed. */
  selector(component: string) {
    return { ...this.selectorOfAll(), 'app.kubernetes.io/component': component };
  }

  /** What selects the pods of all components of this release, and no others. */
  selectorOfAll() {
    return {
      'app.kubernetes.io/name': CHART,
      'app.kubernetes.io/instance': named('instance', atMost(LONGEST_LABEL, this.base)),
    };
  }

  /** The recommended ones: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
  private labels(component: string) {
    return {
      ...this.selector(component),
      'app.kubernetes.io/version': this.props.version,
      'app.kubernetes.io/part-of': CHART,
    };
  }
}

/** The text, or, where it is longer, its beginning and a hash of all of it. */
function atMost(length: number, name: Value<string>): Value<string> {
  const short = text`${truncate(name, length - 9)}-${truncate(sha256(name), 8)}`;
  return choose(greater(byteLength(name), length), short, name);
}
