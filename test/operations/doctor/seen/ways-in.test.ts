/** What the checks of Ingresses, routes and certificates see, and what they pass over. */
import { expect, test } from '@jest/globals';
import type { Deployment, Ingress } from '../../../../imports/kubernetes/types';
import { ANY_HOST, EXPIRED, OTHER_HOST, SHOWN } from '../../../../operations/doctor/example-certificates';
import {
  deployment,
  HOST,
  ingress,
  labels,
  PUBLISHED,
  service,
  statefulSet,
} from '../../../../operations/doctor/examples';
import type { State } from '../../../../operations/doctor/state';
import { seenBy, type Line } from './seen';

type Row = readonly [title: string, state: Partial<State>, seen: readonly Line[]];

const AT = ['way in', 'ingress/mlflow-tracking'] as const;
const BARE: Ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { labels: labels('tracking') } };
const published = (...ingresses: readonly Ingress[]): Partial<State> => ({ ...PUBLISHED, ingresses });
const to = (name: string, port?: { readonly name?: string; readonly number?: number }): Ingress =>
  ingress({ rules: [], defaultBackend: { service: { name, ...(port && { port }) } } });

test.each<Row>([
  ['a Service that there is not', published(to('mlfow-tracking')), [[...AT, 'there is no Service mlfow-tracking']]],
  [
    'a port that it has not, by name and by number, with those that it has',
    {
      ...published(to('mlflow-tracking', { name: 'web' }), to('mlflow-tracking', { number: 80 })),
      services: [service('tracking', { ports: [{ name: 'http', port: 5000 }, { port: 9090 }] })],
    },
    [
      [...AT, 'Service mlflow-tracking has no port web; it has http, 9090'],
      [...AT, 'Service mlflow-tracking has no port 80; it has http, 9090'],
    ],
  ],
  [
    'not a port that it has among others, nor one that nobody names',
    {
      ...published(to('mlflow-tracking', { number: 9090 }), to('mlflow-tracking'), BARE),
      services: [service('tracking', { ports: [{ name: 'http', port: 5000 }, { port: 9090 }] })],
    },
    [],
  ],
])('ingress-backend: %s', (_title, state, seen) => {
  expect(seenBy('ingress-backend', state)).toEqual(seen);
});

const classes = ['traefik', 'nginx'].map((name) => ({ metadata: { name } }));

test.each<Row>([
  [
    'with those that there are',
    { ...published(ingress({ ingressClassName: 'ngnix' })), ingressClasses: classes },
    [[...AT, 'it wants ngnix; there are traefik, nginx']],
  ],
  [
    'where there is none',
    { ...published(ingress({ ingressClassName: 'nginx' })), ingressClasses: [] },
    [[...AT, 'it wants nginx; there are none']],
  ],
  ['not one of several', { ...published(ingress({ ingressClassName: 'nginx' }), BARE), ingressClasses: classes }, []],
])('ingress-class: %s', (_title, state, seen) => {
  expect(seenBy('ingress-class', state)).toEqual(seen);
});

const NGINX = 'nginx.ingress.kubernetes.io/proxy-body-size';
const NGINX_INC = 'nginx.org/client-max-body-size';
const limited = (size: string, annotation = NGINX) => published(ingress({}, { [annotation]: size }));
const middleware = (name: string, maxRequestBodyBytes?: number) => ({
  metadata: { name, namespace: 'ml' },
  spec: { buffering: { ...(maxRequestBodyBytes !== undefined && { maxRequestBodyBytes }) } },
});
const behind = (middlewares: string): Ingress =>
  ingress({}, { 'traefik.ingress.kubernetes.io/router.middlewares': middlewares });
const configMap = (component: string, release: string, data?: Readonly<Record<string, string>>) => ({
  metadata: {
    name: 'mlflow-proxy',
    labels: { ...labels(component), 'app.kubernetes.io/instance': release },
  },
  ...(data && { data }),
});
const SMALL = { 'nginx.conf': 'client_max_body_size  2m;' };

test.each<Row>([
  ['of ingress-nginx', limited('8m'), [[...AT, `${NGINX} is 8m`]]],
  ['of NGINX’s own', limited('512K', NGINX_INC), [[...AT, `${NGINX_INC} is 512K`]]],
  ['a byte less than a GiB', limited('1073741823'), [[...AT, `${NGINX} is 1073741823`]]],
  ['a GiB less a MiB, with a space behind', limited('1023M '), [[...AT, `${NGINX} is 1023M `]]],
  ['a GiB less a KiB', limited('1048575k'), [[...AT, `${NGINX} is 1048575k`]]],
  ['one byte', limited('1'), [[...AT, `${NGINX} is 1`]]],
  [
    'not a GiB, by any unit',
    published(...['1073741824', '1048576k', '1024m', '1g', '1G'].map((size) => ingress({}, { [NGINX]: size }))),
    [],
  ],
  ['not what is no size', published(ingress({}, { [NGINX]: 'many' }), ingress({}, { [NGINX]: 'g1' }), BARE), []],
  [
    'of a middleware among several',
    { ...published(behind('ml-a@kubernetescrd, ml-small@kubernetescrd')), middlewares: [middleware('small', 1)] },
    [['way in', 'middleware/small', 'buffering.maxRequestBodyBytes is 1']],
  ],
  [
    'not of a middleware that others name, that limits nothing, or that there is nothing in',
    {
      ...published(behind('ml-free@kubernetescrd,ml-bare@kubernetescrd,ml-other@kubernetescrd')),
      middlewares: [
        middleware('small', 1),
        middleware('free'),
        { metadata: { name: 'bare' }, spec: {} },
        { metadata: { name: 'other' } },
      ],
    },
    [],
  ],
  [
    'of the login’s nginx',
    { configMaps: [configMap('tracking', 'mlflow', SMALL)] },
    [['way in', 'configmap/mlflow-proxy', 'client_max_body_size is 2m']],
  ],
  [
    'not of the nginx of another, of another release, nor of what has none',
    {
      configMaps: [
        configMap('garage', 'mlflow', SMALL),
        configMap('tracking', 'other', SMALL),
        configMap('tracking', 'mlflow', { 'nginx.conf': 'http {}' }),
        configMap('tracking', 'mlflow', {}),
        configMap('tracking', 'mlflow'),
      ],
    },
    [],
  ],
])('body-size: %s', (_title, state, seen) => {
  expect(seenBy('body-size', state)).toEqual(seen);
});

const allowing = (container: string, ...values: readonly string[]): Deployment =>
  deployment('tracking', {
    template: {
      spec: {
        containers: [
          { name: 'first', image: 'a', env: [{ name: 'MLFLOW_SERVER_ALLOWED_HOSTS', value: '*' }] },
          {
            ...{ name: container, image: 'a' },
            env: [
              ...values.map((value) => ({ name: 'MLFLOW_SERVER_ALLOWED_HOSTS', value })),
              { name: 'OTHER', value: HOST },
            ],
          },
        ],
      },
    },
  });
const refused = (where: string): Line => [
  'way in',
  where,
  `${HOST} is not among MLFLOW_SERVER_ALLOWED_HOSTS of the Deployment`,
];
const route = {
  metadata: { name: 'r', labels: labels('tracking') },
  spec: { hostnames: [HOST, '*.example.com', 'also.example.com'] },
};

test.each<Row>([
  ['the last of several counts', { ...PUBLISHED, deployments: [allowing('mlflow', HOST, 'a')] }, [refused(AT[1])]],
  ['the last of several allows', { ...PUBLISHED, deployments: [allowing('mlflow', 'a', HOST)] }, []],
  ['spaces do not count', { ...PUBLISHED, deployments: [allowing('mlflow', `a, ${HOST}`)] }, []],
  ['only of the server’s container', { ...PUBLISHED, deployments: [allowing('other', 'a')] }, []],
  [
    'only of the server’s Deployment',
    {
      ...PUBLISHED,
      deployments: [
        { ...allowing('mlflow', 'a'), metadata: { name: 'b', labels: labels('backup') } },
        allowing('mlflow', HOST),
      ],
    },
    [],
  ],
  [
    'each host of a route, but no pattern',
    { routes: [route], deployments: [allowing('mlflow', 'also.example.com')] },
    [refused('httproute/r')],
  ],
  [
    'no rule without a host',
    {
      ...published(ingress({ rules: [{}] }), BARE),
      routes: [{ metadata: route.metadata }],
      deployments: [allowing('mlflow', 'a')],
    },
    [],
  ],
  [
    'a Deployment that says nothing more',
    {
      ...PUBLISHED,
      deployments: [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { labels: labels('tracking') } }],
    },
    [],
  ],
])('host-not-allowed: %s', (_title, state, seen) => {
  expect(seenBy('host-not-allowed', state)).toEqual(seen);
});

const condition = (type: string, status: string, message?: string) => ({
  type,
  status,
  ...(message !== undefined && { message }),
});
const routed = (...conditions: readonly ReturnType<typeof condition>[]) => ({
  metadata: route.metadata,
  status: { parents: [{ conditions }, {}] },
});

test.each<readonly [string, NonNullable<State['routes']>[number], string | undefined]>([
  ['nobody has looked', { metadata: route.metadata }, 'no controller has answered it'],
  [
    'what is wrong, both',
    routed(
      condition('Accepted', 'False', 'no listener'),
      condition('ResolvedRefs', 'False', 'no Service'),
      condition('Other', 'False', 'a'),
    ),
    'Accepted: no listener; ResolvedRefs: no Service',
  ],
  ['what is wrong, without words', routed(condition('ResolvedRefs', 'False')), 'ResolvedRefs: '],
  ['not another condition', routed(condition('Other', 'False', 'a')), undefined],
])('route-not-accepted: %s', (_title, one, evidence) => {
  expect(seenBy('route-not-accepted', { routes: [one] })).toEqual(
    evidence === undefined ? [] : [['way in', 'httproute/r', evidence]],
  );
});

const admitted = (status: string, words: object = {}) => ({ conditions: [{ type: 'Admitted', status, ...words }] });

test.each<readonly [string, NonNullable<State['openshiftRoutes'][number]['status']>['ingress'], string | undefined]>([
  ['nobody has looked', undefined, 'no router has answered it'],
  ['not about admission', [{ conditions: [{ type: 'Other', status: 'False' }] }, {}], 'no router has answered it'],
  [
    'what each router says',
    [admitted('False', { reason: 'HostAlreadyClaimed', message: 'a has it' }), admitted('False', { reason: 'B' })],
    'HostAlreadyClaimed: a has it; B',
  ],
  ['a refusal without words', [admitted('False')], 'not admitted'],
  ['not where one serves it', [admitted('False'), admitted('True')], undefined],
])('route-not-admitted: %s', (_title, routers, evidence) => {
  const one = { metadata: route.metadata, status: { ...(routers && { ingress: routers }) } };
  expect(seenBy('route-not-admitted', { openshiftRoutes: [one] })).toEqual(
    evidence === undefined ? [] : [['way in', 'route/r', evidence]],
  );
});

const certificate = (conditions?: readonly ReturnType<typeof condition>[], release = 'mlflow') => ({
  metadata: { name: 'c', labels: { ...labels('tracking'), 'app.kubernetes.io/instance': release } },
  ...(conditions && { status: { conditions } }),
});

test.each<readonly [string, State['certificates'][number], string | undefined]>([
  [
    'what cert-manager says',
    certificate([condition('Issuing', 'True', 'b'), condition('Ready', 'False', 'no issuer')]),
    'no issuer',
  ],
  ['what it does not say', certificate([condition('Ready', 'Unknown')]), 'Ready is not True'],
  ['not of another release', certificate([condition('Ready', 'False', 'a')], 'other'), undefined],
  ['not where it has not looked', certificate([]), undefined],
  ['not where it is not there', certificate(), undefined],
])('certificate-not-issued: %s', (_title, one, evidence) => {
  expect(seenBy('certificate-not-issued', { certificates: [one] })).toEqual(
    evidence === undefined ? [] : [['way in', 'certificate/c', evidence]],
  );
});

const keys = ['tls.crt', 'tls.key'];
const shown = (certificate: string) => ({ keys, certificate });
const encrypted = (...tls: readonly { readonly secretName?: string; readonly hosts?: readonly string[] }[]) =>
  published(ingress({ tls }), BARE);

test.each<Row>([
  [
    'the hosts that it is not for, and those that it is for',
    {
      ...encrypted({ secretName: 's', hosts: [HOST, 'other.example.com', 'b.example.com'] }),
      secrets: new Map([['s', shown(SHOWN)]]),
    },
    [[...AT, `that in Secret s is for DNS:${HOST}, and not for other.example.com, b.example.com`]],
  ],
  [
    'any host of a pattern',
    { ...encrypted({ secretName: 's', hosts: ['*.example.com'] }), secrets: new Map([['s', shown(OTHER_HOST)]]) },
    [[...AT, 'that in Secret s is for DNS:other.example.com, and not for *.example.com']],
  ],
  [
    'not the pattern that it is for; a host below, and the domain itself',
    {
      ...encrypted({ secretName: 's', hosts: ['*.example.com', 'a.b.example.com', 'example.com', 'a.*.example.com'] }),
      secrets: new Map([['s', shown(ANY_HOST)]]),
    },
    [[...AT, 'that in Secret s is for DNS:*.example.com, and not for a.b.example.com, example.com, a.*.example.com']],
  ],
  [
    'not where it names none',
    { ...encrypted({ secretName: 's' }, {}), secrets: new Map([['s', shown(OTHER_HOST)]]) },
    [],
  ],
  [
    'not what is no certificate',
    { ...encrypted({ secretName: 's', hosts: [HOST] }), secrets: new Map([['s', shown('-')]]) },
    [],
  ],
])('certificate-host: %s', (_title, state, seen) => {
  expect(seenBy('certificate-host', state)).toEqual(seen);
});

const mounting = <T extends Deployment | ReturnType<typeof statefulSet>>(one: T, secretName: string): T => ({
  ...one,
  spec: {
    ...one.spec,
    template: {
      spec: {
        containers: [{ name: 'a', image: 'a', envFrom: [{ configMapRef: { name: 'in-both' } }] }],
        volumes: [
          { name: 'v', secret: { secretName } },
          { name: 'w', secret: { secretName } },
        ],
      },
    },
  },
});
const FROM = Date.UTC(2026, 0, 1);
const OVER = 'it is valid from Jan  1 00:00:00 2025 GMT to Jan  1 00:00:00 2026 GMT';
const secrets = new Map([
  ['old', shown(EXPIRED)],
  ['in-both', shown(EXPIRED)],
  ['new', shown(SHOWN)],
  ['', shown(EXPIRED)],
]);

test.each<Row>([
  [
    'once, of several Ingresses',
    {
      ...published(ingress({ tls: [{ secretName: 'old' }, { secretName: 'old' }, { secretName: 'new' }] }), BARE),
      secrets,
    },
    [['way in', 'secret/old', OVER]],
  ],
  [
    'of workloads, once each',
    {
      deployments: [mounting(deployment('tracking'), 'old')],
      statefulSets: [mounting(statefulSet('postgresql'), 'old')],
      secrets,
    },
    [['server', 'secret/old', OVER]],
  ],
  [
    'of a StatefulSet',
    { statefulSets: [mounting(statefulSet('postgresql'), 'old')], secrets },
    [['database', 'secret/old', OVER]],
  ],
  ['not of what serves nobody', { deployments: [mounting(deployment('backup'), 'old')], secrets }, []],
  [
    'not of a workload without a pod',
    {
      deployments: [
        { ...deployment('tracking'), spec: { ...deployment('tracking').spec, template: {} } } as Deployment,
      ],
      secrets,
    },
    [],
  ],
  ['not at its last moment', { ...encrypted({ secretName: 'old' }), secrets, now: FROM }, []],
  ['after it', { ...encrypted({ secretName: 'old' }), secrets, now: FROM + 1000 }, [['way in', 'secret/old', OVER]]],
  ['not at its first moment', { ...encrypted({ secretName: 'new' }), secrets, now: FROM }, []],
  [
    'before it',
    { ...encrypted({ secretName: 'new' }), secrets, now: FROM - 1000 },
    [['way in', 'secret/new', 'it is valid from Jan  1 00:00:00 2026 GMT to Jan  1 00:00:00 2126 GMT']],
  ],
])('certificate-expired: %s', (_title, state, seen) => {
  expect(seenBy('certificate-expired', state)).toEqual(seen);
});

test.each<Row>([
  [
    'that it is not there',
    { ...encrypted({ secretName: 's' }, {}), secrets: new Map([['s', undefined]]) },
    [[...AT, 'there is no Secret s']],
  ],
  [
    'what it lacks',
    { ...encrypted({ secretName: 's' }), secrets: new Map([['s', { keys: ['ca.crt'] }]]) },
    [[...AT, 'Secret s has no tls.crt and no tls.key']],
  ],
])('tls-secret-missing: %s', (_title, state, seen) => {
  expect(seenBy('tls-secret-missing', state)).toEqual(seen);
});
