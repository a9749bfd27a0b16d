import { manifest } from '../../validate/references/example';
import type { Consequence, ConsequenceRule } from '../consequence';
import { keptBy } from '../kept';

const claim = (annotation: string) =>
  manifest(
    'v1',
    'PersistentVolumeClaim',
    'data',
    'spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}',
  ).replace('{name: data}', `{name: data, annotations: {${annotation}}}`);

export default {
  id: 'kept-object',
  about: 'An object that goes from the manifests and stays in the cluster, because an annotation says so.',
  kinds: '*',
  examples: [
    {
      title: 'a claim that Helm keeps',
      before: claim('helm.sh/resource-policy: keep'),
      after: '',
      expected: [
        [
          'stale',
          'info',
          /^Helm keeps it \(helm\.sh\/resource-policy: keep\), and nothing looks after it from now on$/,
        ],
      ],
    },
    {
      title: 'a claim that Argo CD keeps',
      before: claim('argocd.argoproj.io/sync-options: "Validate=true, Prune=false"'),
      after: '',
      expected: [['stale', 'info', /^Argo CD keeps it \(Prune=false\), and nothing looks after it/]],
    },
    {
      title: 'a kept claim that is still there',
      before: claim('helm.sh/resource-policy: keep'),
      after: claim('helm.sh/resource-policy: keep, a: b'),
      expected: [],
    },
  ],
  consequencesOf({ before, after }): readonly Consequence[] {
    const reason = before === undefined || after !== undefined ? undefined : keptBy(before);
    if (reason === undefined) return [];
    return [
      { effect: 'stale', severity: 'info', message: `${reason}, and nothing looks after it from now on`, fields: [] },
    ];
  },
} satisfies ConsequenceRule;
