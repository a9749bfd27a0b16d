/** The dev chart where pods have IPv6 addresses only, or of both families: `main.ts` starts a cluster for each. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { Client } from '../clients/client';
import { ask } from '../clients/http';
import { SEARCH } from '../clients/tracking-api';
import { realCluster } from '../nodes/running';
import { Platform } from './platform';

const NAMESPACE = 'families';

/** As the container runtime forwards ports: it connects to localhost, inside. */
const FORWARD = `
import socket
with socket.create_connection(("localhost", 5000), timeout=5) as connection:
    connection.sendall(b"GET ${SEARCH} HTTP/1.1\\r\\nHost: localhost:5000\\r\\nConnection: close\\r\\n\\r\\n")
    print(connection.recv(15).decode())
`;

const cluster = realCluster();
const { families } = cluster.realAddress;
const isIpv6 = families[0] === 'IPv6';

describe.each([1, 2])(
  `dist/dev's chart on Kubernetes ${cluster.version}, ${families.join(' before ')}, with %d workers`,
  (workers) => {
    const platform = new Platform(cluster, `${NAMESPACE}-${String(workers)}`);

    beforeAll(async () => {
      await platform.makeNamespace();
      await platform.install('dev', { mlflow: { workers } });
    });
    afterAll(() => platform.remove());

    test('everything starts: the kubelet’s probes reach each pod at its own address', async () => {
      for (const component of ['postgresql', 'minio', 'tracking']) {
        expect((await platform.pod(component)).status.podIP?.includes(':')).toBe(isIpv6);
        expect(await platform.restarts(component)).toBe(0);
      }
    });

    test('a client logs and reads back through the Service, and MLflow through those of PostgreSQL and MinIO', async () => {
      const client = new Client(cluster, platform.namespace);
      await client.check(await client.log('families', 5));
    });

    test('the API answers to the pod’s address, as Prometheus writes it, and to no other', async () => {
      const ip = (await platform.pod('tracking')).status.podIP ?? '';
      const status = async (host: string) => (await platform.askPod(SEARCH, host)).status;
      const written = isIpv6 ? `[${ip}]` : ip;
      const other = isIpv6 ? '[fd00:bad::1]' : '10.9.9.9';
      expect(await Promise.all([`${written}:5000`, written, '[::1]:5000', `${other}:5000`].map(status))).toEqual([
        200, 200, 200, 403,
      ]);
    });

    test('kubectl port-forward reaches it on the loopback', async () => {
      const { stdout } = await platform.exec('tracking', ['python3', '-c', FORWARD]);
      expect(stdout.trim()).toBe('HTTP/1.1 200 OK');
    });

    test('at which addresses it answers', async () => {
      const ips = ((await platform.pod('tracking')).status.podIPs ?? []).map(({ ip }) => ip);
      const answers = await Promise.all(
        ips.map((address) => ask({ address, path: '/health' }).then(({ body }) => body, String)),
      );
      remark(ips.map((ip, index) => `${ip}: ${answers[index] ?? ''}`).join('; '));
      expect(answers[0]).toBe('OK');
    });
  },
);
