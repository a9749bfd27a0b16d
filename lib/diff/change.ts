/** What differs between two sets of Kubernetes objects. */
import type { Json } from '../yaml/json';

/** An item of a list that has a key, such as a container by its name. */
export interface ItemStep {
  /** What people call it: `mlflow`, `5000/TCP`. */
  readonly item: string;
}

/** A field, an item by its place in the list, or an item by its key. */
export type Step = string | number | ItemStep;

export interface FieldChange {
  /** From the object: `['spec', 'template', 'spec', 'containers', { item: 'mlflow' }, 'image']`. */
  readonly path: readonly Step[];
  /** `undefined`: the field was not there. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  /** The items of this list are the same, in another order: `before` and `after` are their keys. */
  readonly order?: true;
}

/** An object as it is given to Kubernetes, in the release's namespace where it names none. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** One object of both sides, by group, kind, namespace and name: what the API server takes for the same. */
export interface ObjectChange {
  /** `undefined`: it is new. */
  readonly before: KubernetesObject | undefined;
  /** `undefined`: it goes. */
  readonly after: KubernetesObject | undefined;
  /** Where it differs, in its own order; none for an object that comes or goes. At least one otherwise. */
  readonly fields: readonly FieldChange[];
}

/** All objects of both sides, those that are equal among them. */
export interface Sides {
  readonly before: readonly KubernetesObject[];
  readonly after: readonly KubernetesObject[];
  /** The namespace that objects without one are applied to, where it is known. */
  readonly namespace?: string;
}
