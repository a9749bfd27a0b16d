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

type Annotations = Readonly<Record<string, string>>;

/** Of the Ingress and of the Service, beside those without TLS inside; and what is made for the controller alone. */
function withTls(controller: string, tls: JsonObject) {
  const { values, release } = context({ controller }, {});
  const rendered = (more: JsonObject) => {
    const objects = evaluateModel(model, { values: complete(values, more), release });
    const of = (id: string) => {
      const object = objects.get(id) as { readonly metadata: { readonly annotations?: Annotations } } | undefined;
      return object?.metadata.annotations ?? {};
    };
    return {
      ingress: of('ingress'),
      service: of('tracking-service'),
      transport: (objects.get('ingress-serverstransport') as { readonly spec?: unknown } | undefined)?.spec,
    };
  };
  const [plain, made] = [rendered({}), rendered({ tls })];
  const added = (one: Annotations, other: Annotations) =>
    Object.fromEntries(Object.entries(one).filter(([key, value]) => other[key] !== value));
  expect(plain.transport).toBeUndefined();
  return {
    ingress: added(made.ingress, plain.ingress),
    service: added(made.service, plain.service),
    transport: made.transport,
  };
}

const BY_CERT_MANAGER = { certManager: { enabled: true, issuerRef: { name: 'company' } } };
const OF_THEIR_OWN = { existingSecret: 'certificate' };
const SERVER = 'mlflow-tracking.team.svc.cluster.local';

test.each<[controller: string, tls: JsonObject, ReturnType<typeof withTls>]>([
  [
    'nginx',
    BY_CERT_MANAGER,
    {
      ingress: {
        'nginx.ingress.kubernetes.io/backend-protocol': 'HTTPS',
        'nginx.ingress.kubernetes.io/proxy-ssl-verify': 'on',
        'nginx.ingress.kubernetes.io/proxy-ssl-secret': 'team/mlflow-tracking-tls',
        'nginx.ingress.kubernetes.io/proxy-ssl-name': SERVER,
        'nginx.ingress.kubernetes.io/proxy-ssl-server-name': 'on',
        'nginx.org/ssl-services': 'mlflow-tracking',
      },
      service: {},
      transport: undefined,
    },
  ],
  [
    'nginx',
    OF_THEIR_OWN,
    {
      ingress: {
        'nginx.ingress.kubernetes.io/backend-protocol': 'HTTPS',
        'nginx.org/ssl-services': 'mlflow-tracking',
      },
      service: {},
      transport: undefined,
    },
  ],
  ...[BY_CERT_MANAGER, OF_THEIR_OWN].map(
    (tls) =>
      [
        'traefik',
        tls,
        {
          ingress: {},
          service: {
            'traefik.ingress.kubernetes.io/service.serversscheme': 'https',
            'traefik.ingress.kubernetes.io/service.serverstransport': 'team-mlflow-tracking@kubernetescrd',
          },
          transport: {
            serverName: SERVER,
            ...(tls === BY_CERT_MANAGER && { rootCAsSecrets: ['mlflow-tracking-tls'] }),
          },
        },
      ] as [string, JsonObject, ReturnType<typeof withTls>],
  ),
  [
    'haproxy',
    BY_CERT_MANAGER,
    {
      ingress: { 'haproxy.org/server-ssl': 'true', 'haproxy-ingress.github.io/backend-protocol': 'h1-ssl' },
      service: {},
      transport: undefined,
    },
  ],
  [
    'alb',
    OF_THEIR_OWN,
    {
      ingress: {
        'alb.ingress.kubernetes.io/backend-protocol': 'HTTPS',
        'alb.ingress.kubernetes.io/healthcheck-protocol': 'HTTPS',
      },
      service: {},
      transport: undefined,
    },
  ],
  ['none', BY_CERT_MANAGER, { ingress: {}, service: {}, transport: undefined }],
])('%s is told that the server speaks TLS: %j', (controller, tls, expected) => {
  expect(withTls(controller, tls)).toEqual(expected);
});

/** Beside that of Argo CD's last wave. */
function annotations(ingress: JsonObject, mlflow: JsonObject = {}): Annotations {
  const object = evaluateModel(model, context(ingress, mlflow)).get('ingress');
  const { metadata } = object as { readonly metadata: { readonly annotations: Annotations } };
  const { 'argocd.argoproj.io/sync-wave': wave, ...others } = metadata.annotations;
  expect(wave).toBe('2');
  return others;
}

test.each<[string, JsonObject, unknown]>([
  ['nginx, also where nobody chooses', {}, NGINX],
  ['nginx', { controller: 'nginx' }, NGINX],
  ['traefik, which needs to be told nothing', { controller: 'traefik' }, {}],
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
  ['none', { controller: 'none' }, {}],
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
