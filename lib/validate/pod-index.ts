/**
 * Finds the pods that a selector means without looking at every pod: by the label of the selector that the fewest have,
 * and once for each selector, since generated manifests repeat theirs.
 */
import type { LabelSelector } from '../../imports/kubernetes/types';
import type { Loose } from './object';
import type { Pod } from './pod';
import { selects } from './selector';

interface Namespace {
  readonly pods: Pod[];
  /** `app=web` → pods; made when the first selector comes. */
  byLabel?: ReadonlyMap<string, readonly Pod[]>;
  readonly selected: Map<string, readonly Pod[]>;
}

export class PodIndex {
  private readonly namespaces = new Map<string, Namespace>();

  constructor(readonly all: readonly Pod[]) {
    for (const pod of all) {
      const known = this.namespaces.get(pod.object.namespace);
      if (known === undefined) this.namespaces.set(pod.object.namespace, { pods: [pod], selected: new Map() });
      else known.pods.push(pod);
    }
  }

  in(namespace: string): readonly Pod[] {
    return this.namespaces.get(namespace)?.pods ?? [];
  }

  selectedBy(namespace: string, selector: Loose<LabelSelector>): readonly Pod[] {
    const known = this.namespaces.get(namespace);
    if (known === undefined) return [];
    const text = JSON.stringify(selector);
    let pods = known.selected.get(text);
    if (pods === undefined) {
      pods = candidates(known, selector).filter(({ labels }) => selects(selector, labels));
      known.selected.set(text, pods);
    }
    return pods;
  }
}

function candidates(namespace: Namespace, { matchLabels = {} }: Loose<LabelSelector>): readonly Pod[] {
  const pairs = Object.entries(matchLabels);
  if (pairs.length === 0) return namespace.pods;
  const index = (namespace.byLabel ??= byLabel(namespace.pods));
  return pairs
    .map(([key, value]) => index.get(`${key}=${String(value)}`) ?? [])
    .reduce((rarest, pods) => (pods.length < rarest.length ? pods : rarest));
}

function byLabel(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const index = new Map<string, Pod[]>();
  for (const pod of pods) {
    for (const [key, value] of Object.entries(pod.labels)) {
      const label = `${key}=${value}`;
      const list = index.get(label);
      if (list === undefined) index.set(label, [pod]);
      else list.push(pod);
    }
  }
  return index;
}
