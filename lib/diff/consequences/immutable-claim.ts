import type { PersistentVolumeClaim, StorageClass } from '../../../imports/kubernetes/types';
import { quantityOf } from '../../text/quantity';
import { documents } from '../../validate/example';
import { typed, type JsonObject } from '../../validate/object';
import { manifest } from '../../validate/references/example';
import type { Consequence, ConsequenceRule } from '../consequence';
import { changedSpecFields, specOf } from '../spec-fields';
import { fieldsAt, type Transition } from '../transition';
import { listText } from '../words';

/** Of the spec, what may change or be set once; the size is a matter of its own. */
const free = ['volumeAttributesClassName', 'resources'];

const claim = (size: string, ...more: readonly string[]) =>
  manifest(
    'v1',
    'PersistentVolumeClaim',
    'data',
    'spec:',
    '  accessModes: [ReadWriteOnce]',
    `  resources: {requests: {storage: ${size}}}`,
    ...more.map((line) => `  ${line}`),
  );
const fixedClass = manifest('storage.k8s.io/v1', 'StorageClass', 'example-fixed', 'provisioner: example.org/disks');

export default {
  id: 'immutable-claim',
  about:
    'A field of a PersistentVolumeClaim that the API server does not let anybody change, a size that shrinks, and one that grows where the class of the volume does not let it.',
  kinds: ['PersistentVolumeClaim'],
  examples: [
    {
      title: 'another class of a claim',
      before: claim('1Gi', 'storageClassName: slow'),
      after: claim('1Gi', 'storageClassName: fast'),
      expected: [['recreate', 'error', /^spec\.storageClassName of a claim cannot be changed/]],
    },
    {
      title: 'a claim for several nodes',
      before: claim('1Gi'),
      after: claim('1Gi').replace('ReadWriteOnce', 'ReadWriteMany'),
      expected: [['recreate', 'error', /^spec\.accessModes of a claim cannot be changed/]],
    },
    {
      title: 'a smaller claim',
      before: claim('2Gi'),
      after: claim('1Gi'),
      expected: [['refused', 'error', /^a claim cannot shrink, from 2Gi to 1Gi/]],
    },
    {
      title: 'a larger claim of a class that does not expand',
      before: documents(fixedClass, claim('1Gi', 'storageClassName: example-fixed')),
      after: documents(fixedClass, claim('2Gi', 'storageClassName: example-fixed')),
      expected: [['refused', 'error', /^its class example-fixed does not let volumes grow/]],
    },
    {
      title: 'another volume of a claim',
      before: claim('1Gi', 'storageClassName: ""', 'volumeName: example-a'),
      after: claim('1Gi', 'storageClassName: ""', 'volumeName: example-b'),
      expected: [['recreate', 'error', /^spec\.volumeName of a claim cannot be changed/]],
    },
    {
      title: 'a claim that grows, of a class that nobody knows',
      before: claim('1Gi', 'storageClassName: example-unknown'),
      after: claim('2Gi', 'storageClassName: example-unknown'),
      expected: [
        [
          'data',
          'info',
          /^it grows from 1Gi to 2Gi, if its class lets it \(allowVolumeExpansion\); else the API server refuses it$/,
        ],
      ],
    },
    {
      title: 'what a claim has by itself',
      before: claim('1Gi'),
      after: claim('1024Mi', 'volumeMode: Filesystem'),
      expected: [],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (before === undefined || after === undefined) return [];
    const old = specOf(before);
    const changed = changedSpecFields(transition, 'claimSpec').filter((name) => !isFree(name, old));
    const found = sizeConsequences(transition);
    if (changed.length === 0) return found;
    const message = `${listText(changed.map((name) => `spec.${name}`))} of a claim cannot be changed: the API server refuses the whole object`;
    const remedy = `Make a claim of another name, and copy the data. A claim that is deleted takes its volume with it, unless the volume's reclaim policy is Retain.`;
    const fields = changed.flatMap((name) => fieldsAt(transition, 'spec', name));
    return [{ effect: 'recreate', severity: 'error', message, remedy, fields }, ...found];
  },
} satisfies ConsequenceRule;

/** A class or a volume that was not named may be set once, where the cluster has not done it: nobody can know. */
function isFree(name: string, before: JsonObject): boolean {
  return free.includes(name) || (['storageClassName', 'volumeName'].includes(name) && before[name] === undefined);
}

function sizeConsequences(transition: Transition): readonly Consequence[] {
  const [before, after] = [transition.before, transition.after].map((object) =>
    object === undefined ? undefined : typed<PersistentVolumeClaim>(object).spec,
  );
  const [from, to] = [before, after].map((spec) => spec?.resources?.requests?.['storage']);
  const [old, young] = [quantityOf(from), quantityOf(to)];
  if (old === undefined || young === undefined || old === young) return [];
  const fields = fieldsAt(transition, 'spec', 'resources', 'requests', 'storage');
  if (young < old) {
    const message = `a claim cannot shrink, from ${String(from)} to ${String(to)}: the API server refuses it`;
    const remedy = 'Make a claim of another name, and copy the data.';
    return [{ effect: 'refused', severity: 'error', message, remedy, fields }];
  }
  const name = before?.storageClassName ?? '';
  const storage = transition.sides.after.find('StorageClass.storage.k8s.io', '', name);
  if (storage === undefined) {
    const message = `it grows from ${String(from)} to ${String(to)}, if its class lets it (allowVolumeExpansion); else the API server refuses it`;
    return [{ effect: 'data', severity: 'info', message, fields }];
  }
  if (typed<StorageClass>(storage).allowVolumeExpansion === true) return [];
  const message = `its class ${name} does not let volumes grow: the API server refuses ${String(to)} instead of ${String(from)}`;
  const remedy =
    'Set allowVolumeExpansion: true in the class, if its driver can do it; or make a larger claim, and copy the data.';
  return [{ effect: 'refused', severity: 'error', message, remedy, fields }];
}
