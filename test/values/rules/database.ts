import type { RuleRow } from './row';

const LOST =
  'warning: postgresql.persistentVolumeClaimRetentionPolicy: deletes the volume, and everything on it, by itself: whenDeleted with the release or with its StatefulSet, whenScaled as soon as somebody scales it to 0. Leave both Retain, unless what is on it may be lost.';

export const database: readonly RuleRow[] = [
  [
    'externalDatabase: {host: db, existingSecret: db}',
    'externalDatabase.host: is set, but the database is the PostgreSQL of this chart. Set database.engine to external, or remove the host.',
  ],
  ['{database: {engine: external}, externalDatabase: {host: db, password: a}}'],
  [
    "{database: {engine: bundled}, postgresql: {enabled: false, auth: {password: ''}}, externalDatabase: {host: db, password: a}}",
    'externalDatabase.host: is set, but the database is the PostgreSQL of this chart. Set database.engine to external, or remove the host.',
    'postgresql.auth.password: is empty, and there is no postgresql.auth.existingSecret. Name a Secret in existingSecret, or, for development, set the password.',
  ],
  [
    "postgresql: {enabled: false, auth: {password: ''}}",
    'externalDatabase.host: is empty, but the database is one that others run: there is none. Name a host, set database.engine to bundled, or set MLFLOW_BACKEND_STORE_URI in mlflow.env.',
  ],
  [
    '{postgresql: {enabled: false, auth: {password: \'\'}}, mlflow: {env: [{name: MLFLOW_BACKEND_STORE_URI, value: "sqlite:///x"}]}}',
  ],
  [
    "postgresql: {auth: {password: ''}}",
    'postgresql.auth.password: is empty, and there is no postgresql.auth.existingSecret. Name a Secret in existingSecret, or, for development, set the password.',
  ],
  ["postgresql: {auth: {password: '', existingSecret: pg}}"],
  [
    'postgresql: {auth: {password: a, existingSecret: pg}}',
    'postgresql.auth.password: is set beside postgresql.auth.existingSecret, which would win. Remove one of them.',
  ],
  [
    "{postgresql: {enabled: false, auth: {password: ''}}, externalDatabase: {host: db, password: a, existingSecret: db}}",
    'externalDatabase.password: is set beside externalDatabase.existingSecret, which would win. Remove one of them.',
  ],
  [
    "{postgresql: {enabled: false, auth: {password: ''}}, externalDatabase: {host: db}}",
    'externalDatabase.password: is empty, and there is no externalDatabase.existingSecret. Name a Secret in existingSecret, or set PGPASSWORD or PGPASSFILE in mlflow.env.',
  ],
  ["{postgresql: {enabled: false, auth: {password: ''}}, externalDatabase: {host: db, password: a}}"],
  [
    "{postgresql: {enabled: false, auth: {password: ''}}, externalDatabase: {host: db}, mlflow: {env: [{name: MLFLOW_BACKEND_STORE_URI, value: x}]}}",
  ],
  [
    "{postgresql: {enabled: false, auth: {password: ''}}, externalDatabase: {host: db}, mlflow: {env: [{name: PGPASSWORD, value: x}]}}",
  ],
  [
    "{postgresql: {enabled: false, auth: {password: ''}}, externalDatabase: {host: db}, mlflow: {env: [{name: PGPASSFILE, value: x}]}}",
  ],
  [
    'postgresql: {maxConnections: 253}',
    'postgresql.maxConnections: is 253, but 254 connections can be open: 244 from 2 pods of 4 workers (2 pools of 5 + 10 in each, 2 beside them), one of the pods only during an update, and 10 from administration. Remove it, so that it follows from them, or lower mlflow.databasePool or mlflow.workers.',
  ],
  ['postgresql: {maxConnections: 254}'],
  [
    "{postgresql: {enabled: false, maxConnections: 1, auth: {password: ''}}, externalDatabase: {host: db, password: a}}",
  ],
  [
    '{postgresql: {maxConnections: 300, resources: {requests: {memory: 16Gi}}}, mlflow: {replicaCount: 3}}',
    'postgresql.maxConnections: is 300, but 498 connections can be open: 488 from 4 pods of 4 workers (2 pools of 5 + 10 in each, 2 beside them), one of the pods only during an update, and 10 from administration. Remove it, so that it follows from them, or lower mlflow.databasePool or mlflow.workers.',
  ],
  ['{postgresql: {maxConnections: 40}, mlflow: {replicaCount: 0, workers: 1, registry: {existingSecret: registry}}}'],
  [
    '{postgresql: {maxConnections: 25}, mlflow: {replicaCount: 0, workers: 1, registry: {storeUri: "postgresql://other/registry"}}}',
    'postgresql.maxConnections: is 25, but 26 connections can be open: 16 from 1 pod of 1 worker (1 pool of 5 + 10 in each, 1 beside them), one of the pods only during an update, and 10 from administration. Remove it, so that it follows from them, or lower mlflow.databasePool or mlflow.workers.',
  ],
  [
    '{postgresql: {maxConnections: 673}, mlflow: {jobExecution: true}}',
    'postgresql.maxConnections: is 673, but 674 connections can be open: 664 from 2 pods of 4 workers (3 pools of 5 + 10 in each, 152 beside them), one of the pods only during an update, and 10 from administration. Remove it, so that it follows from them, or lower mlflow.databasePool or mlflow.workers.',
    'warning: postgresql.resources.requests.memory: is enough for 307 connections of 10 MiB beside the shared buffers, but 674 connections can be open: 664 from 2 pods of 4 workers (3 pools of 5 + 10 in each, 152 beside them), one of the pods only during an update, and 10 from administration. Raise it, lower mlflow.databasePool or mlflow.workers, or connect through a pooler in session mode, as the externalDatabase.',
  ],
  [
    '{postgresql: {resources: {requests: {memory: 67Gi}}}, mlflow: {replicaCount: 39, workers: 4, databasePool: {maxOverflow: 10}}}',
  ],
  [
    '{postgresql: {resources: {requests: {memory: 1Ti}}}, mlflow: {replicaCount: 40}}',
    'postgresql.maxConnections: can follow from who connects up to 5000, but 5012 connections can be open: 5002 from 41 pods of 4 workers (2 pools of 5 + 10 in each, 2 beside them), one of the pods only during an update, and 10 from administration. Lower mlflow.databasePool, mlflow.workers or mlflow.replicaCount (autoscaling.maxReplicas, if that is on).',
  ],
  [
    "{postgresql: {enabled: false, auth: {password: ''}}, externalDatabase: {host: db, password: a, maxConnections: 253}}",
    'externalDatabase.maxConnections: is 253, but 254 connections can be open: 244 from 2 pods of 4 workers (2 pools of 5 + 10 in each, 2 beside them), one of the pods only during an update, and 10 from administration. Let it accept more, lower mlflow.databasePool or mlflow.workers, or set externalDatabase.pooler.enabled.',
  ],
  [
    "{postgresql: {enabled: false, auth: {password: ''}}, externalDatabase: {host: db, password: a, maxConnections: 254}}",
  ],
  ['externalDatabase: {maxConnections: 1}'],
  [
    'postgresql: {resources: {requests: {memory: 3373Mi}}}',
    'warning: postgresql.resources.requests.memory: is enough for 252 connections of 10 MiB beside the shared buffers, but 254 connections can be open: 244 from 2 pods of 4 workers (2 pools of 5 + 10 in each, 2 beside them), one of the pods only during an update, and 10 from administration. Raise it, lower mlflow.databasePool or mlflow.workers, or connect through a pooler in session mode, as the externalDatabase.',
  ],
  ['postgresql: {resources: {requests: {memory: 3387Mi}}}'],
  [
    "{postgresql: {enabled: false, auth: {password: ''}, resources: {requests: {memory: 1Mi}}}, externalDatabase: {host: db, password: a}}",
  ],
  [
    '{mlflow: {env: [{name: MLFLOW_SQLALCHEMYSTORE_POOL_SIZE, value: "9"}]}}',
    'warning: mlflow.env: sets MLFLOW_SQLALCHEMYSTORE_POOL_SIZE or MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW, which wins over mlflow.databasePool, by which connections are counted. Remove it, and set mlflow.databasePool.',
  ],
  [
    '{mlflow: {env: [{name: MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW, value: "9"}]}}',
    'warning: mlflow.env: sets MLFLOW_SQLALCHEMYSTORE_POOL_SIZE or MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW, which wins over mlflow.databasePool, by which connections are counted. Remove it, and set mlflow.databasePool.',
  ],
  ['{postgresql: {persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}}}', LOST],
  ['{postgresql: {persistentVolumeClaimRetentionPolicy: {whenScaled: Delete}}}', LOST],
  ['{postgresql: {persistentVolumeClaimRetentionPolicy: {whenDeleted: Retain, whenScaled: Retain}}}'],
  [
    "{postgresql: {enabled: false, auth: {password: ''}, persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}}, externalDatabase: {host: db, password: a}}",
  ],
];
