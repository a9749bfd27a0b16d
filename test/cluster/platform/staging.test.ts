/** dist/staging/manifests: two replicas, an Ingress, and passwords from Secrets: as hard ones as there are. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../lib/values/merge';
import { commandsIn } from '../../docs/shown';
import { manifestsFolder } from '../../support/dist';
import { remark } from '../../support/proofs';
import { Client, type Logged } from '../clients/client';
import { ALICE } from '../clients/login';
import type { Answer } from '../clients/http';
import { during, expectAllAnswered, inWords } from '../clients/load';
import { TRACKING } from '../clients/services';
import { WEBHOOK, WEBHOOKS, type TrackingApi } from '../clients/tracking-api';
import { realCluster } from '../nodes/running';
import { buildCommand, diagnose, NOTHING_WRONG, saidOf } from './doctor';
import { letTestsIn } from './let-in';
import { Platform } from './platform';
import { namespaceOf, secret, shownCertificate, tester, users, WEBHOOK_KEY } from './secrets';
import { expectUntold } from './untold';

const NAMESPACE = namespaceOf('staging');
const HOST = 'mlflow.staging.example.com';
const PASSWORD = `p@ss/w%rd: 'single' "double" \\back $HOME $(id) \`x\` #;&=?+ end`;
const S3_KEY = `k/e@y%: 'q' "d" \\b $HOME +=&`;
const ENCRYPTION = { 'kek-passphrase': `phrase @/%:'"\\$ with spaces`, 'webhook-key': WEBHOOK_KEY };

const cluster = realCluster();

describe(`dist/staging/manifests, passwords full of special characters, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE, ALICE);
  const client = new Client(cluster, NAMESPACE, { login: ALICE });
  let api: TrackingApi;
  let logged: Logged;

  beforeAll(async () => {
    await platform.makeNamespace();
    await cluster.apply([
      secret(NAMESPACE, 'mlflow-postgresql', { password: PASSWORD }),
      secret(NAMESPACE, 'mlflow-s3', { AWS_ACCESS_KEY_ID: 'mlflow user', AWS_SECRET_ACCESS_KEY: S3_KEY }),
      secret(NAMESPACE, 'mlflow-encryption', ENCRYPTION),
      users(NAMESPACE, ALICE),
    ]);
    await cluster.ok(['apply', '--filename', manifestsFolder('staging')]);
    await cluster.apply([letTestsIn(cluster, NAMESPACE)]);
    await cluster.settled(NAMESPACE);
    api = await platform.api();
  });
  afterAll(() => platform.remove());

  test('two replicas start together on an empty database: one makes the schema, the other finds it', async () => {
    expect(await platform.pods('tracking')).toHaveLength(2);
    expect(await platform.restarts('tracking')).toBe(0);
    const logs = await platform.logs('tracking', 'prepare');
    expect(logs.filter((log) => /schema None -> \w+/.test(log))).toHaveLength(1);
    expect(logs.filter((log) => /is at schema \w+/.test(log))).toHaveLength(1);
    remark(logs.flatMap((log) => log.match(/^(migrate|create-bucket): (?!waiting).*$/gm) ?? []).join('; '));
  });

  test('the doctor misses the Ingress’ certificate, and finds nothing else wrong', async () => {
    await buildCommand();
    const { exit, findings } = await diagnose(cluster, NAMESPACE);
    expect([exit, findings.map(({ id }) => id)]).toEqual([1, ['tls-secret-missing']]);
    await cluster.apply([shownCertificate(NAMESPACE, 'mlflow-staging-tls', HOST)]);
    expect(await saidOf(cluster, NAMESPACE)).toEqual(NOTHING_WRONG);
  });

  test('a client logs and reads back', async () => {
    logged = await client.log('round-trip', 20);
    await client.check(logged);
  });

  test('the pod of `helm test`, made by hand: by a user’s Secret it does all; without, it says what it did not try', async () => {
    const pods = async (values: JsonObject) => {
      const { passed, said } = await platform.smokeTestPod('staging', values);
      // Of a failure, all that it says: the last line names the step and no cause.
      return [passed, passed ? said.trim().split('\n').at(-1)?.replace(/\d+ s/, '') : said];
    };
    await cluster.apply([tester(NAMESPACE, ALICE)]);
    expect(await pods({ smokeTest: { existingSecret: 'tester' } })).toEqual([true, 'passed. It took ']);
    expect(await pods({})).toEqual([
      true,
      'passed, as far as it could try: the server answers, and asks for a login. NOT TRIED: all that needs one',
    ]);
  });

  test('no password is in anything that a client sees, nor in any log', async () => {
    const secrets = [PASSWORD, S3_KEY, ...Object.values(ENCRYPTION)].flatMap((text) => [
      text,
      encodeURIComponent(text),
      JSON.stringify(text),
    ]);
    await expectUntold(secrets, logged, platform);
  });

  test('a webhook with a secret: each process of both replicas reads what another has stored', async () => {
    const made = await api.send(`${TRACKING}:5000`, WEBHOOKS, WEBHOOK);
    expect(made).toMatchObject({ status: 200 });
    const listings: Answer[] = [];
    for (let call = 0; call < 50; call++) listings.push(await api.get(`${TRACKING}:5000`, WEBHOOKS));
    expect(listings.filter(({ status }) => status !== 200)).toEqual([]);
  });

  test('a secret that another key has encrypted breaks the listing, until it is dropped as docs/server.md says', async () => {
    const drop = commandsIn('docs/server.md').flatMap((line) => / -- sh -c '(psql .*)'$/.exec(line)?.[1] ?? []);
    expect(drop).toHaveLength(1);
    const listing = async () => (await api.get(`${TRACKING}:5000`, WEBHOOKS)).status;
    await platform.shell('postgresql', (drop[0] ?? '').replace('NULL', "'of another key'"));
    expect(await listing()).toBe(500);
    await platform.shell('postgresql', drop[0] ?? '');
    expect(await listing()).toBe(200);
  });

  test('the web page behind the Ingress changes data; over plain HTTP, or from another site, it may not', async () => {
    expect((await api.post(HOST, `https://${HOST}`)).status).toBe(200);
    expect((await api.post(HOST, `http://${HOST}`)).status).toBe(403);
    expect((await api.post(HOST, 'https://evil.example.com')).status).toBe(403);
    expect((await api.get('other.example.com')).status).toBe(403);
  });

  test('`kubectl drain` of a node with a server on it: no request fails', async () => {
    const node = (await platform.pods('tracking'))[0]?.spec.nodeName ?? '';
    const which = [
      '--ignore-daemonsets',
      '--delete-emptydir-data',
      '--pod-selector=app.kubernetes.io/component=tracking',
    ];
    const outcome = await during(
      async () => {
        await cluster.ok(['drain', node, ...which]);
        await cluster.settled(NAMESPACE);
      },
      () => api.get(`${TRACKING}:5000`),
    );
    const nodes = (await platform.pods('tracking')).map(({ spec }) => spec.nodeName);
    await cluster.ok(['uncordon', node]);
    remark(inWords(outcome));
    expect(nodes).toHaveLength(2);
    expect(nodes).not.toContain(node);
    expectAllAnswered(outcome);
  });

  test('every pod is replaced by `kubectl rollout restart`: no request fails', async () => {
    const outcome = await during(
      async () => {
        await cluster.ok(['rollout', 'restart', `deployment/${TRACKING}`, '--namespace', NAMESPACE]);
        await cluster.settled(NAMESPACE);
      },
      () => api.get(`${TRACKING}:5000`),
    );
    remark(inWords(outcome));
    expectAllAnswered(outcome);
    await client.check(logged);
  });
});
