/** Ways into the cluster: an Ingress with a certificate, and a Gateway, by a controller that people use. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { Authority } from '../../support/certificates';
import { installTraefik } from '../addons/install';
import { traefik } from '../addons/traefik';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { webServer } from './small';

const NAMESPACE = 'ways-in';
const HOST = 'web.example.com';
const cluster = realCluster();

describe(`Traefik ${traefik.version} on Kubernetes ${cluster.version}`, () => {
  const authority = new Authority();
  let address = '';

  beforeAll(async () => {
    await installTraefik(cluster);
    address = await cluster.serviceAddress('ingress', 'traefik');
    await cluster.ok(['create', 'namespace', NAMESPACE]);
    await cluster.apply(webServer(NAMESPACE, 'web'));
    await cluster.settled(NAMESPACE);
  });
  afterAll(async () => {
    authority.close();
    await cluster.ok(['delete', 'namespace', NAMESPACE]);
  });

  test('an Ingress is served, under the certificate that it names', async () => {
    const { certificate, key } = authority.issue(HOST);
    const backend = { service: { name: 'web', port: { name: 'http' } } };
    const rule = { host: HOST, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } };
    await cluster.apply([
      {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'kubernetes.io/tls',
        metadata: { name: 'web-tls', namespace: NAMESPACE },
        stringData: { 'tls.crt': certificate, 'tls.key': key },
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'web', namespace: NAMESPACE },
        spec: { tls: [{ hosts: [HOST], secretName: 'web-tls' }], rules: [rule] },
      },
    ]);
    const status = () => statusOf({ address, host: HOST, authority: authority.certificate });
    await eventually(() => status().catch(() => 0), 200);
    await expect(statusOf({ address, host: HOST, authority: new Authority().certificate })).rejects.toThrow(/verify/);
  });

  test('a Gateway and its HTTPRoute are served', async () => {
    const gateway = { apiVersion: 'gateway.networking.k8s.io/v1', metadata: { name: 'web', namespace: NAMESPACE } };
    const listener = { name: 'web', protocol: 'HTTP', port: 8000 };
    await cluster.apply([
      { ...gateway, kind: 'Gateway', spec: { gatewayClassName: 'traefik', listeners: [listener] } },
      {
        ...gateway,
        kind: 'HTTPRoute',
        spec: {
          parentRefs: [{ name: 'web' }],
          hostnames: ['gateway.example.com'],
          rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
        },
      },
    ]);
    await eventually(() => statusOf({ address, host: 'gateway.example.com' }).catch(() => 0), 200);
    expect(await statusOf({ address, host: 'other.example.com' })).toBe(404);
  });
});

interface Question {
  readonly address: string;
  readonly host: string;
  /** The certificate of whom to trust, in PEM: then it asks by TLS. */
  readonly authority?: string;
}

function statusOf({ address, host, authority }: Question): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { host: address, headers: { Host: host }, agent: false, timeout: 10_000 } as const;
    const heard = (answer: IncomingMessage) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    };
    const question =
      authority === undefined
        ? http.request(options, heard)
        : https.request({ ...options, servername: host, ca: authority }, heard);
    question.on('timeout', () => question.destroy(new Error('timeout')));
    question.on('error', reject);
    question.end();
  });
}
