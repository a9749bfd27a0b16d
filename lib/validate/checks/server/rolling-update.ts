import type { DaemonSet, Deployment, IntOrString, StatefulSet } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { workload } from '../../example';
import { type ManifestObject, typed } from '../../object';

export default {
  id: 'rolling-update',
  scope: 'object',
  kinds: ['Deployment.apps', 'DaemonSet.apps', 'StatefulSet.apps'],
  severity: 'error',
  summary: 'An update strategy contradicts itself: no pod could be replaced, or it has settings of another strategy',
  remedy: 'Let maxUnavailable or maxSurge be above 0, and remove rollingUpdate where the strategy is another.',
  link: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy',
  examples: {
    passes: [
      workload({ spec: 'strategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 25%}}' }),
      workload({ spec: 'strategy: {type: Recreate}' }),
    ],
    fails: [
      {
        yaml: workload({ spec: 'strategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 0%}}' }),
        at: 'spec.strategy.rollingUpdate.maxUnavailable',
      },
      {
        yaml: workload({ spec: 'strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}' }),
        at: 'spec.strategy.rollingUpdate',
      },
      workload({ spec: 'strategy: {rollingUpdate: {maxSurge: half}}' }),
      workload({ kind: 'DaemonSet', spec: 'updateStrategy: {rollingUpdate: {maxUnavailable: 1, maxSurge: 1}}' }),
    ],
  },
  check(object, report) {
    const field = object.key === 'Deployment.apps' ? 'strategy' : 'updateStrategy';
    const strategy = strategyOf(object);
    const rolling = strategy?.rollingUpdate;
    if (strategy === undefined || rolling === undefined) return;
    const at = ['spec', field, 'rollingUpdate'];
    const type = strategy.type ?? 'RollingUpdate';
    if (type !== 'RollingUpdate') {
      if (object.key === 'Deployment.apps') report(at, `rollingUpdate cannot stand beside type: ${type}`);
      return;
    }
    for (const key of ['maxUnavailable', 'maxSurge'] as const) {
      const value = rolling[key];
      if (value !== undefined && amount(value) === undefined) {
        report(
          [...at, key],
          `${JSON.stringify(value)} is neither a number of pods from 0 on nor a percentage such as 25%`,
        );
      }
    }
    if (object.key === 'StatefulSet.apps') return;
    const unavailable = amount(rolling.maxUnavailable ?? (object.key === 'DaemonSet.apps' ? 1 : '25%'));
    const surge = amount(rolling.maxSurge ?? (object.key === 'DaemonSet.apps' ? 0 : '25%'));
    if (unavailable === 0 && surge === 0) {
      report([...at, 'maxUnavailable'], 'with maxUnavailable and maxSurge both 0, no pod could ever be replaced');
    } else if (object.key === 'DaemonSet.apps' && unavailable !== 0 && surge !== 0) {
      report([...at, 'maxSurge'], 'a DaemonSet cannot have maxUnavailable and maxSurge both above 0');
    }
  },
} satisfies ObjectCheck;

interface Strategy {
  readonly type?: string;
  readonly rollingUpdate?: { readonly maxUnavailable?: IntOrString; readonly maxSurge?: IntOrString };
}

function strategyOf(object: ManifestObject): Strategy | undefined {
  if (object.key === 'Deployment.apps') return typed<Deployment>(object).spec?.strategy;
  return typed<DaemonSet | StatefulSet>(object).spec?.updateStrategy;
}

/** Pods or percent; undefined for what is neither. */
function amount(value: IntOrString): number | undefined {
  if (typeof value === 'number') return value >= 0 ? value : undefined;
  return /^\d+%$/.test(value) ? Number.parseInt(value, 10) : undefined;
}
