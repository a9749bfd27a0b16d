/** The programs of the init container, by tests in their own language: against real PostgreSQL and MinIO. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ConfigMap, EnvVar, Job } from '../../imports/kubernetes/types';
import { remark } from '../support/proofs';
import { Authority } from './certificates';
import type { Cluster } from './node/cluster';
import type { KubernetesObject } from './node/store';
import { database, s3Store } from './outside';
import { namespaceOf, secret, template } from './rendered';
import { mlflowImage, startCluster, versions } from './suite';
import { MLFLOW } from './versions';

const NAMESPACE = namespaceOf('dev');
const LOGIN = { user: 'tester', password: 'a long password' };
const POSTGRES = 'postgres.databases.svc.cluster.local';
const MINIO = 'store.storage.svc.cluster.local';

describe(`the init container's programs: ${versions()}`, () => {
  const authority = new Authority();
  let cluster: Cluster;

  beforeAll(async () => {
    const { certificate, key } = authority.issue(MINIO);
    const scripts = (await template('dev', {})).find(({ metadata }) => metadata.name === 'mlflow-scripts');
    if (scripts === undefined) throw new Error('the chart has no ConfigMap mlflow-scripts');
    const ca = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'ca', namespace: NAMESPACE },
      data: { 'ca.crt': authority.certificate },
    };
    cluster = await startCluster([
      secret('storage', 'certificate', { 'tls.crt': certificate, 'tls.key': key }),
      ...database('databases', 'postgres', LOGIN, 'mlflow'),
      ...s3Store('storage', 'store', LOGIN, { secret: 'certificate' }),
      scripts,
      tests('migrate'),
      tests('create_bucket'),
      ca,
    ]);
  });
  afterAll(async () => {
    authority.close();
    await cluster.close();
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['migrate', { PGHOST: POSTGRES, PGUSER: LOGIN.user, PGPASSWORD: LOGIN.password }],
    [
      'create_bucket',
      {
        ENDPOINT: `https://${MINIO}:9000`,
        CA: '/ca/ca.crt',
        AWS_ACCESS_KEY_ID: LOGIN.user,
        AWS_SECRET_ACCESS_KEY: LOGIN.password,
      },
    ],
  ])(
    '%s',
    async (program, variables) => {
      const env = Object.entries(variables).map(([name, value]) => ({ name, value }));
      const { code, output } = await cluster.start(job(program, env)).ended;
      if (code !== 0) throw new Error(output);
      const passed = output.match(/ \.\.\. ok$/gm)?.length ?? 0;
      remark(`${String(passed)} tests of ${program}`);
      expect(passed).toBeGreaterThan(0);
      // Some twenty Pythons start, one after the other.
    },
    900_000,
  );
});

const tests = (program: string): ConfigMap & KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: `test-${program.replace('_', '-')}`, namespace: NAMESPACE },
  data: { 'test.py': readFileSync(join(__dirname, `programs/test_${program}.py`), 'utf8') },
});

function job(program: string, env: readonly EnvVar[]): Job & KubernetesObject {
  const { name, namespace } = tests(program).metadata;
  const volumes = { prepare: 'mlflow-scripts', tests: name, ca: 'ca' };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace },
    spec: {
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [
            {
              name: 'tests',
              image: mlflowImage(MLFLOW),
              command: ['python3', '/tests/test.py'],
              env: [{ name: 'HOME', value: '/tmp' }, { name: 'MLFLOW_DISABLE_TELEMETRY', value: 'true' }, ...env],
              volumeMounts: Object.keys(volumes).map((volume) => ({ name: volume, mountPath: `/${volume}` })),
              securityContext: { runAsUser: 1001, runAsGroup: 1001 },
            },
          ],
          volumes: Object.entries(volumes).map(([volume, configMap]) => ({
            name: volume,
            configMap: { name: configMap },
          })),
        },
      },
    },
  };
}
