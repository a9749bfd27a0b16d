/** Servers that the chart does not bring: a database and an S3 store of somebody else, in their own namespace. */
import type { Container, Deployment, Service, Volume } from '../../../imports/kubernetes/types';
import type { RenderedObject } from '../../support/dist';
import { MINIO, POSTGRESQL_IMAGE } from '../images/versions';
import { secret } from './secrets';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** What a server shows, from a Secret with tls.crt and tls.key in its namespace. */
export interface Tls {
  readonly secret: string;
}

export function database(namespace: string, name: string, login: Credentials, databaseName: string, tls?: Tls) {
  return [
    ...server(
      namespace,
      name,
      5432,
      {
        name,
        image: POSTGRESQL_IMAGE,
        env: [
          { name: 'POSTGRES_DB', value: databaseName },
          { name: 'POSTGRES_USER', valueFrom: { secretKeyRef: { name, key: 'user' } } },
          { name: 'POSTGRES_PASSWORD', valueFrom: { secretKeyRef: { name, key: 'password' } } },
          { name: 'PGDATA', value: '/data/pgdata' },
        ],
        args: ['postgres', '-c', 'listen_addresses=*', ...(tls === undefined ? [] : SSL)],
        readinessProbe: { exec: { command: ['pg_isready', '--quiet', '--host=127.0.0.1'] }, periodSeconds: 2 },
        securityContext: { runAsUser: 999, runAsGroup: 999 },
      },
      tls,
    ),
    secret(namespace, name, { ...login }),
  ];
}

/** PostgreSQL over TLS, and not without. */
const SSL = ['ssl=on', 'ssl_cert_file=/tls/tls.crt', 'ssl_key_file=/tls/tls.key'].flatMap((setting) => ['-c', setting]);

export function s3Store(namespace: string, name: string, login: Credentials, tls?: Tls) {
  const ready =
    tls === undefined ? { httpGet: { path: '/minio/health/ready', port: 9000 } } : { tcpSocket: { port: 9000 } };
  return [
    ...server(
      namespace,
      name,
      9000,
      {
        name,
        image: `quay.io/minio/minio:${MINIO}`,
        args: ['server', '/data', ...(tls === undefined ? [] : ['--certs-dir=/tls'])],
        env: [
          { name: 'HOME', value: '/tmp' },
          { name: 'MINIO_ROOT_USER', valueFrom: { secretKeyRef: { name, key: 'user' } } },
          { name: 'MINIO_ROOT_PASSWORD', valueFrom: { secretKeyRef: { name, key: 'password' } } },
        ],
        readinessProbe: { ...ready, periodSeconds: 2 },
        securityContext: { runAsUser: 1000, runAsGroup: 1000 },
      },
      tls,
    ),
    secret(namespace, name, { ...login }),
  ];
}

function server(
  namespace: string,
  name: string,
  port: number,
  container: Container,
  tls: Tls | undefined,
): readonly RenderedObject[] {
  const labels = { app: name };
  const metadata = { name, namespace };
  const folders = { data: '/data', tmp: '/tmp', run: '/var/run/postgresql' };
  const service: Service & RenderedObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector: labels, ports: [{ port }] },
  };
  const volumes = Object.keys(folders).map((volume): Volume => ({ name: volume, emptyDir: {} }));
  const mounts = Object.entries(folders).map(([volume, mountPath]) => ({ name: volume, mountPath }));
  const certificate = tls === undefined ? [] : [{ name: 'tls', mountPath: '/tls', readOnly: true }];
  const deployment: Deployment & RenderedObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ ...container, volumeMounts: [...mounts, ...certificate] }],
          volumes: [...volumes, ...(tls === undefined ? [] : [keyPair(tls)])],
          // The key may be read by the server's group, and by nobody else: PostgreSQL insists.
          ...(tls && { securityContext: { fsGroup: container.securityContext?.runAsGroup ?? 0 } }),
        },
      },
    },
  };
  return [service, deployment];
}

/** Under the names that either server wants. */
function keyPair({ secret: secretName }: Tls): Volume {
  const items = ['tls.crt', 'tls.key'].map((key) => ({ key, path: key }));
  const minio = [
    { key: 'tls.crt', path: 'public.crt' },
    { key: 'tls.key', path: 'private.key' },
  ];
  return { name: 'tls', secret: { secretName, defaultMode: 0o600, items: [...items, ...minio] } };
}
