import { documents, workload } from '../../validate/example';
import { manifest } from '../../validate/references/example';
import type { Consequence, ConsequenceRule } from '../consequence';
import { ordinalsOf, paceOf, replicasAfter, replicasBefore, strategyOf } from '../pod-counts';
import { isTemplateChanged, templateFields } from '../pod-template';
import type { Transition } from '../transition';

const deployment = (spec: string, tag: string) => workload({ spec, container: `image: ghcr.io/example/app:${tag}` });
const set = (spec: string, tag: string) =>
  workload({ kind: 'StatefulSet', spec, container: `image: ghcr.io/example/app:${tag}` });
const recreate = (replicas: number) => `replicas: ${replicas}\nstrategy: {type: Recreate}`;
const autoscaler = manifest(
  'autoscaling/v2',
  'HorizontalPodAutoscaler',
  'web',
  'spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 5}',
);

export default {
  id: 'interruption',
  about:
    'A rollout during which no pod of the workload may be ready: Recreate, a maxUnavailable of all of them, a StatefulSet of one.',
  kinds: ['Deployment.apps', 'StatefulSet.apps'],
  examples: [
    {
      title: 'Recreate',
      before: deployment(recreate(3), '1'),
      after: deployment(recreate(3), '2'),
      expected: [
        ['downtime', 'warning', /^Recreate stops all 3 pods before a new one starts: in between nothing answers$/],
        ['restart', 'info', /^3 pods are replaced, all at once$/],
      ],
    },
    {
      title: 'Recreate of one',
      before: deployment(recreate(1), '1'),
      after: deployment(recreate(1), '2'),
      expected: [
        ['downtime', 'warning', /^Recreate stops the only pod before the new one starts: in between nothing answers$/],
        ['restart', 'info', /^1 pod is replaced$/],
      ],
    },
    {
      title: 'all may be away',
      before: deployment('replicas: 2\nstrategy: {rollingUpdate: {maxUnavailable: 100%}}', '1'),
      after: deployment('replicas: 2\nstrategy: {rollingUpdate: {maxUnavailable: 100%}}', '2'),
      expected: [
        ['downtime', 'warning', /^all 2 pods may be away at once: maxUnavailable is 2 of 2$/],
        ['restart', 'info', /^2 pods are replaced: .*at most 2 are away/],
      ],
    },
    {
      title: 'one that has no room for a second',
      before: deployment('strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}', '1'),
      after: deployment('strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}', '2'),
      expected: [
        ['downtime', 'warning', /^the only pod may be away: maxUnavailable is 1 of 1$/],
        ['restart', 'info', /^1 pod is replaced: at most 1 is away at a time$/],
      ],
    },
    {
      title: 'a StatefulSet of one',
      before: set('', '1'),
      after: set('', '2'),
      expected: [
        ['downtime', 'warning', /^the only pod, web-0, stops before its successor starts: in between nothing answers$/],
        ['restart', 'info', /^1 pod is replaced, web-0/],
      ],
    },
    {
      title: 'Recreate, with nothing to replace',
      before: deployment('replicas: 3', '1'),
      after: deployment(recreate(3), '1'),
      expected: [],
    },
    {
      title: 'Recreate of as many as an autoscaler has made',
      before: documents(deployment('strategy: {type: Recreate}', '1'), autoscaler),
      after: documents(deployment('strategy: {type: Recreate}', '2'), autoscaler),
      expected: [
        ['downtime', 'warning', /^Recreate stops all pods before a new one starts: in between nothing answers$/],
        ['restart', 'info', /^all pods are replaced/],
      ],
    },
    {
      title: 'Recreate of none',
      before: deployment(recreate(0), '1'),
      after: deployment(recreate(3), '2'),
      expected: [['scale', 'info', /^from 0 to 3 pods: 3 more start$/]],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (after === undefined || !isTemplateChanged(before, after) || replicasBefore(transition) === 0) return [];
    const message = interruption(transition);
    return message === undefined
      ? []
      : [{ effect: 'downtime', severity: 'warning', message, fields: templateFields(transition) }];
  },
} satisfies ConsequenceRule;

function interruption(transition: Transition): string | undefined {
  const { after } = transition;
  const pods = replicasAfter(transition);
  if (after === undefined || pods === 0) return undefined;
  const strategy = strategyOf(after);
  if (strategy === 'recreate') {
    const which =
      pods === 1
        ? 'the only pod before the new one starts'
        : `all ${pods ?? ''}${pods === undefined ? '' : ' '}pods before a new one starts`;
    return `Recreate stops ${which}: in between nothing answers`;
  }
  if (strategy !== 'rolling' || pods === undefined) return undefined;
  if (after.key === 'StatefulSet.apps') {
    const { first, partition } = ordinalsOf(after);
    return pods === 1 && partition === first
      ? `the only pod, ${after.name}-${first}, stops before its successor starts: in between nothing answers`
      : undefined;
  }
  const { unavailable } = paceOf(after, pods);
  if (unavailable < pods) return undefined;
  return `${pods === 1 ? 'the only pod may be away' : `all ${pods} pods may be away at once`}: maxUnavailable is ${unavailable} of ${pods}`;
}
