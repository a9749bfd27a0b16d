/** All objects of the input, indexed for checks that look from one to another. */
import type { LabelSelector } from '../../imports/kubernetes/types';
import { type Loose, type ManifestObject, typed } from './object';
import { type Pod, podOf } from './pod';
import { PodIndex } from './pod-index';
import { weightOfSelector } from './selector';

/** What is known to exist outside of the input. A missing namespace or name stands for any. */
export interface ExternalObject {
  /** `Secret`, `Deployment`, or with its group: `Cluster.postgresql.cnpg.io`. */
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
  /** Of a Secret or ConfigMap: all that it holds. Missing: anything. */
  readonly keys?: readonly string[];
}

export interface CorpusOptions {
  /** False where part of the input could not be read: then absence proves nothing. */
  readonly complete: boolean;
  readonly external: readonly ExternalObject[];
  /** Of selectors with pods, before they are given up. */
  readonly mostComparisons?: number;
}

/** An object whose fields have the types of their kind. */
export interface Checked<T> {
  readonly object: ManifestObject;
  readonly value: Loose<T>;
}

export class Corpus {
  private readonly isLegible: boolean;
  private readonly byKey = new Map<string, ManifestObject[]>();
  private readonly byIdentity = new Map<string, ManifestObject[]>();
  private readonly byName = new Map<string, ManifestObject[]>();
  private readonly podOfObject = new Map<ManifestObject, Pod>();
  private readonly podIndex: PodIndex;
  private readonly derived = new Map<unknown, unknown>();

  constructor(
    readonly objects: readonly ManifestObject[],
    private readonly options: CorpusOptions,
  ) {
    this.isLegible = options.complete && objects.every(({ kind, apiVersion }) => kind !== '' && apiVersion !== '');
    for (const object of objects) {
      push(this.byKey, object.key, object);
      push(this.byIdentity, identity(object.key, object.namespace, object.name), object);
      push(this.byName, object.name, object);
      const pod = podOf(object);
      if (pod !== undefined) this.podOfObject.set(object, pod);
    }
    this.podIndex = new PodIndex([...this.podOfObject.values()], options.mostComparisons);
  }

  /**
   * False where part of the input could not be read, is of no kind, or was given up as too much: "nothing provides it"
   * cannot be said.
   */
  get complete(): boolean {
    return this.isLegible && !this.podIndex.isExhausted;
  }

  /** Whether there were too many selectors for so many pods, and some were not followed. */
  get isExhausted(): boolean {
    return this.podIndex.isExhausted;
  }

  /** Whether one may compare a selector so many times: what multiplies is to ask first, and to find nothing if not. */
  mayCompare(selector: Loose<LabelSelector>, times: number): boolean {
    return this.podIndex.take(times * weightOfSelector(selector));
  }

  /** All objects of a kind (`Deployment.apps`), in the order of the input. */
  ofKind(key: string): readonly ManifestObject[] {
    return this.byKey.get(key) ?? [];
  }

  /** The same, without those of an apiVersion that has no schema. */
  checked<T>(key: string): readonly Checked<T>[] {
    return this.ofKind(key)
      .filter(({ status }) => status !== 'unknown-kind')
      .map((object) => ({ object, value: typed<T>(object) }));
  }

  /** The first object of that identity. `namespace` is empty for cluster-scoped kinds. */
  find(key: string, namespace: string, name: string): ManifestObject | undefined {
    return this.all(key, namespace, name)[0];
  }

  /** All of that identity: more than one is a finding of its own. */
  all(key: string, namespace: string, name: string): readonly ManifestObject[] {
    return this.byIdentity.get(identity(key, namespace, name)) ?? [];
  }

  /** Objects of any kind and namespace with that name. */
  named(name: string): readonly ManifestObject[] {
    return this.byName.get(name) ?? [];
  }

  /** The pod that an object describes. */
  podOf(object: ManifestObject): Pod | undefined {
    return this.podOfObject.get(object);
  }

  /** Everything that describes pods. */
  pods(namespace?: string): readonly Pod[] {
    return namespace === undefined ? this.podIndex.all : this.podIndex.in(namespace);
  }

  /** The pods in a namespace that a label selector means: the same array for the same selector. */
  podsSelectedBy(namespace: string, selector: Loose<LabelSelector>): readonly Pod[] {
    return this.podIndex.selectedBy(namespace, selector);
  }

  /** Whether the user said that it exists outside of the input. `key` is `Secret` or `Service`. */
  isExternal(key: string, namespace: string, name: string): boolean {
    return this.external(key, namespace, name).length > 0;
  }

  /** What the user said about it. */
  external(key: string, namespace: string, name: string): readonly ExternalObject[] {
    return this.options.external.filter(
      (known) =>
        (known.kind === key || known.kind === key.replace(/\..*/, '')) &&
        (known.namespace === undefined || known.namespace === namespace) &&
        (known.name === undefined || known.name === name),
    );
  }

  /** What `build` makes of the objects, made once for all checks. `build` is a function of a module, the same each time. */
  derive<T>(build: (corpus: Corpus) => T): T {
    if (!this.derived.has(build)) this.derived.set(build, build(this));
    return this.derived.get(build) as T;
  }
}

function identity(key: string, namespace: string, name: string): string {
  return `${key}\n${namespace}\n${name}`;
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}
