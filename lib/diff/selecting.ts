/** What selects pods by their labels, and whom, on one side. */
import type { LabelSelector } from '../../imports/kubernetes/types';
import { comparable } from '../schema/comparable';
import type { Corpus } from '../validate/corpus';
import type { Loose, ManifestObject } from '../validate/object';
import type { Pod } from '../validate/pod';
import { budgets } from '../validate/references/budgets';
import { policies } from '../validate/references/policies';
import { maySelectOthers } from '../validate/references/selection';
import { selectingServices } from '../validate/references/services';
import type { Json } from '../yaml/json';

export interface Selecting {
  readonly object: ManifestObject;
  readonly selector: Loose<LabelSelector>;
  readonly pods: readonly Pod[];
}

const identities = new WeakMap<ManifestObject, string>();

/** Text that objects share which are the same for the API server. */
export function identityOf(object: ManifestObject): string {
  const identity = identities.get(object) ?? `${object.key}\n${object.namespace}\n${object.name}`;
  identities.set(object, identity);
  return identity;
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

const doubts = new WeakMap<Selecting, boolean>();

/** Whether pods that nothing here describes may be selected, those of an operator for instance. */
export function mayMeanOthers(corpus: Corpus, selecting: Selecting): boolean {
  const may = doubts.get(selecting) ?? maySelectOthers(corpus, selecting.object.namespace, selecting.selector);
  doubts.set(selecting, may);
  return may;
}

/** Selectors as texts, made once: each is compared for every workload that it selects. */
const texts = new WeakMap<Selecting, string>();

export function isSameSelector(one: Selecting, other: Selecting): boolean {
  return textOf(one) === textOf(other);
}

function textOf(selecting: Selecting): string {
  const { matchLabels = {}, matchExpressions = [] } = selecting.selector;
  const text = texts.get(selecting) ?? comparable([matchLabels as Json, matchExpressions]);
  texts.set(selecting, text);
  return text;
}
