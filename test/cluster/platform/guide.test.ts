/** The setup guide's values (section 4.1), word for word, with MLflow 2.9.0 and drivers installed beside it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { blocksIn, commandsIn, commandsOf, typedIn } from '../../docs/shown';
import { expectPrinted } from '../../docs/printed';
import { remark } from '../../support/proofs';
import { root } from '../../support/root';
import { Client } from '../clients/client';
import { TRACKING } from '../clients/services';
import { MLFLOW_GUIDE } from '../images/versions';
import { realCluster } from '../nodes/running';
import { s3Store } from './outside';
import { Platform } from './platform';
import { typeBlocks } from './workstation';

const NAMESPACE = 'mlflow-guide';
const PAGE = 'docs/guide.md';
/** The guide's values name it. */
const OUTSIDE = 'storage';
const S3 = { user: 'minio', password: 'minio-password' };
const VALUES = readFileSync(join(root, 'test/fixtures/guide-values.yaml'), 'utf8');
/** Those that are proved here. */
const MINE = commandsIn('docs/guide.md').filter(
  (command) => command.includes(`${NAMESPACE} `) || command.endsWith(NAMESPACE),
);
const cluster = realCluster();

describe(`the setup guide's values on dist/dev's chart, MLflow ${MLFLOW_GUIDE} on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE);

  beforeAll(async () => {
    await platform.makeNamespace();
    await cluster.ok(['create', 'namespace', OUTSIDE]);
    await cluster.apply([...s3Store(OUTSIDE, 'minio', S3)]);
    // The very words of docs/guide.md; its namespace is there already, with Pod Security.
    const blocks = typedIn(PAGE).filter((block) => commandsOf(block).some((command) => MINE.includes(command)));
    const [keys = ''] = blocksIn(PAGE, 'ini');
    const printed = await typeBlocks(cluster, {
      blocks,
      here: (text) => text.replace('kubectl create namespace', 'kubectl get namespace'),
      files: {
        'guide-values.yaml': VALUES,
        'mlflow-secrets.env': keys.replace('your-access-key', S3.user).replace('your-secret-key', S3.password),
      },
      hosts: {},
      namespaces: [NAMESPACE],
    });
    const [{ prints = '' } = {}] = blocks;
    expectPrinted(printed.join(''), `…\n${prints}`);
  });
  afterAll(async () => {
    await platform.remove();
    await cluster.ok(['delete', 'namespace', OUTSIDE]);
  });

  test('two replicas start, on the database that the guide’s Secret names', async () => {
    expect(await platform.pods('tracking')).toHaveLength(2);
    expect(await platform.restarts('tracking')).toBe(0);
    await platform.remarkMemory('tracking');
  });

  test('a client logs a run and reads it back', async () => {
    const settings = {
      MLFLOW_S3_ENDPOINT_URL: `http://minio.${OUTSIDE}.svc.cluster.local:9000`,
      AWS_ACCESS_KEY_ID: S3.user,
      AWS_SECRET_ACCESS_KEY: S3.password,
    };
    const env = Object.entries(settings).map(([name, value]) => ({ name, value }));
    const client = new Client(cluster, NAMESPACE, { version: MLFLOW_GUIDE, env });
    const logged = await client.log('guide', 20);
    expect(logged.artifact_uri).toMatch(/^s3:\/\/mlflow-artefacts\//);
    await client.check(logged);
    remark(logged.artifact_uri.replace(logged.run_id, '<run>'));
  });

  test('its health is two letters, not the JSON that the guide expects', async () => {
    const { status, body } = await (await platform.api()).get(`${TRACKING}:5000`, '/health');
    expect([status, body]).toEqual([200, 'OK']);
  });

  test('it answers behind the guide’s Ingress host', async () => {
    expect((await (await platform.api()).get('mlflow.internal.example.com')).status).toBe(200);
  });
});
