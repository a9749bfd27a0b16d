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
const object = <T>(objects: ReturnType<typeof render>, name: string) => objects.get(name) as unknown as T;
const podOf = (objects: ReturnType<typeof render>, name: string): PodSpec => {
  const spec = object<Deployment>(objects, `${name}-deployment`).spec?.template.spec;
  if (spec === undefined) throw new Error(`${name} has no pods`);
  return spec;
};
const serverIn = ({ containers }: PodSpec) => containers.find(({ name }) => name === 'mlflow') as Container;

test('there is none by default, and requests stay', () => {
  const objects = render();
  expect([...objects.keys()].filter((name) => name.startsWith('jobs'))).toEqual([]);
  expect(object<ConfigMap>(objects, 'proxy-configuration').data).not.toHaveProperty(['jobs.conf']);
});

describe('the pod for jobs', () => {
  const objects = render(ON);
  const [jobs, web] = [podOf(objects, 'jobs'), podOf(objects, 'tracking')];

  test('is one, which ends before its successor begins, behind a Service of its own', () => {
    expect(object<Deployment>(objects, 'jobs-deployment').spec).toMatchObject({
      replicas: 1,
      strategy: { type: 'Recreate' },
    });
    expect(object<Service>(objects, 'jobs-service')).toMatchObject({
      metadata: { name: 'ml-jobs' },
      spec: { type: 'ClusterIP', ports: [{ port: 5000, targetPort: 'http' }] },
    });
    expect(object<Service>(objects, 'tracking-service').spec?.selector).toMatchObject({
      'app.kubernetes.io/component': 'tracking',
    });
  });

  test('is a server as the others are, but for what it runs', () => {
    const { args, env = [], resources, ...same } = serverIn(jobs);
    const { args: ofWeb, env: envOfWeb = [], resources: _, ...others } = serverIn(web);
    expect(same).toEqual(others);
    expect(args).toEqual(ofWeb?.map((arg) => arg.replace('--workers=2', '--workers=1')));
    expect(env.slice(0, envOfWeb.length)).toEqual(envOfWeb);
    expect(env.slice(envOfWeb.length)).toEqual([
      { name: 'MLFLOW_SERVER_ENABLE_JOB_EXECUTION', value: 'true' },
      { name: 'RUNS_JOBS', value: 'true' },
    ]);
    expect(resources?.requests).toEqual({ cpu: '500m', memory: '2Gi' });
    expect(object<ConfigMap>(objects, 'tracking-settings').data).toMatchObject({
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
      MLFLOW_SERVER_ENABLE_CUSTOM_SCORERS: 'false',
    });
    const rest = ({ containers, topologySpreadConstraints: _spread, ...spec }: PodSpec) => ({
      ...spec,
      containers: containers.filter(({ name }) => name !== 'mlflow'),
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
  const plain = object<ConfigMap>(render(ON), 'proxy-configuration').data ?? {};
  expect(plain['jobs.conf']).toContain('set $jobs http://ml-jobs.team.svc.cluster.local:5000;');
  expect(plain).not.toHaveProperty(['jobs-tls.conf']);
  const objects = render(ON, { tls: { existingSecret: 'given', caBundle: { configMap: 'company', key: 'ca.pem' } } });
  const byTls = object<ConfigMap>(objects, 'proxy-configuration').data ?? {};
  expect(byTls['jobs.conf']).toContain('set $jobs https://ml-jobs.team.svc.cluster.local:5000;');
  expect(byTls['jobs-tls.conf']).toContain('proxy_ssl_verify on;');
  expect(byTls['jobs-tls.conf']).toContain('proxy_ssl_name ml-tracking.team.svc.cluster.local;');
  expect(podOf(objects, 'tracking').volumes).toContainEqual({
    name: 'jobs-authorities',
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
  const { data } = object<ConfigMap>(render(ON, { retention: { traces: { archive } } }), 'tracking-settings');
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
