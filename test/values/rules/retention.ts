import type { RuleRow } from './row';

const on = (more = '', rest = '') => `{retention: {gc: {enabled: true${more && `, ${more}`}}}${rest && `, ${rest}`}}`;
const traces = (more = '', rest = '') =>
  `{retention: {traces: {enabled: true${more && `, ${more}`}}}${rest && `, ${rest}`}}`;
const BACKED_UP =
  "backup: {enabled: true, destination: {bucket: backups, endpoint: 'https://s3.example.com', existingSecret: a}}";
const DATABASE = "postgresql: {enabled: false, auth: {password: ''}}, externalDatabase: {host: db, password: a}";
const NO_DATABASE =
  "postgresql: {enabled: false, auth: {password: ''}}, mlflow: {env: [{name: MLFLOW_BACKEND_STORE_URI, value: a}]}";
const NO_MINIO = "minio: {enabled: false, auth: {rootUser: '', rootPassword: ''}}";
const env = (name: string) => `mlflow: {env: [{name: ${name}, value: a}]}`;

const OTHER_DATABASE =
  'retention.gc.enabled: needs a database that the values name; mlflow.env names another one, or a file with its password. Name it in externalDatabase, or run mlflow gc yourself.';
const MAINTAINED =
  'retention.database.enabled: needs a database that the values name; mlflow.env names another one, or a file with its password. Name it in externalDatabase, or leave it to who runs it.';
const OTHER_STORE =
  'retention.gc.enabled: needs a bucket of artefacts that the values name; mlflow.env names another place. Name it in externalS3, or run mlflow gc yourself.';
const OTHER_BUCKET =
  'retention.lifecycle.enabled: needs a bucket of artefacts that the values name; mlflow.env names another place. Name it in externalS3, or leave it to who runs it.';
const SOON =
  'retention.lifecycle.noncurrentDays: is less than 30: what was deleted by mistake would be gone before anybody misses it. Set it to 30 or more, or to 0 for no rule.';
const BEFORE_BACKUPS =
  'retention.lifecycle.noncurrentDays: is less than backup.retention.days: backups would be kept for longer than the versions from their time. Set it to that or more, or to 0 for no rule.';
const WORKSPACES =
  'retention.gc.enabled: does not know workspaces, which mlflow.env switches on. Run mlflow gc --all-workspaces yourself.';
const REGISTRY =
  'retention.gc.delete: is true, but the registry has a database of its own: which runs its models were made of, nobody would look up. Leave it false, and delete by hand what the report names.';
const NO_BUCKET =
  'retention.gc.delete: is true, and backup.enabled too, but backup.destination.bucket is empty: there is no backup to go by. Name the bucket, or set backup.enabled to false if somebody else makes backups.';
const NOTHING =
  'warning: backup.destination.bucket: is empty: NOTHING IS BACKED UP, neither the database nor the artefacts. Name a bucket in another place than the cluster’s, or set backup.enabled to false if somebody else does it.';
const LEFT_OUT =
  'warning: backup.enabled: leaves out the database of mlflow.registry: only the tracking store’s is backed up. Back that one up where it is.';
const MOVING =
  'retention.gc.delete: is true while objectStore.migrateFrom is set: what is deleted in one store may be on its way to the other. Set it to false until the artefacts have moved.';
const UNSAVED =
  'warning: retention.gc.delete: is true, and the chart makes no backups: what is deleted is gone, whatever it was. Set up backup, with which nothing goes that the newest backup has not.';
const OFF =
  'warning: retention.gc.delete: is true, but retention.gc.enabled is false: nothing is deleted. Set retention.gc.enabled to true, or remove it.';
const TRACES_OF_ANOTHER =
  'retention.traces.enabled: needs a database that the values name; mlflow.env names another one, or a file with its password. Name it in externalDatabase, or delete traces by MLflow’s client.';
const TRACES_ELSEWHERE =
  'retention.traces.enabled: needs a bucket of artefacts that the values name; mlflow.env names another place. Name it in externalS3, or delete traces by MLflow’s client.';
const TRACES_OF_WORKSPACES =
  'retention.traces.enabled: does not know workspaces, which mlflow.env switches on. Delete traces by MLflow’s client.';
const TRACES_WITHOUT_BUCKET = NO_BUCKET.replace('gc', 'traces');
const TRACES_MOVING = MOVING.replace('gc', 'traces');
const TRACES_UNSAVED = UNSAVED.replace('gc', 'traces');
const TRACES_OFF =
  'warning: retention.traces.delete: is true, but retention.traces.enabled is false: nothing is deleted. Set retention.traces.enabled to true, or remove it.';
const MOVED =
  'objectStore: {engine: garage, migrateFrom: minio, garage: {accessKeyId: mlflow-1, secretAccessKey: sixteen-chars-16}}';
const SHORT =
  'warning: retention.gc.olderThan: is given in hours: whoever deletes the wrong run in the evening cannot restore it in the morning. Give it in days, such as 30d.';

const byRole = (more: string) =>
  `{retention: {${more}}, mlflow: {serviceAccount: {annotations: {role: a}}}, ${NO_MINIO}, externalS3: {bucket: own}}`;
const NO_ROLE =
  'warning: retention.serviceAccount.annotations: is empty, and the bucket has no keys: only the servers have the role that mlflow.serviceAccount names. Name a role that may list and delete, in retention.serviceAccount.annotations.';
const NAMELESS =
  'retention.traces.experiments: has an entry with neither an id nor a name. Give the id of the experiment.';
const TWICE = (what: string) =>
  `retention.traces.experiments: has the ${what} more than once. Keep the one with the age that is meant.`;
const TRACES_SHORT =
  'warning: retention.traces.olderThan: is given in hours, and MLflow cannot restore a trace: what somebody needs tomorrow may be gone by then. Give it in days, such as 90d.';
const EXPERIMENT_SHORT =
  'warning: retention.traces.experiments: has an age in hours, and MLflow cannot restore a trace: what somebody needs tomorrow may be gone by then. Give it in days, such as 7d.';
const LINKED =
  'warning: retention.traces.linked: is true: traces go that evaluations, datasets, issues and reviews show, and what somebody said should have been answered. Leave it false, unless all that is old has to go.';
const archives = (jobs = 'jobs: {enabled: true}, ', retention = '{traces: {archive: {enabled: true}}}') =>
  `{${jobs}mlflow: {workers: 1, databasePool: {size: 2, maxOverflow: 1}}, retention: ${retention}}`;
const NO_JOBS =
  'warning: mlflow.env: sets MLFLOW_TRACE_ARCHIVAL_CONFIG, but jobs.enabled is false: nothing is archived, since no pod runs jobs. Set jobs.enabled to true, or remove the variable.';
const GAP = (what: string, within: number, gap: number) =>
  `warning: retention.${what}.backupWithinHours: is ${String(within)}, and from one backup to the next, by backup.schedule, it can be ${String(gap)}: in between, nothing is deleted. Set it to more than that, or make backups more often.`;
const backedUp = (schedule: string) => BACKED_UP.replace('{enabled', `{schedule: '${schedule}', enabled`);

export const retention: readonly RuleRow[] = [
  [on()],
  [on('', BACKED_UP)],
  [on('delete: true', BACKED_UP)],
  [on('delete: true'), UNSAVED],
  [on('', 'backup: {enabled: true}'), NOTHING],
  [on('delete: true', 'backup: {enabled: true}'), NO_BUCKET, NOTHING],
  [
    on(
      'delete: true',
      `${BACKED_UP}, objectStore: {engine: garage, migrateFrom: minio, garage: {accessKeyId: mlflow-1, secretAccessKey: sixteen-chars-16}}`,
    ),
    MOVING,
  ],
  [
    on(
      '',
      `${BACKED_UP}, objectStore: {engine: garage, migrateFrom: minio, garage: {accessKeyId: mlflow-1, secretAccessKey: sixteen-chars-16}}`,
    ),
  ],
  ['{retention: {gc: {delete: true}}}', OFF],
  ['{retention: {gc: {delete: true}}, backup: {enabled: true}}', NOTHING, OFF],
  ['{retention: {gc: {olderThan: 12h}}}'],
  [on('olderThan: 12h')],
  [on('olderThan: 12h, delete: true', BACKED_UP), SHORT],
  [on('olderThan: 1d, delete: true', BACKED_UP)],
  [on('olderThan: 1d1h, delete: true', BACKED_UP)],
  ['{retention: {database: {enabled: true}}}'],
  [`{retention: {database: {enabled: true}}, ${DATABASE}}`],
  [`{retention: {database: {enabled: true}}, ${NO_DATABASE}}`, MAINTAINED],
  [`{retention: {database: {enabled: true}}, ${env('PGPASSFILE')}}`, MAINTAINED],
  [on('', DATABASE)],
  [on('', NO_DATABASE), OTHER_DATABASE],
  [`{${NO_DATABASE}}`],
  [on('', env('PGPASSFILE')), OTHER_DATABASE],
  [on('', `${NO_MINIO}, externalS3: {bucket: my-bucket}`)],
  [on('', `${NO_MINIO}, ${env('MLFLOW_ARTIFACTS_DESTINATION')}`), OTHER_STORE],
  [on('', env('MLFLOW_DEFAULT_ARTIFACT_ROOT')), OTHER_STORE],
  ['{retention: {lifecycle: {enabled: true}}}'],
  [`{retention: {lifecycle: {enabled: true}}, ${NO_MINIO}, externalS3: {bucket: my-bucket}}`],
  [`{retention: {lifecycle: {enabled: true}}, ${NO_MINIO}, ${env('MLFLOW_ARTIFACTS_DESTINATION')}}`, OTHER_BUCKET],
  [`{retention: {lifecycle: {enabled: true}}, ${env('MLFLOW_DEFAULT_ARTIFACT_ROOT')}}`, OTHER_BUCKET],
  ['{retention: {lifecycle: {enabled: true, noncurrentDays: 29}}}', SOON],
  ['{retention: {lifecycle: {enabled: true, noncurrentDays: 1}}}', SOON],
  ['{retention: {lifecycle: {enabled: true, noncurrentDays: 30}}}'],
  ['{retention: {lifecycle: {noncurrentDays: 1}}}'],
  [`{retention: {lifecycle: {enabled: true, noncurrentDays: 30}}, ${BACKED_UP}}`],
  [`{retention: {lifecycle: {enabled: true}}, ${BACKED_UP}}`],
  [
    `{retention: {lifecycle: {enabled: true, noncurrentDays: 59}}, ${BACKED_UP.replace('destination', 'retention: {days: 60}, destination')}}`,
    BEFORE_BACKUPS,
  ],
  [
    `{retention: {lifecycle: {enabled: true, noncurrentDays: 60}}, ${BACKED_UP.replace('destination', 'retention: {days: 60}, destination')}}`,
  ],
  ['{retention: {lifecycle: {enabled: true, noncurrentDays: 59}}, backup: {retention: {days: 60}}}'],
  [on('', env('MLFLOW_ENABLE_WORKSPACES')), WORKSPACES],
  [`{${env('MLFLOW_ENABLE_WORKSPACES')}}`],
  [on('', 'mlflow: {registry: {existingSecret: a}}')],
  [on('delete: true', `${BACKED_UP}, mlflow: {registry: {existingSecret: a}}`), REGISTRY, LEFT_OUT],
  [on('delete: true', `${BACKED_UP}, mlflow: {registry: {storeUri: 'postgresql://a'}}`), REGISTRY, LEFT_OUT],
  [on('delete: true', `${BACKED_UP}, ${env('MLFLOW_REGISTRY_STORE_URI')}`), REGISTRY],
  [
    '{retention: {lifecycle: {enabled: true, noncurrentDays: 30}}, objectStore: {engine: garage, garage: {existingSecret: g}}}',
    'retention.lifecycle.noncurrentDays: is set, but artefacts are in Garage, which has no versions: what is deleted there is gone at once. Set it to 0.',
  ],
  ['{retention: {lifecycle: {enabled: true}}, objectStore: {engine: garage, garage: {existingSecret: g}}}'],
  ['{retention: {lifecycle: {noncurrentDays: 30}}, objectStore: {engine: garage, garage: {existingSecret: g}}}'],
  // As long as artefacts are copied, the bucket is MinIO's.
  [
    '{retention: {lifecycle: {enabled: true, noncurrentDays: 30}}, objectStore: {engine: garage, migrateFrom: minio, garage: {existingSecret: g}}}',
  ],
  [byRole('gc: {enabled: true}'), NO_ROLE],
  [byRole('lifecycle: {enabled: true}'), NO_ROLE],
  [byRole('traces: {enabled: true}'), NO_ROLE],
  [byRole('database: {enabled: true}')],
  [byRole('gc: {enabled: true}, serviceAccount: {annotations: {role: b}}')],
  [byRole('gc: {enabled: true}').replace('bucket: own', 'bucket: own, existingSecret: s3')],
  [byRole('gc: {enabled: true}').replace('bucket: own', 'bucket: own, accessKeyId: a, secretAccessKey: b')],
  [byRole('gc: {enabled: true}').replace('{annotations: {role: a}}', '{}')],
  [byRole('gc: {enabled: true}').replace('mlflow: {', 'mlflow: {env: [{name: AWS_ACCESS_KEY_ID, value: a}], ')],
  [traces()],
  [traces('delete: true', BACKED_UP)],
  [traces('linked: true, experiments: [{name: a, olderThan: never}]', BACKED_UP)],
  [traces("experiments: [{id: '0', olderThan: never}, {id: '1', name: a, olderThan: 1d}, {name: b, olderThan: 1h}]")],
  [traces('experiments: [{olderThan: never}]'), NAMELESS],
  [traces("experiments: [{id: '', name: '', olderThan: never}]"), NAMELESS],
  ['{retention: {traces: {experiments: [{olderThan: never}]}}}', NAMELESS],
  [traces("experiments: [{id: '1', olderThan: never}, {id: '1', name: a, olderThan: 1d}]"), TWICE('id 1')],
  [traces('experiments: [{name: a, olderThan: never}, {name: a, olderThan: never}]'), TWICE('name a')],
  [traces('olderThan: 12h')],
  [traces('olderThan: 12h, delete: true', BACKED_UP), TRACES_SHORT],
  [traces('olderThan: 1d12h, delete: true', BACKED_UP)],
  [traces('delete: true, experiments: [{name: a, olderThan: 12h}]', BACKED_UP), EXPERIMENT_SHORT],
  [traces('experiments: [{name: a, olderThan: 12h}]', BACKED_UP)],
  [
    traces(
      `delete: true, experiments: [{name: 'b,"olderThan":"1h"', olderThan: never}, {name: a, olderThan: 1d1h}]`,
      BACKED_UP,
    ),
  ],
  [traces('delete: true, linked: true', BACKED_UP), LINKED],
  ['{retention: {traces: {olderThan: 1h, delete: true, linked: true}}}', TRACES_OFF],
  [`{${env('MLFLOW_TRACE_ARCHIVAL_CONFIG')}}`, NO_JOBS],
  [
    `{jobs: {enabled: true}, ${env('MLFLOW_TRACE_ARCHIVAL_CONFIG').replace('{env', '{workers: 1, databasePool: {size: 2, maxOverflow: 1}, env')}}`,
  ],
  [
    archives(''),
    'retention.traces.archive.enabled: is true, but jobs.enabled is false: nothing is archived, since no pod runs MLflow’s periodic jobs. Set jobs.enabled to true.',
  ],
  [archives()],
  [
    archives().replace('mlflow: {', 'mlflow: {env: [{name: MLFLOW_TRACE_ARCHIVAL_CONFIG, value: x}], '),
    'retention.traces.archive.enabled: is true, and mlflow.env sets MLFLOW_TRACE_ARCHIVAL_CONFIG: of two, MLflow takes one. Remove one of them.',
  ],
  [
    archives().replace('mlflow: {', 'mlflow: {env: [{name: MLFLOW_ARTIFACTS_DESTINATION, value: x}], '),
    'retention.traces.archive.enabled: needs a bucket of artefacts that the values name; mlflow.env names another place. Name it in externalS3, or write the file of MLFLOW_TRACE_ARCHIVAL_CONFIG yourself.',
  ],
  [
    `{${env('MLFLOW_TRACE_ARCHIVAL_CONFIG').replace('{env', '{workers: 1, databasePool: {size: 2, maxOverflow: 1}, jobExecution: true, env')}}`,
  ],
  [on('', backedUp('0 2 * * sun')), GAP('gc', 48, 168)],
  [traces('', backedUp('0 2 * * sun')), GAP('traces', 48, 168)],
  [traces('backupWithinHours: 167', backedUp('@weekly')), GAP('traces', 167, 168)],
  [traces('backupWithinHours: 168', backedUp('@weekly'))],
  [on('backupWithinHours: 23', BACKED_UP), GAP('gc', 23, 24)],
  [on('backupWithinHours: 6', backedUp('0 */6 * * *'))],
  [on('', "backup: {schedule: '@weekly'}")],
  [`{retention: {gc: {backupWithinHours: 1}, traces: {backupWithinHours: 1}}, ${BACKED_UP}}`],
  [traces('delete: true'), TRACES_UNSAVED],
  [traces('', 'backup: {enabled: true}'), NOTHING],
  [traces('delete: true', 'backup: {enabled: true}'), TRACES_WITHOUT_BUCKET, NOTHING],
  [traces('delete: true', `${BACKED_UP}, ${MOVED}`), TRACES_MOVING],
  [traces('', `${BACKED_UP}, ${MOVED}`)],
  ['{retention: {traces: {delete: true}}}', TRACES_OFF],
  ['{retention: {traces: {delete: true}}, backup: {enabled: true}}', NOTHING, TRACES_OFF],
  [traces('', DATABASE)],
  [traces('', NO_DATABASE), TRACES_OF_ANOTHER],
  [traces('', env('PGPASSFILE')), TRACES_OF_ANOTHER],
  [traces('', `${NO_MINIO}, externalS3: {bucket: my-bucket}`)],
  [traces('', `${NO_MINIO}, ${env('MLFLOW_ARTIFACTS_DESTINATION')}`), TRACES_ELSEWHERE],
  [traces('', env('MLFLOW_DEFAULT_ARTIFACT_ROOT')), TRACES_ELSEWHERE],
  [traces('', env('MLFLOW_ENABLE_WORKSPACES')), TRACES_OF_WORKSPACES],
  [traces('delete: true', `${BACKED_UP}, mlflow: {registry: {existingSecret: a}}`), LEFT_OUT],
];
