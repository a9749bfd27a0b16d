import type { RuleRow } from './row';

const behindIngress = (tag: string, more = '') =>
  `{mlflow: {image: {tag: ${tag}}, ingress: {enabled: true, hosts: [{host: a.example.com}]}}${more}}`;
const hasHoles = (tag: string) =>
  `warning: mlflow.image.tag: is ${tag}, and an Ingress, a Gateway, a Route or a Service leads to it from outside without a login: before 3.16.1, whoever reaches MLflow can do more than it offers (CVE-2023-6977, CVE-2025-11200, CVE-2026-2635 and others). Take a newer version, or another auth.mode.`;

const PLAIN_INGRESS =
  'warning: mlflow.ingress.tls: is empty although people send passwords: whoever sees a request pass by can take them. Name a certificate.';
const PLAIN_GATEWAY =
  'warning: mlflow.gateway.scheme: is http although people send passwords: whoever sees a request pass by can take them. Give the Gateway a certificate.';
const ANY_LISTENER =
  'warning: mlflow.gateway.parentRefs: has one without sectionName: at a Gateway that also listens without TLS, logins could be sent where whoever sees them pass by can take them. Name the listener that has the certificate in sectionName.';
const GATEWAY_OF_ALL = '{name: inside, sectionName: https}, ';
/** Its cookie is sent by https only. */
const OIDC =
  "mode: oidc, oidc: {issuerUrl: 'https://login.example.com', clientId: mlflow, existingSecret: a, allowedGroups: [b]}";
const INGRESS_OF_OIDC = 'ingress: {enabled: true, hosts: [{host: a.example.com}], tls: [{secretName: a}]}';
const GATEWAY_OF_OIDC =
  'gateway: {enabled: true, parentRefs: [{name: public, sectionName: https}], hostnames: [a.example.com]}';

export const auth: readonly RuleRow[] = [
  [
    'auth: {mode: basic}',
    'auth.mode: is basic, but nobody could log in. Name a Secret in auth.basic.existingSecret, or, in development, users in auth.basic.users.',
  ],
  ['auth: {mode: basic, basic: {existingSecret: mlflow-users}}'],
  ['auth: {mode: basic, basic: {users: {alice: secret}}}'],
  [
    'auth: {mode: basic, basic: {existingSecret: mlflow-users, users: {alice: secret}}}',
    'auth.basic.users: is set beside auth.basic.existingSecret, which would win. Remove one of them.',
  ],
  [
    'auth: {mode: basic, basic: {users: {"alice:": secret}}}',
    'auth.basic.users: has a name that is empty, or has something else in it than letters, digits and . _ @ + -. Choose another name.',
  ],
  [
    'auth: {mode: basic, basic: {users: {"alice\\nmallory": secret}}}',
    'auth.basic.users: has a name that is empty, or has something else in it than letters, digits and . _ @ + -. Choose another name.',
  ],
  [
    'auth: {mode: basic, basic: {users: {"": secret}}}',
    'auth.basic.users: has a name that is empty, or has something else in it than letters, digits and . _ @ + -. Choose another name.',
  ],
  ['auth: {mode: basic, basic: {users: {alice@example.com: secret, b.o_b+1-x: secret}}}'],
  ...['0.0.0.0/0', '::/0', '10.1.2.3/0'].map((range): RuleRow => [
    `auth: {trustedProxies: [10.0.0.0/8, '${range}']}`,
    'warning: auth.trustedProxies: trusts everybody: whoever sends a request chooses the address that it seems to come from, by which guesses of passwords are counted. Name the network of the proxies in front of MLflow.',
  ]),
  ["auth: {trustedProxies: [10.0.0.0/8, 'fd00::/10', 10.0.0.0]}"],
  ...['1.30-alpine-slim', '1.30.6-slim', 'slim'].map((tag): RuleRow => [
    `proxy: {image: {tag: ${tag}}}`,
    `warning: proxy.image.tag: is ${tag}: nginx’s images with -slim have no njs, without which the proxy does not start. Take the tag without -slim.`,
  ]),
  ...['basic', 'mlflow'].flatMap((mode): RuleRow[] => {
    const login = `auth: {mode: ${mode}, ${mode}: {existingSecret: given}}, postgresql: {resources: {requests: {memory: 16Gi}}}`;
    const withIngress = (more: string) =>
      `{mlflow: {ingress: {enabled: true, hosts: [{host: a.example.com}]${more}}}, ${login}}`;
    const withGateway = (more: string, parent = 'name: public, sectionName: https') =>
      `{mlflow: {gateway: {enabled: true, parentRefs: [${GATEWAY_OF_ALL}{${parent}}], hostnames: [a.example.com]${more}}}, ${login}}`;
    return [
      [withIngress(''), PLAIN_INGRESS],
      [withIngress(', controller: traefik'), PLAIN_INGRESS],
      [withIngress(', controller: alb')],
      [withIngress(', tls: [{secretName: a}]')],
      [withGateway('')],
      [withGateway(', scheme: http'), PLAIN_GATEWAY],
      [withGateway('', 'name: public'), ANY_LISTENER],
      [withGateway(', scheme: http', 'name: public'), PLAIN_GATEWAY],
    ];
  }),
  ...[INGRESS_OF_OIDC, GATEWAY_OF_OIDC].map((mlflow): RuleRow => [`{mlflow: {${mlflow}}, auth: {${OIDC}}}`]),
  [`{mlflow: {${GATEWAY_OF_OIDC.replace(', sectionName: https', '')}}, auth: {${OIDC}}}`, ANY_LISTENER],
  ['proxy: {image: {tag: 1.30-alpine}}'],
  ...['LoadBalancer', 'NodePort'].map((type): RuleRow => [
    `mlflow: {image: {tag: v3.16.0}, service: {type: ${type}}}`,
    hasHoles('v3.16.0'),
  ]),
  ['mlflow: {image: {tag: v3.16.0}, service: {type: ClusterIP}}'],
  [`proxy: {image: {tag: 1.30-slim, digest: 'sha256:${'0'.repeat(64)}'}}`],
  ...[
    'v2.9.0',
    '2.9.0',
    'v0.8.2',
    'v1.30.1',
    'v3.0.0',
    'v3.9.0',
    'v3.15.2-full',
    'v3.16.0',
    'v3.16.0-full',
    'v2.9.0.post1',
  ].map((tag): RuleRow => [behindIngress(tag), hasHoles(tag)]),
  // Newer ones, and what is no version.
  ...[
    'v3.16.1',
    'v3.16.10',
    'v3.17.0',
    'v3.18.0-full',
    'v4.0.0',
    'v10.2.0',
    'v20.1.0',
    'main',
    'sha-2.9.0',
    'v3',
    'v2',
    '3.160.0',
  ].map((tag): RuleRow => [behindIngress(tag)]),
  [behindIngress('v2.9.0', ', auth: {mode: basic, basic: {existingSecret: mlflow-users}}'), PLAIN_INGRESS],
  ['mlflow: {image: {tag: v2.9.0}}'],
  [
    'mlflow: {image: {tag: v2.9.0, digest: sha256:0000000000000000000000000000000000000000000000000000000000000000}, ingress: {enabled: true, hosts: [{host: a.example.com}]}}',
  ],
];
