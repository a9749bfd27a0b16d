import type { RuleRow } from './row';

export const store: readonly RuleRow[] = [
  [
    'externalS3: {bucket: own}',
    'externalS3.bucket: is set, but the store is the MinIO of this chart. Set objectStore.engine to external, or remove the bucket.',
  ],
  ['{objectStore: {engine: external}, externalS3: {bucket: own}}'],
  [
    "{objectStore: {engine: minio}, minio: {enabled: false, auth: {rootUser: '', rootPassword: ''}}, externalS3: {bucket: own}}",
    'externalS3.bucket: is set, but the store is the MinIO of this chart. Set objectStore.engine to external, or remove the bucket.',
    'minio.auth.rootPassword: needs 8 characters or more, and minio.auth.rootUser 3, because there is no minio.auth.existingSecret. Name a Secret in existingSecret, or, for development, set both.',
  ],
  [
    "minio: {enabled: false, auth: {rootUser: '', rootPassword: ''}}",
    'externalS3.bucket: is empty, but the store is one that others run: artefacts would be lost with the pod. Name a bucket, set objectStore.engine to minio, or set MLFLOW_ARTIFACTS_DESTINATION or MLFLOW_DEFAULT_ARTIFACT_ROOT in mlflow.env.',
  ],
  ["{minio: {enabled: false, auth: {rootUser: '', rootPassword: ''}}, externalS3: {bucket: own}}"],
  [
    "{minio: {enabled: false, auth: {rootUser: '', rootPassword: ''}}, mlflow: {env: [{name: MLFLOW_DEFAULT_ARTIFACT_ROOT, value: \"s3://x\"}]}}",
  ],
  [
    "{minio: {enabled: false, auth: {rootUser: '', rootPassword: ''}}, mlflow: {env: [{name: MLFLOW_ARTIFACTS_DESTINATION, value: \"s3://x\"}]}}",
  ],
  [
    'minio: {auth: {rootPassword: sevench}}',
    'minio.auth.rootPassword: needs 8 characters or more, and minio.auth.rootUser 3, because there is no minio.auth.existingSecret. Name a Secret in existingSecret, or, for development, set both.',
  ],
  ['minio: {auth: {rootPassword: eightchr}}'],
  [
    'minio: {auth: {rootUser: ro}}',
    'minio.auth.rootPassword: needs 8 characters or more, and minio.auth.rootUser 3, because there is no minio.auth.existingSecret. Name a Secret in existingSecret, or, for development, set both.',
  ],
  ['minio: {auth: {rootUser: roo}}'],
  [
    'minio: {auth: {existingSecret: s3}}',
    'minio.auth.rootPassword: or rootUser is set beside minio.auth.existingSecret, which would win. Remove one of them.',
  ],
  ["minio: {auth: {rootUser: '', rootPassword: '', existingSecret: s3}}"],
  [
    "minio: {auth: {rootUser: root, rootPassword: '', existingSecret: s3}}",
    'minio.auth.rootPassword: or rootUser is set beside minio.auth.existingSecret, which would win. Remove one of them.',
  ],
  [
    "{minio: {enabled: false, auth: {rootUser: '', rootPassword: ''}}, externalS3: {bucket: own, accessKeyId: a}}",
    'externalS3.accessKeyId: and externalS3.secretAccessKey go together, but one is empty. Set both, or neither to use an IAM role or existingSecret.',
  ],
  [
    "{minio: {enabled: false, auth: {rootUser: '', rootPassword: ''}}, externalS3: {bucket: own, secretAccessKey: a}}",
    'externalS3.accessKeyId: and externalS3.secretAccessKey go together, but one is empty. Set both, or neither to use an IAM role or existingSecret.',
  ],
  [
    "{minio: {enabled: false, auth: {rootUser: '', rootPassword: ''}}, externalS3: {bucket: own, accessKeyId: a, secretAccessKey: a}}",
  ],
  [
    "{minio: {enabled: false, auth: {rootUser: '', rootPassword: ''}}, externalS3: {bucket: own, accessKeyId: a, secretAccessKey: a, existingSecret: s3}}",
    'externalS3.accessKeyId: or secretAccessKey is set beside externalS3.existingSecret, which would win. Remove one of them.',
  ],
  [
    '{minio: {persistentVolumeClaimRetentionPolicy: {whenScaled: Delete}}}',
    'warning: minio.persistentVolumeClaimRetentionPolicy: deletes the volume, and everything on it, by itself: whenDeleted with the release or with its StatefulSet, whenScaled as soon as somebody scales it to 0. Leave both Retain, unless what is on it may be lost.',
  ],
];
