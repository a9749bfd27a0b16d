import type { Deployment, PersistentVolumeClaim } from '../../../../imports/kubernetes/types';
import type { CorpusCheck } from '../../check';
import type { Corpus } from '../../corpus';
import { documents, workload } from '../../example';
import { typed } from '../../object';
import type { Pod } from '../../pod';
import { podsOf } from '../../reliability/amount';
import { autoscalers, fewestReplicas } from '../../reliability/replicas';

const claim = (mode: string) =>
  `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec:\n  accessModes: [${mode}]\n  resources: {requests: {storage: 1Gi}}\n`;
const web = (spec: string, kind: 'Deployment' | 'DaemonSet' = 'Deployment') =>
  workload({ kind, spec, pod: 'volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]' });

export default {
  id: 'volume-cannot-be-shared',
  scope: 'corpus',
  kinds: [
    'Deployment.apps',
    'ReplicaSet.apps',
    'StatefulSet.apps',
    'DaemonSet.apps',
    'PersistentVolumeClaim',
    ...autoscalers,
  ],
  severity: 'warning',
  summary: 'Several pods, or the old and the new one of a rollout, need one volume that only one node may mount',
  remedy:
    'Use a volume that is ReadWriteMany, a StatefulSet with volumeClaimTemplates, or one replica with strategy Recreate.',
  link: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes',
  examples: {
    passes: [
      documents(web('replicas: 1\nstrategy: {type: Recreate}'), claim('ReadWriteOnce')),
      documents(web('replicas: 3'), claim('ReadWriteMany')),
      documents(
        web('replicas: 1\nstrategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}'),
        claim('ReadWriteOnce'),
      ),
      // Nobody knows the claim.
      web('replicas: 3'),
    ],
    fails: [
      { yaml: documents(web('replicas: 3'), claim('ReadWriteOnce')), at: 'spec.replicas' },
      { yaml: documents(web('replicas: 1'), claim('ReadWriteOnce')), at: 'spec.strategy' },
      documents(web('', 'DaemonSet'), claim('ReadWriteOncePod')),
    ],
  },
  check(corpus, report) {
    for (const pod of corpus.pods()) {
      const found = claimOf(corpus, pod);
      if (found === undefined) continue;
      const { claim, index, mode } = found;
      const { object } = pod;
      const scope = mode === 'ReadWriteOncePod' ? 'one pod' : 'the pods of one node';
      const related = [{ object: claim, path: ['spec', 'accessModes'], message: `${mode}: for ${scope}` }];
      const volume = `claim ${claim.name} is ${mode}, for ${scope}`;
      if (object.key === 'DaemonSet.apps') {
        const at = [...pod.path, 'volumes', index, 'persistentVolumeClaim', 'claimName'];
        report(object, at, `${volume}, but a DaemonSet has pods on every node`, { related });
        continue;
      }
      const replicas = typed<Deployment>(object).spec?.replicas ?? 1;
      const fewest = Math.max(fewestReplicas(corpus, object) ?? replicas, replicas);
      if (fewest > 1) {
        report(object, ['spec', 'replicas'], `${volume}, but there are ${fewest} replicas`, { related });
      } else if (fewest === 1 && object.key === 'Deployment.apps' && surges(typed<Deployment>(object).spec?.strategy)) {
        const message = `${volume}, but a rolling update starts the new pod before the old one ends`;
        report(object, ['spec', 'strategy'], message, { related });
      }
    }
  },
} satisfies CorpusCheck;

type Strategy = NonNullable<NonNullable<Deployment['spec']>['strategy']>;

function surges(strategy: Partial<Strategy> = {}): boolean {
  if ((strategy.type ?? 'RollingUpdate') !== 'RollingUpdate') return false;
  return podsOf(strategy.rollingUpdate?.maxSurge ?? '25%', 1) !== 0;
}

/** The first claim of the pod that is in the input and for one node only. Single pods and jobs do not share. */
function claimOf(corpus: Corpus, { object, spec }: Pod) {
  if (!['Deployment.apps', 'ReplicaSet.apps', 'StatefulSet.apps', 'DaemonSet.apps'].includes(object.key)) return;
  for (const [index, { persistentVolumeClaim }] of (spec.volumes ?? []).entries()) {
    const name = persistentVolumeClaim?.claimName;
    if (name === undefined) continue;
    const claim = corpus.find('PersistentVolumeClaim', object.namespace, name);
    const modes = claim === undefined ? [] : (typed<PersistentVolumeClaim>(claim).spec?.accessModes ?? []);
    const mode = (['ReadWriteOnce', 'ReadWriteOncePod'] as const).find((known) => modes.includes(known));
    if (claim === undefined || mode === undefined || modes.some((other) => other.endsWith('Many'))) continue;
    return { claim, index, mode };
  }
  return undefined;
}
