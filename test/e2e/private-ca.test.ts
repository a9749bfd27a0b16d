/** The prod chart with a database and an S3 store that show certificates of a private authority, which is mounted. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Authority, type KeyPair } from './certificates';
import { Client } from './client';
import type { Cluster } from './node/cluster';
import { database, s3Store } from './outside';
import { namespaceOf, secret, template, WEBHOOK_KEY } from './rendered';
import { startCluster, TRACKING, versions } from './suite';

const NAMESPACE = namespaceOf('prod');
const LOGIN = { user: 'mlflow', password: 'a long password' };
const CA = '/etc/private-ca/ca.crt';

const keyPair = (namespace: string, name: string, { certificate, key }: KeyPair) =>
  secret(namespace, name, { 'tls.crt': certificate, 'tls.key': key });

describe(`dist/prod's chart, database and store over TLS with a private authority: ${versions()}`, () => {
  const authority = new Authority();
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster([
      keyPair('databases', 'certificate', authority.issue('postgres.databases.svc.cluster.local')),
      keyPair('storage', 'certificate', authority.issue('store.storage.svc.cluster.local')),
      ...database('databases', 'postgres', LOGIN, 'mlflow', { secret: 'certificate' }),
      ...s3Store('storage', 'store', LOGIN, { secret: 'certificate' }),
      secret(NAMESPACE, 'db', { password: LOGIN.password }),
      secret(NAMESPACE, 's3', { AWS_ACCESS_KEY_ID: LOGIN.user, AWS_SECRET_ACCESS_KEY: LOGIN.password }),
      secret(NAMESPACE, 'mlflow-encryption', { 'kek-passphrase': 'a passphrase', 'webhook-key': WEBHOOK_KEY }),
      secret(NAMESPACE, 'private-ca', { 'ca.crt': authority.certificate }),
      ...(await template('prod', {
        mlflow: {
          replicaCount: 1,
          workers: 2,
          podDisruptionBudget: { enabled: false },
          extraVolumes: [{ name: 'ca', secret: { secretName: 'private-ca' } }],
          extraVolumeMounts: [{ name: 'ca', mountPath: '/etc/private-ca', readOnly: true }],
          env: [
            { name: 'PGSSLROOTCERT', value: CA },
            { name: 'AWS_CA_BUNDLE', value: CA },
          ],
        },
        postgresql: { enabled: false, auth: { existingSecret: '' } },
        externalDatabase: {
          host: 'postgres.databases.svc.cluster.local',
          existingSecret: 'db',
          sslMode: 'verify-full',
        },
        minio: { enabled: false, auth: { existingSecret: '' } },
        externalS3: {
          bucket: 'artefacts',
          endpoint: 'https://store.storage.svc.cluster.local:9000',
          existingSecret: 's3',
          createBucket: true,
        },
      })),
    ]);
  });
  afterAll(async () => {
    authority.close();
    await cluster.close();
  });

  test('the init container trusts them: it makes schema and bucket at the first attempt', () => {
    const pod = cluster.pod(TRACKING);
    expect(pod.logs('prepare')).toMatch(/schema None -> \w+\n[^]*artefacts created/);
    expect(pod.restarts).toBe(0);
  });

  test('the server trusts them: a client logs and reads back through it', async () => {
    const client = new Client(cluster, NAMESPACE);
    const logged = await client.log('private-ca', 5);
    expect(logged.artifact_uri).toMatch(/^mlflow-artifacts:/);
    await client.check(logged);
  });
});
