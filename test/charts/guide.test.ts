/** Section 4.1 of the setup guide, verbatim: accepted, and it means what it says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Deployment, Ingress, Service, StatefulSet } from '../../imports/kubernetes/types';
import { evaluateModel } from '../../lib/synth/model';
import { checkValues } from '../../lib/values/check';
import { definition, model } from '../support/platform';

const file = join(__dirname, '..', 'fixtures', 'guide-values.yaml');
const checked = checkValues(definition, [{ file, text: readFileSync(file, 'utf8') }]);
const objects = evaluateModel(model, {
  values: checked.ok ? checked.values : {},
  release: { name: 'mlflow', namespace: 'ml' },
});

const deployment = objects.get('tracking-deployment') as unknown as Deployment;
const service = objects.get('tracking-service') as unknown as Service;
const ingress = objects.get('ingress') as unknown as Ingress;
const postgresql = objects.get('postgresql-statefulset') as unknown as StatefulSet;

test('the values are accepted as they are', () => {
  expect(checked).toMatchObject({ ok: true });
});

test('two replicas of that image', () => {
  const { spec } = deployment;
  expect(spec?.replicas).toBe(2);
  expect(spec?.template.spec?.containers[0]?.image).toBe('ghcr.io/mlflow/mlflow:v2.9.0');
});

test('that Service and that Ingress', () => {
  expect(service.spec).toMatchObject({ type: 'ClusterIP', ports: [{ port: 5000 }] });
  expect(ingress.spec?.rules).toMatchObject([
    { host: 'mlflow.internal.example.com', http: { paths: [{ path: '/', pathType: 'Prefix' }] } },
  ]);
  // Models are larger than ingress-nginx lets through by itself.
  expect(ingress.metadata?.annotations).toMatchObject({ 'nginx.ingress.kubernetes.io/proxy-body-size': '0' });
});

test('its five variables win over the chart’s, in every container that reads them', () => {
  const { spec } = deployment;
  const pod = spec?.template.spec;
  const ofMlflow = [...(pod?.initContainers ?? []), ...(pod?.containers.slice(0, 1) ?? [])];
  expect(ofMlflow.map(({ name }) => name)).toEqual(['prepare', 'mlflow']);
  for (const { env = [] } of ofMlflow) {
    const names = env.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(env).toEqual(
      expect.arrayContaining([
        {
          name: 'MLFLOW_BACKEND_STORE_URI',
          valueFrom: { secretKeyRef: { name: 'mlflow-secrets', key: 'backend-store-uri' } },
        },
        { name: 'MLFLOW_DEFAULT_ARTIFACT_ROOT', value: 's3://mlflow-artefacts/' },
        { name: 'AWS_ACCESS_KEY_ID', valueFrom: { secretKeyRef: { name: 'mlflow-secrets', key: 'aws-access-key' } } },
        {
          name: 'AWS_SECRET_ACCESS_KEY',
          valueFrom: { secretKeyRef: { name: 'mlflow-secrets', key: 'aws-secret-key' } },
        },
        { name: 'MLFLOW_S3_ENDPOINT_URL', value: 'http://minio.storage.svc.cluster.local:9000' },
      ]),
    );
  }
});

test('PostgreSQL with that database and user; no MinIO', () => {
  const { spec } = postgresql;
  expect(spec?.template.spec?.containers[0]?.env).toEqual(
    expect.arrayContaining([
      { name: 'POSTGRES_DB', value: 'mlflow' },
      { name: 'POSTGRES_USER', value: 'mlflow' },
    ]),
  );
  expect(
    Buffer.from((objects.get('database-secret') as { data: { password: string } }).data.password, 'base64').toString(),
  ).toBe('changeme');
  expect([...objects.keys()].filter((name) => name.startsWith('minio'))).toEqual([]);
});

test('the command has only options that MLflow 2.9 knows', () => {
  const [server] = deployment.spec?.template.spec?.containers ?? [];
  expect(server?.args).toEqual(['mlflow', 'server', '--port=5000', '--workers=4', '--host=127.0.0.1']);
});
