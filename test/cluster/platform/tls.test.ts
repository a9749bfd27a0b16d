/** TLS from end to end, by certificates of a company's own authority: the server, its database and its store, and a Gateway before them. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withFolder } from '../../support/chart-folder';
import { execute } from '../../support/execute';
import { remark } from '../../support/proofs';
import { installCertManager, installTraefik } from '../addons/install';
import { Client } from '../clients/client';
import { ask } from '../clients/http';
import { during, expectAllAnswered, inWords } from '../clients/load';
import { ALICE, basic, type Login } from '../clients/login';
import { TRACKING } from '../clients/services';
import { SEARCH } from '../clients/tracking-api';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { authorityObjects, authorityOf, certificateShown, ISSUER, renew } from './company';
import { buildCommand, NOTHING_WRONG, saidOf } from './doctor';
import { Platform } from './platform';
import { secret, tester, users } from './secrets';

const NAMESPACE = 'tls';
const EDGE = 'tls-edge';
// Nobody else's who asks the same Traefik.
const GATEWAY_HOST = 'mlflow.tls.example.com';
const INGRESS_HOST = 'mlflow.ingress.example.com';
const SERVERS = [
  [TRACKING, 5000, []],
  ['mlflow-postgresql', 5432, ['-starttls', 'postgres']],
  ['mlflow-minio', 9000, []],
] as const;
const ADMIN: Login = { username: 'admin', password: 'a long enough password' };

const nameOf = (service: string) => `${service}.${NAMESPACE}.svc.cluster.local`;
const cluster = realCluster();

describe(`TLS from end to end, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE, ALICE);
  let authority: string;
  const addresses = new Map<string, string>();

  const certificates = { certManager: { enabled: true, issuerRef: { name: ISSUER, kind: 'ClusterIssuer' } } };
  const values = {
    tls: { ...certificates, caBundle: { configMap: 'company' } },
    postgresql: { tls: { enabled: true } },
    minio: { tls: { enabled: true } },
    mlflow: {
      replicaCount: 2,
      gateway: { enabled: true, parentRefs: [{ name: 'public', namespace: EDGE }], hostnames: [GATEWAY_HOST] },
      ingress: { enabled: true, controller: 'traefik', hosts: [{ host: INGRESS_HOST }] },
    },
    auth: { mode: 'basic', basic: { existingSecret: 'mlflow-users' } },
    smokeTest: { existingSecret: 'tester' },
  };
  const addressOf = (service: string) => addresses.get(service) ?? '';
  const search = (login: Login = ALICE) =>
    ask({
      address: addressOf(TRACKING),
      tls: { servername: nameOf(TRACKING), ca: authority },
      path: SEARCH,
      headers: { Host: `${nameOf(TRACKING)}:5000`, ...basic(login) },
    });
  /** How `openssl s_client` ends that checks the certificate and its name. */
  const openssl = async (service: string, port: number, options: readonly string[], ca: string | undefined) =>
    withFolder({ 'ca.crt': ca ?? '' }, async (folder) => {
      const trust = ca === undefined ? [] : ['-CAfile', join(folder, 'ca.crt')];
      const check = ['-verify_return_error', '-verify_hostname', nameOf(service), '-servername', nameOf(service)];
      const at = ['s_client', '-connect', `${addressOf(service)}:${String(port)}`];
      return execute('openssl', [...at, ...check, ...trust, ...options], { stdin: '' });
    });
  /** What a server's own files say, and PostgreSQL's answer in its protocol. */
  const serialOf = async (service: string, port: number, options: readonly string[]) => {
    const { stdout } = await openssl(service, port, [...options, '-showcerts'], authority);
    return withFolder({ 'all.pem': stdout }, async (folder) => {
      const read = await execute('openssl', ['x509', '-noout', '-serial', '-in', join(folder, 'all.pem')], {});
      return read.stdout.trim();
    });
  };

  beforeAll(async () => {
    await installTraefik(cluster);
    await installCertManager(cluster);
    await cluster.apply(authorityObjects());
    authority = await authorityOf(cluster);
    await platform.makeNamespace();
    const group = { apiVersion: 'gateway.networking.k8s.io/v1' };
    await cluster.apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: EDGE } },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'company', namespace: NAMESPACE },
        data: { 'ca.crt': authority },
      },
      secret(NAMESPACE, 'company', { 'ca.crt': authority }),
      users(NAMESPACE, ALICE),
      tester(NAMESPACE, ALICE),
      {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Certificate',
        metadata: { name: 'public', namespace: EDGE },
        spec: {
          secretName: 'public',
          dnsNames: [GATEWAY_HOST],
          issuerRef: { name: ISSUER, kind: 'ClusterIssuer' },
          privateKey: { algorithm: 'ECDSA', size: 256 },
        },
      },
      {
        ...group,
        kind: 'Gateway',
        metadata: { name: 'public', namespace: EDGE },
        spec: {
          gatewayClassName: 'traefik',
          listeners: [
            {
              name: 'https',
              protocol: 'HTTPS',
              port: 8443,
              tls: { certificateRefs: [{ name: 'public' }] },
              allowedRoutes: { namespaces: { from: 'All' } },
            },
          ],
        },
      },
    ]);
    await platform.install('dev', values);
    for (const [service] of SERVERS) addresses.set(service, await cluster.serviceAddress(NAMESPACE, service));
  });
  afterAll(async () => {
    await cluster.ok(['delete', 'namespace', EDGE]);
    await platform.remove();
  });

  test('everything starts, nothing is restarted', async () => {
    for (const component of ['tracking', 'postgresql', 'minio']) expect(await platform.restarts(component)).toBe(0);
    expect((await search()).status).toBe(200);
  });

  test('the doctor finds nothing wrong', async () => {
    await buildCommand();
    expect(await saidOf(cluster, NAMESPACE)).toEqual(NOTHING_WRONG);
  });

  describe.each(SERVERS)('%s', (service, port, options) => {
    test.each(['-tls1_2', '-tls1_3'])('%s, with a certificate for its name by the authority', async (version) => {
      const { code, stdout } = await openssl(service, port, [...options, version], authority);
      expect([code, stdout]).toEqual([0, expect.stringContaining('Verify return code: 0 (ok)')]);
    });

    test('without the authority, a client refuses it', async () => {
      expect((await openssl(service, port, options, undefined)).code).not.toBe(0);
    });

    test('nothing older than TLS 1.2', async () => {
      const old = ['-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'];
      expect((await openssl(service, port, [...options, ...old], authority)).code).not.toBe(0);
    });
  });

  test('nobody talks to them without TLS', async () => {
    const plain = await ask({
      address: addressOf(TRACKING),
      path: SEARCH,
      headers: { Host: TRACKING, ...basic(ALICE) },
    });
    expect(plain.status).toBe(400);
    const store = await ask({ address: addressOf('mlflow-minio'), port: 9000, path: '/' });
    expect(store.status).toBe(400);
    const connect = `import os, psycopg2; psycopg2.connect("sslmode=disable")`;
    const [pod] = await platform.pods('tracking');
    if (pod === undefined) throw new Error('no pod');
    const { code, stderr } = await cluster.exec(pod.metadata, 'mlflow', ['python', '-c', connect]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('no encryption')]);
  });

  test('all connections of the server’s to its database are encrypted', async () => {
    const query = `SELECT DISTINCT ssl, version FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE client_addr IS NOT NULL`;
    const said = await platform.shell(
      'postgresql',
      `psql --username=mlflow --dbname=mlflow --tuples-only --no-align --command="${query}"`,
    );
    expect(said.trim()).toBe('t|TLSv1.3');
  });

  test('MLflow’s client logs and reads through the Service, and checks the certificate; without the authority it fails', async () => {
    const trust = [{ name: 'MLFLOW_TRACKING_SERVER_CERT_PATH', value: '/secrets/company/ca.crt' }];
    const client = new Client(cluster, NAMESPACE, { login: ALICE, secrets: ['company'], env: trust });
    const logged = await client.log('by TLS', 50);
    expect(logged.tracking_uri).toBe(`https://${nameOf(TRACKING)}:5000`);
    await client.check(logged);
    const stranger = new Client(cluster, NAMESPACE, {
      login: ALICE,
      env: [{ name: 'MLFLOW_HTTP_REQUEST_MAX_RETRIES', value: '0' }],
    });
    await expect(stranger.log('untrusted', 1)).rejects.toThrow('CERTIFICATE_VERIFY_FAILED');
  });

  test('`helm test` does the same by https, and believes the authority beside the certificate', async () => {
    const { passed, said } = await platform.smokeTest();
    expect([passed, said]).toEqual([true, expect.stringMatching(/^https:[^]*^passed[.] It took/m)]);
  });

  test('a Gateway leads there, and checks the server’s certificate', async () => {
    const address = await cluster.serviceAddress('ingress', 'traefik');
    const through = async () => {
      const tls = { servername: GATEWAY_HOST, ca: authority };
      const headers = { Host: GATEWAY_HOST, ...basic(ALICE) };
      return (await ask({ address, port: 443, tls, path: SEARCH, headers }).catch(() => undefined))?.status;
    };
    await eventually(through, 200);
    // A page of its own origin may write.
    const write = await ask({
      address,
      port: 443,
      tls: { servername: GATEWAY_HOST, ca: authority },
      method: 'POST',
      path: '/api/2.0/mlflow/experiments/create',
      headers: {
        Host: GATEWAY_HOST,
        Origin: `https://${GATEWAY_HOST}`,
        'Content-Type': 'application/json',
        ...basic(ALICE),
      },
      body: JSON.stringify({ name: 'through the Gateway' }),
    });
    expect(write.status).toBe(200);
    // With another authority to check by, it does not believe the server.
    const other = ['patch', 'backendtlspolicy', TRACKING, '--namespace', NAMESPACE, '--type=merge', '--patch'];
    await cluster.ok([...other, JSON.stringify({ spec: { validation: { hostname: 'somebody.example.com' } } })]);
    await eventually(through, 500);
    await cluster.ok([...other, JSON.stringify({ spec: { validation: { hostname: nameOf(TRACKING) } } })]);
    await eventually(through, 200);
  });

  test('an Ingress leads there, and checks the server’s certificate', async () => {
    const address = await cluster.serviceAddress('ingress', 'traefik');
    const headers = { Host: INGRESS_HOST, ...basic(ALICE) };
    const through = async () =>
      (await ask({ address, port: 80, path: SEARCH, headers }).catch(() => undefined))?.status;
    await eventually(through, 200);
    const change = async (spec: object) => {
      const patch = ['patch', 'serverstransport', TRACKING, '--namespace', NAMESPACE, '--type=merge', '--patch'];
      await cluster.ok([...patch, JSON.stringify({ spec })]);
    };
    await change({ serverName: 'somebody.example.com' });
    await eventually(through, 500);
    await change({ serverName: nameOf(TRACKING), rootCAsSecrets: [] });
    await eventually(through, 500);
    await change({ rootCAsSecrets: [`${TRACKING}-tls`] });
    await eventually(through, 200);
  });

  test('renewed certificates are in force without a restart, and no request fails', async () => {
    const serials = async () =>
      Promise.all(SERVERS.map(([service, port, options]) => serialOf(service, port, options)));
    const before = await serials();
    expect(new Set(before).size).toBe(3);
    const outcome = await during(
      async () => {
        for (const [service] of SERVERS) await renew(cluster, NAMESPACE, `${service}-tls`);
        await eventually(
          async () => (await serials()).map((serial, index) => serial !== before[index] && serial !== ''),
          [true, true, true],
          300,
        );
        // Both servers.
        for (const { status } of await platform.pods('tracking'))
          await eventually(
            async () =>
              `serial=${(await certificateShown({ host: status.podIP, port: 5000, servername: nameOf(TRACKING), ca: authority })).serialNumber}` ===
              before[0],
            false,
            180,
          );
        await sleep(10_000);
      },
      () => search(),
    );
    remark(inWords(outcome));
    expectAllAnswered(outcome);
    for (const component of ['tracking', 'postgresql', 'minio']) expect(await platform.restarts(component)).toBe(0);
  });

  test('with MLflow’s own login', async () => {
    await cluster.apply([
      secret(NAMESPACE, 'mlflow-login', {
        'admin-username': ADMIN.username,
        'admin-password': ADMIN.password,
        'flask-secret-key': 'a key',
      }),
    ]);
    await platform.upgrade('dev', { ...values, auth: { mode: 'mlflow', mlflow: { existingSecret: 'mlflow-login' } } });
    const trust = [{ name: 'MLFLOW_TRACKING_SERVER_CERT_PATH', value: '/secrets/company/ca.crt' }];
    const client = new Client(cluster, NAMESPACE, { login: ADMIN, secrets: ['company'], env: trust });
    await client.check(await client.log('by TLS, with a login of MLflow’s', 5));
    expect((await search({ ...ADMIN, password: 'wrong' })).status).toBe(401);
  });
});
