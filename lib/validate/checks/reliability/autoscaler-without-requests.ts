import type { HorizontalPodAutoscaler } from '../../../../imports/kubernetes/types';
import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { typed } from '../../object';
import { podOf } from '../../pod';
import { replicated } from '../../reliability/replicas';

const autoscaler = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 2
  maxReplicas: 5
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
`;

export default {
  id: 'autoscaler-without-requests',
  scope: 'corpus',
  kinds: ['HorizontalPodAutoscaler.autoscaling', 'LimitRange', ...replicated],
  severity: 'warning',
  summary: 'An autoscaler measures use in percent of a request that a container of its target does not have',
  remedy: 'Set the request on every container of the target, or measure an average value.',
  link: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#support-for-resource-metrics',
  examples: {
    passes: [documents(workload('resources: {requests: {cpu: 100m}}'), autoscaler), autoscaler],
    fails: [
      {
        yaml: documents(workload('resources: {requests: {memory: 100Mi}}'), autoscaler),
        at: 'spec.metrics[0].resource.target',
      },
    ],
  },
  check(corpus, report) {
    const limitRanges = corpus.ofKind('LimitRange');
    for (const object of corpus.ofKind('HorizontalPodAutoscaler.autoscaling')) {
      // It may give all containers of its namespace a request.
      if (limitRanges.some(({ namespace }) => namespace === object.namespace)) continue;
      const { metrics = [], scaleTargetRef: { kind, name = '' } = {} } =
        typed<HorizontalPodAutoscaler>(object).spec ?? {};
      const target = replicated.includes(`${kind ?? ''}.apps`)
        ? corpus.find(`${kind ?? ''}.apps`, object.namespace, name)
        : undefined;
      // A schema problem there may be the missing request, misspelt.
      const pod = target === undefined || target.problems.length > 0 ? undefined : podOf(target);
      if (target === undefined || pod === undefined) continue;
      for (const [index, { resource }] of metrics.entries()) {
        if (resource?.target?.type !== 'Utilization') continue;
        const measured = resource.name ?? '';
        const has = (lists: { readonly requests?: object; readonly limits?: object } = {}) =>
          Object.hasOwn(lists.requests ?? {}, measured) || Object.hasOwn(lists.limits ?? {}, measured);
        const without = pod.containers.find(
          ({ role, spec }) => (role === 'container' || role === 'sidecar') && !has(spec.resources),
        );
        if (without === undefined || has(pod.spec.resources)) continue;
        const message = `container ${without.name} of ${target.kind} ${name} has no ${measured} request to compare with`;
        const related = [{ object: target, path: without.path, message: `no ${measured} request` }];
        report(object, ['spec', 'metrics', index, 'resource', 'target'], message, { related });
      }
    }
  },
} satisfies CorpusCheck;
