/** PodDisruptionBudgets and their pods. */
import type { PodDisruptionBudget } from '../../../imports/kubernetes/types';
import type { Corpus } from '../corpus';
import type { Loose, ManifestObject } from '../object';
import type { Pod } from '../pod';
import { isInDoubt } from './doubt';

export interface Budget {
  readonly object: ManifestObject;
  readonly spec: Loose<NonNullable<PodDisruptionBudget['spec']>>;
  readonly selector: NonNullable<Loose<NonNullable<PodDisruptionBudget['spec']>>['selector']>;
  readonly pods: readonly Pod[];
}

export const budgetKind = 'PodDisruptionBudget.policy';

/** Budgets with a legible selector. */
export function budgets(corpus: Corpus): readonly Budget[] {
  return corpus.checked<PodDisruptionBudget>(budgetKind).flatMap(({ object, value }) => {
    const { spec = {} } = value;
    const { selector } = spec;
    if (selector === undefined || isInDoubt(object, ['spec', 'selector'])) return [];
    return [{ object, spec, selector, pods: corpus.podsSelectedBy(object.namespace, selector) }];
  });
}
