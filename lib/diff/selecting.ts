/** What selects pods by their labels, and whom, on one side. */
import type { LabelSelector } from '../../imports/kubernetes/types';
import type { Corpus } from '../validate/corpus';
import type { Loose, ManifestObject } from '../validate/object';
import type { Pod } from '../validate/pod';
import { budgets } from '../validate/references/budgets';
import { policies } from '../validate/references/policies';
import { maySelectOthers } from '../validate/references/selection';
import { selectingServices } from '../validate/references/services';
import type { Json } from '../yaml/json';
import { isStoredAlike } from './stored';

export interface Selecting {
  readonly object: ManifestObject;
  readonly selector: Loose<LabelSelector>;
  readonly pods: readonly Pod[];
}

/** Text that objects share which are the same for the API server. */
export function identityOf({ key, namespace, name }: ManifestObject): string {
  return `${key}\n${namespace}\n${name}`;
}

/** The same object on a side. */
export function sameOn(corpus: Corpus, { key, namespace, name }: ManifestObject): ManifestObject | undefined {
  return corpus.find(key, namespace, name);
}

/** A Service, budget or policy as it is on a side, with its pods there. */
export function selectingOf(corpus: Corpus, object: ManifestObject | undefined): Selecting | undefined {
  return object === undefined ? undefined : corpus.derive(index).byObject.get(identityOf(object));
}

/** Services, budgets and policies that select a workload's pods on a side. */
export function selectingPodsOf(corpus: Corpus, workload: ManifestObject | undefined): readonly Selecting[] {
  return workload === undefined ? [] : (corpus.derive(index).byWorkload.get(identityOf(workload)) ?? []);
}

function index(corpus: Corpus) {
  const all: readonly Selecting[] = [
    ...corpus
      .derive(selectingServices)
      .map(({ object, selector, pods }) => ({ object, pods, selector: { matchLabels: selector } })),
    ...corpus.derive(budgets),
    ...corpus.derive(policies).map(({ object, spec, pods }) => ({ object, pods, selector: spec.podSelector ?? {} })),
  ];
  const byObject = new Map(all.map((each) => [identityOf(each.object), each]));
  const byWorkload = new Map<string, Selecting[]>();
  for (const each of byObject.values()) {
    for (const workload of new Set(each.pods.map(({ object }) => identityOf(object)))) {
      const list = byWorkload.get(workload);
      if (list === undefined) byWorkload.set(workload, [each]);
      else list.push(each);
    }
  }
  return { byObject, byWorkload };
}

/** `Deployment web`, in the order of the input, each once. */
export function workloadNames(pods: readonly Pod[]): readonly string[] {
  return [...new Set(pods.map(({ object }) => `${object.kind} ${object.name}`))];
}

/** Whether pods that nothing here describes may be selected, those of an operator for instance. */
export function mayMeanOthers(corpus: Corpus, { object, selector }: Selecting): boolean {
  return maySelectOthers(corpus, object.namespace, selector);
}

export function isSameSelector(one: Selecting, other: Selecting): boolean {
  return isStoredAlike('', one.selector as Json, other.selector as Json);
}
