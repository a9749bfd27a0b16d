import type { PersistentVolume } from '../../../imports/kubernetes/types';
import { typed, type ManifestObject } from '../../validate/object';
import { manifest } from '../../validate/references/example';
import type { Consequence, ConsequenceRule } from '../consequence';
import { fieldsAt } from '../transition';

const volume = (policy: string, labels = '') =>
  manifest(
    'v1',
    'PersistentVolume',
    'example-reclaimed',
    'spec:',
    '  accessModes: [ReadWriteOnce]',
    '  capacity: {storage: 1Gi}',
    '  hostPath: {path: /srv/example}',
    ...(policy === '' ? [] : [`  persistentVolumeReclaimPolicy: ${policy}`]),
  ).replace('{name: example-reclaimed}', `{name: example-reclaimed${labels}}`);

export default {
  id: 'volume-reclaimed',
  about:
    'A PersistentVolume whose data go with its claim from now on: its reclaim policy becomes Delete. Until then nothing happens.',
  kinds: ['PersistentVolume'],
  examples: [
    {
      title: 'a volume that is no longer kept',
      before: volume('Retain'),
      after: volume('Delete'),
      expected: [
        [
          'data',
          'warning',
          /^from now on the volume, and the data on it, are deleted when its claim is: its reclaim policy is Delete instead of Retain$/,
        ],
      ],
    },
    { title: 'a volume that is kept from now on', before: volume('Delete'), after: volume('Retain'), expected: [] },
    {
      title: 'a policy that is left out',
      before: volume('Retain'),
      after: volume('', ', labels: {a: b}'),
      expected: [],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (before === undefined || after === undefined) return [];
    const [from, to] = [policyOf(before), policyOf(after)];
    if (from === to || to !== 'Delete') return [];
    const message = `from now on the volume, and the data on it, are deleted when its claim is: its reclaim policy is Delete instead of ${from}`;
    const fields = fieldsAt(transition, 'spec', 'persistentVolumeReclaimPolicy');
    return [{ effect: 'data', severity: 'warning', message, fields }];
  },
} satisfies ConsequenceRule;

/** One that somebody makes is retained where it does not say otherwise. */
function policyOf(volume: ManifestObject): string {
  return typed<PersistentVolume>(volume).spec?.persistentVolumeReclaimPolicy ?? 'Retain';
}
