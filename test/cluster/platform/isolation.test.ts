/** networkPolicy: the platform works, each row of docs/isolation.md is let through, and what is beside each of them is not. */
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { installTraefik } from '../addons/install';
import { Client } from '../clients/client';
import { ask } from '../clients/http';
import { ALICE, basic, type Login } from '../clients/login';
import { TRACKING } from '../clients/services';
import { SEARCH } from '../clients/tracking-api';
import { eventually } from '../eventually';
import { addressesOf } from '../nodes/network';
import type { Pod } from '../nodes/real-cluster';
import { realCluster } from '../nodes/running';
import { Issuer } from './issuer';
import { rangesOfTests } from './let-in';
import { Platform } from './platform';
import { secret, users } from './secrets';
import { idle, webServer } from './small';

const NAMESPACE = 'isolation';
const TRAINING = 'isolation-training';
const MONITORING = 'isolation-monitoring';
const ELSEWHERE = 'isolation-elsewhere';
const NAMESPACES = [TRAINING, MONITORING, ELSEWHERE];
const HOST = 'mlflow.example.com';

const cluster = realCluster();
const { families } = cluster.realAddress;
/** Outside of the cluster's pods: where the tests run, and the API server. */
const [OUTSIDE = ''] = addressesOf(families, 'controlPlane');
const [NAMES = ''] = addressesOf(families, 'names');
/** What listens there. Nobody names the internet. */
const LISTENING = {
  'external database': 7001,
  'external store': 7002,
  'receiver of webhooks': 7003,
  'provider of models': 7004,
  'the internet': 7005,
  // Of names, on the node, and no pod.
  cache: 53,
};

const ADMIN: Login = { username: 'admin', password: 'a long enough password' };
const ANN = { name: 'ann', password: 'of ann', email: 'ann@example.com', groups: ['science'] };
const CLIENT = { id: 'mlflow', secret: 'of the client', redirectUrl: `http://${TRACKING}:5000/oauth2/callback` };
/** Of the container that an Issuer has; its Service has another one. */
const ISSUER_PORT = 8080;

type Who = readonly [namespace: string, pod: string, container: string];
/** Pods that do nothing, by what they are for the platform. */
const CALLERS = {
  client: [NAMESPACE, 'notebook', 'shell'],
  trainer: [TRAINING, 'trainer', 'shell'],
  'neighbour of the trainer': [TRAINING, 'other', 'shell'],
  Prometheus: [MONITORING, 'prometheus', 'shell'],
  'neighbour of Prometheus': [MONITORING, 'other', 'shell'],
  stranger: [ELSEWHERE, 'stranger', 'shell'],
} as const satisfies Readonly<Record<string, Who>>;
/** The platform's own, by component. */
const OWN = {
  server: ['tracking', 'mlflow'],
  database: ['postgresql', 'postgresql'],
  store: ['minio', 'minio'],
} as const;

type From = keyof typeof CALLERS | keyof typeof OWN;
type To = keyof typeof OWN | keyof typeof LISTENING | 'DNS' | 'web server' | 'issuer' | 'API server';
type Row = readonly [from: From, to: To, port?: number];

describe(`networkPolicy, enforced by kube-router, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE, ALICE);
  const issuer = new Issuer(cluster, ELSEWHERE, 'company', { client: CLIENT, people: [ANN], programs: {} });
  const servers: Server[] = [];
  let apiServer = { address: '', port: 0 };

  const here = (ports: readonly number[]) => [{ cidr: `${OUTSIDE}/${OUTSIDE.includes(':') ? '128' : '32'}`, ports }];
  const values = (more: object = {}, externalCidrs: object = {}) => ({
    mlflow: { replicaCount: 2, ingress: { enabled: true, controller: 'traefik', hosts: [{ host: HOST }] } },
    auth: { mode: 'basic', basic: { existingSecret: 'mlflow-users' } },
    networkPolicy: {
      enabled: true,
      ingressControllers: [{ namespace: 'ingress' }],
      clients: [
        { podLabels: {} },
        { namespace: TRAINING, podLabels: { app: 'trainer' } },
        ...rangesOfTests(cluster).map((cidr) => ({ cidr })),
      ],
      monitoring: [{ namespace: MONITORING, podLabels: { app: 'prometheus' } }],
      externalCidrs: {
        database: here([LISTENING['external database']]),
        s3: here([LISTENING['external store']]),
        webhooks: here([LISTENING['receiver of webhooks']]),
        modelProviders: here([LISTENING['provider of models']]),
        ...externalCidrs,
      },
    },
    ...more,
  });

  const first = async (pods: Promise<readonly Pod[]>): Promise<Pod> => {
    const [pod] = await pods;
    if (pod === undefined) throw new Error('there is no such pod');
    return pod;
  };
  const podOf = (who: keyof typeof OWN) => first(platform.pods(OWN[who][0]));
  const callerOf = async (who: From): Promise<Who> => {
    if (who in CALLERS) return CALLERS[who as keyof typeof CALLERS];
    const { metadata } = await podOf(who as keyof typeof OWN);
    return [NAMESPACE, metadata.name, OWN[who as keyof typeof OWN][1]];
  };
  const ipOf = async (pod: Promise<Pod>) => (await pod).status.podIP ?? '';
  const targetOf = async (to: To): Promise<readonly [host: string, port: number]> => {
    if (to in LISTENING) return [OUTSIDE, LISTENING[to as keyof typeof LISTENING]];
    switch (to) {
      case 'DNS':
        return [NAMES, 53];
      case 'web server':
        return [await ipOf(first(cluster.pods(ELSEWHERE, 'app=web'))), 8000];
      case 'issuer':
        return [await ipOf(first(cluster.pods(ELSEWHERE, 'app=company'))), ISSUER_PORT];
      case 'API server':
        return [apiServer.address, apiServer.port];
      case 'server':
        return [await ipOf(podOf(to)), 5000];
      case 'database':
        return [await ipOf(podOf(to)), 5432];
      default:
        return [await ipOf(podOf('store')), 9000];
    }
  };
  /** Whether a connection is made, from a container. */
  const connects = async ([from, to, port]: Row): Promise<boolean> => {
    const [namespace, name, container] = await callerOf(from);
    const [host, usual] = await targetOf(to);
    const { code } = await cluster.exec({ namespace, name }, container, dial(host, port ?? usual));
    return code === 0;
  };

  beforeAll(async () => {
    await installTraefik(cluster);
    await platform.makeNamespace();
    for (const name of NAMESPACES) await cluster.ok(['create', 'namespace', name]);
    await cluster.apply([
      ...Object.values(CALLERS).map(([namespace, name]) => idle(namespace, name)),
      ...webServer(ELSEWHERE, 'web'),
      users(NAMESPACE, ALICE),
      secret(NAMESPACE, 'mlflow-login', {
        'admin-username': ADMIN.username,
        'admin-password': ADMIN.password,
        'flask-secret-key': 'a key',
      }),
      secret(NAMESPACE, 'mlflow-oidc', {
        'client-secret': CLIENT.secret,
        'cookie-secret': '0123456789abcdef'.repeat(2),
      }),
    ]);
    for (const port of Object.values(LISTENING)) servers.push(await listen(port));
    const path = 'jsonpath={.endpoints[0].addresses[0]} {.ports[0].port}';
    const found = await cluster.ok(['get', 'endpointslice', 'kubernetes', '--namespace=default', `--output=${path}`]);
    const [address = '', port = ''] = found.split(' ');
    apiServer = { address, port: Number(port) };
    await platform.install('dev', values());
    for (const [namespace, name] of Object.values(CALLERS))
      await cluster.ok(['wait', '--for=condition=Ready', `pod/${name}`, '--namespace', namespace, '--timeout=60s']);
    await cluster.settled(ELSEWHERE);
  });
  afterAll(async () => {
    for (const server of servers) server.close();
    for (const name of NAMESPACES) await cluster.ok(['delete', 'namespace', name]);
    await platform.remove();
  });

  const through = async () => {
    const address = await cluster.serviceAddress('ingress', 'traefik');
    return (await ask({ address, port: 80, path: SEARCH, headers: { Host: HOST, ...basic(ALICE) } })).status;
  };

  test('two replicas behind an Ingress start, and a client logs and reads back', async () => {
    expect(await platform.restarts('tracking')).toBe(0);
    await eventually(() => through().catch(() => 0), 200);
    const client = new Client(cluster, NAMESPACE, { login: ALICE });
    await client.check(await client.log('isolated', 20));
  });

  // First, so that they are enforced when the others are tried. Each has below a row that shows that something listens there.
  test.each(
    titled([
      ['neighbour of the trainer', 'server'],
      ['stranger', 'server'],
      ['Prometheus', 'server'],
      ['client', 'server', 9113],
      ['stranger', 'server', 9113],
      ['neighbour of Prometheus', 'server', 9113],
      ['client', 'database'],
      ['trainer', 'database'],
      ['stranger', 'database'],
      ['store', 'database'],
      ['client', 'store'],
      ['trainer', 'store'],
      ['stranger', 'store'],
      ['client', 'store', 9001],
      ['database', 'store'],
      ['server', 'store', 9001],
      ['database', 'server'],
      ['server', 'the internet'],
      ['database', 'the internet'],
      ['store', 'the internet'],
      ['database', 'DNS'],
      ['store', 'cache'],
      ['database', 'receiver of webhooks'],
      ['server', 'web server'],
      ['server', 'API server'],
    ]),
  )('forbidden: %s', async (_, row) => {
    await eventually(() => connects(row), false);
  });

  test.each(
    titled([
      ['client', 'server'],
      ['trainer', 'server'],
      ['Prometheus', 'server', 9113],
      ['server', 'database'],
      ['server', 'store'],
      ['server', 'DNS'],
      ['server', 'cache'],
      ['server', 'external database'],
      ['server', 'external store'],
      ['server', 'receiver of webhooks'],
      ['server', 'provider of models'],
    ]),
  )('let through: %s', async (_, row) => {
    expect(await connects(row)).toBe(true);
  });

  test.each(
    titled([
      ['stranger', 'the internet'],
      ['stranger', 'web server'],
      ['stranger', 'API server'],
      ['stranger', 'DNS'],
      // A pod cannot keep itself out.
      ['store', 'store', 9001],
    ]),
  )('something listens there: %s', async (_, row) => {
    expect(await connects(row)).toBe(true);
  });

  test('names are resolved by UDP', async () => {
    const [namespace, name, container] = await callerOf('server');
    const lookUp = `import socket; print(socket.getaddrinfo('${TRACKING}.${NAMESPACE}.svc.cluster.local', 5000)[0][4][0])`;
    const { stdout } = await cluster.exec({ namespace, name }, container, ['python3', '-c', lookUp]);
    expect(stdout.trim()).toBe(await cluster.serviceAddress(NAMESPACE, TRACKING));
  });

  test('MLflow does not wait for prices of models from the internet', async () => {
    const [namespace, name, container] = await callerOf('server');
    const read = 'from mlflow.environment_variables import MLFLOW_MODEL_CATALOG_URI as uri; print([uri.get()])';
    const { stdout } = await cluster.exec({ namespace, name }, container, ['python3', '-c', read]);
    expect(stdout.trim()).toBe("['']");
  });

  test('what comes from its own node, such as the kubelet’s probes, is let through', async () => {
    const { spec, status } = await podOf('server');
    for (const port of [5000, 9113]) cluster.onNode(spec.nodeName ?? '', [...dial(status.podIP ?? '', port)]);
  });

  test('with an issuer whose addresses are named, and clients that go to the store themselves', async () => {
    await issuer.start();
    const oidc = {
      ...issuer.values,
      allowedGroups: ['science'],
      serviceAccounts: {
        enabled: true,
        issuerUrl: 'https://kubernetes.default.svc',
        allowed: [`${NAMESPACE}/trainer`],
      },
    };
    const mlflow = { ...values().mlflow, artifacts: { mode: 'direct' } };
    const externalCidrs = {
      issuers: addressesOf(families, 'pods').map((cidr) => ({ cidr, ports: [ISSUER_PORT] })),
      serviceAccounts: here([apiServer.port]),
    };
    await platform.upgrade('dev', values({ mlflow, auth: { mode: 'oidc', oidc } }, externalCidrs));
    const address = await cluster.serviceAddress(NAMESPACE, TRACKING);
    const token = await issuer.personToken(ANN);
    const headers = { Host: `${TRACKING}:5000`, Authorization: `Bearer ${token}` };
    await eventually(async () => (await ask({ address, path: SEARCH, headers }).catch(() => undefined))?.status, 200);
  });

  test.each(
    titled([
      ['stranger', 'store'],
      ['neighbour of the trainer', 'store'],
      ['client', 'store', 9001],
      ['client', 'database'],
      ['server', 'web server'],
      ['server', 'the internet'],
      ['database', 'issuer'],
      ['store', 'API server'],
    ]),
  )('then forbidden: %s', async (_, row) => {
    await eventually(() => connects(row), false);
  });

  test.each(
    titled([
      ['client', 'store'],
      ['trainer', 'store'],
      ['server', 'issuer'],
      ['server', 'API server'],
      ['client', 'server'],
    ]),
  )('then let through: %s', async (_, row) => {
    await eventually(() => connects(row), true);
  });

  test.each<[mode: string, auth: object, login: Login | undefined]>([
    ['none', { mode: 'none' }, undefined],
    ['mlflow', { mode: 'mlflow', mlflow: { existingSecret: 'mlflow-login' } }, ADMIN],
  ])('in mode %s it works, too', async (mode, auth, login) => {
    await platform.upgrade('dev', values({ auth }));
    const client = new Client(cluster, NAMESPACE, login && { login });
    await client.check(await client.log(`isolated, ${mode}`, 5));
  });
});

function titled(rows: readonly Row[]): [title: string, row: Row][] {
  return rows.map(([from, to, port]) => [
    `${from} → ${to}${port === undefined ? '' : `, port ${String(port)}`}`,
    port === undefined ? [from, to] : [from, to, port],
  ]);
}

/** Ends with 0 if a connection is made within 3 s. */
function dial(host: string, port: number): readonly string[] {
  return ['timeout', '3', 'bash', '-c', `exec 3<>/dev/tcp/${host}/${String(port)}`];
}

/** Takes connections, and says nothing. */
function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end();
    });
    server.on('error', reject);
    server.listen(port, OUTSIDE, () => {
      resolve(server);
    });
  });
}
