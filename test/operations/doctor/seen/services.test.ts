/** What the checks of Services and of what is behind them see, and what they pass over. */
import { expect, test } from '@jest/globals';
import type { EndpointSlice, Pod, Service } from '../../../../imports/kubernetes/types';
import { ago, deployment, labels, pod, service, statefulSet, UNREADY } from '../../../../operations/doctor/examples';
import type { State } from '../../../../operations/doctor/state';
import { seenBy, type Line } from './seen';

type Row = readonly [title: string, state: Partial<State>, seen: readonly Line[]];

const OTHER_RELEASE = { ...labels('tracking'), 'app.kubernetes.io/instance': 'other' };
const NO_COMPONENT = { 'app.kubernetes.io/instance': 'mlflow' };
const labelled = (one: Service, given: Readonly<Record<string, string>>): Service => ({
  ...one,
  metadata: { name: 'labelled', labels: given },
});
const withoutSelector = (component: string): Service => {
  const { selector, ...spec } = service(component).spec ?? {};
  expect(selector).toBeDefined();
  return { ...service(component), spec };
};
const named = (name: string, one: Pod): Pod => ({ ...one, metadata: { ...one.metadata, name } });
const relabelled = (one: Pod, more: Readonly<Record<string, string>>): Pod => ({
  ...one,
  metadata: { ...one.metadata, labels: { ...one.metadata?.labels, ...more } },
});

test.each<Row>([
  [
    'of each workload, as kubectl takes it',
    { deployments: [deployment('tracking')], statefulSets: [statefulSet('minio')] },
    [
      ['server', 'deployment/mlflow-tracking', 'no Service of the release has its component'],
      ['store', 'statefulset/mlflow-minio', 'no Service of the release has its component'],
    ],
  ],
  [
    'where only another release has one, or another component',
    {
      deployments: [deployment('tracking')],
      services: [labelled(service('tracking'), OTHER_RELEASE), service('minio')],
    },
    [['server', 'deployment/mlflow-tracking', 'no Service of the release has its component']],
  ],
  ['not of what serves nobody', { deployments: [deployment('backup')] }, []],
])('service-missing: %s', (_title, state, seen) => {
  expect(seenBy('service-missing', state)).toEqual(seen);
});

test.each<Row>([
  [
    'the labels that a pod lacks, and no others',
    {
      pods: [pod('tracking')],
      services: [service('tracking', { selector: { ...labels('tracking'), app: 'mlfow', tier: 'web' } })],
    },
    [['server', 'service/mlflow-tracking', 'it selects app=mlfow, tier=web, which mlflow-tracking-0 has not']],
  ],
  [
    'not where one of two is selected',
    {
      pods: [pod('tracking'), relabelled(pod('tracking'), { version: 'new' })],
      services: [service('tracking', { selector: { version: 'new' } })],
    },
    [],
  ],
  [
    'not of another release, of none, without a selector, of what serves nobody',
    {
      pods: [pod('tracking')],
      services: [
        labelled(service('tracking', { selector: { app: 'a' } }), OTHER_RELEASE),
        withoutSelector('tracking'),
        labelled(service('tracking', { selector: { app: 'a' } }), NO_COMPONENT),
      ],
    },
    [],
  ],
])('service-selector: %s', (_title, state, seen) => {
  expect(seenBy('service-selector', state)).toEqual(seen);
});

const listening = (...ports: readonly { readonly name?: string; readonly containerPort: number }[]): Pod =>
  pod('tracking', {
    spec: {
      containers: [
        { name: 'mlflow', image: 'a', ports },
        { name: 'silent', image: 'a' },
      ],
    },
  });
const leading = (...targets: readonly (string | number)[]) =>
  service('tracking', { ports: targets.map((targetPort) => ({ port: 80, targetPort })) });

test.each<Row>([
  [
    'by name and by number, with what there is',
    {
      pods: [listening({ name: 'http', containerPort: 5000 }, { containerPort: 9090 })],
      services: [leading('http', 'htp', 5000, 9090, 9091)],
    },
    [
      ['server', 'service/mlflow-tracking', 'port 80 leads to htp; mlflow-tracking-0 has http (5000), 9090'],
      ['server', 'service/mlflow-tracking', 'port 80 leads to 9091; mlflow-tracking-0 has http (5000), 9090'],
    ],
  ],
  ['not of a pod that names no port', { pods: [listening()], services: [leading('htp')] }, []],
  [
    'of the pod that it selects',
    {
      pods: [
        relabelled(named('selected', listening({ name: 'web', containerPort: 80 })), { version: 'new' }),
        listening({ name: 'http', containerPort: 5000 }),
      ].reverse(),
      services: [{ ...leading('web', 'http'), spec: { ...leading('web', 'http').spec, selector: { version: 'new' } } }],
    },
    [['server', 'service/mlflow-tracking', 'port 80 leads to http; selected has web (80)']],
  ],
  [
    'not where it selects nobody, of another release, without a selector, of what serves nobody',
    {
      pods: [listening({ name: 'http', containerPort: 5000 })],
      services: [
        service('tracking', { selector: { app: 'a' }, ports: [{ port: 80, targetPort: 'htp' }] }),
        labelled(leading('htp'), OTHER_RELEASE),
        labelled(leading('htp'), NO_COMPONENT),
        { ...leading('htp'), spec: { ports: [{ port: 80, targetPort: 'htp' }] } },
      ],
    },
    [],
  ],
])('service-port: %s', (_title, state, seen) => {
  expect(seenBy('service-port', state)).toEqual(seen);
});

const slice = (of: string, ...ready: readonly (boolean | undefined)[]): EndpointSlice => ({
  ...{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4' },
  metadata: { name: 's', labels: { 'kubernetes.io/service-name': of } },
  endpoints: ready.map((each) => ({
    addresses: ['10.0.0.7'],
    ...(each !== undefined && { conditions: { ready: each } }),
  })),
});
const readySince = (minutes: number, one = pod('tracking')): Pod => ({
  ...one,
  status: {
    conditions: [
      { type: 'Initialized', status: 'True', lastTransitionTime: ago(0) },
      { type: 'Ready', status: 'True', lastTransitionTime: ago(minutes) },
    ],
  },
});
const BEHIND: Line = [
  'server',
  'service/mlflow-tracking',
  'mlflow-tracking-0 is ready, and no endpoint of the Service is',
];

test.each<Row>([
  [
    'half a second more than a minute after the pod was ready',
    { pods: [readySince(60.5 / 60)], services: [service('tracking')], slices: [slice('mlflow-tracking', false)] },
    [BEHIND],
  ],
  [
    'the first that is ready, of two',
    {
      pods: [pod('tracking', { status: UNREADY }), named('second', readySince(5)), named('third', readySince(5))],
      services: [service('tracking')],
      slices: [slice('mlflow-tracking')],
    },
    [['server', 'service/mlflow-tracking', 'second is ready, and no endpoint of the Service is']],
  ],
  [
    'whatever those of another Service are',
    {
      pods: [readySince(5)],
      services: [service('tracking')],
      slices: [slice('mlflow-tracking', false), slice('others', true)],
    },
    [BEHIND],
  ],
  [
    'not within a minute',
    { pods: [readySince(1)], services: [service('tracking')], slices: [slice('mlflow-tracking', false)] },
    [],
  ],
  [
    'not where one of them is ready, or nobody says',
    {
      pods: [readySince(5)],
      services: [service('tracking')],
      slices: [slice('mlflow-tracking', false), slice('mlflow-tracking', false, undefined)],
    },
    [],
  ],
  [
    'not of pods that are not ready, or are not selected',
    {
      pods: [
        {
          ...pod('tracking'),
          status: { conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: ago(9) }] },
        },
        readySince(5, relabelled(pod('tracking'), { version: 'old' })),
      ],
      services: [service('tracking', { selector: { ...labels('tracking'), version: 'new' } })],
      slices: [slice('mlflow-tracking', false)],
    },
    [],
  ],
  [
    'not of another release, of what serves nobody, without a selector or a port',
    {
      pods: [readySince(5), readySince(5, { ...pod('tracking'), metadata: { name: 'p', labels: NO_COMPONENT } })],
      services: [
        labelled(service('tracking'), OTHER_RELEASE),
        labelled(service('tracking', { selector: NO_COMPONENT }), NO_COMPONENT),
        withoutSelector('tracking'),
        service('tracking', { ports: [] }),
      ],
      slices: [slice('mlflow-tracking', false), slice('labelled', false)],
    },
    [],
  ],
])('endpoints-behind: %s', (_title, state, seen) => {
  expect(seenBy('endpoints-behind', state)).toEqual(seen);
});
