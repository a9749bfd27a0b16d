/** What ends: memory, and room on a volume. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { idle } from './small';

const NAMESPACE = 'limits';
const cluster = realCluster();

describe(`limits, on Kubernetes ${cluster.version}`, () => {
  beforeAll(async () => {
    await cluster.ok(['create', 'namespace', NAMESPACE]);
  });
  afterAll(async () => {
    await cluster.ok(['delete', 'namespace', NAMESPACE]);
  });

  const shell = (name: string, script: string) =>
    cluster.exec({ namespace: NAMESPACE, name }, 'shell', ['bash', '-c', script]);

  /** An idle pod whose container has what else it says. */
  const pod = (name: string, container: object, spec: object = {}) => {
    const { spec: whole, ...rest } = idle(NAMESPACE, name);
    return {
      ...rest,
      spec: { ...whole, ...spec, containers: whole.containers.map((one) => ({ ...one, ...container })) },
    };
  };
  const claimed = (name: string) => [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, namespace: NAMESPACE },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    },
    pod(
      name,
      { volumeMounts: [{ name: 'data', mountPath: '/data' }] },
      { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: name } }] },
    ),
  ];
  const ready = (name: string) =>
    cluster.ok(['wait', '--for=condition=Ready', `pod/${name}`, '--namespace', NAMESPACE, '--timeout=120s']);

  test('a container that takes more memory than its limit is killed for it', async () => {
    const resources = { limits: { memory: '32Mi' } };
    // The shell holds it in a variable.
    const command = ['bash', '-c', 'x=$(head -c 200M /dev/zero | tr "\\0" x); sleep 3600'];
    await cluster.apply([pod('greedy', { resources, command })]);
    const reason = async () => {
      const [greedy] = await cluster.pods(NAMESPACE, 'app=greedy');
      const { state, lastState } = greedy?.status.containerStatuses?.[0] ?? {};
      return state?.terminated?.reason ?? lastState?.terminated?.reason;
    };
    await eventually(reason, 'OOMKilled');
  });

  test('a claim gets a volume, which is there again for the next pod', async () => {
    await cluster.apply(claimed('kept'));
    await ready('kept');
    expect((await shell('kept', 'echo here >/data/file')).code).toBe(0);
    await cluster.ok(['delete', 'pod', 'kept', '--namespace', NAMESPACE]);
    await cluster.apply(claimed('kept'));
    await ready('kept');
    expect((await shell('kept', 'cat /data/file')).stdout).toBe('here\n');
  });

  test('a volume that is full takes no more', async () => {
    await cluster.smallVolume({ namespace: NAMESPACE, name: 'full' }, 'node-2', 32);
    await cluster.apply(claimed('full'));
    await ready('full');
    const { code, stderr } = await shell('full', 'head -c 100M /dev/zero >/data/file');
    expect([code, stderr]).toEqual([1, expect.stringContaining('No space left on device')]);
    expect((await shell('full', 'rm /data/file && echo again >/data/file')).code).toBe(0);
  });
});
