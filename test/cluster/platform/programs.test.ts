/** The programs of the init container, by tests in their own language: against real PostgreSQL and MinIO. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ConfigMap, EnvVar, Job } from '../../../imports/kubernetes/types';
import { Authority } from '../../support/certificates';
import type { RenderedObject } from '../../support/dist';
import { remark } from '../../support/proofs';
import { RESTRICTED } from '../clients/client';
import { MLFLOW, MLFLOW_BEFORE, MLFLOW_GUIDE, mlflowImage } from '../images/versions';
import { realCluster } from '../nodes/running';
import { database, s3Store } from './outside';
import { Platform } from './platform';
import { secret } from './secrets';

const NAMESPACE = 'programs';
const OUTSIDE = 'for-programs';
const LOGIN = { user: 'tester', password: 'a long password' };
const POSTGRES = `postgres.${OUTSIDE}.svc.cluster.local`;
const IN_DATABASE = { PGHOST: POSTGRES, PGUSER: LOGIN.user, PGPASSWORD: LOGIN.password };
const MINIO = `store.${OUTSIDE}.svc.cluster.local`;
/** Together they are the folder of the init container's programs. */
const SCRIPTS = ['mlflow-scripts', 'mlflow-login-scripts'];
const cluster = realCluster();

describe(`the init container's programs, on Kubernetes ${cluster.version}`, () => {
  const authority = new Authority();
  const platform = new Platform(cluster, NAMESPACE);

  beforeAll(async () => {
    const { certificate, key } = authority.issue(MINIO);
    await platform.makeNamespace();
    await cluster.ok(['create', 'namespace', OUTSIDE]);
    const scripts = (await platform.rendered('dev')).filter(({ metadata }) => SCRIPTS.includes(metadata.name));
    expect(scripts).toHaveLength(SCRIPTS.length);
    const ca = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'ca', namespace: NAMESPACE },
      data: { 'ca.crt': authority.certificate },
    };
    await cluster.apply([
      secret(OUTSIDE, 'certificate', { 'tls.crt': certificate, 'tls.key': key }),
      ...database(OUTSIDE, 'postgres', LOGIN, 'mlflow'),
      ...s3Store(OUTSIDE, 'store', LOGIN, { secret: 'certificate' }),
      ...scripts,
      tests('migrate'),
      tests('prepare_login'),
      tests('old_login'),
      tests('create_bucket'),
      ca,
    ]);
    await cluster.settled(OUTSIDE);
  });
  afterAll(async () => {
    authority.close();
    await platform.remove();
    await cluster.ok(['delete', 'namespace', OUTSIDE]);
  });

  test.each<[program: string, variables: Readonly<Record<string, string>>, version?: string]>([
    ['migrate', IN_DATABASE],
    ['prepare_login', IN_DATABASE],
    ['old_login', IN_DATABASE, MLFLOW_BEFORE],
    ['old_login', IN_DATABASE, MLFLOW_GUIDE],
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
    async (program, variables, version = MLFLOW) => {
      const env = Object.entries(variables).map(([name, value]) => ({ name, value }));
      const { code, output } = await cluster.start(job(program, env, version)).ended;
      if (code !== 0) throw new Error(output);
      const passed = output.match(/ \.\.\. ok$/gm)?.length ?? 0;
      remark(`${String(passed)} tests of ${program}, MLflow ${version}`);
      expect(passed).toBeGreaterThan(0);
      // Some twenty Pythons start, one after the other.
    },
    900_000,
  );
});

const tests = (program: string): ConfigMap & RenderedObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: `test-${program.replace('_', '-')}`, namespace: NAMESPACE },
  data: { 'test.py': readFileSync(join(__dirname, `programs/test_${program}.py`), 'utf8') },
});

function job(program: string, env: readonly EnvVar[], version: string): Job & RenderedObject {
  const { name, namespace } = tests(program).metadata;
  const volumes = { prepare: SCRIPTS, tests: [name], ca: ['ca'] };
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
              image: mlflowImage(version),
              command: ['python3', '/tests/test.py'],
              env: [{ name: 'HOME', value: '/tmp' }, { name: 'MLFLOW_DISABLE_TELEMETRY', value: 'true' }, ...env],
              volumeMounts: Object.keys(volumes).map((volume) => ({ name: volume, mountPath: `/${volume}` })),
              securityContext: RESTRICTED,
            },
          ],
          volumes: Object.entries(volumes).map(([volume, configMaps]) => ({
            name: volume,
            projected: { sources: configMaps.map((configMap) => ({ configMap: { name: configMap } })) },
          })),
        },
      },
    },
  };
}
