/** auth.mode oidc, in the server's pod: an oauth2-proxy for each issuer, of which none lets in whom another is for. */
import { expect, test } from '@jest/globals';
import type { Deployment } from '../../../imports/kubernetes/types';
import { evaluateModel } from '../../../lib/synth/model';
import type { JsonObject } from '../../../lib/values/merge';
import { complete, model, SMALLEST } from '../../support/platform';

const OIDC = {
  issuerUrl: 'https://login.example.com/realm',
  clientId: 'mlflow',
  existingSecret: 'mlflow-oidc',
  allowedGroups: ['science'],
  allowedDomains: ['example.com'],
};
const EVERYBODY = {
  ...OIDC,
  caConfigMap: 'company-ca',
  extraIssuers: [
    { name: 'ci', issuerUrl: 'https://ci.example.com', audience: 'mlflow-ci', allowedSubjects: ['repo:team/model:*'] },
  ],
  serviceAccounts: { enabled: true, allowed: ['train/trainer', 'team/*'] },
};

function objects(oidc: JsonObject, mlflow: JsonObject = {}) {
  const values = complete(SMALLEST, { mlflow, auth: { mode: 'oidc', oidc } });
  return evaluateModel(model, { values, release: { name: 'ml', namespace: 'team' } });
}

function pod(oidc: JsonObject, mlflow: JsonObject = {}) {
  const deployment = objects(oidc, mlflow).get('tracking-deployment') as unknown as Deployment;
  const { containers, initContainers = [], volumes = [] } = deployment.spec?.template.spec ?? { containers: [] };
  const container = (name: string) => containers.find((one) => one.name === name);
  return { names: containers.map(({ name }) => name), container, prepare: initContainers[0], volumes };
}

const options = (container: { readonly args?: readonly string[] } | undefined, pattern: RegExp) =>
  (container?.args ?? []).filter((option) => pattern.test(option));

test.each<[string, JsonObject, readonly string[]]>([
  ['people alone', OIDC, ['mlflow', 'proxy', 'oauth2-proxy']],
  ['and programs', EVERYBODY, ['mlflow', 'proxy', 'oauth2-proxy', 'machines', 'issuer-ci']],
])('a container for each issuer: %s', (_what, oidc, expected) => {
  expect(pod(oidc).names).toEqual(expected);
});

test('who may enter is said to the one for people only', () => {
  const { container } = pod(EVERYBODY);
  const rules = /^--(client-id|allowed-group|email-domain|oidc-issuer-url)=/;
  expect(['oauth2-proxy', 'machines', 'issuer-ci'].map((name) => options(container(name), rules))).toEqual([
    [
      '--oidc-issuer-url=https://login.example.com/realm',
      '--client-id=mlflow',
      '--allowed-group=science',
      '--email-domain=example.com',
    ],
    [
      '--oidc-issuer-url=https://kubernetes.default.svc.cluster.local',
      '--client-id=mlflow-tracking',
      '--email-domain=*',
    ],
    ['--oidc-issuer-url=https://ci.example.com', '--client-id=mlflow-ci', '--email-domain=*'],
  ]);
});

test('groups alone are of any domain', () => {
  expect(options(pod({ ...OIDC, allowedDomains: [] }).container('oauth2-proxy'), /^--email-domain/)).toEqual([
    '--email-domain=*',
  ]);
});

test.each([
  ['no domains', [], ['--oidc-email-claim=sub']],
  ['any', ['*'], ['--oidc-email-claim=sub']],
  ['some, which have to be true', ['example.com'], []],
])('where addresses decide nothing, nobody needs one, verified or not: %s', (_what, allowedDomains, expected) => {
  const { container } = pod({ ...EVERYBODY, allowedDomains });
  expect(options(container('oauth2-proxy'), /email-claim|unverified/)).toEqual(expected);
  for (const name of ['machines', 'issuer-ci']) expect(options(container(name), /email-claim|unverified/)).toEqual([]);
});

test('secrets come from the Secret, and only to the one for people', () => {
  const { container } = pod(EVERYBODY);
  const from = (key: string) => ({ secretKeyRef: { name: 'mlflow-oidc', key } });
  expect(container('oauth2-proxy')?.env).toEqual([
    { name: 'OAUTH2_PROXY_CLIENT_SECRET', valueFrom: from('client-secret') },
    { name: 'OAUTH2_PROXY_COOKIE_SECRET', valueFrom: from('cookie-secret') },
  ]);
  expect([container('machines')?.env, container('issuer-ci')?.env]).toEqual([undefined, undefined]);
});

test('what the proxy knows of issuers is a module, with the rules of each', () => {
  const { data } = objects(EVERYBODY).get('proxy-configuration') as { readonly data: Readonly<Record<string, string>> };
  const module = /^export default (\{[^]*\});\n$/.exec(data['oidc-rules.njs'] ?? '')?.[1] ?? '';
  expect(JSON.parse(module)).toEqual({
    domains: true,
    serviceAccounts: {
      enabled: true,
      issuerUrl: 'https://kubernetes.default.svc.cluster.local',
      audience: 'mlflow-tracking',
      allowed: ['train/trainer', 'team/*'],
    },
    issuers: EVERYBODY.extraIssuers,
  });
});

test.each([
  ['*', false],
  ['example.com', true],
])('a token without an e-mail address is no matter, where domains are %s', (domain, expected) => {
  const { data } = objects({ ...OIDC, allowedDomains: [domain] }).get('proxy-configuration') as {
    readonly data: Readonly<Record<string, string>>;
  };
  expect(data['oidc-rules.njs']).toContain(`"domains": ${String(expected)},`);
});

test('the pod waits for people’s issuer and further ones, not for the cluster’s', () => {
  const { prepare } = pod(EVERYBODY);
  expect(prepare?.command?.join('\n')).toContain(
    "python /prepare/discover.py /run/login '/login-ca/ca.crt' 'people=https://login.example.com/realm' 'issuer-ci=https://ci.example.com'\n",
  );
});

test('below a prefix, so are the login’s pages and its cookie', () => {
  const oauth2Proxy = pod(OIDC, { staticPrefix: '/ml' }).container('oauth2-proxy');
  expect(options(oauth2Proxy, /^--(proxy-prefix|cookie-path)=/)).toEqual([
    '--proxy-prefix=/ml/oauth2',
    '--cookie-path=/ml',
  ]);
  expect(options(pod(OIDC).container('oauth2-proxy'), /^--(proxy-prefix|cookie-path)=/)).toEqual([
    '--proxy-prefix=/oauth2',
    '--cookie-path=/',
  ]);
});

test('certificates of private authorities: the company’s for issuers, the cluster’s for its own', () => {
  const { container, volumes } = pod(EVERYBODY);
  expect(
    ['oauth2-proxy', 'machines', 'issuer-ci'].map((name) => options(container(name), /^--provider-ca-file=/)),
  ).toEqual([
    ['--provider-ca-file=/login-ca/ca.crt'],
    ['--provider-ca-file=/cluster-ca/ca.crt'],
    ['--provider-ca-file=/login-ca/ca.crt'],
  ]);
  expect(volumes.filter(({ name }) => name.endsWith('-ca')).map(({ configMap }) => configMap?.name)).toEqual([
    'company-ca',
    'kube-root-ca.crt',
  ]);
});

test('in other modes, nothing of it is there', () => {
  const { names, prepare } = (() => {
    const values = complete(SMALLEST);
    const deployment = evaluateModel(model, { values, release: { name: 'ml', namespace: 'team' } }).get(
      'tracking-deployment',
    ) as unknown as Deployment;
    const { containers, initContainers = [] } = deployment.spec?.template.spec ?? { containers: [] };
    return { names: containers.map(({ name }) => name), prepare: initContainers[0] };
  })();
  expect(names).toEqual(['mlflow', 'proxy']);
  expect(JSON.stringify(prepare)).not.toContain('discover.py');
});
