/**
 * Finds the pods that a selector means without looking at every pod: pods with the same labels are looked at once, and of
 * these only those with the label of the selector that the fewest have; each selector once, since generated manifests
 * repeat theirs.
 */
import type { LabelSelector } from '../../imports/kubernetes/types';
import type { Loose } from './object';
import type { Pod } from './pod';
import { selects, weightOfSelector } from './selector';

/** Pods that no selector can tell apart. */
interface Alike {
  readonly number: number;
  readonly labels: Pod['labels'];
  readonly pods: Pod[];
}

interface Namespace {
  readonly pods: Pod[];
  readonly alike: Map<string, Alike>;
  /** `app=web` → pods; made when the first selector comes. */
  byLabel?: ReadonlyMap<string, readonly Alike[]>;
  /** By selector. */
  readonly selected: Map<string, readonly Pod[]>;
  /** By the numbers of those that are alike: many selectors mean the same pods. */
  readonly together: Map<string, readonly Pod[]>;
}

/** Comparisons of a part of a selector with labels, and pods in lists: some seconds' worth. Real input needs a thousandth. */
export const mostComparisons = 20_000_000;

export class PodIndex {
  private readonly namespaces = new Map<string, Namespace>();
  private comparisons = 0;

  constructor(
    readonly all: readonly Pod[],
    private readonly most = mostComparisons,
  ) {
    for (const pod of all) {
      const known = this.namespaces.get(pod.object.namespace) ?? emptyNamespace();
      this.namespaces.set(pod.object.namespace, known);
      known.pods.push(pod);
      const key = JSON.stringify(Object.entries(pod.labels).sort(([a], [b]) => (a < b ? -1 : 1)));
      const alike = known.alike.get(key);
      if (alike === undefined) known.alike.set(key, { number: known.alike.size, labels: pod.labels, pods: [pod] });
      else alike.pods.push(pod);
    }
  }

  /** Whether selectors were given up, and found nothing. */
  get isExhausted(): boolean {
    return this.comparisons > this.most;
  }

  /** Whether so many comparisons may still be made; others than those with pods come from the same. */
  take(comparisons: number): boolean {
    this.comparisons += comparisons;
    return !this.isExhausted;
  }

  in(namespace: string): readonly Pod[] {
    return this.namespaces.get(namespace)?.pods ?? [];
  }

  selectedBy(namespace: string, selector: Loose<LabelSelector>): readonly Pod[] {
    const known = this.namespaces.get(namespace);
    if (known === undefined) return [];
    const text = JSON.stringify(selector);
    const before = known.selected.get(text);
    if (before !== undefined) return before;
    const candidates = candidatesIn(known, selector);
    const mayCompare = this.take(candidates.length * weightOfSelector(selector));
    const alike = mayCompare ? candidates.filter(({ labels }) => selects(selector, labels)) : [];
    const numbers = alike.map(({ number }) => number).join();
    const pods = known.together.get(numbers) ?? inOrder(known, alike);
    if (!known.together.has(numbers)) this.comparisons += pods.length;
    known.together.set(numbers, pods);
    known.selected.set(text, pods);
    return pods;
  }
}

function emptyNamespace(): Namespace {
  return { pods: [], alike: new Map(), selected: new Map(), together: new Map() };
}

/** As in the input: which of them is named in a finding depends on it. */
function inOrder({ pods }: Namespace, alike: readonly Alike[]): readonly Pod[] {
  const [first, second] = alike;
  if (second === undefined) return first?.pods ?? [];
  const wanted = new Set(alike.flatMap((each) => each.pods));
  return pods.filter((pod) => wanted.has(pod));
}

function candidatesIn(namespace: Namespace, { matchLabels = {} }: Loose<LabelSelector>): readonly Alike[] {
  const pairs = Object.entries(matchLabels);
  if (pairs.length === 0) return [...namespace.alike.values()];
  const index = (namespace.byLabel ??= byLabel(namespace.alike.values()));
  return pairs
    .map(([key, value]) => index.get(`${key}=${String(value)}`) ?? [])
    .reduce((rarest, alike) => (alike.length < rarest.length ? alike : rarest));
}

function byLabel(all: Iterable<Alike>): ReadonlyMap<string, readonly Alike[]> {
  const index = new Map<string, Alike[]>();
  for (const alike of all) {
    for (const [key, value] of Object.entries(alike.labels)) {
      const label = `${key}=${value}`;
      const list = index.get(label);
      if (list === undefined) index.set(label, [alike]);
      else list.push(alike);
    }
  }
  return index;
}
