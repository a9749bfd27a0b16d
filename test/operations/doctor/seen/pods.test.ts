/** What the checks of pods, workloads and Jobs see, and what they pass over. */
import { expect, test } from '@jest/globals';
import type { ContainerStatus, Job, Pod } from '../../../../imports/kubernetes/types';
import {
  ago,
  deployment,
  event,
  labels,
  pod,
  podIn,
  statefulSet,
  UNREADY,
} from '../../../../operations/doctor/examples';
import { NOTHING, type State } from '../../../../operations/doctor/state';
import { seenBy, type Line } from './seen';

type Row = readonly [title: string, state: Partial<State>, seen: readonly Line[]];

const NO_COMPONENT = { name: 'other', labels: { 'app.kubernetes.io/instance': 'mlflow' } };
const without = <T extends Deployed>(one: T): T => ({ ...one, metadata: NO_COMPONENT });
interface Deployed {
  readonly metadata?: unknown;
}

const inBackOff = (terminated: { readonly exitCode: number }, restarts: number) =>
  podIn('tracking', { waiting: { reason: 'CrashLoopBackOff' } }, { terminated }, restarts);

test.each<Row>([
  [
    'one that runs again, three times within ten minutes',
    { pods: [podIn('minio', { running: {} }, { terminated: { exitCode: 2, finishedAt: ago(9.9) } }, 3)] },
    [['store', 'pod/mlflow-minio-0', 'container minio has ended with 2 (3 restarts)']],
  ],
  [
    'its last words',
    { pods: [inBackOff({ exitCode: 1 }, 2)], lastWords: new Map([['mlflow-tracking-0/tracking', 'No module']]) },
    [['server', 'pod/mlflow-tracking-0', 'container tracking has ended with 1 (2 restarts), and said last: No module']],
  ],
  [
    'not twice',
    { pods: [podIn('minio', { running: {} }, { terminated: { exitCode: 2, finishedAt: ago(1) } }, 2)] },
    [],
  ],
  [
    'not where ten minutes are over',
    { pods: [podIn('minio', { running: {} }, { terminated: { exitCode: 2, finishedAt: ago(10) } }, 3)] },
    [],
  ],
  ['not where nobody says that one has ended', { pods: [podIn('minio', { running: {} }, {}, 3)] }, []],
])('restart-loop: %s', (_title, state, seen) => {
  expect(seenBy('restart-loop', state)).toEqual(seen);
});

test.each<Row>([
  [
    'the limit that the container has',
    {
      pods: [
        pod('tracking', {
          status: {
            containerStatuses: [
              {
                ...{ name: 'mlflow', image: 'a', imageID: '', ready: true, restartCount: 4, state: { running: {} } },
                lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: ago(59.9) } },
                resources: { limits: { memory: '512Mi' } },
              },
            ],
          },
        }),
      ],
    },
    [['server', 'pod/mlflow-tracking-0', `container mlflow was killed at ${ago(59.9)}, with 512Mi; restarts: 4`]],
  ],
  [
    'one whose limit an old cluster does not tell',
    { pods: [podIn('minio', { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: ago(1) } })] },
    [['store', 'pod/mlflow-minio-0', `container minio was killed at ${ago(1)}, with its limit; restarts: 0`]],
  ],
  [
    'not after an hour',
    { pods: [podIn('minio', {}, { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: ago(60) } })] },
    [],
  ],
])('out-of-memory: %s', (_title, state, seen) => {
  expect(seenBy('out-of-memory', state)).toEqual(seen);
});

test.each<Row>([
  ...['RunContainerError', 'CreateContainerError', 'StartError'].map((reason): Row => [
    `${reason}, with its message or without`,
    {
      pods: [
        podIn('tracking', { waiting: { reason, message: 'no such file' } }),
        podIn('minio', { waiting: { reason } }),
      ],
    },
    [
      ['server', 'pod/mlflow-tracking-0', 'container tracking: no such file'],
      ['store', 'pod/mlflow-minio-0', `container minio: ${reason}`],
    ],
  ]),
  ...['StartError', 'ContainerCannotRun'].map((reason): Row => [
    `what has ended with ${reason}, with its message or without`,
    {
      pods: [
        podIn('tracking', { terminated: { exitCode: 128, reason, message: 'not found' } }),
        podIn('minio', { terminated: { exitCode: 128, reason } }),
      ],
    },
    [
      ['server', 'pod/mlflow-tracking-0', 'container tracking: not found'],
      ['store', 'pod/mlflow-minio-0', `container minio: ${reason}`],
    ],
  ]),
  [
    'not of one that has been started since',
    { pods: [podIn('tracking', { running: {} }, { terminated: { exitCode: 128, reason: 'StartError' } }, 1)] },
    [],
  ],
  ['not of one that waits for the first time', { pods: [podIn('tracking', { waiting: {} })] }, []],
])('container-does-not-start: %s', (_title, state, seen) => {
  expect(seenBy('container-does-not-start', state)).toEqual(seen);
});

test('image-not-pulled: the image, and the message or the reason', () => {
  expect(
    seenBy('image-not-pulled', {
      pods: [
        podIn('tracking', { waiting: { reason: 'ErrImagePull', message: 'manifest unknown' } }),
        podIn('minio', { waiting: { reason: 'InvalidImageName' } }),
        podIn('postgresql', { waiting: { reason: 'ImagePullBackOff' } }),
      ],
    }),
  ).toEqual([
    ['server', 'pod/mlflow-tracking-0', 'a: manifest unknown'],
    ['store', 'pod/mlflow-minio-0', 'a: InvalidImageName'],
    ['database', 'pod/mlflow-postgresql-0', 'a: ImagePullBackOff'],
  ]);
  const others = ['ErrImageNeverPull', 'ImageInspectError', 'RegistryUnavailable'];
  expect(
    others.flatMap((reason) => seenBy('image-not-pulled', { pods: [podIn('tracking', { waiting: { reason } })] })),
  ).toHaveLength(others.length);
});

const scheduled = (type: string, status: 'True' | 'False', reason?: string, message?: string) =>
  pod('minio', {
    status: {
      conditions: [
        { type: 'Ready', status: 'False' },
        { type, status, ...(reason !== undefined && { reason }), ...(message !== undefined && { message }) },
      ],
    },
  });

test.each<readonly [string, Pod, readonly Line[]]>([
  [
    'what the scheduler says',
    scheduled('PodScheduled', 'False', 'Unschedulable', '0/3 nodes are available'),
    [['store', 'pod/mlflow-minio-0', '0/3 nodes are available']],
  ],
  [
    'a scheduler that says nothing',
    scheduled('PodScheduled', 'False', 'Unschedulable'),
    [['store', 'pod/mlflow-minio-0', '']],
  ],
  ['not what waits for a gate', scheduled('PodScheduled', 'False', 'SchedulingGated'), []],
  ['not what has a node', scheduled('PodScheduled', 'True', 'Unschedulable'), []],
  ['not another condition', scheduled('Other', 'False', 'Unschedulable'), []],
])('pod-does-not-fit: %s', (_title, one, seen) => {
  expect(seenBy('pod-does-not-fit', { pods: [one] })).toEqual(seen);
});

const failing = (component: string, type: string, status: 'True' | 'False', message?: string) => ({
  ...deployment(component),
  status: { conditions: [{ type, status, ...(message !== undefined && { message }) }] },
});
const REFUSED = event('StatefulSet', 'mlflow-minio', 'FailedCreate', 'exceeded quota');

test.each<Row>([
  [
    'a Deployment, by its condition',
    { deployments: [failing('tracking', 'ReplicaFailure', 'True', 'exceeded quota')] },
    [['server', 'deployment/mlflow-tracking', 'exceeded quota']],
  ],
  [
    'a condition without words',
    { deployments: [failing('tracking', 'ReplicaFailure', 'True')] },
    [['server', 'deployment/mlflow-tracking', '']],
  ],
  ['not one that is over', { deployments: [failing('tracking', 'ReplicaFailure', 'False', 'a')] }, []],
  ['not another condition', { deployments: [failing('tracking', 'Progressing', 'True', 'a')] }, []],
  ['not of what serves nobody', { deployments: [failing('backup', 'ReplicaFailure', 'True', 'a')] }, []],
  [
    'a StatefulSet, by an event',
    { statefulSets: [statefulSet('minio')], events: [REFUSED] },
    [['store', 'statefulset/mlflow-minio', 'exceeded quota']],
  ],
  [
    'a StatefulSet that has one of two',
    { statefulSets: [statefulSet('minio', 2)], pods: [pod('minio')], events: [REFUSED] },
    [['store', 'statefulset/mlflow-minio', 'exceeded quota']],
  ],
  ['not one that has its pod', { statefulSets: [statefulSet('minio')], pods: [pod('minio')], events: [REFUSED] }, []],
  [
    'not one that has its pod, and does not say how many it wants',
    {
      statefulSets: [{ ...statefulSet('minio'), spec: { ...statefulSet('minio').spec, replicas: undefined } } as never],
      pods: [pod('minio')],
      events: [REFUSED],
    },
    [],
  ],
  [
    'one without a pod that does not say how many it wants',
    {
      statefulSets: [{ ...statefulSet('minio'), spec: { ...statefulSet('minio').spec, replicas: undefined } } as never],
      events: [REFUSED],
    },
    [['store', 'statefulset/mlflow-minio', 'exceeded quota']],
  ],
  [
    'not another event',
    {
      statefulSets: [statefulSet('minio')],
      events: [event('StatefulSet', 'mlflow-minio', 'RecreatingFailedPod', 'a')],
    },
    [],
  ],
  [
    'not of what serves nobody',
    {
      statefulSets: [statefulSet('backup')],
      events: [event('StatefulSet', 'mlflow-backup', 'FailedCreate', 'a')],
    },
    [],
  ],
])('pods-refused: %s', (_title, state, seen) => {
  expect(seenBy('pods-refused', state)).toEqual(seen);
});

test('scaled-to-zero: as kubectl takes it, and not what serves nobody', () => {
  expect(
    seenBy('scaled-to-zero', {
      deployments: [deployment('tracking', { replicas: 0 }), without(deployment('tracking', { replicas: 0 }))],
      statefulSets: [statefulSet('garage', 0)],
    }),
  ).toEqual([
    ['server', 'deployment/mlflow-tracking', 'spec.replicas is 0'],
    ['store', 'statefulset/mlflow-garage', 'spec.replicas is 0'],
  ]);
});

const preparing = (name: string, state: ContainerStatus['state']) =>
  pod('tracking', {
    spec: {
      initContainers: [
        { name: 'prepare', image: 'a' },
        { name: 'stores', image: 'a' },
      ],
    },
    status: {
      ...UNREADY,
      initContainerStatuses: [
        {
          name: 'prepare',
          image: 'a',
          imageID: '',
          ready: true,
          restartCount: 0,
          state: { terminated: { exitCode: 0 } },
        },
        { name, image: 'a', imageID: '', ready: false, restartCount: 0, ...(state && { state }) },
      ],
      containerStatuses: [
        { name: 'mlflow', image: 'a', imageID: '', ready: false, restartCount: 0, state: { running: {} } },
      ],
    },
  });
const AT = ['server', 'pod/mlflow-tracking-0'] as const;
const EVENT = event('Pod', 'mlflow-tracking-0', 'Unhealthy', 'probe failed');

test.each<Row>([
  [
    'an init container that runs',
    { pods: [preparing('stores', { running: {} })], events: [EVENT] },
    [[...AT, 'its container stores has not ended yet']],
  ],
  [
    'what such a one says',
    {
      pods: [preparing('stores', { running: {} })],
      lastWords: new Map([['mlflow-tracking-0/stores', 'waiting for the database']]),
    },
    [[...AT, 'its container stores has not ended yet: waiting for the database']],
  ],
  [
    'its event, where none runs that is to end first',
    { pods: [preparing('stores', { terminated: { exitCode: 0 } })], events: [EVENT] },
    [[...AT, 'probe failed']],
  ],
  [
    'not an event of something else of this name',
    {
      pods: [podIn('tracking', { running: {} })],
      events: [event('Endpoints', 'mlflow-tracking-0', 'Other', 'no')],
    },
    [[...AT, 'its containers run, and a probe fails']],
  ],
  [
    'what its containers wait for',
    {
      pods: [
        pod('tracking', {
          status: {
            ...UNREADY,
            containerStatuses: ['mlflow', 'proxy', 'third'].map((name, at) => ({
              ...{ name, image: 'a', imageID: '', ready: false, restartCount: 0 },
              ...(at < 2 && { state: { waiting: { reason: at === 0 ? 'PodInitializing' : 'Other' } } }),
            })),
          },
        }),
      ],
    },
    [[...AT, 'mlflow: PodInitializing, proxy: Other']],
  ],
  [
    'that nothing is known, where all run',
    { pods: [podIn('tracking', { running: {} })] },
    [[...AT, 'its containers run, and a probe fails']],
  ],
])('not-ready: %s', (_title, state, seen) => {
  expect(seenBy('not-ready', state)).toEqual(seen);
});

function job(name: string, created: string | undefined, more: NonNullable<Job['status']>, owner?: string): Job {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      ...{ name, namespace: 'ml', labels: labels('backup') },
      ...(created !== undefined && { creationTimestamp: created }),
      ...(owner !== undefined && {
        ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: owner, uid: 'u' }],
      }),
    },
    status: more,
  };
}
const FAILED = { conditions: [{ type: 'Failed', status: 'True', message: 'backoff limit' }] } as const;

test.each<readonly [string, readonly Job[], readonly Line[]]>([
  [
    'the last of each CronJob',
    [
      job('a-1', ago(60), FAILED, 'a'),
      job('a-2', ago(30), FAILED, 'a'),
      job('b-1', ago(1), FAILED, 'b'),
      job('c-1', ago(20), { conditions: [{ type: 'Complete', status: 'True' }] }, 'c'),
    ],
    [
      ['cluster', 'job/a-2', 'backoff limit'],
      ['cluster', 'job/b-1', 'backoff limit'],
    ],
  ],
  [
    'of Jobs without a CronJob, each',
    [job('first', ago(60), FAILED), job('second', ago(30), FAILED)],
    [
      ['cluster', 'job/first', 'backoff limit'],
      ['cluster', 'job/second', 'backoff limit'],
    ],
  ],
  [
    'one that says nothing',
    [job('a-1', ago(1), { conditions: [{ type: 'Failed', status: 'True' }] })],
    [['cluster', 'job/a-1', 'it has failed']],
  ],
  ['not what is being tried', [job('a-1', ago(1), { conditions: [{ type: 'Failed', status: 'False' }] })], []],
  ['not what has no condition yet', [job('a-1', ago(1), {})], []],
])('job-failed: %s', (_title, jobs, seen) => {
  expect(seenBy('job-failed', { jobs })).toEqual(seen);
});

test.each([
  ['in kube-system, with what it sees', { conditions: { ready: false } }, 1],
  ['not where one of two answers', { conditions: { ready: true } }, 0],
  ['not where nobody says whether it does', {}, 0],
])('cluster-dns-away: %s', (_title, more, count) => {
  const endpoints = [
    { addresses: ['10.0.0.8'], conditions: { ready: false } },
    { addresses: ['10.0.0.9'], ...more },
  ];
  const slice = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4' } as const;
  const dns = [
    { ...slice, metadata: { name: 'kube-dns-1' } } as never,
    { ...slice, metadata: { name: 'kube-dns-2' }, endpoints },
  ];
  expect(seenBy('cluster-dns-away', { dns })).toEqual(
    Array<Line>(count).fill(['cluster', 'service/kube-dns in kube-system', 'none of its endpoints is ready']),
  );
});

test('the moment that examples are about is that of these', () => {
  expect(Date.parse(ago(5))).toBe(NOTHING.now - 300_000);
});
