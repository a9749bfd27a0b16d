import type { RuleRow } from './row';

const MADE = 'certManager: {enabled: true, issuerRef: {name: inside}}';

export const tls: readonly RuleRow[] = [
  [`tls: {${MADE}}`],
  ['tls: {existingSecret: given}'],
  ['tls: {caBundle: {configMap: company}}'],
  ['tls: {caBundle: {secret: company}}'],
  [
    `tls: {existingSecret: given, ${MADE}}`,
    'tls.existingSecret: is set although tls.certManager.enabled is true. Remove one of them.',
  ],
  [
    'tls: {certManager: {enabled: true}}',
    'tls.certManager.issuerRef.name: is empty although tls.certManager.enabled is true: nobody would sign. Name an Issuer or a ClusterIssuer with a private authority.',
  ],
  [
    'tls: {caBundle: {configMap: company, secret: company}}',
    'tls.caBundle: names a ConfigMap and a Secret. Keep one of them.',
  ],
  [`{tls: {${MADE}}, postgresql: {tls: {enabled: true}}}`],
  ['postgresql: {tls: {enabled: true, existingSecret: given}}'],
  [
    'postgresql: {tls: {enabled: true}}',
    'postgresql.tls.enabled: is true, but there is no certificate. Name a Secret in postgresql.tls.existingSecret, or set tls.certManager.enabled.',
  ],
  [
    'postgresql: {tls: {existingSecret: given}}',
    'warning: postgresql.tls.existingSecret: is set, but postgresql.tls.enabled is false: there is no TLS. Set postgresql.tls.enabled to true, or remove it.',
  ],
  [
    'minio: {enabled: true, auth: {rootUser: admin, rootPassword: password}, tls: {enabled: true}}',
    'minio.tls.enabled: is true, but there is no certificate. Name a Secret in minio.tls.existingSecret, or set tls.certManager.enabled.',
  ],
  [
    'minio: {enabled: true, auth: {rootUser: admin, rootPassword: password}, tls: {existingSecret: given}}',
    'warning: minio.tls.existingSecret: is set, but minio.tls.enabled is false: there is no TLS. Set minio.tls.enabled to true, or remove it.',
  ],
  [
    '{postgresql: {enabled: false, auth: {password: ""}, tls: {enabled: true, existingSecret: given}}, externalDatabase: {host: db, password: p}}',
    'postgresql.tls.enabled: is true, but PostgreSQL of this chart does not run. Remove it: what others run is asked by TLS with externalDatabase.sslMode, and CloudNativePG’s always.',
  ],
  [
    '{minio: {enabled: false, auth: {rootUser: "", rootPassword: ""}, tls: {enabled: true, existingSecret: given}}, externalS3: {bucket: mlflow}}',
    'minio.tls.enabled: is true, but MinIO of this chart does not run. Remove it: what others run is asked by TLS with an https endpoint in externalS3.endpoint.',
  ],
  ...['certificate'].map((name): RuleRow => [
    `{tls: {existingSecret: given}, mlflow: {extraVolumes: [{name: ${name}}]}}`,
    'mlflow.extraVolumes: has a volume called certificate, as the chart has with TLS. Use another name.',
  ]),
  [
    '{jobs: {enabled: true}, tls: {existingSecret: given}, mlflow: {workers: 1, databasePool: {size: 2, maxOverflow: 1}, extraVolumes: [{name: roles-authorities}]}}',
    'mlflow.extraVolumes: has a volume called roles-authorities, as the chart has with TLS, and jobs.enabled or artifacts.enabled. Use another name.',
  ],
  ['{tls: {existingSecret: given}, mlflow: {extraVolumes: [{name: roles-authorities}]}}'],
  ...Object.entries({ authorities: 'authorities', 'given-authorities': 'authorities of your own' }).flatMap(
    ([name, what]): RuleRow[] => [
      [
        `{tls: {caBundle: {configMap: company}}, mlflow: {extraVolumes: [{name: ${name}}]}}`,
        `mlflow.extraVolumes: has a volume called ${name}, as the chart has with ${what}. Use another name.`,
      ],
    ],
  ),
  ...Object.entries({ '/run/authorities': 'authorities', '/given-authorities': 'authorities of your own' }).map(
    ([path, what]): RuleRow => [
      `{postgresql: {tls: {enabled: true, existingSecret: given}}, mlflow: {extraVolumeMounts: [{name: mine, mountPath: ${path}}]}}`,
      `mlflow.extraVolumeMounts: mounts a volume at ${path}, where the chart has its own with ${what}. Choose another path.`,
    ],
  ),
  // A database of others', whose certificate is checked by the public authorities.
  ...['verify-full', 'verify-ca'].map((mode): RuleRow => [
    `{postgresql: {enabled: false, auth: {password: ""}}, externalDatabase: {host: db, password: p, sslMode: ${mode}}, mlflow: {extraVolumes: [{name: authorities}, {name: given-authorities}]}}`,
    'mlflow.extraVolumes: has a volume called authorities, as the chart has with authorities. Use another name.',
  ]),
  [
    '{postgresql: {enabled: false, auth: {password: ""}}, externalDatabase: {host: db, password: p, sslMode: require}, mlflow: {extraVolumes: [{name: authorities}]}}',
  ],
  ['mlflow: {extraVolumes: [{name: certificate}, {name: authorities}, {name: given-authorities}]}'],
  [
    'objectStore: {engine: garage, garage: {accessKeyId: mlflow-1, secretAccessKey: sixteen-chars-16, tls: {enabled: true}}}',
    'objectStore.garage.tls.enabled: is true, but there is no certificate. Name a Secret in objectStore.garage.tls.existingSecret, or set tls.certManager.enabled.',
  ],
  [
    'objectStore: {engine: garage, garage: {accessKeyId: mlflow-1, secretAccessKey: sixteen-chars-16, tls: {enabled: true, existingSecret: given}}}',
  ],
  [
    'objectStore: {garage: {tls: {enabled: true, existingSecret: given}}}',
    'objectStore.garage.tls.enabled: is true, but Garage of this chart does not run. Remove it: what others run is asked by TLS with an https endpoint in externalS3.endpoint.',
  ],
  [
    'objectStore: {engine: garage, garage: {accessKeyId: mlflow-1, secretAccessKey: sixteen-chars-16, tls: {existingSecret: given}}}',
    'warning: objectStore.garage.tls.existingSecret: is set, but objectStore.garage.tls.enabled is false: there is no TLS. Set objectStore.garage.tls.enabled to true, or remove it.',
  ],
];
