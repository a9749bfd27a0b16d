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
    'externalS3.bucket: is empty, but the store is one that others run: artefacts would be lost with the pod. Name a bucket, set objectStore.engine to garage, or set MLFLOW_ARTIFACTS_DESTINATION or MLFLOW_DEFAULT_ARTIFACT_ROOT in mlflow.env.',
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
  // Garage, and the way to it.
  ['{objectStore: {engine: garage, garage: {accessKeyId: mlflow-1, secretAccessKey: sixteen-chars-16}}}'],
  ['{objectStore: {engine: garage, garage: {existingSecret: garage}}}'],
  [
    '{objectStore: {engine: garage, garage: {accessKeyId: mlflow-1, secretAccessKey: sixteen-chars-16}}, externalS3: {bucket: own}}',
    'externalS3.bucket: is set, but the store is the Garage of this chart. Set objectStore.engine to external, or remove the bucket.',
  ],
  [
    'objectStore: {engine: garage}',
    'objectStore.garage.existingSecret: is empty, and there are no keys in the values. Name a Secret, or, for development, set accessKeyId and secretAccessKey.',
  ],
  [
    'objectStore: {engine: garage, garage: {accessKeyId: mlflow-1}}',
    'objectStore.garage.existingSecret: is empty, and there are no keys in the values. Name a Secret, or, for development, set accessKeyId and secretAccessKey.',
  ],
  [
    'objectStore: {engine: garage, garage: {secretAccessKey: sixteen-chars-16}}',
    'objectStore.garage.existingSecret: is empty, and there are no keys in the values. Name a Secret, or, for development, set accessKeyId and secretAccessKey.',
  ],
  [
    'objectStore: {engine: garage, garage: {accessKeyId: mlflow-1, existingSecret: garage}}',
    'objectStore.garage.existingSecret: is set beside accessKeyId or secretAccessKey, and would win. Remove one of them.',
  ],
  [
    'objectStore: {engine: garage, garage: {secretAccessKey: sixteen-chars-16, existingSecret: garage}}',
    'objectStore.garage.existingSecret: is set beside accessKeyId or secretAccessKey, and would win. Remove one of them.',
  ],
  [
    'objectStore: {engine: garage, garage: {accessKeyId: seven-7, secretAccessKey: sixteen-chars-16}}',
    'objectStore.garage.accessKeyId: is none that Garage takes: it needs 8 characters or more, of letters, digits and ._-. Take another.',
  ],
  [
    'objectStore: {engine: garage, garage: {accessKeyId: "with space", secretAccessKey: sixteen-chars-16}}',
    'objectStore.garage.accessKeyId: is none that Garage takes: it needs 8 characters or more, of letters, digits and ._-. Take another.',
  ],
  [
    'objectStore: {engine: garage, garage: {accessKeyId: mlflow-1, secretAccessKey: fifteen-chars-1}}',
    'objectStore.garage.secretAccessKey: is none that Garage takes: it needs 16 characters or more. Take a longer one.',
  ],
  [
    'objectStore: {engine: garage, garage: {accessKeyId: mlflow-1, secretAccessKey: sixteen-chars-16, persistentVolumeClaimRetentionPolicy: {whenScaled: Delete}}}',
    'warning: objectStore.garage.persistentVolumeClaimRetentionPolicy: deletes the volume, and everything on it, by itself: whenDeleted with the release or with its StatefulSet, whenScaled as soon as somebody scales it to 0. Leave both Retain, unless what is on it may be lost.',
  ],
  ['objectStore: {garage: {persistentVolumeClaimRetentionPolicy: {whenScaled: Delete}}}'],
  [
    '{objectStore: {engine: garage, migrateFrom: minio, garage: {accessKeyId: mlflow-1, secretAccessKey: sixteen-chars-16}}}',
  ],
  [
    '{objectStore: {engine: garage, migrateFrom: minio, finalPass: true, garage: {accessKeyId: mlflow-1, secretAccessKey: sixteen-chars-16}}}',
  ],
  ['{objectStore: {engine: external, migrateFrom: minio}, externalS3: {bucket: own}}'],
  [
    'objectStore: {migrateFrom: minio}',
    'objectStore.migrateFrom: is minio, but so is the store to copy to. Set objectStore.engine to garage or external, or remove it.',
  ],
  [
    'objectStore: {engine: minio, migrateFrom: minio}',
    'objectStore.migrateFrom: is minio, but so is the store to copy to. Set objectStore.engine to garage or external, or remove it.',
  ],
  [
    '{objectStore: {engine: external, migrateFrom: minio}, mlflow: {env: [{name: MLFLOW_ARTIFACTS_DESTINATION, value: "s3://x"}]}}',
    'objectStore.migrateFrom: is minio, but no bucket to copy to is named: mlflow.env names a store, or nobody does. Name it in externalS3.',
    'objectStore.migrateFrom: is minio, but mlflow.env sets one of MLFLOW_ARTIFACTS_DESTINATION, MLFLOW_DEFAULT_ARTIFACT_ROOT, MLFLOW_S3_ENDPOINT_URL, AWS_DEFAULT_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, which the servers would go by before and after. Remove it from mlflow.env: the values of each store say it.',
  ],
  ...[
    'MLFLOW_DEFAULT_ARTIFACT_ROOT',
    'MLFLOW_S3_ENDPOINT_URL',
    'AWS_DEFAULT_REGION',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
  ].map((name): RuleRow => [
    `{objectStore: {engine: garage, migrateFrom: minio, garage: {accessKeyId: mlflow-1, secretAccessKey: sixteen-chars-16}}, mlflow: {env: [{name: ${name}, value: x}]}}`,
    'objectStore.migrateFrom: is minio, but mlflow.env sets one of MLFLOW_ARTIFACTS_DESTINATION, MLFLOW_DEFAULT_ARTIFACT_ROOT, MLFLOW_S3_ENDPOINT_URL, AWS_DEFAULT_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, which the servers would go by before and after. Remove it from mlflow.env: the values of each store say it.',
  ]),
  [
    '{objectStore: {engine: garage, migrateFrom: minio, garage: {accessKeyId: mlflow-1, secretAccessKey: sixteen-chars-16, bucket: other}}, mlflow: {artifacts: {mode: direct}}}',
    'objectStore.migrateFrom: is minio, but its bucket is mlflow-artefacts and the other other: with mlflow.artifacts.mode direct, each run keeps the bucket’s name. Call them the same.',
  ],
  [
    '{objectStore: {engine: garage, migrateFrom: minio, garage: {accessKeyId: mlflow-1, secretAccessKey: sixteen-chars-16}}, mlflow: {artifacts: {mode: direct}}}',
  ],
  [
    '{objectStore: {engine: external, migrateFrom: minio}, externalS3: {bucket: own}, mlflow: {artifacts: {mode: direct}}}',
    'objectStore.migrateFrom: is minio, but its bucket is mlflow-artefacts and the other own: with mlflow.artifacts.mode direct, each run keeps the bucket’s name. Call them the same.',
  ],
  [
    'objectStore: {finalPass: true}',
    'objectStore.finalPass: is true, but objectStore.migrateFrom is empty: there is nothing to copy from. Remove it.',
  ],
  ...['minio: {persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}}', ''].map((ofMinio): RuleRow => [
    `{objectStore: {engine: garage, migrateFrom: minio, garage: {accessKeyId: mlflow-1, secretAccessKey: sixteen-chars-16${ofMinio === '' ? ', persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}' : ''}}}${ofMinio === '' ? '' : `, ${ofMinio}`}}`,
    'objectStore.migrateFrom: is minio, but a persistentVolumeClaimRetentionPolicy deletes a volume with its store: artefacts are to be on both for a while. Set whenDeleted to Retain, of minio and of objectStore.garage.',
    `warning: ${ofMinio === '' ? 'objectStore.garage' : 'minio'}.persistentVolumeClaimRetentionPolicy: deletes the volume, and everything on it, by itself: whenDeleted with the release or with its StatefulSet, whenScaled as soon as somebody scales it to 0. Leave both Retain, unless what is on it may be lost.`,
  ]),
  [
    "{objectStore: {engine: garage, migrateFrom: minio, garage: {existingSecret: s3}}, minio: {auth: {rootUser: '', rootPassword: '', existingSecret: s3}}}",
    'objectStore.garage.existingSecret: is MinIO’s: a server of before the move could write to Garage with it. Give Garage keys of its own.',
  ],
  [
    "{objectStore: {engine: garage, migrateFrom: minio, garage: {existingSecret: other}}, minio: {auth: {rootUser: '', rootPassword: '', existingSecret: s3}}}",
  ],
  [
    '{objectStore: {engine: garage, garage: {existingSecret: g}}, mlflow: {env: [{name: AWS_DEFAULT_REGION, value: eu-west-1}]}}',
    'mlflow.env: sets AWS_DEFAULT_REGION, but Garage takes no other region than us-east-1. Remove it.',
  ],
  [
    'objectStore: {startEmpty: true}',
    'warning: objectStore.startEmpty: is true: servers start on a store without the artefacts of which the database tells. Remove it once they have started.',
  ],
  ...(
    [
      ['499Gi', true],
      ['500Gi', false],
      ['1Ti', false],
    ] as const
  ).map(([size, warns]): RuleRow => [
    `{objectStore: {engine: garage, migrateFrom: minio, garage: {existingSecret: g, storage: {size: ${size}}}}}`,
    ...(warns
      ? [
          `warning: objectStore.garage.storage.size: is ${size}, less than MinIO’s 500Gi, from which artefacts are moved. Give it as much, unless you know that all of them fit: it grows later (docs/database.md).`,
        ]
      : []),
  ]),
  ['{objectStore: {engine: garage, garage: {existingSecret: g, storage: {size: 1Gi}}}}'],
  ['{objectStore: {engine: external, migrateFrom: minio, garage: {storage: {size: 1Gi}}}, externalS3: {bucket: own}}'],
];
