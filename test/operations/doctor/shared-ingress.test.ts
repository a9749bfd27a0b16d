/** An Ingress that others share: what is theirs is none of MLflow's faults. */
import { expect, test } from '@jest/globals';
import { outside } from '../../../operations/doctor';
import { OTHER_HOST, SHOWN } from '../../../operations/doctor/example-certificates';
import { deployment, HOST, ingress, PUBLISHED } from '../../../operations/doctor/examples';
import { NOTHING, type SecretKeys, type State } from '../../../operations/doctor/state';
import { ingressesOf } from '../../../operations/doctor/ways-in';
import type { Ingress } from '../../../imports/kubernetes/types';

const path = (name: string, port: string) => ({
  http: { paths: [{ path: '/', pathType: 'Prefix' as const, backend: { service: { name, port: { name: port } } } }] },
});
/** By a port of MLflow's Service. */
const shared = (port = 'http', more: Partial<NonNullable<Ingress['spec']>> = {}): Ingress => ({
  ...ingress(),
  metadata: { name: 'shared', namespace: 'ml' },
  spec: {
    rules: [
      { host: 'other.example.com', ...path('gone', 'http') },
      { host: HOST, ...path('mlflow-tracking', port) },
    ],
    tls: [
      { secretName: 'theirs', hosts: ['other.example.com'] },
      { secretName: 'ours', hosts: [HOST, 'third.example.com'] },
    ],
    ...more,
  },
});
const keys = ['tls.crt', 'tls.key'];
const allowing = deployment('tracking', {
  template: {
    spec: {
      containers: [{ name: 'mlflow', image: 'a', env: [{ name: 'MLFLOW_SERVER_ALLOWED_HOSTS', value: HOST }] }],
    },
  },
});
const idsOf = (more: Partial<State>, ours: SecretKeys = { keys, certificate: SHOWN }) =>
  outside({
    ...NOTHING,
    ...PUBLISHED,
    deployments: [allowing],
    secrets: new Map([
      ['theirs', undefined],
      ['ours', ours],
    ]),
    ...more,
  }).found.map(({ id, evidence }) => `${id}: ${evidence}`);

test('nothing is wrong with what leads to MLflow', () => {
  expect(idsOf({ ingresses: [shared()] })).toEqual([]);
});

test('what leads to MLflow is looked at', () => {
  expect(idsOf({ ingresses: [shared('web')] })).toEqual([
    'ingress-backend: Service mlflow-tracking has no port web; it has http',
  ]);
  expect(idsOf({ ingresses: [shared()] }, { keys, certificate: OTHER_HOST })).toEqual([
    expect.stringMatching(new RegExp(`^certificate-host: .*, and not for ${HOST}$`)),
  ]);
  expect(idsOf({ ingresses: [shared()] }, { keys: ['tls.crt'] })).toEqual([
    'tls-secret-missing: Secret ours has no tls.key',
  ]);
});

test('a certificate of a pattern of hosts is one of theirs and ours; one for all hosts, too', () => {
  const tls = [{ secretName: 'ours', hosts: ['*.example.com'] }, { secretName: 'theirs' }];
  const [found] = ingressesOf({ ...NOTHING, ...PUBLISHED, ingresses: [shared('http', { tls })] });
  expect(found?.spec?.tls).toEqual([
    { secretName: 'ours', hosts: ['*.example.com'] },
    { secretName: 'theirs', hosts: [] },
  ]);
});

test('one whose every request that no rule has goes to MLflow is about all of its hosts', () => {
  const defaultBackend = { service: { name: 'mlflow-tracking', port: { name: 'http' } } };
  const [found] = ingressesOf({ ...NOTHING, ...PUBLISHED, ingresses: [shared('http', { defaultBackend })] });
  expect([found?.spec?.rules?.map(({ host }) => host), found?.spec?.tls?.map(({ secretName }) => secretName)]).toEqual([
    [HOST],
    ['theirs', 'ours'],
  ]);
});

test('one that leads to others alone is none', () => {
  const one = shared('http', { rules: [{ host: HOST, ...path('gone', 'http') }] });
  expect(ingressesOf({ ...NOTHING, ...PUBLISHED, ingresses: [one] })).toEqual([]);
});
