/** Garage, the S3 store in the cluster that is maintained. */
import { and, byteLength, greater, matches, not, notEmpty, or } from '../lib/expr/function';
import type { Rule } from '../lib/values/rule';
import { record, string } from '../lib/values/schema';
import { empty } from './conditions';
import { runsStore } from './engines';
import { bucket, imageFields, podFields, s3Secret, STORE_POD } from './fields';
import { defaultImages } from './images';
import type { Values } from './schema';
import { storeTls } from './tls';
import { claimRetention, storage, volumeRule } from './volume';

/** What Garage takes (its garage_model, key_table.rs). */
const KEY_ID = '^[A-Za-z0-9._-]{8,}$';
const KEY_LENGTH = 16;

export const garage = record('Garage inside the cluster, with one volume: see docs/store.md.', {
  image: record('Official Garage image.', imageFields(defaultImages.garage)),
  accessKeyId: string({
    default: '',
    description:
      'MLflow’s key, which has rights to its bucket and no other. Development only; elsewhere use existingSecret.',
    maxLength: 128,
  }),
  secretAccessKey: string({
    default: '',
    description: 'At least 16 characters. Development only.',
    maxLength: 128,
    secret: true,
  }),
  existingSecret: s3Secret(),
  bucket: bucket({ default: 'mlflow-artefacts', description: 'Bucket for artefacts; it is created.' }),
  tls: storeTls(),
  storage: storage('500Gi'),
  persistentVolumeClaimRetentionPolicy: claimRetention(),
  ...podFields(STORE_POD),
});

export function garageRules(values: Values): readonly Rule[] {
  const { garage: settings } = values.objectStore;
  const { accessKeyId, secretAccessKey, existingSecret } = settings;
  const runs = runsStore(values, 'garage');
  return [
    volumeRule('objectStore.garage', runs, settings),
    {
      path: 'objectStore.garage.existingSecret',
      violated: and(runs, empty(existingSecret), or(empty(accessKeyId), empty(secretAccessKey))),
      problem: 'is empty, and there are no keys in the values',
      remedy: 'Name a Secret, or, for development, set accessKeyId and secretAccessKey',
    },
    {
      path: 'objectStore.garage.existingSecret',
      violated: and(notEmpty(existingSecret), or(notEmpty(accessKeyId), notEmpty(secretAccessKey))),
      problem: 'is set beside accessKeyId or secretAccessKey, and would win',
      remedy: 'Remove one of them',
    },
    {
      path: 'objectStore.garage.accessKeyId',
      violated: and(notEmpty(accessKeyId), not(matches(accessKeyId, KEY_ID))),
      problem: 'is none that Garage takes: it needs 8 characters or more, of letters, digits and ._-',
      remedy: 'Take another',
    },
    {
      path: 'objectStore.garage.secretAccessKey',
      violated: and(notEmpty(secretAccessKey), greater(KEY_LENGTH, byteLength(secretAccessKey))),
      problem: 'is none that Garage takes: it needs 16 characters or more',
      remedy: 'Take a longer one',
    },
  ];
}
