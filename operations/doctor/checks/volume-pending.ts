import type { PersistentVolumeClaim } from '../../../imports/kubernetes/types';
import { event, labels } from '../examples';
import type { Check } from '../check';
import { nameOf, partOf, since, warningsAbout, type Class } from '../state';

const claim = (
  phase: 'Bound' | 'Pending',
  storageClassName?: string,
  created = '2026-11-28T11:59:30Z',
): PersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: {
    name: 'data-mlflow-postgresql-0',
    namespace: 'ml',
    labels: labels('postgresql'),
    creationTimestamp: created,
  },
  spec: { ...(storageClassName !== undefined && { storageClassName }) },
  status: { phase },
});
const classes = ['fast', 'slow'].map((name) => ({ metadata: { name } }));
/** Of the class that claims without one get. */
const DEFAULT = 'storageclass.kubernetes.io/is-default-class';
const usual = { metadata: { name: 'usual', annotations: { [DEFAULT]: 'true' } } };
/** What provisions volumes may be slow. */
const MINUTES = 5;

export default {
  id: 'volume-pending',
  symptom: 'connect',
  stops: true,
  what: 'A claim has no volume.',
  remedy:
    'Name a storage class that the cluster has (kubectl get storageclass) in storage.storageClass, or in global.storageClass for all; a claim that is there keeps its class: delete it first.',
  examples: {
    finds: [
      { claims: [claim('Pending', 'fst')], storageClasses: classes },
      {
        claims: [claim('Pending')],
        events: [event('PersistentVolumeClaim', 'data-mlflow-postgresql-0', 'ProvisioningFailed', 'no space')],
      },
      { claims: [claim('Pending', 'fast', '2026-11-28T11:00:00Z')], storageClasses: classes },
      { claims: [claim('Pending')], storageClasses: classes },
      { claims: [claim('Pending')], storageClasses: [] },
    ],
    quiet: [
      { claims: [claim('Bound', 'fst')], storageClasses: classes },
      { claims: [claim('Pending', 'fast')], storageClasses: classes },
      { claims: [claim('Pending')], storageClasses: [...classes, usual] },
      // One that an administrator binds by hand.
      { claims: [claim('Pending', '')], storageClasses: [] },
    ],
  },
  look: (state) =>
    state.claims.flatMap((one) => {
      const part = partOf(one);
      if (part === undefined || one.status?.phase !== 'Pending') return [];
      const wanted = one.spec?.storageClassName;
      const isThere = (name: string) => state.storageClasses?.some((each) => nameOf(each) === name) !== false;
      const [warning] = warningsAbout(state, 'PersistentVolumeClaim', nameOf(one));
      const isOld = since(state, one.metadata?.creationTimestamp) > MINUTES * 60;
      const { storageClasses } = state;
      const there = (storageClasses ?? []).map(nameOf).join(', ') || 'none';
      const isDefault = (each: Class) => each.metadata?.annotations?.[DEFAULT] === 'true';
      const hasNone = wanted === undefined && storageClasses !== undefined && !storageClasses.some(isDefault);
      const evidence =
        wanted !== undefined && wanted !== '' && !isThere(wanted)
          ? `it wants the storage class ${wanted}, which there is not; there are ${there}`
          : (warning?.message ??
            (hasNone
              ? `it names no storage class, and none of the cluster’s is the default; there are ${there}`
              : isOld
                ? `it has been Pending since ${String(one.metadata?.creationTimestamp)}`
                : undefined));
      return evidence === undefined ? [] : [{ part, where: `persistentvolumeclaim/${nameOf(one)}`, evidence }];
    }),
} satisfies Check;
