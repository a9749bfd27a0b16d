/** The artefact store: Garage or MinIO in the cluster, or an S3 store that others run. */
import { and, byteLength, choose, equal, greater, not, notEmpty, or } from '../lib/expr/function';
import type { Value } from '../lib/expr/expr';
import { named, text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { boolean, record, string } from '../lib/values/schema';
import { empty, leavesAny, setsVariable } from './conditions';
import type { DeclaredSecret, SecretKind } from './declared-secret';
import { hasStore, isStoreEngine, movesArtifacts, runsStore, storeEngineField } from './engines';
import { garage, garageRules } from './garage';
import { bucket, imageFields, podFields, s3Secret, STORE_POD, url } from './fields';
import { defaultImages } from './images';
import { mebibytes } from './quantity';
import type { Values } from './schema';
import { storeTls } from './tls';
import { claimRetention, storage, volumeRule } from './volume';

/** Keys of its Secret, and the variables that S3's libraries know. */
export const ACCESS_KEY_ID = 'AWS_ACCESS_KEY_ID';
export const SECRET_ACCESS_KEY = 'AWS_SECRET_ACCESS_KEY';

/** What Garage and MinIO sign for, whatever it means to them. */
export const REGION = 'us-east-1';

/** By which `mlflow.env` can name another store, or other keys. */
const STORE_VARIABLES = [
  'MLFLOW_ARTIFACTS_DESTINATION',
  'MLFLOW_DEFAULT_ARTIFACT_ROOT',
  'MLFLOW_S3_ENDPOINT_URL',
  'AWS_DEFAULT_REGION',
  ACCESS_KEY_ID,
  SECRET_ACCESS_KEY,
];

export const objectStore = record('The store with artefacts.', {
  engine: storeEngineField,
  migrateFrom: string({
    default: '',
    options: ['', 'minio'],
    description:
      'minio copies its artefacts to the engine, while the servers use MinIO: see docs/store.md. MinIO stays until this is empty again.',
  }),
  finalPass: boolean({
    default: false,
    description: 'The last step of migrateFrom: MinIO is closed, the rest is copied, and the servers use the engine.',
  }),
  startEmpty: boolean({
    default: false,
    description:
      'Let servers start on a store that has none of the artefacts of which the database tells; otherwise they refuse it.',
  }),
  garage,
});

export const minio = record('MinIO inside the cluster: the artefact store.', {
  enabled: boolean({
    default: false,
    description: 'Run MinIO; otherwise see externalS3. It counts where objectStore.engine is empty.',
  }),
  image: record('MinIO image; the last one that the community edition published.', imageFields(defaultImages.minio)),
  auth: record('Root login, which MLflow uses as its S3 credentials.', {
    rootUser: string({ default: '', description: 'Development only; elsewhere use existingSecret.', maxLength: 128 }),
    rootPassword: string({
      default: '',
      description: 'At least 8 characters. Development only.',
      maxLength: 128,
      secret: true,
    }),
    existingSecret: s3Secret(),
  }),
  bucket: bucket({ default: 'mlflow-artefacts', description: 'Bucket for artefacts; it is created.' }),
  tls: storeTls(),
  storage: storage('500Gi'),
  persistentVolumeClaimRetentionPolicy: claimRetention(),
  ...podFields(STORE_POD),
});

export const externalS3 = record('An S3 store that others run, used when objectStore.engine is external.', {
  bucket: bucket({ default: '', description: 'Bucket for artefacts.' }),
  createBucket: boolean({ default: false, description: 'Create the bucket if it is missing.' }),
  endpoint: string({
    default: '',
    description: 'URL of a store other than AWS; leave it empty for AWS, whose IAM roles it would break.',
    pattern: { ...url, regex: `${url.regex}|^$` },
  }),
  region: string({
    default: '',
    description: 'Region, such as eu-central-1.',
    pattern: { regex: '^[a-z0-9-]*$', expected: 'a region such as eu-central-1' },
  }),
  accessKeyId: string({
    default: '',
    description: 'Development only; elsewhere use existingSecret, or an IAM role and none of these.',
    maxLength: 256,
  }),
  secretAccessKey: string({ default: '', description: 'Development only.', maxLength: 256, secret: true }),
  existingSecret: s3Secret(),
});

/** The keys of MinIO, which are its root login, or of a store that others run. */
export function storeSecret(values: Values): DeclaredSecret {
  const { minio, externalS3 } = values;
  const inside = runsStore(values, 'minio');
  const name = named('s3.existingSecret', choose(inside, minio.auth.existingSecret, externalS3.existingSecret));
  const byServer = leavesAny(values, ACCESS_KEY_ID, SECRET_ACCESS_KEY);
  return {
    purpose: 's3',
    path: choose<string>(inside, 'minio.auth.existingSecret', 'externalS3.existingSecret'),
    name,
    isRead: and(notEmpty(name), or(inside, and(isStoreEngine(values, 'external'), byServer))),
    keys: keysOf(
      choose<SecretKind>(inside, 'access-key-id', 'their-access-key-id'),
      choose<SecretKind>(inside, 'secret-access-key', 'their-secret-access-key'),
    ),
    restarts: { tracking: and(byServer, or(hasStore(values, 'minio'), not(inside))), minio: inside },
  };
}

/** MLflow's key in Garage. */
export function garageSecret(values: Values): DeclaredSecret {
  const { existingSecret } = values.objectStore.garage;
  return {
    purpose: 'garage',
    path: 'objectStore.garage.existingSecret',
    name: existingSecret,
    isRead: and(runsStore(values, 'garage'), notEmpty(existingSecret)),
    keys: keysOf('garage-key-id', 'garage-secret-key'),
    restarts: {
      tracking: and(leavesAny(values, ACCESS_KEY_ID, SECRET_ACCESS_KEY), hasStore(values, 'garage')),
      garage: true,
    },
  };
}

/** Of a store that others run, while artefacts are moved to it from MinIO. */
export function targetSecret(values: Values): DeclaredSecret {
  const { existingSecret } = values.externalS3;
  return {
    purpose: 's3-target',
    path: 'externalS3.existingSecret',
    name: existingSecret,
    isRead: and(movesArtifacts(values), isStoreEngine(values, 'external'), notEmpty(existingSecret)),
    keys: keysOf('their-access-key-id', 'their-secret-access-key'),
    restarts: {
      tracking: and(leavesAny(values, ACCESS_KEY_ID, SECRET_ACCESS_KEY), hasStore(values, 'external')),
    },
  };
}

/** Whether a role has the right to the bucket, and no key: that of the servers' ServiceAccount, as far as the values say. */
export function byRole(values: Values): Value<boolean> {
  const { externalS3, mlflow } = values;
  const keys = or(
    notEmpty(externalS3.accessKeyId),
    notEmpty(externalS3.existingSecret),
    setsVariable(values, ACCESS_KEY_ID),
  );
  return and(hasStore(values, 'external'), not(keys), notEmpty(mlflow.serviceAccount.annotations));
}

function keysOf(id: Value<SecretKind>, secret: Value<SecretKind>): DeclaredSecret['keys'] {
  return [
    { key: ACCESS_KEY_ID, kind: id },
    { key: SECRET_ACCESS_KEY, kind: secret },
  ];
}

export function storeRules(values: Values): readonly Rule[] {
  const { minio, objectStore, externalS3, mlflow } = values;
  const { auth } = minio;
  const moves = movesArtifacts(values);
  const inside = runsStore(values, 'minio');
  const external = isStoreEngine(values, 'external');
  const target = choose(external, externalS3.bucket, objectStore.garage.bucket);
  const keys = or(notEmpty(externalS3.accessKeyId), notEmpty(externalS3.secretAccessKey));
  const ownRoot = or(
    setsVariable(values, 'MLFLOW_DEFAULT_ARTIFACT_ROOT'),
    setsVariable(values, 'MLFLOW_ARTIFACTS_DESTINATION'),
  );
  return [
    {
      path: 'objectStore.migrateFrom',
      violated: and(moves, isStoreEngine(values, 'minio')),
      problem: 'is minio, but so is the store to copy to',
      remedy: 'Set objectStore.engine to garage or external, or remove it',
    },
    {
      path: 'objectStore.migrateFrom',
      violated: and(moves, external, empty(externalS3.bucket)),
      problem: 'is minio, but no bucket to copy to is named: mlflow.env names a store, or nobody does',
      remedy: 'Name it in externalS3',
    },
    {
      path: 'objectStore.migrateFrom',
      violated: and(moves, equal(mlflow.artifacts.mode, 'direct'), not(equal(minio.bucket, target))),
      problem: text`is minio, but its bucket is ${minio.bucket} and the other ${target}: with mlflow.artifacts.mode direct, each run keeps the bucket’s name`,
      remedy: 'Call them the same',
    },
    {
      path: 'objectStore.migrateFrom',
      violated: and(moves, or(...STORE_VARIABLES.map((name) => setsVariable(values, name)))),
      problem: `is minio, but mlflow.env sets one of ${STORE_VARIABLES.join(', ')}, which the servers would go by before and after`,
      remedy: 'Remove it from mlflow.env: the values of each store say it',
    },
    {
      path: 'objectStore.migrateFrom',
      violated: and(
        moves,
        or(
          equal(minio.persistentVolumeClaimRetentionPolicy.whenDeleted, 'Delete'),
          equal(objectStore.garage.persistentVolumeClaimRetentionPolicy.whenDeleted, 'Delete'),
        ),
      ),
      problem:
        'is minio, but a persistentVolumeClaimRetentionPolicy deletes a volume with its store: artefacts are to be on both for a while',
      remedy: 'Set whenDeleted to Retain, of minio and of objectStore.garage',
    },
    {
      path: 'objectStore.garage.existingSecret',
      violated: and(
        moves,
        notEmpty(auth.existingSecret),
        equal(auth.existingSecret, objectStore.garage.existingSecret),
      ),
      problem: 'is MinIO’s: a server of before the move could write to Garage with it',
      remedy: 'Give Garage keys of its own',
    },
    {
      path: 'mlflow.env',
      violated: and(isStoreEngine(values, 'garage'), not(moves), setsVariable(values, 'AWS_DEFAULT_REGION')),
      problem: `sets AWS_DEFAULT_REGION, but Garage takes no other region than ${REGION}`,
      remedy: 'Remove it',
    },
    {
      level: 'warned',
      path: 'objectStore.garage.storage.size',
      violated: and(
        moves,
        isStoreEngine(values, 'garage'),
        greater(
          mebibytes('minio.volume', minio.storage.size),
          mebibytes('garage.volume', objectStore.garage.storage.size),
        ),
      ),
      problem: text`is ${objectStore.garage.storage.size}, less than MinIO’s ${minio.storage.size}, from which artefacts are moved`,
      remedy: 'Give it as much, unless you know that all of them fit: it grows later (docs/database.md)',
    },
    {
      path: 'objectStore.finalPass',
      violated: and(objectStore.finalPass, not(moves)),
      problem: 'is true, but objectStore.migrateFrom is empty: there is nothing to copy from',
      remedy: 'Remove it',
    },
    {
      level: 'warned',
      path: 'objectStore.startEmpty',
      violated: objectStore.startEmpty,
      problem: 'is true: servers start on a store without the artefacts of which the database tells',
      remedy: 'Remove it once they have started',
    },
    ...garageRules(values),
    volumeRule('minio', inside, minio),
    {
      path: 'externalS3.bucket',
      violated: and(not(external), notEmpty(externalS3.bucket)),
      problem: text`is set, but the store is the ${choose(isStoreEngine(values, 'minio'), 'MinIO', 'Garage')} of this chart`,
      remedy: 'Set objectStore.engine to external, or remove the bucket',
    },
    {
      path: 'externalS3.bucket',
      violated: and(external, empty(externalS3.bucket), not(ownRoot)),
      problem: 'is empty, but the store is one that others run: artefacts would be lost with the pod',
      remedy:
        'Name a bucket, set objectStore.engine to garage, or set MLFLOW_ARTIFACTS_DESTINATION or MLFLOW_DEFAULT_ARTIFACT_ROOT in mlflow.env',
    },
    {
      path: 'minio.auth.rootPassword',
      violated: and(
        inside,
        empty(auth.existingSecret),
        or(greater(8, byteLength(auth.rootPassword)), greater(3, byteLength(auth.rootUser))),
      ),
      problem: 'needs 8 characters or more, and minio.auth.rootUser 3, because there is no minio.auth.existingSecret',
      remedy: 'Name a Secret in existingSecret, or, for development, set both',
    },
    {
      path: 'minio.auth.rootPassword',
      violated: and(notEmpty(auth.existingSecret), or(notEmpty(auth.rootPassword), notEmpty(auth.rootUser))),
      problem: 'or rootUser is set beside minio.auth.existingSecret, which would win',
      remedy: 'Remove one of them',
    },
    {
      path: 'externalS3.accessKeyId',
      violated: and(keys, or(empty(externalS3.accessKeyId), empty(externalS3.secretAccessKey))),
      problem: 'and externalS3.secretAccessKey go together, but one is empty',
      remedy: 'Set both, or neither to use an IAM role or existingSecret',
    },
    {
      path: 'externalS3.accessKeyId',
      violated: and(keys, notEmpty(externalS3.existingSecret)),
      problem: 'or secretAccessKey is set beside externalS3.existingSecret, which would win',
      remedy: 'Remove one of them',
    },
  ];
}
