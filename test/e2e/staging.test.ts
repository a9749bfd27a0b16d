/** dist/staging/manifests: two replicas, an Ingress, and passwords from Secrets: as hard ones as there are. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commandsIn } from '../docs/shown';
import { manifestsOf } from '../support/dist';
import { remark } from '../support/proofs';
import { Client, type Logged } from './client';
import type { Answer } from './http';
import { during, expectAllAnswered, inWords } from './load';
import type { Cluster } from './node/cluster';
import type { KubernetesObject } from './node/store';
import { namespaceOf, secret, WEBHOOK_KEY } from './rendered';
import { POSTGRESQL, startCluster, TRACKING, versions } from './suite';
import { expectUntold } from './untold';
import { TrackingApi } from './tracking-api';

const NAMESPACE = namespaceOf('staging');
const HOST = 'mlflow.staging.example.com';
const PASSWORD = `p@ss/w%rd: 'single' "double" \\back $HOME $(id) \`x\` #;&=?+ end`;
const S3_KEY = `k/e@y%: 'q' "d" \\b $HOME +=&`;
const ENCRYPTION = { 'kek-passphrase': `phrase @/%:'"\\$ with spaces`, 'webhook-key': WEBHOOK_KEY };
const WEBHOOKS = '/api/2.0/mlflow/webhooks';

describe(`dist/staging/manifests, passwords full of special characters: ${versions()}`, () => {
  let cluster: Cluster;
  let client: Client;
  let api: TrackingApi;
  let logged: Logged;
  const objects = manifestsOf('staging');

  beforeAll(async () => {
    cluster = await startCluster([
      secret(NAMESPACE, 'mlflow-postgresql', { password: PASSWORD }),
      secret(NAMESPACE, 'mlflow-s3', { AWS_ACCESS_KEY_ID: 'mlflow user', AWS_SECRET_ACCESS_KEY: S3_KEY }),
      secret(NAMESPACE, 'mlflow-encryption', ENCRYPTION),
      ...objects,
    ]);
    api = new TrackingApi(cluster, NAMESPACE);
    client = new Client(cluster, NAMESPACE);
  });
  afterAll(() => cluster.close());

  test('two replicas start together on an empty database: one makes the schema, the other finds it', () => {
    const pods = cluster.pods(TRACKING);
    expect(pods).toHaveLength(2);
    for (const pod of pods) expect(pod.restarts).toBe(0);
    const logs = pods.map((pod) => pod.logs('prepare'));
    expect(logs.filter((log) => /schema None -> \w+/.test(log))).toHaveLength(1);
    expect(logs.filter((log) => /is at schema \w+/.test(log))).toHaveLength(1);
    remark(logs.flatMap((log) => log.match(/^(migrate|create-bucket): .*$/gm) ?? []).join('; '));
  });

  test('a client logs and reads back', async () => {
    logged = await client.log('round-trip', 20);
    await client.check(logged);
  });

  test('no password is in anything that a client sees, nor in any log', () => {
    const secrets = [PASSWORD, S3_KEY, ...Object.values(ENCRYPTION)].flatMap((text) => [
      text,
      encodeURIComponent(text),
      JSON.stringify(text),
    ]);
    expectUntold(secrets, logged, cluster.pods(TRACKING));
  });

  test('a webhook with a secret: each process of both replicas reads what another has stored', async () => {
    const webhook = {
      name: 'deploy',
      // It has to be public; disabled, nobody calls it.
      url: 'https://1.1.1.1/',
      status: 'DISABLED',
      events: [{ entity: 'MODEL_VERSION', action: 'CREATED' }],
      secret: 'a secret',
    };
    const made = await api.send(`${TRACKING}:5000`, WEBHOOKS, webhook);
    expect(made).toMatchObject({ status: 200 });
    const listings: Answer[] = [];
    for (let call = 0; call < 50; call++) listings.push(await api.get(`${TRACKING}:5000`, WEBHOOKS));
    expect(listings.filter(({ status }) => status !== 200)).toEqual([]);
  });

  test('a secret that another key has encrypted breaks the listing, until it is dropped as docs/server.md says', async () => {
    const run = async (script: string) => {
      const { code, output } = await cluster.pod(POSTGRESQL).container('postgresql').exec(['sh', '-c', script], 20);
      if (code !== 0) throw new Error(output);
    };
    const drop = commandsIn('docs/server.md').flatMap((line) => / -- sh -c '(psql .*)'$/.exec(line)?.[1] ?? []);
    expect(drop).toHaveLength(1);
    const listing = async () => (await api.get(`${TRACKING}:5000`, WEBHOOKS)).status;
    await run((drop[0] ?? '').replace('NULL', "'of another key'"));
    expect(await listing()).toBe(500);
    await run(drop[0] ?? '');
    expect(await listing()).toBe(200);
  });

  test('the web page behind the Ingress changes data; over plain HTTP, or from another site, it may not', async () => {
    expect((await api.post(HOST, `https://${HOST}`)).status).toBe(200);
    expect((await api.post(HOST, `http://${HOST}`)).status).toBe(403);
    expect((await api.post(HOST, 'https://evil.example.com')).status).toBe(403);
    expect((await api.get('other.example.com')).status).toBe(403);
  });

  test('a pod is drained: no request fails', async () => {
    const [pod] = cluster.pods(TRACKING);
    if (pod === undefined) throw new Error('no pod');
    const outcome = await during(
      async () => {
        await cluster.deletePod(TRACKING, pod);
        await cluster.settled(120);
      },
      () => api.get(`${TRACKING}:5000`),
    );
    remark(`${inWords(outcome)}; ${pod.events.at(-1) ?? ''}`);
    expectAllAnswered(outcome);
  });

  test('every pod is replaced (kubectl rollout restart): no request fails', async () => {
    const outcome = await during(
      async () => {
        cluster.apply(objects.map(restarted));
        await cluster.settled(180);
      },
      () => api.get(`${TRACKING}:5000`),
    );
    remark(inWords(outcome));
    expectAllAnswered(outcome);
    await client.check(logged);
  });
});

/** The Deployment with another annotation on its pods. */
function restarted(object: KubernetesObject): KubernetesObject {
  if (object.kind !== 'Deployment') return object;
  return JSON.parse(JSON.stringify(object).replace('"checksum/', '"restarted":"now","checksum/')) as KubernetesObject;
}
