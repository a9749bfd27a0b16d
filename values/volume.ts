/** Volumes of the stores inside the cluster: how large, and what becomes of them. */
import type { Value } from '../lib/expr/expr';
import { and, equal, or } from '../lib/expr/function';
import type { Rule } from '../lib/values/rule';
import { record, string } from '../lib/values/schema';
import { objectName, size } from './fields';

/** The volume of a store. */
export function storage(capacity: string) {
  return record('Its volume; fixed once it is created.', {
    size: size({ default: capacity, description: 'Size.' }),
    storageClass: objectName('StorageClass; empty takes global.storageClass.'),
  });
}

/** As the StatefulSet has it: Kubernetes deletes the claim, and with it nearly always the volume, where it says Delete. */
export function claimRetention() {
  const when = (description: string) => string({ default: 'Retain', options: ['Retain', 'Delete'], description });
  return record('What becomes of its volume’s claim.', {
    whenDeleted: when('When the release is uninstalled, or the program no longer enabled.'),
    whenScaled: when('When somebody scales it to 0.'),
  });
}

/** Of one store: what somebody may regret. */
export function volumeRule(
  path: string,
  runs: Value<boolean>,
  {
    persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled },
  }: {
    readonly persistentVolumeClaimRetentionPolicy: Readonly<
      Record<'whenDeleted' | 'whenScaled', Value<'Retain' | 'Delete'>>
    >;
  },
): Rule {
  return {
    level: 'warned',
    path: `${path}.persistentVolumeClaimRetentionPolicy`,
    violated: and(runs, or(equal(whenDeleted, 'Delete'), equal(whenScaled, 'Delete'))),
    problem:
      'deletes the volume, and everything on it, by itself: whenDeleted with the release or with its StatefulSet, whenScaled as soon as somebody scales it to 0',
    remedy: 'Leave both Retain, unless what is on it may be lost',
  };
}
