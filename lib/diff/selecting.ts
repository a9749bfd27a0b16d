/** What selects pods by their labels, and whom, on one side. */
import type { Corpus } from '../validate/corpus';
import type { ManifestObject } from '../validate/object';
import type { Pod } from '../validate/pod';
import { budgets } from '../validate/references/budgets';
import { policies } from '../validate/references/policies';
import { maySelectOthers } from '../validate/references/selection';
import { selectingServices } from '../validate/references/services';
import { isSame } from '../validate/references/workloads';
import type { LabelSelector } from '../../imports/kubernetes/types';
import type { Loose } from '../validate/object';

export interface Selecting {
  readonly object: ManifestObject;
  readonly selector: Loose<LabelSelector>;
  readonly pods: readonly Pod[];
}

/** Services, budgets and policies. */
export function selectingObjects(corpus: Corpus): readonly Selecting[] {
  return corpus.derive(all);
}

function all(corpus: Corpus): readonly Selecting[] {
  return [
    ...corpus
      .derive(selectingServices)
      .map(({ object, selector, pods }) => ({ object, pods, selector: { matchLabels: selector } })),
    ...corpus.derive(budgets),
    ...corpus.derive(policies).map(({ object, spec, pods }) => ({ object, pods, selector: spec.podSelector ?? {} })),
  ];
}

/** The same object on a side. */
export function selectingOf(corpus: Corpus, object: ManifestObject | undefined): Selecting | undefined {
  return object === undefined ? undefined : selectingObjects(corpus).find((each) => isSame(each.object, object));
}

/** `Deployment web`, in the order of the input, each once. */
export function workloadNames(pods: readonly Pod[]): readonly string[] {
  return [...new Set(pods.map(({ object }) => `${object.kind} ${object.name}`))];
}

/** Whether pods that nothing here describes may be selected, those of an operator for instance. */
export function mayMeanOthers(corpus: Corpus, { object, selector }: Selecting): boolean {
  return maySelectOthers(corpus, object.namespace, selector);
}
