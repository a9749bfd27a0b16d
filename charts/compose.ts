/** What the objects do not say, and a Compose file needs: what services are called, who waits for whom, and what the machine gets to. */
import type { Context } from '../lib/expr/context';
import type { ComposeDeclaration } from '../lib/synth/compose/declaration';

const SERVER = {
  curl: ['tracking/proxy', 'jobs/proxy', 'artifacts/proxy', 'minio/minio'],
  wget: ['tracking/oauth2-proxy'],
};
const STORES = ['postgresql', 'pooler', 'minio', 'garage'];

export function compose({ name, namespace }: Context['release']): ComposeDeclaration {
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
      tracking: STORES,
      jobs: ['tracking'],
      artifacts: ['tracking'],
      'database-exporter': ['postgresql'],
      'backup-exporter': ['minio', 'garage'],
    },
    published: {
      tracking: { http: 5000 },
      minio: { api: 9000, console: 9001 },
      garage: { api: 3900 },
    },
    variables: {
      [`${name}-s3/AWS_ACCESS_KEY_ID`]: 'MINIO_ACCESS_KEY',
      [`${name}-s3/AWS_SECRET_ACCESS_KEY`]: 'MINIO_SECRET_KEY',
      [`${name}-s3-from-values/AWS_ACCESS_KEY_ID`]: 'MINIO_ACCESS_KEY',
      [`${name}-s3-from-values/AWS_SECRET_ACCESS_KEY`]: 'MINIO_SECRET_KEY',
      [`${name}-database-from-values/password`]: 'POSTGRES_PASSWORD',
      [`${name}-postgresql/password`]: 'POSTGRES_PASSWORD',
    },
    httpClients: Object.fromEntries(
      (['curl', 'wget'] as const).flatMap((client) => SERVER[client].map((key) => [key, client] as const)),
    ),
    shell: 'tracking/mlflow',
    impossible: {
      Cluster: 'database.engine is cloudnative-pg, whose operator makes the database: that takes a cluster',
    },
  };
}
