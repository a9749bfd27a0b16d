import type { Deployment, HorizontalPodAutoscaler, StatefulSet } from '../../../imports/kubernetes/types';
import type { Corpus } from '../corpus';
import { isRecord, type ManifestObject, typed } from '../object';

/** Kinds with a number of replicas that people set. */
export const replicated: readonly string[] = ['Deployment.apps', 'StatefulSet.apps'];

/** What must be kept for `autoscalerOf`. */
export const autoscalers: readonly string[] = ['HorizontalPodAutoscaler.autoscaling', 'ScaledObject.keda.sh'];

/** How many pods a workload is written to have; undefined for kinds without a number. */
export function replicasOf(workload: ManifestObject): number | undefined {
  if (!replicated.includes(workload.key)) return undefined;
  return typed<Deployment | StatefulSet>(workload).spec?.replicas ?? 1;
}

/** The object of the input that sets a workload's number of replicas while it runs. */
export function autoscalerOf(corpus: Corpus, { namespace, kind, name }: ManifestObject): ManifestObject | undefined {
  return corpus.derive(autoscalersByTarget).get(targetText(namespace, kind, name));
}

function autoscalersByTarget(corpus: Corpus): ReadonlyMap<string, ManifestObject> {
  const found = new Map<string, ManifestObject>();
  for (const autoscaler of autoscalers.flatMap((key) => corpus.ofKind(key))) {
    const { spec } = autoscaler.value;
    const target = isRecord(spec) ? spec['scaleTargetRef'] : undefined;
    if (!isRecord(target) || typeof target['name'] !== 'string') continue;
    // KEDA's targets are Deployments where they do not say.
    const kind = typeof target['kind'] === 'string' ? target['kind'] : 'Deployment';
    const text = targetText(autoscaler.namespace, kind, target['name']);
    if (!found.has(text)) found.set(text, autoscaler);
  }
  return found;
}

function targetText(namespace: string, kind: string, name: string): string {
  return `${namespace}\n${kind}\n${name}`;
}

/** The fewest pods that a workload has, an autoscaler considered; undefined where nobody can know. */
export function fewestReplicas(corpus: Corpus, workload: ManifestObject): number | undefined {
  const autoscaler = autoscalerOf(corpus, workload);
  if (autoscaler === undefined) return replicasOf(workload);
  if (autoscaler.key !== 'HorizontalPodAutoscaler.autoscaling') return undefined;
  return typed<HorizontalPodAutoscaler>(autoscaler).spec?.minReplicas ?? 1;
}
