/** Certificates that cert-manager is asked for: for whom there is none, and for which names. */
import { expect, test } from '@jest/globals';
import type { Certificate } from '../../../imports/crds/cert-manager';
import type { BackendTLSPolicy, HTTPRoute } from '../../../imports/crds/gateway-api';
import type { Deployment } from '../../../imports/kubernetes/types';
import { evaluateModel } from '../../../lib/synth/model';
import type { JsonObject } from '../../../lib/values/merge';
import { complete, model, SMALLEST } from '../../support/platform';

const BY_CERT_MANAGER = { certManager: { enabled: true, issuerRef: { name: 'company' } } };
const release = { name: 'mlflow', namespace: 'team' };
const objects = (...values: readonly JsonObject[]) =>
  evaluateModel(model, { values: complete(SMALLEST, ...values), release });
const certificates = (...values: readonly JsonObject[]) =>
  [...objects(...values).values()].filter(
    (object) => (object as { readonly kind: string }).kind === 'Certificate',
  ) as unknown as readonly Certificate[];

test.each<[string, JsonObject, readonly string[]]>([
  ['the server', { tls: BY_CERT_MANAGER }, ['mlflow-tracking-tls']],
  [
    'and stores with TLS',
    { tls: BY_CERT_MANAGER, postgresql: { tls: { enabled: true } }, minio: { tls: { enabled: true } } },
    ['mlflow-tracking-tls', 'mlflow-postgresql-tls', 'mlflow-minio-tls'],
  ],
  [
    'but nobody who has one: it would be written over',
    {
      tls: BY_CERT_MANAGER,
      postgresql: { tls: { enabled: true, existingSecret: 'pg' } },
      minio: { tls: { enabled: true, existingSecret: 's3' } },
    },
    ['mlflow-tracking-tls'],
  ],
  ['nobody, unless cert-manager is there', { tls: { existingSecret: 'server' } }, []],
])('for %s', (_name, values, expected) => {
  expect(certificates(values).map(({ spec }) => spec?.secretName)).toEqual(expected);
});

test('for all names inside the cluster, and a load balancer’s; with a new key each time', () => {
  const [tracking, database] = certificates({
    tls: BY_CERT_MANAGER,
    postgresql: { tls: { enabled: true } },
    mlflow: { service: { hostnames: ['lb.example.com'] } },
  });
  const names = (service: string) => [
    service,
    `${service}.team`,
    `${service}.team.svc`,
    `${service}.team.svc.cluster.local`,
    'localhost',
  ];
  expect(tracking?.spec?.dnsNames).toEqual([...names('mlflow-tracking'), 'lb.example.com']);
  expect(database?.spec?.dnsNames).toEqual(names('mlflow-postgresql'));
  expect(tracking?.spec?.privateKey).toEqual({ algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' });
  expect(tracking?.spec?.usages).toEqual(['digital signature', 'server auth']);
});

test('a Gateway checks the name by which the server has its certificate, and cuts off nothing', () => {
  const made = objects({
    tls: { existingSecret: 'server', caBundle: { configMap: 'company' } },
    mlflow: { gateway: { enabled: true, parentRefs: [{ name: 'public' }], hostnames: ['a.example.com'] } },
  });
  const policy = made.get('gateway-backendtlspolicy') as unknown as BackendTLSPolicy;
  expect(policy.spec.validation).toEqual({
    caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'company' }],
    hostname: 'mlflow-tracking.team.svc.cluster.local',
  });
  const route = made.get('gateway-httproute') as unknown as HTTPRoute;
  expect(route.spec.rules?.[0]?.timeouts).toEqual({ request: '0s', backendRequest: '0s' });
});

test.each<[string, JsonObject, boolean]>([
  ['a bundle', { tls: { caBundle: { configMap: 'company' } } }, true],
  ['certificates of the stores alone', { postgresql: { tls: { enabled: true, existingSecret: 'pg' } } }, false],
])('whom oauth2-proxy believes: %s', (_name, values, expected) => {
  const oidc = { issuerUrl: 'https://login.example.com', clientId: 'c', existingSecret: 'o', allowedGroups: ['g'] };
  const deployment = objects(values, { auth: { mode: 'oidc', oidc } }).get(
    'tracking-deployment',
  ) as unknown as Deployment;
  expect(JSON.stringify(deployment).includes('/given-authorities/bundle.crt')).toBe(expected);
});
