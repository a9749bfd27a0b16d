/** What an ingress controller is told, so that models of any size go up and come down. */
import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../lib/expr/evaluate';
import { evaluateModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import { complete, definition, model, SMALLEST } from '../support/platform';

const HOSTS = [{ host: 'mlflow.example.com' }];
const TLS = [{ secretName: 'mlflow-tls', hosts: ['mlflow.example.com'] }];

const NGINX = {
  'nginx.ingress.kubernetes.io/proxy-body-size': '0',
  'nginx.ingress.kubernetes.io/proxy-request-buffering': 'off',
  'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
  'nginx.ingress.kubernetes.io/proxy-read-timeout': '3900',
  'nginx.ingress.kubernetes.io/proxy-send-timeout': '3900',
  'nginx.org/client-max-body-size': '0',
  'nginx.org/proxy-buffering': 'False',
  'nginx.org/proxy-read-timeout': '3900s',
  'nginx.org/proxy-send-timeout': '3900s',
};
const ALB = {
  'alb.ingress.kubernetes.io/target-type': 'ip',
  'alb.ingress.kubernetes.io/healthcheck-path': '/health',
  'alb.ingress.kubernetes.io/success-codes': '200',
  'alb.ingress.kubernetes.io/load-balancer-attributes': 'idle_timeout.timeout_seconds=3900',
};

function context(ingress: JsonObject, mlflow: JsonObject) {
  const values = complete(SMALLEST, { mlflow: { ...mlflow, ingress: { enabled: true, hosts: HOSTS, ...ingress } } });
  return { values, release: { name: 'mlflow', namespace: 'team' } };
}

function annotations(ingress: JsonObject, mlflow: JsonObject = {}): unknown {
  const object = evaluateModel(model, context(ingress, mlflow)).get('ingress');
  return (object as { readonly metadata: { readonly annotations?: unknown } } | undefined)?.metadata.annotations;
}

test.each<[string, JsonObject, unknown]>([
  ['nginx, also where nobody chooses', {}, NGINX],
  ['nginx', { controller: 'nginx' }, NGINX],
  ['traefik, which needs to be told nothing', { controller: 'traefik' }, undefined],
  [
    'traefik with certificates',
    { controller: 'traefik', tls: TLS },
    { 'traefik.ingress.kubernetes.io/router.tls': 'true' },
  ],
  [
    'haproxy, either of the two',
    { controller: 'haproxy' },
    { 'haproxy.org/timeout-server': '3900s', 'haproxy-ingress.github.io/timeout-server': '3900s' },
  ],
  ['alb', { controller: 'alb' }, ALB],
  ['none', { controller: 'none' }, undefined],
])('%s', (_name, ingress, expected) => {
  expect(annotations(ingress)).toEqual(expected);
});

test('a load balancer asks for /health where it is: below the prefix', () => {
  expect(annotations({ controller: 'alb' }, { staticPrefix: '/team/mlflow' })).toEqual({
    ...ALB,
    'alb.ingress.kubernetes.io/healthcheck-path': '/team/mlflow/health',
  });
});

describe('the user’s annotations win, one by one', () => {
  test.each<[string, JsonObject, unknown]>([
    [
      'a limit of their own, and one that the chart says nothing of',
      { annotations: { 'nginx.ingress.kubernetes.io/proxy-body-size': '5g', 'example.com/team': 'data' } },
      { ...NGINX, 'nginx.ingress.kubernetes.io/proxy-body-size': '5g', 'example.com/team': 'data' },
    ],
    [
      'an empty text is an answer too',
      { annotations: { 'nginx.org/client-max-body-size': '' } },
      { ...NGINX, 'nginx.org/client-max-body-size': '' },
    ],
    ['with none, they are all', { controller: 'none', annotations: { a: 'b' } }, { a: 'b' }],
    [
      'another controller’s stay',
      { controller: 'traefik', annotations: { 'nginx.ingress.kubernetes.io/proxy-body-size': '1g' } },
      { 'nginx.ingress.kubernetes.io/proxy-body-size': '1g' },
    ],
  ])('%s', (_name, ingress, expected) => {
    expect(annotations(ingress)).toEqual(expected);
  });
});

describe('NOTES say what no annotation can do', () => {
  const about = (controller: string, enabled = true) => {
    const lines = evaluate(definition.notes(model.values, model.release), context({ controller, enabled }, {}));
    return (lines as readonly unknown[])
      .flat(2)
      .filter((line) => /limits apply|2 MB|Traefik|Load Balancer/.test(String(line)));
  };

  test.each([
    ['nginx', []],
    ['haproxy', []],
    ['traefik', ['  Traefik ends an upload after 60 seconds, unless the readTimeout of its entry point is longer.']],
    ['alb', ['  An Application Load Balancer takes its certificates from ACM, not from Secrets.']],
    [
      'none',
      [
        '  Your ingress controller’s own limits apply to uploads and downloads: ingress-nginx, for one, answers a model of',
        '  2 MB with 413. Set mlflow.ingress.controller, or mlflow.ingress.annotations.',
      ],
    ],
  ])('%s', (controller, expected) => {
    expect(about(controller)).toEqual(expected);
  });

  test('nothing where there is no Ingress', () => {
    expect(about('none', false)).toEqual([]);
  });
});
