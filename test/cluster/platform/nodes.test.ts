/** What the nodes of these tests are: that pods run, find each other, are spread, evicted and replaced, and are kept apart. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { installMetricsServer } from '../addons/install';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { askByShell, idle, webServer } from './small';

const NAMESPACE = 'nodes';
const cluster = realCluster();

describe(`three nodes of Kubernetes ${cluster.version}`, () => {
  beforeAll(async () => {
    await cluster.ok(['create', 'namespace', NAMESPACE]);
    await cluster.apply([
      ...webServer(NAMESPACE, 'web', { nodeName: 'node-1' }),
      idle(NAMESPACE, 'friend', { nodeName: 'node-2' }),
      idle(NAMESPACE, 'stranger', { nodeName: 'node-2' }),
    ]);
    await cluster.settled(NAMESPACE);
    await cluster.ok(['wait', '--for=condition=Ready', 'pod', '--all', '--namespace', NAMESPACE, '--timeout=60s']);
  });
  afterAll(async () => {
    await cluster.ok(['delete', 'namespace', NAMESPACE]);
  });

  const asks = async (who: string) => {
    const { code, stdout } = await cluster.exec({ namespace: NAMESPACE, name: who }, 'shell', askByShell('web'));
    return code === 0 ? stdout.trim() : 'no answer';
  };

  test('a Service is found by its name, on another node', async () => {
    expect(await asks('friend')).toBe('HTTP/1.0 200 OK');
    expect(await asks('stranger')).toBe('HTTP/1.0 200 OK');
  });

  test('a NetworkPolicy is enforced: who is not allowed gets no answer', async () => {
    const spec = {
      podSelector: { matchLabels: { app: 'web' } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'friend' } } }] }],
    };
    await cluster.apply([
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'web', namespace: NAMESPACE },
        spec,
      },
    ]);
    await eventually(() => asks('stranger'), 'no answer');
    expect(await asks('friend')).toBe('HTTP/1.0 200 OK');
    await cluster.ok(['delete', 'networkpolicy', 'web', '--namespace', NAMESPACE]);
    await eventually(() => asks('stranger'), 'HTTP/1.0 200 OK');
  });

  test('metrics of pods and nodes are served, as HorizontalPodAutoscalers need them', async () => {
    await installMetricsServer(cluster);
    const measured = async () => {
      const { code, stdout } = await cluster.kubectl(['top', 'pods', '--namespace', NAMESPACE, '--no-headers']);
      return code === 0 ? stdout.trim().split('\n').length : 0;
    };
    await eventually(measured, 3);
    await cluster.ok(['autoscale', 'deployment', 'web', '--cpu=80%', '--min=1', '--max=3', '--namespace', NAMESPACE]);
    const current = () =>
      cluster.ok([
        'get',
        'hpa',
        'web',
        '--namespace',
        NAMESPACE,
        '--output=jsonpath={.status.conditions[?(@.type=="ScalingActive")].status}',
      ]);
    await eventually(current, 'True');
    await cluster.ok(['delete', 'hpa', 'web', '--namespace', NAMESPACE]);
  });

  test('a node that loses its power is lost, and back with what was on its disk', async () => {
    await cluster.powerOff('node-1');
    expect(await asks('friend')).toBe('no answer');
    const ready = () =>
      cluster.ok(['get', 'node', 'node-1', '--output=jsonpath={.status.conditions[?(@.type=="Ready")].status}']);
    await eventually(ready, 'Unknown');
    const started = performance.now();
    cluster.powerOn('node-1');
    await eventually(ready, 'True');
    await cluster.settled(NAMESPACE);
    await eventually(() => asks('friend'), 'HTTP/1.0 200 OK');
    remark(`Ready again, and answering, ${((performance.now() - started) / 1000).toFixed(0)} s after it got power`);
  });

  test('a node that is cut off does not answer, and does when it is joined again', async () => {
    expect(await asks('friend')).toBe('HTTP/1.0 200 OK');
    cluster.plug('node-1', 'down');
    expect(await asks('friend')).toBe('no answer');
    cluster.plug('node-1', 'up');
    await eventually(() => asks('friend'), 'HTTP/1.0 200 OK');
  });

  test('a kubelet that is killed is started again, and its pods live on', async () => {
    const pods = await cluster.pods(NAMESPACE, 'app=web');
    const kubelet = () => cluster.onNode('node-1', ['sh', '-c', 'pgrep --exact kubelet || true']).trim();
    const before = kubelet();
    cluster.onNode('node-1', ['kill', '-KILL', before]);
    await eventually(() => Promise.resolve(!['', before].includes(kubelet())), true);
    await cluster.nodesReady();
    expect(await asks('friend')).toBe('HTTP/1.0 200 OK');
    const again = await cluster.pods(NAMESPACE, 'app=web');
    expect(again.map(({ metadata }) => metadata.uid)).toEqual(pods.map(({ metadata }) => metadata.uid));
  });

  test('a process that is killed in a container is a restart', async () => {
    const [pod] = await cluster.pods(NAMESPACE, 'app=web');
    if (pod === undefined) throw new Error('there is no pod');
    const restarts = async () =>
      (await cluster.pods(NAMESPACE, 'app=web'))[0]?.status.containerStatuses?.[0]?.restartCount;
    const before = (await restarts()) ?? 0;
    expect(await cluster.kill(pod.metadata, /http\.server/)).toBe(1);
    await eventually(restarts, before + 1);
    await cluster.settled(NAMESPACE);
  });

  test('`kubectl drain` moves what is on a node', async () => {
    await cluster.apply(webServer(NAMESPACE, 'mobile'));
    await cluster.settled(NAMESPACE);
    const [pod] = await cluster.pods(NAMESPACE, 'app=mobile');
    const node = pod?.spec.nodeName ?? '';
    await cluster.ok([
      'drain',
      node,
      '--ignore-daemonsets',
      '--delete-emptydir-data',
      '--force',
      '--pod-selector=app=mobile',
    ]);
    await cluster.settled(NAMESPACE);
    const [moved] = await cluster.pods(NAMESPACE, 'app=mobile');
    expect(moved?.spec.nodeName).not.toBe(node);
    await cluster.ok(['uncordon', node]);
  });
});
