import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../../imports/kubernetes/types';
import { documents } from '../../validate/example';
import { typed, type ManifestObject } from '../../validate/object';
import { manifest } from '../../validate/references/example';
import type { Consequence, ConsequenceRule } from '../consequence';
import { deletedOf } from '../kept';
import { inNamespace, type Transition } from '../transition';

const claim = (spec = '') =>
  manifest(
    'v1',
    'PersistentVolumeClaim',
    'data',
    `spec: {${spec}accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}`,
  );
const storage = (policy: string) =>
  manifest(
    'storage.k8s.io/v1',
    'StorageClass',
    'example-kept',
    'provisioner: example.org/disks',
    `reclaimPolicy: ${policy}`,
  );
const volume = (policy: string) =>
  manifest(
    'v1',
    'PersistentVolume',
    'example-disk',
    `spec: {persistentVolumeReclaimPolicy: ${policy}, accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, hostPath: {path: /srv/example}}`,
  );

export default {
  id: 'claim-removed',
  about:
    'A PersistentVolumeClaim that goes. Kubernetes deletes its volume with it, unless the reclaim policy of the volume, which it has from its class, is Retain. A pod that uses it keeps it until it ends.',
  kinds: ['PersistentVolumeClaim'],
  examples: [
    {
      title: 'a claim that goes',
      before: claim(),
      after: '',
      expected: [
        [
          'data',
          'error',
          /^its volume, and the data on it, are deleted, unless the volume's reclaim policy is Retain: most classes have Delete$/,
        ],
      ],
    },
    {
      title: 'a claim that goes, of a class that deletes',
      before: documents(storage('Delete'), claim('storageClassName: example-kept, ')),
      after: storage('Delete'),
      expected: [
        [
          'data',
          'error',
          /^its volume, and the data on it, are deleted: its class example-kept has the reclaim policy Delete$/,
        ],
      ],
    },
    {
      title: 'a claim that goes, of a class that retains',
      before: documents(storage('Retain'), claim('storageClassName: example-kept, ')),
      after: storage('Retain'),
      expected: [
        [
          'data',
          'warning',
          /^its volume stays, with its data, and belongs to no claim: its class example-kept has the reclaim policy Retain$/,
        ],
      ],
    },
    {
      title: 'a claim that stays',
      before: claim(),
      after: claim().replace('{name: data}', '{name: data, labels: {a: b}}'),
      expected: [],
    },
    {
      title: 'a claim that goes, of a volume that is retained',
      before: documents(volume('Retain'), claim('volumeName: example-disk, ')),
      after: volume('Retain'),
      expected: [
        [
          'data',
          'warning',
          /^its volume stays, with its data, and belongs to no claim: its volume example-disk has the reclaim policy Retain$/,
        ],
      ],
    },
    {
      title: 'a claim that goes, of a volume that is deleted',
      before: documents(volume('Delete'), claim('volumeName: example-disk, ')),
      after: volume('Delete'),
      expected: [
        [
          'data',
          'error',
          /^its volume, and the data on it, are deleted: its volume example-disk has the reclaim policy Delete$/,
        ],
      ],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const gone = deletedOf(transition);
    if (gone === undefined) return [];
    const { policy, of } = reclaimPolicy(transition, gone);
    const reason = `${of} has the reclaim policy ${policy ?? ''}`;
    if (policy === 'Retain') {
      const message = `its volume stays, with its data, and belongs to no claim: ${reason}`;
      return [{ effect: 'data', severity: 'warning', message, fields: [] }];
    }
    const message =
      policy === undefined
        ? "its volume, and the data on it, are deleted, unless the volume's reclaim policy is Retain: most classes have Delete"
        : `its volume, and the data on it, are deleted: ${reason}`;
    const remedy = `To keep the data: kubectl patch pv VOLUME -p '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}' first; kubectl get pvc ${gone.name}${inNamespace(transition)} shows which it is.`;
    return [{ effect: 'data', severity: 'error', message, remedy, fields: [] }];
  },
} satisfies ConsequenceRule;

/** Of the volume or the class that the claim names, where one of the sides has it. */
function reclaimPolicy(
  { sides }: Transition,
  claim: ManifestObject,
): { readonly policy?: string; readonly of: string } {
  const { volumeName = '', storageClassName = '' } = typed<PersistentVolumeClaim>(claim).spec ?? {};
  const volume = sides.before.find('PersistentVolume', '', volumeName);
  if (volume !== undefined) {
    const { persistentVolumeReclaimPolicy = 'Retain' } = typed<PersistentVolume>(volume).spec ?? {};
    return { policy: persistentVolumeReclaimPolicy, of: `its volume ${volumeName}` };
  }
  const found = sides.before.find('StorageClass.storage.k8s.io', '', storageClassName);
  if (found === undefined || volumeName !== '') return { of: '' };
  return { policy: typed<StorageClass>(found).reclaimPolicy ?? 'Delete', of: `its class ${storageClassName}` };
}
