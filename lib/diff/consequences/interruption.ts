import type { DaemonSet } from '../../../imports/kubernetes/types';
import { documents, workload } from '../../validate/example';
import { typed, type ManifestObject } from '../../validate/object';
import { manifest } from '../../validate/references/example';
import type { Consequence, ConsequenceRule } from '../consequence';
import { ordinalsOf, paceOf, replicasAfter, replicasBefore, strategyOf } from '../pod-counts';
import { isTemplateChanged, templateFields } from '../pod-template';
import { isRemade } from '../remade';
import { fieldsAt, type Transition } from '../transition';

const deployment = (spec: string, tag: string) => workload({ spec, container: `image: ghcr.io/example/app:${tag}` });
const set = (spec: string, tag: string) =>
  workload({ kind: 'StatefulSet', spec, container: `image: ghcr.io/example/app:${tag}` });
const daemons = (rollingUpdate: string, tag: string) =>
  workload({
    kind: 'DaemonSet',
    spec: `updateStrategy: {rollingUpdate: {${rollingUpdate}}}`,
    container: `image: ghcr.io/example/app:${tag}`,
  });
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
    'A rollout during which no pod of the workload may be ready: Recreate, a maxUnavailable of all of them, a StatefulSet of one, all pods of a DaemonSet; or a workload that has to be deleted and made again.',
  kinds: ['Deployment.apps', 'StatefulSet.apps', 'DaemonSet.apps', 'ReplicaSet.apps'],
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
    {
      title: 'pods of all nodes at once',
      before: daemons('maxUnavailable: 100%', '1'),
      after: daemons('maxUnavailable: 100%', '2'),
      expected: [
        ['downtime', 'warning', /^its pods on all nodes may be away at once: maxUnavailable is 100%$/],
        ['restart', 'info', /^the pod of each node is replaced, on at most 100% of the nodes at a time/],
      ],
    },
    {
      title: 'pods of some nodes at once',
      before: daemons('maxUnavailable: 50%', '1'),
      after: daemons('maxUnavailable: 50%', '2'),
      expected: [['restart', 'info', /^the pod of each node is replaced, on at most 50% of the nodes at a time/]],
    },
    {
      title: 'a Deployment that has to be made again',
      before: deployment('replicas: 3', '1'),
      after: deployment('replicas: 3', '2').replaceAll('{app: web}', '{app: site}'),
      expected: [
        ['recreate', 'error', /^spec\.selector cannot be changed/],
        [
          'downtime',
          'warning',
          /^it has to be deleted: its 3 pods stop, and new ones start once it is there again; in between nothing answers$/,
        ],
      ],
    },
    {
      title: 'a StatefulSet that has to be made again',
      before: set('', '1'),
      after: set('', '1').replaceAll('{app: web}', '{app: site}'),
      expected: [
        ['recreate', 'error', /^spec\.selector cannot be changed/],
        ['downtime', 'warning', /^it has to be deleted: its only pod stops, and new ones start/],
      ],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (isRemade(transition)) return remade(transition);
    if (after === undefined || after.key === 'ReplicaSet.apps') return [];
    if (!isTemplateChanged(before, after) || replicasBefore(transition) === 0) return [];
    const message = interruption(transition);
    return message === undefined
      ? []
      : [{ effect: 'downtime', severity: 'warning', message, fields: templateFields(transition) }];
  },
} satisfies ConsequenceRule;

function remade(transition: Transition): readonly Consequence[] {
  const pods = transition.key === 'DaemonSet.apps' ? undefined : replicasBefore(transition);
  if (pods === 0) return [];
  const which = pods === undefined ? 'all its pods stop' : pods === 1 ? 'its only pod stops' : `its ${pods} pods stop`;
  const message = `it has to be deleted: ${which}, and new ones start once it is there again; in between nothing answers`;
  return [{ effect: 'downtime', severity: 'warning', message, fields: fieldsAt(transition, 'spec', 'selector') }];
}

/** With a surge, the new one is ready before the old one goes. */
function ofNodes(daemons: ManifestObject): string | undefined {
  if (strategyOf(daemons) !== 'rolling') return undefined;
  const { maxUnavailable, maxSurge = 0 } = typed<DaemonSet>(daemons).spec?.updateStrategy?.rollingUpdate ?? {};
  if (maxUnavailable !== '100%' || (maxSurge !== 0 && maxSurge !== '0%')) return undefined;
  return 'its pods on all nodes may be away at once: maxUnavailable is 100%';
}

function interruption(transition: Transition): string | undefined {
  const { after } = transition;
  const pods = replicasAfter(transition);
  if (after?.key === 'DaemonSet.apps') return ofNodes(after);
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
