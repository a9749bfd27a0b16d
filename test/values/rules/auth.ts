import type { RuleRow } from './row';

const behindIngress = (tag: string, more = '') =>
  `{mlflow: {image: {tag: ${tag}}, ingress: {enabled: true, hosts: [{host: a.example.com}]}}${more}}`;
const hasHoles = (tag: string) =>
  `warning: mlflow.image.tag: is ${tag}, and an Ingress leads to it without a login: before 3.16.1, whoever reaches MLflow can do more than it offers (CVE-2023-6977, CVE-2025-11200, CVE-2026-2635 and others). Take a newer version, or another auth.mode.`;

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
  ['proxy: {image: {tag: 1.30-alpine}}'],
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
  [behindIngress('v2.9.0', ', auth: {mode: basic, basic: {existingSecret: mlflow-users}}')],
  ['mlflow: {image: {tag: v2.9.0}}'],
  [
    'mlflow: {image: {tag: v2.9.0, digest: sha256:0000000000000000000000000000000000000000000000000000000000000000}, ingress: {enabled: true, hosts: [{host: a.example.com}]}}',
  ],
];
