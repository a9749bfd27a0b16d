/** The prod chart with a database and an S3 store from outside, and clients that talk to the store themselves. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { Client, type Logged } from '../clients/client';
import { ALICE } from '../clients/login';
import { realCluster } from '../nodes/running';
import { buildCommand, NOTHING_WRONG, saidOf } from './doctor';
import { database, s3Store } from './outside';
import { Platform } from './platform';
import { secret, shownCertificate, users } from './secrets';
import { expectUntold } from './untold';

const NAMESPACE = 'external';
const OUTSIDE = 'of-somebody-else';
const DATABASE = { user: 'ml flow@prod:1', password: `p@ss/w%rd: 'x' "y" \\z $HOME $(id)` };
const S3 = { user: 'key/id+1', password: `s/e+c=r%e@t: ' " \\ $` };
const cluster = realCluster();

describe(`dist/prod's chart, external database and store, direct artefacts, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE, ALICE);
  // As docs/install.md says for direct mode.
  const client = new Client(cluster, NAMESPACE, { login: ALICE, envFrom: [{ secretRef: { name: 's3' } }] });
  let logged: Logged;

  beforeAll(async () => {
    await platform.makeNamespace();
    await cluster.ok(['create', 'namespace', OUTSIDE]);
    await cluster.apply([
      ...database(OUTSIDE, 'postgres', DATABASE, 'team-db'),
      ...s3Store(OUTSIDE, 'store', S3),
      secret(NAMESPACE, 'db', { password: DATABASE.password }),
      secret(NAMESPACE, 's3', { AWS_ACCESS_KEY_ID: S3.user, AWS_SECRET_ACCESS_KEY: S3.password }),
      users(NAMESPACE, ALICE),
      shownCertificate(NAMESPACE, 'mlflow-tls', 'mlflow.example.com'),
      secret(NAMESPACE, 'mlflow-encryption', { 'kek-passphrase': 'a passphrase' }),
    ]);
    await platform.install('prod', {
      mlflow: {
        replicaCount: 1,
        workers: 2,
        // Nodes have two processors here, and its neighbours ask for a part of one.
        resources: { requests: { cpu: '1' } },
        podDisruptionBudget: { enabled: false },
        artifacts: { mode: 'direct', path: 'team-a/runs' },
      },
      postgresql: { enabled: false, auth: { existingSecret: '' } },
      networkPolicy: {
        externalCidrs: {
          database: [{ namespace: OUTSIDE, podLabels: { app: 'postgres' } }],
          s3: [{ namespace: OUTSIDE, podLabels: { app: 'store' } }],
        },
      },
      externalDatabase: {
        host: `postgres.${OUTSIDE}.svc.cluster.local`,
        database: 'team-db',
        username: DATABASE.user,
        existingSecret: 'db',
        sslMode: 'disable',
      },
      minio: { enabled: false, auth: { existingSecret: '' } },
      externalS3: {
        bucket: 'artefacts',
        endpoint: `http://store.${OUTSIDE}.svc.cluster.local:9000`,
        existingSecret: 's3',
        createBucket: true,
      },
    });
  });
  afterAll(async () => {
    await platform.remove();
    await cluster.ok(['delete', 'namespace', OUTSIDE]);
  });

  test('the server starts: it has made its schema in their database and its bucket in their store', async () => {
    expect(await platform.log('tracking', 'prepare')).toMatch(/schema None -> \w+\n[^]*artefacts created/);
    await platform.remarkMemory('tracking');
  });

  test('the doctor finds nothing wrong', async () => {
    await buildCommand();
    expect(await saidOf(cluster, NAMESPACE)).toEqual(NOTHING_WRONG);
  });

  test('a client writes 200 MiB to the store by itself, and reads all of it back', async () => {
    logged = await client.log('direct', 200);
    expect(logged.artifact_uri).toMatch(/^s3:\/\/artefacts\/team-a\/runs\//);
    const { download_seconds } = await client.check(logged);
    remark(`200 MiB up in ${String(logged.upload_seconds)} s, down in ${String(download_seconds)} s`);
  });

  test('no password is in anything that a client sees, nor in any log', async () => {
    const secrets = [DATABASE.password, S3.password].flatMap((text) => [text, encodeURIComponent(text)]);
    await expectUntold(secrets, logged, platform);
  });
});
