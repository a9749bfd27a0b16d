import type { RuleRow } from './row';

const TO = "destination: {bucket: backups, endpoint: 'https://s3.example.com', existingSecret: a}";
const on = (more: string, rest = '') => `{backup: {enabled: true, ${more}}${rest && `, ${rest}`}}`;
const restoring = (more: string, rest = '') => `{restore: {enabled: true}, backup: {${more}}${rest && `, ${rest}`}}`;
const DATABASE = "postgresql: {enabled: false, auth: {password: ''}}, externalDatabase: {host: db, password: a}";
const NO_DATABASE =
  "postgresql: {enabled: false, auth: {password: ''}}, mlflow: {env: [{name: MLFLOW_BACKEND_STORE_URI, value: a}]}";
const NO_MINIO = "minio: {enabled: false, auth: {rootUser: '', rootPassword: ''}}";
const S3 = `${NO_MINIO}, externalS3: {bucket: my-bucket, endpoint: 'https://s3.example.com'}`;
const env = (name: string) => `mlflow: {env: [{name: ${name}, value: a}]}`;

const NOTHING =
  'warning: backup.destination.bucket: is empty: NOTHING IS BACKED UP, neither the database nor the artefacts. Name a bucket in another place than the cluster’s, or set backup.enabled to false if somebody else does it.';
const NO_BUCKET =
  'backup.destination.bucket: is empty although restore.enabled is true. Name the bucket of the backups.';
const SAME =
  'backup.destination.bucket: is the bucket of the artefacts: whoever loses it loses both. Name another bucket, best in another place.';
const NO_KEYS =
  'backup.destination.existingSecret: is empty although backup.destination.endpoint is set: only AWS has roles instead of keys. Name a Secret with the keys of the bucket.';
const ROLE =
  'backup.beforeMigration: is true, but backup.destination.existingSecret is empty: the role that may write backups would be that of the serving container, too. Name a Secret with keys, or set it to false and make a backup before each upgrade.';
const NO_TAG =
  'backup.image.tag: is empty, and nothing here says which major version of PostgreSQL externalDatabase has. Name a tag of the postgres image of that version, such as 16.4.';
const OTHER_DATABASE =
  'backup.enabled: and restore.enabled need a database that the values name; mlflow.env names another one, or a file with its password. Name it in externalDatabase, or back it up where it is.';
const OTHER_STORE =
  'backup.enabled: and restore.enabled need a bucket of artefacts that the values name; mlflow.env names another place. Name it in externalS3, or back it up where it is.';
const SEALED =
  'backup.rehearsal.enabled: is true, but what is encrypted to backup.encryption.recipients cannot be opened in the cluster. Practise by a restore elsewhere, as docs/recovery.md says, or leave one of them out.';
const ALPINE =
  'backup.encryption.recipients: are set, but the postgres image is an alpine one, which has no gnupg. Name one of Debian in backup.image.tag, such as 16.4.';
const STORES =
  'mlflow.extraContainers: or extraInitContainers has a container called stores, as the chart has with backup.destination. Use another name.';
const OFF =
  'warning: backup.destination.bucket: is set, but backup.enabled is false: nothing is backed up. Set backup.enabled to true, or remove it.';
const OPEN =
  'warning: backup.destination.endpoint: is not https: whoever is on the way reads everything in the backups. Take an endpoint with TLS.';
const OWN =
  'warning: backup.destination.endpoint: looks like the store of this chart: whoever loses its volume loses the artefacts and their backups. Take a store in another place.';
const REGISTRY =
  'warning: backup.enabled: leaves out the database of mlflow.registry: only the tracking store’s is backed up. Back that one up where it is.';
const VOLUME =
  'mlflow.extraVolumes: has a volume called backup-work or backup-programs, as the chart has with backup.beforeMigration. Use another name.';
const CONTAINER =
  'mlflow.extraContainers: or extraInitContainers has a container called authorities, backup-needed, backup-dump or backup-store, as the chart has with backup.beforeMigration. Use another name.';
const KEY = "recipients: ['-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n\nabc=\n\n-----END PGP PUBLIC KEY BLOCK-----\n']";

const OF_ROLE = on(TO, `mlflow: {serviceAccount: {annotations: {role: a}}}, ${NO_MINIO}, externalS3: {bucket: own}`);
const OF_NOBODY =
  'warning: backup.serviceAccount.annotations: is empty, and the bucket of artefacts has no keys: only the servers have the role that mlflow.serviceAccount names. Name a role that may read them, and write them for a restore, in backup.serviceAccount.annotations.';

export const backup: readonly RuleRow[] = [
  [on(TO)],
  [restoring(TO)],
  ['{backup: {enabled: true}}', NOTHING],
  // Nothing is made, so nothing else is wrong with it.
  [on('rehearsal: {enabled: true}', DATABASE), NOTHING],
  ['{restore: {enabled: true}}', NO_BUCKET],
  ['{restore: {enabled: true}, backup: {enabled: true}}', NO_BUCKET, NOTHING],
  [on("destination: {bucket: my-bucket, endpoint: 'https://s3.example.com', existingSecret: a}", S3), SAME],
  [on("destination: {bucket: my-bucket, endpoint: 'https://s3.example.org', existingSecret: a}", S3)],
  [on('destination: {bucket: my-bucket, existingSecret: a}', `${NO_MINIO}, externalS3: {bucket: my-bucket}`), SAME],
  [on('destination: {bucket: mlflow-artefacts, existingSecret: a}')],
  [on("destination: {bucket: backups, endpoint: 'https://s3.example.com'}"), NO_KEYS],
  [restoring("destination: {bucket: backups, endpoint: 'https://s3.example.com'}"), NO_KEYS],
  [on('destination: {bucket: backups}'), ROLE],
  [on('beforeMigration: false, destination: {bucket: backups}')],
  [restoring('destination: {bucket: backups}')],
  [on(TO, DATABASE), NO_TAG],
  [restoring(TO, DATABASE), NO_TAG],
  [on(`image: {tag: '16.4'}, ${TO}`, DATABASE)],
  [on(`image: {digest: 'sha256:${'a'.repeat(64)}'}, ${TO}`, DATABASE)],
  [
    on(`image: {tag: latest}, ${TO}`),
    'backup.image.tag: is latest, which can be another image on every node and after every restart. Name a version, or give a digest.',
  ],
  [
    on(`copyImage: {tag: latest}, ${TO}`),
    'backup.copyImage.tag: is latest, which can be another image on every node and after every restart. Name a version, or give a digest.',
  ],
  [on(TO, NO_DATABASE), OTHER_DATABASE],
  [on(TO, env('MLFLOW_BACKEND_STORE_URI')), OTHER_DATABASE],
  [on(TO, env('PGPASSFILE')), OTHER_DATABASE],
  [restoring(TO, env('PGPASSFILE')), OTHER_DATABASE],
  [on(TO, env('MLFLOW_ARTIFACTS_DESTINATION')), OTHER_STORE],
  [on(TO, env('MLFLOW_DEFAULT_ARTIFACT_ROOT')), OTHER_STORE],
  [on(TO, `${NO_MINIO}, mlflow: {env: [{name: MLFLOW_ARTIFACTS_DESTINATION, value: a}]}`), OTHER_STORE],
  [on(`rehearsal: {enabled: true}, ${TO}`)],
  [on(`rehearsal: {enabled: true}, encryption: {${KEY}}, ${TO}`), SEALED],
  [on(`encryption: {${KEY}}, ${TO}`)],
  [on(`encryption: {${KEY}}, image: {tag: 16.4-alpine}, ${TO}`), ALPINE],
  [on(`encryption: {${KEY}}, ${TO}`, 'postgresql: {image: {tag: 17.7-alpine}}'), ALPINE],
  [on(`encryption: {${KEY}}, image: {tag: '17.7'}, ${TO}`, 'postgresql: {image: {tag: 17.7-alpine}}')],
  [on(TO, 'postgresql: {image: {tag: 17.7-alpine}}')],
  [on(TO, 'mlflow: {extraContainers: [{name: stores, image: a}]}'), STORES],
  ['{mlflow: {extraContainers: [{name: stores, image: a}]}}'],
  ['{backup: {destination: {bucket: backups}}}', OFF],
  [on("destination: {bucket: backups, endpoint: 'http://s3.example.com', existingSecret: a}"), OPEN],
  ...['mlflow-minio', 'minio:9000', 'a-minio:9000/'].map((host): RuleRow => [
    on(`destination: {bucket: backups, endpoint: 'https://${host}', existingSecret: a}`),
    OWN,
  ]),
  ...['minio.backups.example.org', 'myminio', 'minios', 'aminio', 'minio.elsewhere.svc:9000'].map((host): RuleRow => [
    on(`destination: {bucket: backups, endpoint: 'https://${host}', existingSecret: a}`),
  ]),
  [restoring("destination: {bucket: backups, endpoint: 'https://mlflow-minio:9000', existingSecret: a}"), OWN],
  [on("destination: {bucket: backups, endpoint: 'http://minio', existingSecret: a}"), OPEN, OWN],
  [on("destination: {bucket: backups, endpoint: 'https://a-minio', existingSecret: a}", S3)],
  ...['backup-work', 'backup-programs'].flatMap((name): RuleRow[] => [
    [on(TO, `mlflow: {extraVolumes: [{name: ${name}, emptyDir: {}}]}`), VOLUME],
    [on(`beforeMigration: false, ${TO}`, `mlflow: {extraVolumes: [{name: ${name}, emptyDir: {}}]}`)],
  ]),
  ...['authorities', 'backup-needed', 'backup-dump', 'backup-store'].flatMap((name): RuleRow[] => [
    [on(TO, `mlflow: {extraInitContainers: [{name: ${name}, image: a}]}`), CONTAINER],
    [on(`beforeMigration: false, ${TO}`, `mlflow: {extraInitContainers: [{name: ${name}, image: a}]}`)],
  ]),
  [on(TO, "mlflow: {registry: {storeUri: 'postgresql://a'}}"), REGISTRY],
  [on(TO, 'mlflow: {registry: {existingSecret: a}}'), REGISTRY],
  [restoring(TO, 'mlflow: {registry: {existingSecret: a}}')],
  [OF_ROLE, OF_NOBODY],
  [
    OF_ROLE.replace('enabled: true', 'enabled: false')
      .replace('bucket: backups', "bucket: ''")
      .replace(', existingSecret: a', '')
      .replace("endpoint: 'https://s3.example.com'", "endpoint: ''"),
  ],
  [OF_ROLE.replace('backup: {', 'backup: {serviceAccount: {annotations: {role: b}}, ')],
  [
    OF_ROLE.replace('enabled: true', 'enabled: false').replace('{backup', '{restore: {enabled: true}, backup'),
    OF_NOBODY,
  ],
];
