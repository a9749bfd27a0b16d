import type { RuleRow } from './row';

export const database: readonly RuleRow[] = [
  [
    'externalDatabase: {host: db, existingSecret: db}',
    'externalDatabase.host: is set although postgresql.enabled is true. Set postgresql.enabled to false, or remove the host.',
  ],
  [
    "postgresql: {enabled: false, auth: {password: ''}}",
    'externalDatabase.host: is empty although postgresql.enabled is false, so there is no database. Name a host, enable postgresql, or set MLFLOW_BACKEND_STORE_URI in mlflow.env.',
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
    'postgresql: {maxConnections: 129}',
    'postgresql.maxConnections: is 129, but 1 replicas of 4 workers, and one more during an update, can open 120 connections, and 10 are kept for administration. Raise it, or lower mlflow.workers or mlflow.databasePool.',
  ],
  ['postgresql: {maxConnections: 130}'],
];
