/** Whom autoscalers scale. */
import type { Path } from '../../yaml/position';
import { kindKey } from '../../schema/scope';
import type { Corpus } from '../corpus';
import type { ManifestObject } from '../object';
import { textAt, valueAt } from './lenient';
import { workloadKinds } from './workloads';

export interface ScaleTarget {
  readonly object: ManifestObject;
  /** Of the reference. */
  readonly path: Path;
  /** `Deployment.apps`. */
  readonly key: string;
  readonly name: string;
}

/** Kind of autoscaler → its reference. */
const references: Readonly<Record<string, Path>> = {
  'HorizontalPodAutoscaler.autoscaling': ['spec', 'scaleTargetRef'],
  'VerticalPodAutoscaler.autoscaling.k8s.io': ['spec', 'targetRef'],
  'ScaledObject.keda.sh': ['spec', 'scaleTargetRef'],
};

/** `Kind.group` of what is looked at. */
export const scalingKinds = [...Object.keys(references), ...workloadKinds, 'CronJob.batch', 'Job.batch'];

/** Autoscalers of known workloads; what scales a custom resource is left out. */
export function scaleTargets(corpus: Corpus): readonly ScaleTarget[] {
  return Object.entries(references).flatMap(([autoscaler, path]) =>
    corpus.ofKind(autoscaler).flatMap((object) => {
      const reference = valueAt(object.value, ...path);
      const isKeda = autoscaler === 'ScaledObject.keda.sh';
      const kind = textAt(reference, 'kind') ?? (isKeda ? 'Deployment' : undefined);
      const apiVersion = textAt(reference, 'apiVersion') ?? (isKeda ? 'apps/v1' : undefined);
      const name = textAt(reference, 'name');
      if (kind === undefined || apiVersion === undefined || name === undefined) return [];
      return scalingKinds.includes(kindKey(apiVersion, kind))
        ? [{ object, path, key: kindKey(apiVersion, kind), name }]
        : [];
    }),
  );
}
