/** Which Ingresses and routes lead to MLflow, and where. */
import { expect, test } from '@jest/globals';
import type { Ingress } from '../../../imports/kubernetes/types';
import { HOST, ingress, labels, service } from '../../../operations/doctor/examples';
import { nameOf, NOTHING, type HttpRoute, type State } from '../../../operations/doctor/state';
import { backendsOf, hostsOf, ingressesOf, openshiftRoutesOf, routesOf } from '../../../operations/doctor/ways-in';

const of = (release: string, component: string) => ({
  ...labels(component),
  'app.kubernetes.io/instance': release,
});
const state: State = {
  ...NOTHING,
  services: [
    service('tracking'),
    { ...service('minio') },
    { ...service('tracking'), metadata: { name: 'other-tracking', labels: of('other', 'tracking') } },
  ],
};

const leading = (name: string, given: Readonly<Record<string, string>>, ...services: readonly string[]): Ingress => ({
  ...ingress({
    rules: services.map((each) => ({
      host: `${each}.example.com`,
      http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: each } } }] },
    })),
  }),
  metadata: { name, labels: given },
});
const routing = (name: string, given: Readonly<Record<string, string>>, ...services: readonly string[]): HttpRoute => ({
  metadata: { name, labels: given },
  spec: {
    hostnames: [`${name}.example.com`],
    rules: [{}, ...services.map((each) => ({ backendRefs: [{ name: 'before' }, { name: each }] }))],
  },
});

const CASES = [
  ['its own', of('mlflow', 'tracking'), []],
  ['its-own-that-leads-elsewhere', of('mlflow', 'tracking'), ['elsewhere']],
  ['given', {}, ['elsewhere', 'mlflow-tracking']],
] as const;
const OTHERS = [
  ['to-its-store', of('mlflow', 'minio'), ['mlflow-minio']],
  ['to-its-store-by-others', {}, ['mlflow-minio']],
  ['of-another', of('other', 'tracking'), ['other-tracking']],
  ['elsewhere', {}, ['elsewhere']],
  ['nowhere', {}, []],
] as const;

test('those of the release, and those that lead to its server', () => {
  const ingresses = [...OTHERS, ...CASES].map(([name, given, services]) => leading(name, given, ...services));
  const routes = [...OTHERS, ...CASES].map(([name, given, services]) => routing(name, given, ...services));
  const bare = { metadata: { name: 'bare' } };
  const names = CASES.map(([name]) => name);
  expect(ingressesOf({ ...state, ingresses: [...ingresses, { ...ingress(), ...bare, spec: {} }] }).map(nameOf)).toEqual(
    names,
  );
  expect(routesOf({ ...state, routes: [...routes, bare] }).map(nameOf)).toEqual(names);
  // A Route leads to one Service.
  const openshiftRoutes = [...OTHERS, ...CASES].map(([name, given, services]) => ({
    metadata: { name, labels: given },
    spec: { to: { name: [...services].at(-1) ?? '' } },
  }));
  expect(openshiftRoutesOf({ ...state, openshiftRoutes: [...openshiftRoutes, bare] }).map(nameOf)).toEqual(names);
});

test('hosts under which it is asked for, with who says so; no pattern, and not none', () => {
  const named = ingress({ rules: [{ host: HOST }, { host: '*.example.com' }, {}] });
  const { spec, ...bare } = ingress();
  expect(spec).toBeDefined();
  const routes = [
    routing('given', labels('tracking')),
    { metadata: { name: 'bare', labels: labels('tracking') } },
    { ...routing('p', labels('tracking')), spec: { hostnames: ['*.a.example.com', 'b.example.com'] } },
  ];
  const openshiftRoutes = [
    { metadata: { name: 'o', labels: labels('tracking') }, spec: { host: 'o.example.com' } },
    { metadata: { name: 'bare', labels: labels('tracking') } },
  ];
  expect(hostsOf({ ...state, ingresses: [named, bare], routes, openshiftRoutes })).toEqual([
    { host: HOST, where: 'ingress/mlflow-tracking' },
    { host: 'given.example.com', where: 'httproute/given' },
    { host: 'b.example.com', where: 'httproute/p' },
    { host: 'o.example.com', where: 'route/o' },
  ]);
});

test('backends: the default and those of rules, by number or name', () => {
  const path = (backend: NonNullable<NonNullable<Ingress['spec']>['defaultBackend']>) => ({
    ...{ path: '/', pathType: 'Prefix' as const, backend },
  });
  expect(
    backendsOf(
      ingress({
        defaultBackend: { service: { name: 'd' } },
        rules: [
          {},
          { http: { paths: [path({ service: { name: 'n', port: { number: 80 } } }), path({})] } },
          { http: { paths: [path({ service: { name: 't', port: { name: 'http' } } })] } },
          { http: {} as never },
        ],
      }),
    ),
  ).toEqual([
    { service: 'd', port: undefined },
    { service: 'n', port: 80 },
    { service: 't', port: 'http' },
  ]);
  expect(backendsOf({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' })).toEqual([]);
});
