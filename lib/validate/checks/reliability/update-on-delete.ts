import type { DaemonSet, StatefulSet } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { workload } from '../../example';
import { typed } from '../../object';

export default {
  id: 'update-on-delete',
  scope: 'object',
  kinds: ['StatefulSet.apps', 'DaemonSet.apps'],
  severity: 'info',
  summary: 'A new version only runs in pods that somebody deletes',
  remedy: 'Use the update strategy RollingUpdate, unless an operator or a person replaces the pods in order.',
  link: 'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#update-strategies',
  examples: {
    passes: [workload({ kind: 'StatefulSet' })],
    fails: [
      {
        yaml: workload({ kind: 'StatefulSet', spec: 'updateStrategy: {type: OnDelete}' }),
        at: 'spec.updateStrategy.type',
      },
    ],
  },
  check(object, report) {
    if (typed<StatefulSet | DaemonSet>(object).spec?.updateStrategy?.type !== 'OnDelete') return;
    report(['spec', 'updateStrategy', 'type'], 'OnDelete: pods keep the old version until somebody deletes them');
  },
} satisfies ObjectCheck;
