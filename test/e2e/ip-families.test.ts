/** The dev chart where pods have IPv6 addresses only, or of both families. (All other files: IPv4 only, and IPv6 is off.) */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../support/proofs';
import { Client } from './client';
import { ask } from './http';
import type { Cluster } from './node/cluster';
import type { Families } from './node/network';
import { namespaceOf, template } from './rendered';
import { POSTGRESQL, startCluster, STORE, TRACKING, versions } from './suite';
import { SEARCH } from './tracking-api';

const NAMESPACE = namespaceOf('dev');

/** As the container runtime forwards ports: it connects to localhost, inside. */
const FORWARD = `
import socket
with socket.create_connection(("localhost", 5000), timeout=5) as connection:
    connection.sendall(b"GET ${SEARCH} HTTP/1.1\\r\\nHost: localhost:5000\\r\\nConnection: close\\r\\n\\r\\n")
    print(connection.recv(15).decode())
`;

const CASES: readonly (readonly [Families, number])[] = [
  [['IPv6'], 1],
  [['IPv6'], 2],
  [['IPv6', 'IPv4'], 2],
  [['IPv4', 'IPv6'], 1],
];

describe.each(CASES)(`dist/dev's chart on %j with %d workers: ${versions()}`, (families, workers) => {
  let cluster: Cluster;
  const isIpv6 = families[0] === 'IPv6';

  beforeAll(async () => {
    cluster = await startCluster(await template('dev', { mlflow: { workers } }), { families });
  });
  afterAll(() => cluster.close());

  test('everything starts: the kubelet’s probes reach each pod at its own address', () => {
    for (const workload of [POSTGRESQL, STORE, TRACKING]) {
      expect(cluster.pod(workload).ip.includes(':')).toBe(isIpv6);
      expect(cluster.pod(workload).restarts).toBe(0);
    }
  });

  test('a client logs and reads back through the Service, and MLflow through those of PostgreSQL and MinIO', async () => {
    const client = new Client(cluster, NAMESPACE);
    await client.check(await client.log('families', 5));
  });

  test('the API answers to the pod’s address, as Prometheus writes it, and to no other', async () => {
    const { ip } = cluster.pod(TRACKING);
    const status = async (host: string) => (await ask({ address: ip, path: SEARCH, headers: { Host: host } })).status;
    const written = isIpv6 ? `[${ip}]` : ip;
    const other = isIpv6 ? '[fd00:bad::1]' : '10.9.9.9';
    expect(await Promise.all([`${written}:5000`, written, '[::1]:5000', `${other}:5000`].map(status))).toEqual([
      200, 200, 200, 403,
    ]);
  });

  test('kubectl port-forward reaches it on the loopback', async () => {
    const { output } = await cluster.pod(TRACKING).container('mlflow').exec(['python3', '-c', FORWARD], 20);
    expect(output.trim()).toBe('HTTP/1.1 200 OK');
  });

  test('at which addresses it answers', async () => {
    const { ips } = cluster.pod(TRACKING);
    const answers = await Promise.all(
      ips.map((address) => ask({ address, path: '/health' }).then(({ body }) => body, String)),
    );
    remark(ips.map((ip, index) => `${ip}: ${answers[index] ?? ''}`).join('; '));
    expect(answers[0]).toBe('OK');
  });
});
