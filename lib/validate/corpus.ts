/** All objects of the input, indexed for checks that look from one to another. */
import type { LabelSelector } from '../../imports/kubernetes/types';
import type { Loose, ManifestObject } from './object';
import { type Pod, podOf } from './pod';
import { selects } from './selector';

/** What is known to exist outside of the input. A missing namespace or name stands for any. */
export interface ExternalObject {
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
}

export interface CorpusOptions {
  /** False where part of the input could not be read: then absence proves nothing. */
  readonly complete: boolean;
  readonly external: readonly ExternalObject[];
}

export class Corpus {
  private readonly byKey = new Map<string, ManifestObject[]>();
  private readonly byIdentity = new Map<string, ManifestObject[]>();
  private readonly podsByNamespace = new Map<string, Pod[]>();

  constructor(
    readonly objects: readonly ManifestObject[],
    private readonly options: CorpusOptions,
  ) {
    for (const object of objects) {
      push(this.byKey, object.key, object);
      push(this.byIdentity, identity(object.key, object.namespace, object.name), object);
      const pod = podOf(object);
      if (pod !== undefined) push(this.podsByNamespace, object.namespace, pod);
    }
  }

  /** False where part of the input could not be read: "nothing provides it" can not be said. */
  get complete(): boolean {
    return this.options.complete;
  }

  /** All objects of a kind (`Deployment.apps`), in the order of the input. */
  ofKind(key: string): readonly ManifestObject[] {
    return this.byKey.get(key) ?? [];
  }

  /** The first object of that identity. `namespace` is empty for cluster-scoped kinds. */
  find(key: string, namespace: string, name: string): ManifestObject | undefined {
    return this.all(key, namespace, name)[0];
  }

  /** All of that identity: more than one is a finding of its own. */
  all(key: string, namespace: string, name: string): readonly ManifestObject[] {
    return this.byIdentity.get(identity(key, namespace, name)) ?? [];
  }

  /** Everything that describes pods. */
  pods(namespace?: string): readonly Pod[] {
    return namespace === undefined
      ? [...this.podsByNamespace.values()].flat()
      : (this.podsByNamespace.get(namespace) ?? []);
  }

  /** The pods in a namespace that a label selector means. */
  podsSelectedBy(namespace: string, selector: Loose<LabelSelector>): readonly Pod[] {
    return this.pods(namespace).filter(({ labels }) => selects(selector, labels));
  }

  /** Whether the user said that it exists outside of the input. `key` is `Secret` or `Service`. */
  isExternal(key: string, namespace: string, name: string): boolean {
    return this.options.external.some(
      (known) =>
        known.kind === key &&
        (known.namespace === undefined || known.namespace === namespace) &&
        (known.name === undefined || known.name === name),
    );
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
