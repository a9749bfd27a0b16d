/** The prod chart with a database and an S3 store that show certificates of a private authority, which is mounted. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Authority, type KeyPair } from '../../support/certificates';
import { Client } from '../clients/client';
import { ALICE } from '../clients/login';
import { realCluster } from '../nodes/running';
import { buildCommand, NOTHING_WRONG, saidOf } from './doctor';
import { database, s3Store } from './outside';
import { Platform } from './platform';
import { secret, shownCertificate, tester, users, WEBHOOK_KEY } from './secrets';

const NAMESPACE = 'private-ca';
const OUTSIDE = 'over-tls';
const LOGIN = { user: 'mlflow', password: 'a long password' };
const CA = '/etc/private-ca/ca.crt';
const [POSTGRES, STORE] = [`postgres.${OUTSIDE}.svc.cluster.local`, `store.${OUTSIDE}.svc.cluster.local`];
const cluster = realCluster();

const keyPair = (name: string, { certificate, key }: KeyPair) =>
  secret(OUTSIDE, name, { 'tls.crt': certificate, 'tls.key': key });

describe(`dist/prod's chart, database and store over TLS with a private authority, on Kubernetes ${cluster.version}`, () => {
  const authority = new Authority();
  const platform = new Platform(cluster, NAMESPACE, ALICE);

  beforeAll(async () => {
    await platform.makeNamespace();
    await cluster.ok(['create', 'namespace', OUTSIDE]);
    await cluster.apply([
      keyPair('postgres-tls', authority.issue(POSTGRES)),
      keyPair('store-tls', authority.issue(STORE)),
      ...database(OUTSIDE, 'postgres', LOGIN, 'mlflow', { secret: 'postgres-tls' }),
      ...s3Store(OUTSIDE, 'store', LOGIN, { secret: 'store-tls' }),
      secret(NAMESPACE, 'db', { password: LOGIN.password }),
      secret(NAMESPACE, 's3', { AWS_ACCESS_KEY_ID: LOGIN.user, AWS_SECRET_ACCESS_KEY: LOGIN.password }),
      users(NAMESPACE, ALICE),
      tester(NAMESPACE, ALICE),
      shownCertificate(NAMESPACE, 'mlflow-tls', 'mlflow.example.com'),
      secret(NAMESPACE, 'mlflow-encryption', { 'kek-passphrase': 'a passphrase', 'webhook-key': WEBHOOK_KEY }),
      secret(NAMESPACE, 'private-ca', { 'ca.crt': authority.certificate }),
    ]);
    // Its first attempt is to succeed.
    await cluster.settled(OUTSIDE);
    await platform.install('prod', {
      mlflow: {
        replicaCount: 1,
        workers: 2,
        // Nodes have two processors here, and its neighbours ask for a part of one.
        resources: { requests: { cpu: '1' } },
        podDisruptionBudget: { enabled: false },
        extraVolumes: [{ name: 'ca', secret: { secretName: 'private-ca' } }],
        extraVolumeMounts: [{ name: 'ca', mountPath: '/etc/private-ca', readOnly: true }],
        env: [
          { name: 'PGSSLROOTCERT', value: CA },
          { name: 'AWS_CA_BUNDLE', value: CA },
        ],
      },
      postgresql: { enabled: false, auth: { existingSecret: '' } },
      networkPolicy: {
        externalCidrs: {
          database: [{ namespace: OUTSIDE, podLabels: { app: 'postgres' } }],
          s3: [{ namespace: OUTSIDE, podLabels: { app: 'store' } }],
        },
      },
      externalDatabase: { host: POSTGRES, existingSecret: 'db', sslMode: 'verify-full' },
      minio: { enabled: false, auth: { existingSecret: '' } },
      smokeTest: { existingSecret: 'tester' },
      externalS3: {
        bucket: 'artefacts',
        endpoint: `https://${STORE}:9000`,
        existingSecret: 's3',
        createBucket: true,
      },
    });
  });
  afterAll(async () => {
    authority.close();
    await platform.remove();
    await cluster.ok(['delete', 'namespace', OUTSIDE]);
  });

  test('the init container trusts them: it makes schema and bucket at the first attempt', async () => {
    expect(await platform.log('tracking', 'prepare')).toMatch(/schema None -> \w+\n[^]*artefacts created/);
    expect(await platform.restarts('tracking')).toBe(0);
  });

  test('the doctor finds nothing wrong', async () => {
    await buildCommand();
    expect(await saidOf(cluster, NAMESPACE)).toEqual(NOTHING_WRONG);
  });

  test('the server trusts them: a client logs and reads back through it', async () => {
    const client = new Client(cluster, NAMESPACE, { login: ALICE });
    const logged = await client.log('private-ca', 5);
    expect(logged.artifact_uri).toMatch(/^mlflow-artifacts:/);
    await client.check(logged);
  });

  test('`helm test` works with it as a user whom a Secret names', async () => {
    const { passed, said } = await platform.smokeTest();
    expect([passed, said]).toEqual([true, expect.stringMatching(/^passed[.] It took/m)]);
  });
});
