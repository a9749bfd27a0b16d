/** Which images there are by default, and where they come from; and what else is the whole installation's. */
import { and, equal } from '../lib/expr/function';
import type { Rule } from '../lib/values/rule';
import { boolean, opaqueList, record, string } from '../lib/values/schema';
import { empty } from './conditions';
import { objectName } from './fields';
import type { Values } from './schema';

/** The chart's appVersion. */
export const MLFLOW_VERSION = '3.18.0';

const PGBOUNCER = { repository: 'ghcr.io/cloudnative-pg/pgbouncer', tag: '1.25.1' } as const;

/** By the key of the values that they are below. Nothing else says a version. */
export const defaultImages = {
  mlflow: { repository: 'ghcr.io/mlflow/mlflow', tag: `v${MLFLOW_VERSION}-full` },
  proxy: { repository: 'nginx', tag: '1.30.6' },
  // The plain tags have no shell, which the container needs to end after the proxy.
  oauth2Proxy: { repository: 'quay.io/oauth2-proxy/oauth2-proxy', tag: 'v7.15.6-alpine' },
  cnpg: { repository: 'ghcr.io/cloudnative-pg/postgresql', tag: '17.11-system-trixie' },
  pgbouncer: PGBOUNCER,
  postgresql: { repository: 'postgres', tag: '17.7' },
  pooler: PGBOUNCER,
  databaseExporter: { repository: 'quay.io/prometheuscommunity/postgres-exporter', tag: 'v0.17.1' },
  minio: { repository: 'quay.io/minio/minio', tag: 'RELEASE.2025-09-07T16-13-09Z' },
  garage: { repository: 'dxflrs/garage', tag: 'v2.5.0' },
  copy: { repository: 'rclone/rclone', tag: '1.76.0' },
} as const;

/** What no cluster gets of this chart, and a Compose file has beside it. */
export const composeImages = {
  prometheus: { repository: 'quay.io/prometheus/prometheus', tag: 'v3.16.0' },
} as const;

export const global = record(
  'Shared with all charts of one installation.',
  {
    imageRegistry: string({
      default: '',
      description:
        'A registry to put before every image repository, such as a pull-through mirror: mirror.example.com/hub.',
      pattern: {
        regex: '^([a-zA-Z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)*)?$',
        expected: 'a registry such as mirror.example.com:5000/hub',
      },
    }),
    imagePullSecrets: opaqueList('Secrets for pulling images: a list of {name: …}.', {
      type: 'object',
      properties: { name: { type: 'string' } },
      required: ['name'],
      additionalProperties: false,
    }),
    storageClass: objectName(
      'StorageClass of each volume whose own storageClass is empty; empty takes the cluster’s default.',
    ),
    openshift: boolean({
      default: false,
      description:
        'Leave users and groups of pods (runAsUser, runAsGroup, fsGroup) to OpenShift, which gives each namespace its own.',
    }),
  },
  true,
);

export function imageRules(values: Values): readonly Rule[] {
  const { mlflow, proxy, oauth2Proxy, postgresql, database, externalDatabase, minio, objectStore, backup } = values;
  const images = {
    ...Object.fromEntries(
      Object.entries({ mlflow, proxy, oauth2Proxy, postgresql, minio, backup }).map(([name, { image }]) => [
        `${name}.image`,
        image,
      ]),
    ),
    'objectStore.garage.image': objectStore.garage.image,
    'database.cnpg.image': database.cnpg.image,
    'database.cnpg.pooler.image': database.cnpg.pooler.image,
    'externalDatabase.pooler.image': externalDatabase.pooler.image,
    'backup.copyImage': backup.copyImage,
  };
  return Object.entries(images).map(([path, { tag, digest }]) => ({
    path: `${path}.tag`,
    violated: and(equal(tag, 'latest'), empty(digest)),
    problem: 'is latest, which can be another image on every node and after every restart',
    remedy: 'Name a version, or give a digest',
  }));
}
