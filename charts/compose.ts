/** What the objects do not say, and a Compose file needs: what services are called, who waits for whom, and what the machine gets to. */
import type { Context } from '../lib/expr/context';
import type { ComposeDeclaration } from '../lib/synth/compose/declaration';
import type { Values } from '../values/schema';
import { composeImages } from '../values/images';
import { composePrometheus, PROMETHEUS } from './monitoring/compose-prometheus';
import { GARAGE_SETTINGS } from './store/garage';
import { MINIO_METRICS_PATH } from './store/minio';

/** What images have that containers can ask themselves with. */
const ASKERS = {
  curl: ['tracking/proxy', 'jobs/proxy', 'artifacts/proxy', 'minio/minio'],
  wget: ['database-exporter/exporter', `${PROMETHEUS}/${PROMETHEUS}`],
  python: ['backup-exporter/exporter'],
  bash: ['garage/tls', 'pooler/pooler'],
} as const;
const STORES = ['postgresql', 'pooler', 'minio', 'garage'];
/** They run when somebody says so: whatever they need is started with them. */
const TASKS = [
  'backup',
  'backup-rehearsal',
  'base-backup',
  'doctor',
  'moving',
  'restore',
  'retention-database',
  'retention-gc',
  'retention-lifecycle',
  'retention-traces',
];

export function compose({ release, values }: Context): ComposeDeclaration {
  const { name, namespace } = release;
  const { global, monitoring } = values as Pick<Values, 'global' | 'monitoring'>;
  const registry = global.imageRegistry === '' ? '' : `${String(global.imageRegistry)}/`;
  return {
    project: namespace,
    services: {
      'tracking/mlflow': 'mlflow',
      'tracking/prepare': 'mlflow-prepare',
      'tracking/proxy': 'mlflow-proxy',
      'postgresql/postgresql': 'postgres',
    },
    named: ['mlflow'],
    needs: {
      ...Object.fromEntries(TASKS.map((task) => [task, STORES])),
      tracking: STORES,
      jobs: ['tracking'],
      artifacts: ['tracking'],
      'database-exporter': ['postgresql'],
    },
    published: {
      tracking: { http: 5000 },
      minio: { api: 9000, console: 9001 },
      garage: { api: 3900 },
      [PROMETHEUS]: { http: 9090 },
    },
    profiles: { [PROMETHEUS]: 'monitoring' },
    beside: (objects) =>
      monitoring.enabled === true
        ? composePrometheus(objects, {
            release,
            image: `${registry}${composeImages.prometheus.repository}:${composeImages.prometheus.tag}`,
            paths: { minio: MINIO_METRICS_PATH },
          })
        : [],
    variables: {
      [`${name}-s3/AWS_ACCESS_KEY_ID`]: 'MINIO_ACCESS_KEY',
      [`${name}-s3/AWS_SECRET_ACCESS_KEY`]: 'MINIO_SECRET_KEY',
      [`${name}-s3-from-values/AWS_ACCESS_KEY_ID`]: 'MINIO_ACCESS_KEY',
      [`${name}-s3-from-values/AWS_SECRET_ACCESS_KEY`]: 'MINIO_SECRET_KEY',
      [`${name}-database-from-values/password`]: 'POSTGRES_PASSWORD',
      [`${name}-postgresql/password`]: 'POSTGRES_PASSWORD',
    },
    askers: {
      ...Object.fromEntries(
        Object.entries(ASKERS).flatMap(([asker, keys]) => keys.map((key) => [key, asker as keyof typeof ASKERS])),
      ),
      // Its image is this one program, which finds out what its /health says.
      'garage/garage': ['/garage', '-c', GARAGE_SETTINGS, 'health'],
    },
    shell: 'tracking/mlflow',
    impossible: {
      Cluster: 'database.engine is cloudnative-pg, whose operator makes the database: that takes a cluster',
    },
  };
}
