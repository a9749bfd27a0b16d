/** docs/secrets.md, “Changing one”: typed as it stands there, with NetworkPolicies, and TLS from the server to its stores. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { outputOf } from '../../support/execute';
import { installCertManager } from '../addons/install';
import { Client, type Logged } from '../clients/client';
import { ask } from '../clients/http';
import { ALICE, basic } from '../clients/login';
import { TRACKING } from '../clients/services';
import { WEBHOOK, WEBHOOKS } from '../clients/tracking-api';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { authorityObjects, authorityOf, ISSUER } from './company';
import { rangesOfTests } from './let-in';
import { Platform } from './platform';
import { ordinarySecrets, secret } from './secrets';
import { typed } from './typed';

const NAMESPACE = 'rotation';
/** As the page has it, and as it is here. */
const here = (text: string) => text.replaceAll('mlflow-prod', NAMESPACE).replaceAll('dist/prod/', 'dist/staging/');
const HOST = `${TRACKING}.${NAMESPACE}.svc.cluster.local`;
const ENCRYPTED = readFileSync(join(__dirname, '../clients/encrypted.py'), 'utf8');

const cluster = realCluster();

describe(`secrets are changed as docs/secrets.md says, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE, ALICE);
  const trust = [{ name: 'MLFLOW_TRACKING_SERVER_CERT_PATH', value: '/secrets/company/ca.crt' }];
  const client = new Client(cluster, NAMESPACE, { login: ALICE, secrets: ['company'], env: trust });
  let authority: string;
  let address: string;
  let logged: Logged;

  const send = (path: string, body?: object) =>
    ask({
      address,
      tls: { servername: HOST, ca: authority },
      path,
      headers: { Host: `${HOST}:5000`, 'Content-Type': 'application/json', ...basic(ALICE) },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
  /** Types what stands below a heading; gives what is printed. */
  const type = async (heading: string): Promise<string> => {
    const printed = await typed(cluster, { document: 'docs/secrets.md', heading, here, namespace: NAMESPACE });
    expect(printed.length).toBeGreaterThan(1);
    await cluster.settled(NAMESPACE, 480);
    return printed.join('');
  };
  /** A program in the server's container, with its environment and what it says. */
  const inServer = async (program: string, ...args: readonly string[]): Promise<string> => {
    const [pod] = await platform.pods('tracking');
    if (pod === undefined) throw new Error('no pod');
    return outputOf(await cluster.exec(pod.metadata, 'mlflow', ['python', '-c', program, ...args]));
  };
  const valueOf = async (name: string, key: string) => {
    const { data } = await cluster.json<{ readonly data: Readonly<Record<string, string>> }>([
      ...['get', 'secret', name, '--namespace', NAMESPACE],
    ]);
    return Buffer.from(data[key] ?? '', 'base64').toString();
  };

  beforeAll(async () => {
    await installCertManager(cluster);
    await cluster.apply(authorityObjects());
    authority = await authorityOf(cluster);
    await platform.makeNamespace();
    await cluster.apply([...ordinarySecrets(NAMESPACE), secret(NAMESPACE, 'company', { 'ca.crt': authority })]);
    await platform.install('staging', {
      // Three nodes of two processors have room for a server more, wherever the stores are.
      mlflow: { resources: { requests: { cpu: '500m' } } },
      aiGateway: { enabled: true },
      tls: { certManager: { enabled: true, issuerRef: { name: ISSUER, kind: 'ClusterIssuer' } } },
      postgresql: { tls: { enabled: true } },
      minio: { tls: { enabled: true } },
      networkPolicy: { clients: [{ podLabels: {} }, ...rangesOfTests(cluster).map((cidr) => ({ cidr }))] },
    });
    address = await cluster.serviceAddress(NAMESPACE, TRACKING);
    const credential = {
      secret_name: 'a provider',
      secret_value: { api_key: 'of the provider' },
      provider: 'openai',
    };
    expect(await send('/api/3.0/mlflow/gateway/secrets/create', credential)).toMatchObject({ status: 200 });
    expect(await send(WEBHOOKS, WEBHOOK)).toMatchObject({ status: 200 });
    logged = await client.log('before', 5);
  });
  afterAll(() => platform.remove());

  test('keys of the store: the old ones are out, artefacts stay', async () => {
    const list = `
import sys, boto3, botocore.exceptions, os
keys = dict(zip(("aws_access_key_id", "aws_secret_access_key"), sys.argv[1:]))
try:
    print("let in", len(boto3.client("s3", endpoint_url=os.environ["MLFLOW_S3_ENDPOINT_URL"], **keys).list_buckets()["Buckets"]))
except botocore.exceptions.ClientError as error:
    print(error.response["Error"]["Code"])`;
    const before = await valueOf('mlflow-s3', 'AWS_SECRET_ACCESS_KEY');
    expect(await inServer(list, 'mlflow', before)).toBe('let in 1\n');
    await type('What a restart is enough for');
    expect(await inServer(list, 'mlflow', before)).toBe('SignatureDoesNotMatch\n');
    await client.check(logged);
    await client.check(await client.log('with other keys of the store', 5));
  });

  test('the password of the database: the old one is out', async () => {
    const connect = `
import sys, psycopg2
try:
    psycopg2.connect(password=sys.argv[1])
    print("let in")
except psycopg2.OperationalError as error:
    print("authentication failed" in str(error))`;
    const before = await valueOf('mlflow-postgresql', 'password');
    expect(await inServer(connect, before)).toBe('let in\n');
    await type('The database password');
    const now = await valueOf('mlflow-postgresql', 'password');
    expect(now).toMatch(/^[0-9a-f]{48}$/);
    expect(await inServer(connect, before)).toBe('True\n');
    expect(await inServer(connect, now)).toBe('let in\n');
    await client.check(logged);
  });

  test('the passphrase, with its version: what the gateway has stored is read, and the new one is needed for it', async () => {
    const before = await valueOf('mlflow-encryption', 'kek-passphrase');
    const read = async (): Promise<unknown> => JSON.parse(await inServer(ENCRYPTED));
    expect(await read()).toEqual([1, { api_key: 'of the provider' }]);
    expect(await type('The passphrase (KEK)')).toMatch(/rotated 1 /i);
    expect(await read()).toEqual([2, { api_key: 'of the provider' }]);
    const old = `import os\nos.environ["MLFLOW_CRYPTO_KEK_PASSPHRASE"] = ${JSON.stringify(before)}\n${ENCRYPTED}`;
    await expect(inServer(old)).rejects.toThrow(/decrypt/i);
    expect((await platform.pods('tracking')).length).toBe(2);
    await client.check(logged);
  });

  test('the key of webhooks: their secrets stay', async () => {
    const before = await valueOf('mlflow-encryption', 'webhook-key');
    expect(await type('The key of webhooks')).toContain('1 secrets of webhooks\n');
    expect(await valueOf('mlflow-encryption', 'webhook-key')).not.toBe(before);
    // The old servers, which have the old key, are asked until they are out of the Service.
    const all = async () =>
      (await Promise.all(Array.from({ length: 20 }, () => send(WEBHOOKS)))).map(({ status }) => status);
    await eventually(async () => (await all()).every((status) => status === 200), true);
    expect(new Set(await all())).toEqual(new Set([200]));
    const stored = `
import os, sqlalchemy
from cryptography.fernet import Fernet
with sqlalchemy.create_engine(os.environ["MLFLOW_BACKEND_STORE_URI"]).connect() as database:
    [secret] = database.execute(sqlalchemy.text("SELECT secret FROM webhooks")).one()
    print(Fernet(os.environ["MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY"]).decrypt(secret.encode()).decode())`;
    expect(await inServer(stored)).toBe(`${WEBHOOK.secret}\n`);
  });

  test('nothing is left over', async () => {
    for (const kind of ['pods', 'secrets'])
      expect(await cluster.ok(['get', kind, '--namespace', NAMESPACE, '--output=name'])).not.toMatch(/new-|rotate-/);
  });
});
