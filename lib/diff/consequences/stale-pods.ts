import { workload } from '../../validate/example';
import type { ManifestObject } from '../../validate/object';
import type { Consequence, ConsequenceRule } from '../consequence';
import { ordinalsOf, replicasAfter, strategyOf } from '../pod-counts';
import { isTemplateChanged, rollingKinds, templateFields } from '../pod-template';
import { inNamespace, type Transition } from '../transition';
import { listText } from '../words';

const image = (tag: string) => `image: ghcr.io/example/app:${tag}`;

export default {
  id: 'stale-pods',
  about: 'Pods that keep running as they are although their template changes: nothing replaces them by itself.',
  kinds: [...rollingKinds, 'ReplicaSet.apps', 'ReplicationController'],
  examples: [
    {
      title: 'a StatefulSet whose pods somebody deletes',
      before: workload({ kind: 'StatefulSet', spec: 'updateStrategy: {type: OnDelete}', container: image('1') }),
      after: workload({ kind: 'StatefulSet', spec: 'updateStrategy: {type: OnDelete}', container: image('2') }),
      expected: [['stale', 'warning', /^OnDelete: each pod stays as it is until somebody deletes it$/]],
    },
    {
      title: 'a paused Deployment',
      before: workload({ spec: 'paused: true', container: image('1') }),
      after: workload({ spec: 'paused: true', container: image('2') }),
      expected: [['stale', 'warning', /^it is paused: no pod is replaced until somebody resumes it$/]],
    },
    {
      title: 'a ReplicaSet without a Deployment',
      before: workload({ container: image('1') }).replace('Deployment', 'ReplicaSet'),
      after: workload({ container: image('2') }).replace('Deployment', 'ReplicaSet'),
      expected: [['stale', 'warning', /^a ReplicaSet replaces no pod/]],
    },
    {
      title: 'a partition beyond all pods',
      before: workload({
        kind: 'StatefulSet',
        spec: 'replicas: 2\nupdateStrategy: {rollingUpdate: {partition: 5}}',
        container: image('1'),
      }),
      after: workload({
        kind: 'StatefulSet',
        spec: 'replicas: 2\nupdateStrategy: {rollingUpdate: {partition: 5}}',
        container: image('2'),
      }),
      expected: [['stale', 'info', /^web-0 and web-1 keep the old template: they are below the partition 5$/]],
    },
    {
      title: 'a Deployment that rolls',
      before: workload(image('1')),
      after: workload(image('2')),
      expected: [['restart', 'info', /^1 pod is replaced/]],
    },
    {
      title: 'many below a partition',
      before: workload({
        kind: 'StatefulSet',
        spec: 'replicas: 6\nupdateStrategy: {rollingUpdate: {partition: 4}}',
        container: image('1'),
      }),
      after: workload({
        kind: 'StatefulSet',
        spec: 'replicas: 6\nupdateStrategy: {rollingUpdate: {partition: 4}}',
        container: image('2'),
      }),
      expected: [
        ['restart', 'info', /^2 pods are replaced one by one, from web-5 to web-4;/],
        ['stale', 'info', /^web-0 to web-3 keep the old template: they are below the partition 4$/],
      ],
    },
    {
      title: 'one below a partition, of pods that count from 1',
      before: workload({
        kind: 'StatefulSet',
        spec: 'replicas: 2\nordinals: {start: 1}\nupdateStrategy: {rollingUpdate: {partition: 2}}',
        container: image('1'),
      }),
      after: workload({
        kind: 'StatefulSet',
        spec: 'replicas: 2\nordinals: {start: 1}\nupdateStrategy: {rollingUpdate: {partition: 2}}',
        container: image('2'),
      }),
      expected: [
        ['restart', 'info', /^1 pod is replaced, web-2;/],
        ['stale', 'info', /^web-1 keeps the old template: it is below the partition 2$/],
      ],
    },
    {
      title: 'a DaemonSet whose pods somebody deletes',
      before: workload({ kind: 'DaemonSet', spec: 'updateStrategy: {type: OnDelete}', container: image('1') }),
      after: workload({ kind: 'DaemonSet', spec: 'updateStrategy: {type: OnDelete}', container: image('2') }),
      expected: [['stale', 'warning', /^OnDelete/]],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after, key } = transition;
    if (after === undefined || !isTemplateChanged(before, after)) return [];
    const fields = templateFields(transition);
    const name = `${after.kind.toLowerCase()}/${after.name}${inNamespace(transition)}`;
    switch (strategyOf(after)) {
      case 'on-delete':
        return [
          {
            effect: 'stale',
            severity: 'warning',
            message: 'OnDelete: each pod stays as it is until somebody deletes it',
            remedy: 'Delete its pods one after the other, each once the one before is ready again.',
            fields,
          },
        ];
      case 'paused': {
        const message = 'it is paused: no pod is replaced until somebody resumes it';
        return [{ effect: 'stale', severity: 'warning', message, remedy: `kubectl rollout resume ${name}`, fields }];
      }
      case 'none': {
        const message = `a ${after.kind} replaces no pod: only those that it makes from now on have the new template`;
        return [
          { effect: 'stale', severity: 'warning', message, remedy: 'Delete its pods, one after the other.', fields },
        ];
      }
      default:
        return key === 'StatefulSet.apps' ? belowPartition(transition, after) : [];
    }
  },
} satisfies ConsequenceRule;

function belowPartition(transition: Transition, set: ManifestObject): readonly Consequence[] {
  const { first, partition } = ordinalsOf(set);
  const pods = replicasAfter(transition) ?? 0;
  const kept = Math.min(partition, first + pods) - first;
  if (kept <= 0) return [];
  const names = kept <= 3 ? Array.from({ length: kept }, (_, index) => `${set.name}-${first + index}`) : undefined;
  const who = names === undefined ? `${set.name}-${first} to ${set.name}-${first + kept - 1}` : listText(names);
  const message = `${who} ${kept === 1 ? 'keeps' : 'keep'} the old template: ${kept === 1 ? 'it is' : 'they are'} below the partition ${partition}`;
  return [{ effect: 'stale', severity: 'info', message, fields: templateFields(transition) }];
}
