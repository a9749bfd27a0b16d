import type { PersistentVolume } from '../../../../imports/kubernetes/types';
import type { CorpusCheck } from '../../check';
import { documents } from '../../example';
import { absence, findAcross } from '../../references/absence';
import { manifest } from '../../references/example';

const volume = (claim: string) =>
  manifest(
    'v1',
    'PersistentVolume',
    'disk-1',
    `spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /data}, claimRef: {${claim}}}`,
  );
const claim = manifest(
  'v1',
  'PersistentVolumeClaim',
  'team/data',
  'spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}',
);

export default {
  id: 'claim-of-volume-missing',
  scope: 'corpus',
  kinds: ['PersistentVolumeClaim', 'PersistentVolume', 'StatefulSet.apps'],
  severity: 'info',
  summary: 'A PersistentVolume reserved for a claim that is not in the input',
  remedy: 'Correct namespace and name of claimRef, or add the claim.',
  link: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reserving-a-persistentvolume',
  examples: {
    passes: [
      documents(volume('namespace: team, name: data'), claim),
      // The claim of a StatefulSet's pod.
      volume('namespace: team, name: data-db-0'),
    ],
    fails: [{ yaml: documents(volume('namespace: default, name: data'), claim), at: 'spec.claimRef.name' }],
  },
  check(corpus, report) {
    for (const { object, value } of corpus.checked<PersistentVolume>('PersistentVolume')) {
      const { name = '', namespace = '' } = value.spec?.claimRef ?? {};
      const target = { key: 'PersistentVolumeClaim', namespace, name };
      if (namespace === '' || /-\d+$/.test(name) || findAcross(corpus, target) !== undefined) continue;
      const message = absence(corpus, target);
      if (message !== undefined) report(object, ['spec', 'claimRef', 'name'], message);
    }
  },
} satisfies CorpusCheck;
