/** autoscaling.engine keda, with its operator and a Prometheus that reads the proxies: pods come and go by requests in flight. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { root } from '../../support/root';
import { installKeda, KEDA } from '../addons/install-keda';
import { installPlainPrometheus } from '../addons/install-prometheus';
import { keda } from '../addons/keda';
import { during, expectAllAnswered, inWords } from '../clients/load';
import { TRACKING } from '../clients/services';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { Platform } from './platform';

const NAMESPACE = 'scaled-by-keda';
const WATCHING = 'watching-keda';
const DEPLOYMENT = 'deployment/mlflow-tracking';
const HOST = `${TRACKING}:5000`;
const CLIENTS = 12;
const cluster = realCluster();

interface Conditions {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

describe(`autoscaling by KEDA ${keda.version} on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE);
  const get = <T>(what: string) => cluster.json<T>(['get', what, '--namespace', NAMESPACE]);
  const replicas = async () => (await get<{ readonly spec: { readonly replicas: number } }>(DEPLOYMENT)).spec.replicas;

  beforeAll(async () => {
    await platform.makeNamespace();
    await cluster.ok(['create', 'namespace', WATCHING]);
    await installKeda(cluster);
    const document = readFileSync(join(root, 'docs/prometheus.yml'), 'utf8')
      .replaceAll(': 30s', ': 2s')
      .replace('names: [mlflow]', `names: [${NAMESPACE}]`)
      .replaceAll(/regex: (\S+);mlflow }/g, `regex: $1;${NAMESPACE} }`)
      .replace('kube-state-metrics.kube-system:8080', '127.0.0.1:1');
    await installPlainPrometheus(cluster, WATCHING, { 'prometheus.yml': document, 'mlflow.rules.yaml': 'groups: []' });
    await cluster.apply([
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'prometheus', namespace: WATCHING },
        spec: { selector: { app: 'plain' }, ports: [{ port: 9090 }] },
      },
    ]);
    await platform.install('dev', {
      mlflow: { workers: 1, resources: { requests: { cpu: '200m', memory: '512Mi' } } },
      monitoring: { enabled: true, databaseExporter: { enabled: false } },
      autoscaling: {
        ...{ enabled: true, engine: 'keda', minReplicas: 1, maxReplicas: 3 },
        ...{ targetCPUUtilizationPercentage: 0, targetRequestsInFlight: 2 },
        keda: { serverAddress: `http://prometheus.${WATCHING}:9090` },
        scaleUp: { stabilizationSeconds: 0, podsPerMinute: 4 },
        scaleDown: { stabilizationSeconds: 60, podsPerMinute: 4 },
      },
    });
  });
  afterAll(async () => {
    await platform.remove();
    await cluster.ok(['delete', 'namespace', WATCHING]);
    await cluster.ok(['delete', 'apiservice', 'v1beta1.external.metrics.k8s.io']);
    await cluster.ok(['delete', 'namespace', KEDA]);
  });

  test('it takes the ScaledObject, and makes a HorizontalPodAutoscaler with the behaviour of the values', async () => {
    const ready = async () =>
      (await get<Conditions>('scaledobject/mlflow-tracking')).status?.conditions?.find(({ type }) => type === 'Ready')
        ?.status;
    await eventually(ready, 'True', 120);
    const { spec } = await get<{ readonly spec: object }>('horizontalpodautoscaler/keda-hpa-mlflow-tracking');
    expect(spec).toMatchObject({
      minReplicas: 1,
      maxReplicas: 3,
      metrics: [{ type: 'External', external: { target: { type: 'AverageValue', averageValue: '2' } } }],
      behavior: { scaleDown: { stabilizationWindowSeconds: 60, policies: [{ type: 'Pods', value: 4 }] } },
    });
  });

  test('pods come with requests in flight, and go when there are none; no request fails', async () => {
    const api = await platform.api();
    const busy = await during(
      () => eventually(replicas, 3, 300),
      () => api.get(HOST),
      CLIENTS,
    );
    remark(`to 3: ${inWords(busy)}`);
    expectAllAnswered(busy);
    await cluster.settled(NAMESPACE);
    const idle = await during(
      () => eventually(replicas, 1, 500),
      async () => {
        await sleep(500);
        return api.get(HOST);
      },
      1,
    );
    remark(`back to 1: ${inWords(idle)}`);
    expectAllAnswered(idle);
  });
});
