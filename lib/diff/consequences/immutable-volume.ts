import type { JsonObject } from '../../validate/object';
import { manifest } from '../../validate/references/example';
import type { Consequence, ConsequenceRule } from '../consequence';
import { changedSpecFields, specOf } from '../spec-fields';
import { fieldsAt } from '../transition';
import { listText } from '../words';

/** What ValidatePersistentVolumeUpdate lets change; the rest is where the volume is. */
const free = [
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
];

const volume = (path: string, ...more: readonly string[]) =>
  manifest(
    'v1',
    'PersistentVolume',
    'example-disk',
    'spec:',
    '  accessModes: [ReadWriteOnce]',
    '  capacity: {storage: 1Gi}',
    `  hostPath: {path: ${path}}`,
    ...more.map((line) => `  ${line}`),
  );
const node = (name: string) =>
  `nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [${name}]}]}]}}`;

export default {
  id: 'immutable-volume',
  about: 'Where a PersistentVolume is, which the API server does not let anybody change.',
  kinds: ['PersistentVolume'],
  examples: [
    {
      title: 'a volume at another place',
      before: volume('/srv/a'),
      after: volume('/srv/b'),
      expected: [['recreate', 'error', /^spec\.hostPath of a volume cannot be changed/]],
    },
    {
      title: 'a volume that is kept',
      before: volume('/srv/a', 'persistentVolumeReclaimPolicy: Delete'),
      after: volume(
        '/srv/a',
        'persistentVolumeReclaimPolicy: Retain',
        'storageClassName: slow',
        'volumeMode: Filesystem',
      ),
      expected: [],
    },
    {
      title: 'a volume that gets its node',
      before: volume('/srv/a'),
      after: volume('/srv/a', node('a')),
      expected: [],
    },
    {
      title: 'a volume on another node',
      before: volume('/srv/a', node('a')),
      after: volume('/srv/a', node('b')),
      expected: [['recreate', 'error', /^spec\.nodeAffinity of a volume cannot be changed/]],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (before === undefined || after === undefined) return [];
    const old = specOf(before);
    const changed = changedSpecFields(transition, 'claimSpec').filter((name) => !isFree(name, old));
    if (changed.length === 0) return [];
    return [
      {
        effect: 'recreate',
        severity: 'error',
        message: `${listText(changed.map((name) => `spec.${name}`))} of a volume cannot be changed: the API server refuses the whole object`,
        remedy: `Make a volume of another name. To keep this one's data, set persistentVolumeReclaimPolicy: Retain before it is deleted.`,
        fields: changed.flatMap((name) => fieldsAt(transition, 'spec', name)),
      },
    ];
  },
} satisfies ConsequenceRule;

/** The nodes of a volume that has none yet may be set once. */
function isFree(name: string, before: JsonObject): boolean {
  return free.includes(name) || (name === 'nodeAffinity' && before[name] === undefined);
}
