/** Ways into the cluster: an Ingress with a certificate, and a Gateway, by a controller that people use. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Authority } from '../../support/certificates';
import { installTraefik } from '../addons/install';
import { traefik } from '../addons/traefik';
import { ask } from '../clients/http';
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
    const status = async (ca: string) =>
      (await ask({ address, port: 443, tls: { servername: HOST, ca }, path: '/', headers: { Host: HOST } })).status;
    await eventually(() => status(authority.certificate).catch(() => 0), 200);
    await expect(status(new Authority().certificate)).rejects.toThrow(/verify/);
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
    const status = async (host: string) =>
      (await ask({ address, port: 80, path: '/', headers: { Host: host } })).status;
    await eventually(() => status('gateway.example.com').catch(() => 0), 200);
    expect(await status('other.example.com')).toBe(404);
  });
});
