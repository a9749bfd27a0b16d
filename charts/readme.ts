/** README.md of the chart, above its values reference. */
export const README = `# MLflow

MLflow’s tracking server and model registry on Kubernetes, with PostgreSQL as backend store and an S3 bucket (MinIO, AWS
or any other) for artefacts.

    helm install mlflow mlflow-<version>.tgz --namespace mlflow --create-namespace --values my-values.yaml

## The least that it needs

\`\`\`yaml
postgresql:
  auth:
    existingSecret: mlflow-postgresql # key: password
minio:
  enabled: true
  auth:
    existingSecret: mlflow-s3 # keys: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
\`\`\`

Passwords can stand in values for development (\`postgresql.auth.password\`, \`minio.auth.rootUser\` and
\`minio.auth.rootPassword\`). The chart never makes one up: a generated password would change at every Argo CD sync.

For production, MLflow also needs keys to encrypt what it stores, the same for all processes (\`mlflow.encryption.existingSecret\`;
keys: \`kek-passphrase\`, any text, and \`webhook-key\`, a Fernet key as \`openssl rand -base64 32 | tr '+/' '-_'\` prints).
Without them, stored gateway credentials are encrypted with a public passphrase, and webhooks with a secret fail now and then.

A private certificate authority, for the database, the S3 store or an issuer, in a ConfigMap with the key \`ca.crt\`:

\`\`\`yaml
tls:
  caBundle: { configMap: private-ca }
\`\`\`

## What it installs

| Component | Objects | Ports |
|---|---|---|
| tracking server and model registry | Deployment, Service, ServiceAccount, ConfigMaps of settings and scripts, PodDisruptionBudget (option) | 5000 |
| proxy in the server’s pod (\`auth.mode\`) | Service for its metrics, ConfigMaps | 9113 |
| PostgreSQL (\`database.engine: bundled\`, or \`postgresql.enabled\`) | StatefulSet with a volume, two Services, ServiceAccount | 5432 |
| CloudNativePG (\`database.engine: cloudnative-pg\`) | Cluster, ScheduledBackup, Pooler, of which its operator makes pods, Services and volumes | 5432, 8000 |
| A pooler (\`externalDatabase.pooler.enabled\`) | Deployment, Service, PodDisruptionBudget, ServiceAccount | 5432 |
| Garage (\`objectStore.engine: garage\`) | StatefulSet with a volume, two Services, ServiceAccount | 3900, 3903 |
| MinIO (\`objectStore.engine: minio\`, or \`minio.enabled\`) | the same | 9000, 9001 |
| artefacts on their way (\`objectStore.migrateFrom\`) | Job, ConfigMaps, ServiceAccount | |
| retention (\`retention.gc.enabled\`, \`…traces\`, \`…lifecycle\`, \`…database\`) | CronJobs, ServiceAccount, ConfigMaps | |
| metrics (\`monitoring.enabled\`) | Deployment and ServiceAccount of PostgreSQL’s exporter, Services, ServiceMonitors (\`monitoring.mode: operator\`) | 9187 |
| alerts (\`monitoring.alerts.enabled\`), dashboard (\`monitoring.dashboard.enabled\`) | PrometheusRule (\`monitoring.mode: operator\`) or ConfigMap; ConfigMap | |
| \`helm test\` (\`smokeTest.enabled\`) | a Pod, by that command alone | |
| the doctor (\`doctor.enabled\`) | Job, ConfigMap | |
| way in (\`mlflow.ingress.enabled\`) | Ingress; before a server with TLS, for Traefik a ServersTransport | |
| way in (\`mlflow.gateway.enabled\`) | HTTPRoute; before a server with TLS a BackendTLSPolicy | |
| way in (\`mlflow.route.enabled\`) | OpenShift’s Route | |
| TLS inside (\`tls.certManager.enabled\`) | a Certificate for each server | |
| client configuration (\`clients.configMap\`) | ConfigMap for \`envFrom\` | |
| isolation (\`networkPolicy.enabled\`) | NetworkPolicies: one that denies all, and one for each way through | |
| credentials | Secrets, only where passwords stand in values | |
| fetched Secrets (\`externalSecrets.enabled\`) | an ExternalSecret for each Secret that the values name | |

Every object is called \`<release>-<component>\`, and selected by \`app.kubernetes.io/instance\` and \`/component\`: several
releases live side by side in one namespace. All pods meet Pod Security “restricted”.

## Adding to it, and adding it to others

\`extraObjects\`, \`commonLabels\`, \`mlflow.extraContainers\`, \`mlflow.extraInitContainers\`, \`mlflow.extraVolumes\` and the fields of
each component's pods make a copy of the chart needless.

As a dependency of another chart, its values lie below its name there, \`mlflow.mlflow.replicaCount\`, and \`condition:
mlflow.enabled\` switches it; \`enabled\` and \`global\` are the keys that are meant for a parent. Under an alias its objects are called
\`<release>-<alias>-<component>\`, so one parent can have several.

## Upgrading

Before the server starts, each pod prepares the stores: it waits for the database, takes a PostgreSQL advisory lock, creates or migrates
the schema and lets go. With several replicas one migrates, the others wait. A pod that is to end
serves on for \`mlflow.drainSeconds\`, so that no request is lost. MLflow never migrates back: with \`backup.enabled\` and a
bucket, no pod migrates without a fresh backup, and \`restore\` goes back to it; without, dump the database before an upgrade.

## Limits

- By default there is no login: whoever reaches MLflow can read and change everything. \`auth.mode\` asks for one.
- The proxy in the server’s pod listens on the family of addresses that the cluster’s pods use first: IPv4 or IPv6. In a dual-stack
  cluster its Service has that family too.
- In proxied mode each artefact lies whole in the pod’s temporary files while it goes up or down, before the first byte of a
  download: \`mlflow.scratchSize\` has to hold the largest ones, as many as clients transfer at a time.
- \`/health\` says that MLflow serves, not that it reaches its database: no MLflow has an answer to that.
- PostgreSQL, Garage and MinIO run as one pod each. For high availability use \`externalDatabase\` and \`externalS3\`.
- A few texts cannot pass through Helm and are refused in all values: the text \`<no value>\`, two line breaks at the end,
  invisible control characters.
`;
