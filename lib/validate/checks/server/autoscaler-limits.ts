import type { HorizontalPodAutoscaler } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';
import { setFields } from '../../server/one-of';

const scaler = (fields: string) =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n  ${fields}\n`;
const sources: Readonly<Record<string, string>> = {
  Resource: 'resource',
  ContainerResource: 'containerResource',
  Pods: 'pods',
  Object: 'object',
  External: 'external',
};

export default {
  id: 'autoscaler-limits',
  scope: 'object',
  kinds: ['HorizontalPodAutoscaler.autoscaling'],
  severity: 'error',
  summary: 'A HorizontalPodAutoscaler has limits or metrics that are refused',
  remedy: 'Keep 1 ≤ minReplicas ≤ maxReplicas, and give each metric the source that its type names.',
  link: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
  examples: {
    passes: [
      scaler(
        'minReplicas: 1\n  maxReplicas: 3\n  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]',
      ),
    ],
    fails: [
      {
        yaml: scaler(
          'maxReplicas: 2\n  metrics: [{type: CPU, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]',
        ),
        at: 'spec.metrics[0].type',
      },
      { yaml: scaler('minReplicas: 4\n  maxReplicas: 3'), at: 'spec.maxReplicas' },
      { yaml: scaler('minReplicas: 0\n  maxReplicas: 3'), at: 'spec.minReplicas' },
      { yaml: scaler('maxReplicas: 0'), at: 'spec.maxReplicas' },
      {
        yaml: scaler(
          'maxReplicas: 2\n  metrics: [{type: Resource, pods: {metric: {name: a}, target: {type: AverageValue, averageValue: 1}}}]',
        ),
        at: 'spec.metrics[0].resource',
      },
    ],
  },
  check(object, report) {
    const { minReplicas, maxReplicas, metrics = [] } = typed<HorizontalPodAutoscaler>(object).spec ?? {};
    const scalesToZero = metrics.some(({ type }) => type === 'Object' || type === 'External');
    // Zero needs the feature gate HPAScaleToZero, and an Object or External metric.
    if (minReplicas !== undefined && minReplicas < (scalesToZero ? 0 : 1)) {
      report(['spec', 'minReplicas'], `minReplicas is ${String(minReplicas)}, but must be at least 1`);
    }
    if (maxReplicas !== undefined && maxReplicas < Math.max(1, minReplicas ?? 1)) {
      report(
        ['spec', 'maxReplicas'],
        `maxReplicas is ${String(maxReplicas)}, but must be at least minReplicas (${String(minReplicas ?? 1)}) and 1`,
      );
    }
    for (const [index, metric] of metrics.entries()) {
      const { type = '' } = metric;
      const source = Object.hasOwn(sources, type) ? sources[type] : undefined;
      if (source === undefined && type !== '') {
        const types = Object.keys(sources).join(', ');
        report(['spec', 'metrics', index, 'type'], `no metric has the type ${type}; expected one of ${types}`);
      }
      if (source !== undefined && setFields(metric, [source]).length === 0) {
        report(['spec', 'metrics', index, source], `a metric of type ${metric.type ?? ''} needs ${source}`);
      }
    }
  },
} satisfies ObjectCheck;
