/** jobs.enabled: what the pod for jobs has otherwise than those that serve, and what these are told. */
import { describe, expect, test } from '@jest/globals';
import type { ConfigMap, Container, Deployment, PodSpec, Service } from '../../../imports/kubernetes/types';
import { evaluateModel } from '../../../lib/synth/model';
import type { JsonObject } from '../../../lib/values/merge';
import { complete, model, SMALLEST } from '../../support/platform';

const RELEASE = { name: 'ml', namespace: 'team' };
const ON: JsonObject = { jobs: { enabled: true }, mlflow: { replicaCount: 3, workers: 2 } };

const render = (...values: readonly JsonObject[]) =>
  evaluateModel(model, { values: complete(SMALLEST, ...values), release: RELEASE });
type Objects = ReturnType<typeof render>;
const deployment = (objects: Objects, name: string) => objects.get(name) as unknown as Deployment;
const service = (objects: Objects, name: string) => objects.get(name) as unknown as Service;
const configMap = (objects: Objects, name: string) => objects.get(name) as unknown as ConfigMap;
const without = (value: object, ...keys: readonly string[]) =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
const podOf = (objects: Objects, name: string): PodSpec => {
  const spec = deployment(objects, `${name}-deployment`).spec?.template.spec;
  if (spec === undefined) throw new Error(`${name} has no pods`);
  return spec;
};
const serverIn = ({ containers }: PodSpec): Container => {
  const server = containers.find(({ name }) => name === 'mlflow');
  if (server === undefined) throw new Error('there is no server');
  return server;
};

test('there is none by default, and requests stay', () => {
  const objects = render();
  expect([...objects.keys()].filter((name) => name.startsWith('jobs'))).toEqual([]);
  expect(configMap(objects, 'proxy-configuration').data).not.toHaveProperty(['jobs.conf']);
});

describe('the pod for jobs', () => {
  const objects = render(ON);
  const [jobs, web] = [podOf(objects, 'jobs'), podOf(objects, 'tracking')];

  test('is one, which ends before its successor begins, behind a Service of its own', () => {
    expect(deployment(objects, 'jobs-deployment').spec).toMatchObject({
      replicas: 1,
      strategy: { type: 'Recreate' },
    });
    expect(service(objects, 'jobs-service')).toMatchObject({
      metadata: { name: 'ml-jobs' },
      spec: { type: 'ClusterIP', ports: [{ port: 5000, targetPort: 'http' }] },
    });
    expect(service(objects, 'tracking-service').spec?.selector).toMatchObject({
      'app.kubernetes.io/component': 'tracking',
    });
  });

  test('is a server as the others are, but for what it runs', () => {
    const { args, env = [], resources } = serverIn(jobs);
    const { args: ofWeb, env: envOfWeb = [] } = serverIn(web);
    const same = (server: Container) => without(server, 'args', 'env', 'resources');
    expect(same(serverIn(jobs))).toEqual(same(serverIn(web)));
    expect(args).toEqual(ofWeb?.map((arg) => arg.replace('--workers=2', '--workers=1')));
    expect(env.slice(0, envOfWeb.length)).toEqual(envOfWeb);
    expect(env.slice(envOfWeb.length)).toEqual([
      { name: 'MLFLOW_SERVER_ENABLE_JOB_EXECUTION', value: 'true' },
      { name: 'RUNS_JOBS', value: 'true' },
    ]);
    expect(resources?.requests).toEqual({ cpu: '500m', memory: '2Gi' });
    expect(configMap(objects, 'tracking-settings').data).toMatchObject({
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
      MLFLOW_SERVER_ENABLE_CUSTOM_SCORERS: 'false',
    });
    const rest = (spec: PodSpec) => ({
      ...without(spec, 'topologySpreadConstraints'),
      containers: spec.containers.filter(({ name }) => name !== 'mlflow'),
    });
    expect(rest(jobs)).toEqual(rest(web));
  });

  test('none is protected from disruptions', () => {
    const protectedOnes = render(ON, { mlflow: { podDisruptionBudget: { enabled: true } } });
    expect([...protectedOnes.keys()].filter((name) => name.endsWith('poddisruptionbudget'))).toEqual([
      'tracking-poddisruptionbudget',
    ]);
  });
});

test('the proxies know where it is, and by TLS whom its certificate may be of', () => {
  const plain = configMap(render(ON), 'proxy-configuration').data ?? {};
  expect(plain['jobs.conf']).toContain('set $jobs http://ml-jobs.team.svc.cluster.local:5000;');
  expect(plain).not.toHaveProperty(['roles-tls.conf']);
  const objects = render(ON, { tls: { existingSecret: 'given', caBundle: { configMap: 'company', key: 'ca.pem' } } });
  const byTls = configMap(objects, 'proxy-configuration').data ?? {};
  expect(byTls['jobs.conf']).toContain('set $jobs https://ml-jobs.team.svc.cluster.local:5000;');
  expect(byTls['roles-tls.conf']).toContain('proxy_ssl_verify on;');
  expect(byTls['roles-tls.conf']).toContain('proxy_ssl_name ml-tracking.team.svc.cluster.local;');
  expect(podOf(objects, 'tracking').volumes).toContainEqual({
    name: 'roles-authorities',
    projected: {
      sources: [
        { secret: { name: 'given', items: [{ key: 'ca.crt', path: 'ca.crt' }], optional: true } },
        { configMap: { name: 'company', items: [{ key: 'ca.pem', path: 'bundle.crt' }] } },
      ],
    },
  });
});

test('what MLflow is told of the archival of traces', () => {
  const archive = { enabled: true, olderThan: '7d', everySeconds: 60, mostAtATime: 5 };
  const { data } = configMap(render(ON, { retention: { traces: { archive } } }), 'tracking-settings');
  expect(JSON.parse(data?.['TRACE_ARCHIVAL'] ?? '')).toEqual({
    trace_archival: {
      enabled: true,
      location: data?.['MLFLOW_ARTIFACTS_DESTINATION'],
      retention: '7d',
      interval_seconds: 60,
      max_traces_per_pass: 5,
    },
  });
});
