/** How a platform is broken here, one way after the other, what the doctor has to call it, and how it is mended. docs/troubleshooting.md has the list. */
import { EXPIRED, OTHER_HOST } from '../../../operations/doctor/example-certificates';
import type { Symptom } from '../../../charts/doctor/causes';
import type { Broken } from './broken';

export interface Case {
  /** What is done to it. */
  readonly title: string;
  readonly symptom: Symptom;
  /** Of the finding, and of the part where one cause has several. */
  readonly id: string;
  /** What is seen of it, where a pod that only starts would be seen, too. */
  readonly evidence?: RegExp;
  /** What may be said beside it, since it is true as well. */
  readonly companions?: readonly string[];
  readonly break: (at: Broken) => Promise<unknown>;
  readonly mend: (at: Broken) => Promise<unknown>;
}

const SERVER = 'deployment/mlflow-tracking';
const component = (name: string) => ({ matchLabels: { 'app.kubernetes.io/component': name } });

/** A change of the Deployment, which its next pod has; the one before goes on serving. */
function rollout(patch: object) {
  return { break: (at: Broken) => at.patch(SERVER, patch), mend: (at: Broken) => at.undo() };
}

function containerOf(name: string, change: object, kind: 'containers' | 'initContainers' = 'containers') {
  return rollout({ spec: { template: { spec: { [kind]: [{ name, ...change }] } } } });
}

/** A change of the server's settings, which its next pod has. */
function setting(data: Readonly<Record<string, string>>) {
  return {
    break: async (at: Broken) => {
      await at.keep('configmap/mlflow-tracking');
      await at.patch('configmap/mlflow-tracking', { data });
      await at.kubectl('rollout', 'restart', SERVER);
    },
    mend: async (at: Broken) => {
      await at.putBack('configmap/mlflow-tracking');
      await at.undo();
    },
  };
}

/** A change of an object that is put back as it was. */
function changed(object: string, patch: object) {
  return {
    break: async (at: Broken) => {
      await at.keep(object);
      await at.patch(object, patch);
    },
    mend: (at: Broken) => at.putBack(object),
  };
}

function policy(name: string, spec: object) {
  return {
    break: (at: Broken) =>
      at.apply({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name }, spec }),
    mend: (at: Broken) => at.kubectl('delete', 'networkpolicy', name),
  };
}

function sql(breaking: string, mending: string) {
  return { break: (at: Broken) => at.sql(breaking), mend: (at: Broken) => at.sql(mending) };
}

function scaled(workload: string) {
  return {
    break: (at: Broken) => at.kubectl('scale', workload, '--replicas=0'),
    mend: (at: Broken) => at.kubectl('scale', workload, '--replicas=1'),
  };
}

const backend = (service: string, port: object) => ({
  spec: {
    rules: [
      {
        host: 'mlflow.example.com',
        http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: service, port } } }] },
      },
    ],
  },
});
const crt = (text: string) => ({ data: { 'tls.crt': Buffer.from(text).toString('base64') } });

/** Of a thousand runs, each of which has twenty: a table in which an index matters. */
const MANY_PARAMS = `
  INSERT INTO runs (run_uuid, experiment_id, status, source_type, lifecycle_stage, start_time)
    SELECT md5(n::text), 0, 'FINISHED', 'LOCAL', 'active', 1 FROM generate_series(1, 1000) n;
  INSERT INTO params (key, value, run_uuid)
    SELECT 'key' || k, 'v', md5(n::text) FROM generate_series(1, 1000) n, generate_series(1, 20) k`;

export const CASES: readonly Case[] = [
  {
    title: 'the Service selects nothing',
    symptom: 'connect',
    id: 'service-selector',
    ...changed('service/mlflow-tracking', { spec: { selector: { 'app.kubernetes.io/component': 'trackin' } } }),
  },
  {
    title: 'the Service leads to a port that the pod has not',
    symptom: 'connect',
    id: 'service-port',
    ...changed('service/mlflow-tracking', { spec: { ports: [{ name: 'http', port: 5000, targetPort: 'htp' }] } }),
  },
  {
    title: 'the database’s Service is gone',
    symptom: 'connect',
    id: 'service-missing',
    break: async (at) => {
      await at.keep('service/mlflow-postgresql');
      await at.kubectl('delete', 'service', 'mlflow-postgresql', 'mlflow-postgresql-headless');
    },
    mend: (at) => at.reinstall(),
  },
  { title: 'the server is scaled to none', symptom: 'connect', id: 'scaled-to-zero', ...scaled(SERVER) },
  {
    title: 'the database is scaled to none',
    symptom: 'connect',
    id: 'scaled-to-zero',
    ...scaled('statefulset/mlflow-postgresql'),
  },
  {
    title: 'the store is scaled to none',
    symptom: 'upload',
    id: 'scaled-to-zero',
    ...scaled('statefulset/mlflow-minio'),
  },
  {
    title: 'an image that there is not',
    symptom: 'connect',
    id: 'image-not-pulled',
    ...containerOf('mlflow', { image: 'docker.io/library/nothing:0.0.0' }),
  },
  {
    title: 'a command that the image has not',
    symptom: 'connect',
    id: 'container-does-not-start',
    ...containerOf('proxy', { command: ['ngnix'] }),
  },
  {
    title: 'an option that MLflow does not know: it ends at once',
    symptom: 'connect',
    id: 'restart-loop',
    ...containerOf('mlflow', { args: ['mlflow', 'server', '--no-such-option'] }),
  },
  {
    title: 'too little memory',
    symptom: 'connect',
    id: 'out-of-memory',
    ...containerOf(
      'prepare',
      { resources: { requests: { memory: '32Mi' }, limits: { memory: '32Mi' } } },
      'initContainers',
    ),
  },
  {
    title: 'a probe that is never answered',
    symptom: 'connect',
    id: 'not-ready',
    evidence: /probe failed: HTTP probe failed with statuscode: 404/,
    ...containerOf('proxy', { startupProbe: null, readinessProbe: { httpGet: { path: '/nowhere' } } }),
  },
  {
    title: 'a pod that fits on no node',
    symptom: 'connect',
    id: 'pod-does-not-fit',
    ...containerOf('mlflow', { resources: { requests: { memory: '900Gi' }, limits: { memory: '900Gi' } } }),
  },
  {
    title: 'a quota that is used up',
    symptom: 'connect',
    id: 'pods-refused',
    break: async (at) => {
      await at.apply({
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'none' },
        spec: { hard: { pods: '1' } },
      });
      await at.kubectl('scale', SERVER, '--replicas=2');
    },
    mend: async (at) => {
      await at.kubectl('delete', 'resourcequota', 'none');
      await at.kubectl('scale', SERVER, '--replicas=1');
    },
  },
  {
    title: 'a Secret is gone',
    symptom: 'connect',
    id: 'secret-missing',
    break: async (at) => {
      await at.keep('secret/mlflow-database-from-values');
      await at.kubectl('delete', 'secret', 'mlflow-database-from-values');
    },
    mend: (at) => at.putBack('secret/mlflow-database-from-values'),
  },
  {
    title: 'a Secret lacks a key',
    symptom: 'connect',
    id: 'secret-key-missing',
    ...changed('secret/mlflow-s3-from-values', { data: { AWS_SECRET_ACCESS_KEY: null } }),
  },
  {
    title: 'a claim of a storage class that there is not',
    symptom: 'connect',
    id: 'volume-pending',
    break: (at) => at.pendingClaim(),
    mend: (at) => at.kubectl('delete', 'persistentvolumeclaim', 'pending'),
  },
  {
    title: 'a NetworkPolicy that lets nobody in',
    symptom: 'connect',
    id: 'policy-denies-clients',
    ...policy('nobody', { podSelector: component('tracking'), policyTypes: ['Ingress'] }),
  },
  {
    title: 'a NetworkPolicy that denies DNS',
    symptom: 'connect',
    id: 'policy-denies-names',
    ...policy('no-names', {
      podSelector: component('tracking'),
      policyTypes: ['Egress'],
      egress: [{ ports: [{ protocol: 'TCP', port: 1, endPort: 65535 }] }],
    }),
  },
  {
    title: 'a NetworkPolicy that is too narrow for the database',
    symptom: 'connect',
    id: 'policy-denies-stores',
    ...policy('narrow', {
      podSelector: component('postgresql'),
      ingress: [{ from: [{ podSelector: component('server') }] }],
    }),
  },
  {
    title: 'an Ingress to a port that the Service has not',
    symptom: 'connect',
    id: 'ingress-backend',
    ...changed('ingress/mlflow-tracking', backend('mlflow-tracking', { name: 'web' })),
  },
  {
    title: 'an Ingress of a class that there is not',
    symptom: 'connect',
    id: 'ingress-class',
    ...changed('ingress/mlflow-tracking', { spec: { ingressClassName: 'nginx' } }),
  },
  {
    title: 'the Ingress’ certificate is gone',
    symptom: 'connect',
    id: 'tls-secret-missing',
    break: async (at) => {
      await at.keep('secret/shown');
      await at.kubectl('delete', 'secret', 'shown');
    },
    mend: (at) => at.putBack('secret/shown'),
  },
  {
    title: 'the Ingress’ certificate is for another host',
    symptom: 'connect',
    id: 'certificate-host',
    ...changed('secret/shown', crt(OTHER_HOST)),
  },
  {
    title: 'the Ingress’ certificate has expired',
    symptom: 'connect',
    id: 'certificate-expired',
    ...changed('secret/shown', crt(EXPIRED)),
  },
  {
    title: 'the host is not in the server’s list',
    symptom: 'connect',
    id: 'host-not-allowed',
    ...containerOf('mlflow', { env: [{ name: 'MLFLOW_SERVER_ALLOWED_HOSTS', value: 'localhost,localhost:*' }] }),
  },
  {
    title: 'a limit of requests’ bodies',
    symptom: 'upload',
    id: 'body-size',
    break: async (at) => {
      await at.apply({
        apiVersion: 'traefik.io/v1alpha1',
        kind: 'Middleware',
        metadata: { name: 'small' },
        spec: { buffering: { maxRequestBodyBytes: 1_000_000 } },
      });
      await at.kubectl(
        'annotate',
        'ingress',
        'mlflow-tracking',
        `traefik.ingress.kubernetes.io/router.middlewares=${at.namespace}-small@kubernetescrd`,
      );
    },
    mend: async (at) => {
      await at.kubectl('annotate', 'ingress', 'mlflow-tracking', 'traefik.ingress.kubernetes.io/router.middlewares-');
      await at.kubectl('delete', 'middleware', 'small');
    },
  },
  {
    title: 'another password in the database',
    symptom: 'connect',
    id: 'database-login',
    ...sql(`ALTER ROLE mlflow PASSWORD 'another'`, `ALTER ROLE mlflow PASSWORD 'mlflow-dev'`),
  },
  {
    title: 'a database that there is not',
    symptom: 'connect',
    id: 'database-missing',
    ...setting({ PGDATABASE: 'gone' }),
  },
  {
    title: 'a name that nobody has',
    symptom: 'connect',
    id: 'database-name-unknown',
    ...setting({ PGHOST: 'nobody.example.invalid' }),
  },
  {
    title: 'tables of another MLflow',
    symptom: 'connect',
    id: 'schema-revision',
    break: (at) => at.otherRevision(),
    mend: (at) => at.sameRevision(),
  },
  {
    title: 'another key than what is encrypted',
    symptom: 'connect',
    id: 'keys-other',
    ...sql(
      `INSERT INTO webhooks (webhook_id, name, url, status, secret, creation_timestamp, last_updated_timestamp) VALUES ('w', 'w', 'https://x', 'ACTIVE', 'gAAAAABno', 1, 1)`,
      `DELETE FROM webhooks`,
    ),
  },
  {
    title: 'all connections are taken',
    symptom: 'slow',
    id: 'database-connections',
    break: (at) => at.takeConnections(),
    mend: (at) => at.endSessions(),
  },
  {
    title: 'a lock that somebody holds',
    symptom: 'slow',
    id: 'database-lock',
    break: (at) => at.holdLock(),
    mend: (at) => at.endSessions(),
  },
  {
    title: 'an index is missing',
    symptom: 'slow',
    id: 'index-missing',
    break: async (at) => {
      await at.sql(MANY_PARAMS);
      await at.sql('DROP INDEX index_params_run_uuid');
    },
    mend: (at) => at.sql('CREATE INDEX index_params_run_uuid ON params (run_uuid)'),
  },
  {
    title: 'an index is of no use',
    symptom: 'slow',
    id: 'index-invalid',
    ...sql(
      `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'index_params_run_uuid'::regclass`,
      `UPDATE pg_index SET indisvalid = true WHERE indexrelid = 'index_params_run_uuid'::regclass`,
    ),
  },
  {
    title: 'the database’s volume is full',
    symptom: 'full',
    id: 'volume-full',
    companions: ['database-full'],
    break: (at) => at.fill('postgresql', '/var/lib/postgresql/data'),
    mend: (at) => at.empty('postgresql', '/var/lib/postgresql/data'),
  },
  {
    title: 'the store’s volume is full',
    symptom: 'full',
    id: 'volume-full',
    companions: ['store-full'],
    break: (at) => at.fill('minio', '/data'),
    mend: (at) => at.empty('minio', '/data'),
  },
  {
    title: 'the bucket is gone',
    symptom: 'upload',
    id: 'bucket-missing',
    break: (at) => at.bucket('delete_bucket'),
    mend: (at) => at.bucket('create_bucket'),
  },
  {
    title: 'a key that the store does not know',
    symptom: 'upload',
    id: 'store-key',
    break: (at) => at.otherKey('AWS_ACCESS_KEY_ID'),
    mend: (at) => at.sameKeys(),
  },
  {
    title: 'a secret key that is another',
    symptom: 'upload',
    id: 'store-secret',
    break: (at) => at.otherKey('AWS_SECRET_ACCESS_KEY'),
    mend: (at) => at.sameKeys(),
  },
  {
    title: 'a port of the store at which nobody listens',
    symptom: 'upload',
    id: 'store-refused',
    ...setting({ MLFLOW_S3_ENDPOINT_URL: 'http://mlflow-minio-headless:9009' }),
  },
  {
    title: 'a store that is asked by TLS, and speaks none',
    symptom: 'upload',
    id: 'store-scheme',
    ...setting({ MLFLOW_S3_ENDPOINT_URL: 'https://mlflow-minio:9000' }),
  },
  {
    title: 'buckets as names below the store’s',
    symptom: 'upload',
    id: 'store-addressing',
    ...setting({ MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE: 'virtual' }),
  },
  {
    title: 'a store whose clock is an hour behind',
    symptom: 'upload',
    id: 'clock-off',
    break: async (at) => {
      await at.lateStore();
      await setting({ MLFLOW_S3_ENDPOINT_URL: 'http://late:8000' }).break(at);
    },
    mend: async (at) => {
      await setting({}).mend(at);
      await at.kubectl('delete', 'service/late', 'pod/late');
    },
  },
  {
    title: 'the cluster’s DNS is scaled to none',
    symptom: 'connect',
    id: 'cluster-dns-away',
    break: (at) => at.names(0),
    mend: (at) => at.names(1),
  },
  {
    title: 'a Job of the release fails',
    symptom: 'full',
    id: 'job-failed',
    break: (at) => at.failingJob(),
    mend: (at) => at.kubectl('delete', 'job', 'failing'),
  },
];
