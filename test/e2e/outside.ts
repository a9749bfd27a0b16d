/** Servers that the chart does not bring: a database and an S3 store of somebody else, in their own namespace. */
import type { Container, Deployment, Service } from '../../imports/kubernetes/types';
import type { KubernetesObject } from './node/store';
import { secret } from './rendered';
import { MINIO } from './versions';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

export function database(namespace: string, name: string, login: Credentials, databaseName: string) {
  return [
    ...server(namespace, name, 5432, {
      name,
      image: 'postgres:17.7',
      env: [
        { name: 'POSTGRES_DB', value: databaseName },
        { name: 'POSTGRES_USER', valueFrom: { secretKeyRef: { name, key: 'user' } } },
        { name: 'POSTGRES_PASSWORD', valueFrom: { secretKeyRef: { name, key: 'password' } } },
        { name: 'PGDATA', value: '/data/pgdata' },
      ],
      args: ['postgres', '-c', 'listen_addresses=*'],
      readinessProbe: { exec: { command: ['pg_isready', '--quiet', '--host=127.0.0.1'] }, periodSeconds: 2 },
      securityContext: { runAsUser: 999, runAsGroup: 999 },
    }),
    secret(namespace, name, { ...login }),
  ];
}

export function s3Store(namespace: string, name: string, login: Credentials) {
  return [
    ...server(namespace, name, 9000, {
      name,
      image: `quay.io/minio/minio:${MINIO}`,
      args: ['server', '/data'],
      env: [
        { name: 'HOME', value: '/tmp' },
        { name: 'MINIO_ROOT_USER', valueFrom: { secretKeyRef: { name, key: 'user' } } },
        { name: 'MINIO_ROOT_PASSWORD', valueFrom: { secretKeyRef: { name, key: 'password' } } },
      ],
      readinessProbe: { httpGet: { path: '/minio/health/ready', port: 9000 }, periodSeconds: 2 },
      securityContext: { runAsUser: 1000, runAsGroup: 1000 },
    }),
    secret(namespace, name, { ...login }),
  ];
}

function server(namespace: string, name: string, port: number, container: Container): readonly KubernetesObject[] {
  const labels = { app: name };
  const metadata = { name, namespace };
  const folders = { data: '/data', tmp: '/tmp', run: '/var/run/postgresql' };
  const service: Service & KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector: labels, ports: [{ port }] },
  };
  const volumeMounts = Object.entries(folders).map(([volume, mountPath]) => ({ name: volume, mountPath }));
  const deployment: Deployment & KubernetesObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ ...container, volumeMounts }],
          volumes: Object.keys(folders).map((volume) => ({ name: volume, emptyDir: {} })),
        },
      },
    },
  };
  return [service, deployment];
}
