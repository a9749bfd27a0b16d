import type { PersistentVolumeClaim } from '../../../../imports/kubernetes/types';
import type { CorpusCheck } from '../../check';
import { documents } from '../../example';
import { absence } from '../../references/absence';
import { manifest } from '../../references/example';

const claim = manifest(
  'v1',
  'PersistentVolumeClaim',
  'data',
  'spec: {accessModes: [ReadWriteOnce], volumeName: disk-1, resources: {requests: {storage: 1Gi}}}',
);
const volume = (name: string) =>
  manifest(
    'v1',
    'PersistentVolume',
    name,
    'spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /data}}',
  );

export default {
  id: 'persistent-volume-missing',
  scope: 'corpus',
  kinds: ['PersistentVolumeClaim', 'PersistentVolume'],
  severity: 'warning',
  summary: 'A PersistentVolumeClaim for a volume that is not among those of the input: it stays pending',
  remedy: 'Correct volumeName, or leave it out to get any volume of the class.',
  link: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reserving-a-persistentvolume',
  examples: {
    passes: [documents(claim, volume('disk-1')), claim],
    fails: [{ yaml: documents(claim, volume('disk-l')), at: 'spec.volumeName' }],
  },
  check(corpus, report) {
    // Without any in the input, they are the cluster's matter.
    if (corpus.ofKind('PersistentVolume').length === 0) return;
    for (const { object, value } of corpus.checked<PersistentVolumeClaim>('PersistentVolumeClaim')) {
      const name = value.spec?.volumeName ?? '';
      const message = absence(corpus, { key: 'PersistentVolume', namespace: '', name });
      if (message !== undefined) report(object, ['spec', 'volumeName'], message);
    }
  },
} satisfies CorpusCheck;
