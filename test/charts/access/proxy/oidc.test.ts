/** oidc.njs: who is asked about a login, what it is told of it, and what becomes of the answer. */
import { expect, test } from '@jest/globals';
import OIDC from '../../../../charts/access/proxy/oidc.njs';
import { evaluateModel } from '../../../../lib/synth/model';
import type { JsonObject } from '../../../../lib/values/merge';
import { complete, model, SMALLEST } from '../../../support/platform';
import { Njs, type Reply, type Request } from './njs';

const CLUSTER = 'https://kubernetes.default.svc.cluster.local';
const BUILDS = 'https://ci.example.com';
const PEOPLE = 'https://login.example.com/realm';

const LOGIN = {
  issuerUrl: PEOPLE,
  clientId: 'mlflow',
  existingSecret: 'mlflow-oidc',
  allowedGroups: ['science'],
  extraIssuers: [
    { name: 'ci', issuerUrl: BUILDS, audience: 'mlflow-ci', allowedSubjects: ['repo:team/model', 'repo:all/*'] },
    // One issuer with tokens for two audiences.
    { name: 'robots', issuerUrl: PEOPLE, audience: 'mlflow-robots', allowedSubjects: ['*'] },
  ],
  serviceAccounts: { enabled: true, allowed: ['train/trainer', 'team/*'] },
};

/** As the chart writes them into its ConfigMap. */
function rules(login: JsonObject): string {
  const values = complete(SMALLEST, { auth: { mode: 'oidc', oidc: { ...LOGIN, ...login } } });
  const objects = evaluateModel(model, { values, release: { name: 'ml', namespace: 'team' } });
  const { data } = objects.get('proxy-configuration') as { readonly data: Readonly<Record<string, string>> };
  return data['oidc-rules.njs'] ?? '';
}

const encoded = (text: string) => Buffer.from(text).toString('base64url');
const token = (claims: object) => `e30.${encoded(JSON.stringify(claims))}.c2ln`;
const bearer = (claims: object) => ({ Authorization: `Bearer ${token(claims)}` });

const IN: Reply = { status: 202, headers: { 'X-Auth-Request-User': 'somebody' } };

async function check(
  headers: Readonly<Record<string, string>>,
  reply?: Reply,
  login: JsonObject = {},
  oauth2 = '/oauth2',
) {
  const answer = reply && (() => reply);
  const njs = new Njs(OIDC, { modules: { 'oidc-rules.njs': rules(login) }, ...(answer && { answer }) });
  const { status, headers: said } = await njs.content('check', { headers, variables: { oauth2 } });
  return { asked: njs.asked, status, user: said['X-User'], log: njs.log };
}

test.each<[string, Readonly<Record<string, string>>]>([
  ['nothing', {}],
  ['an empty header', { Authorization: '' }],
  ['a password', { Authorization: 'Basic YTpi' }],
  ['a token that is no JWT', { Authorization: 'Bearer abc' }],
  ['a JWT in two parts', { Authorization: 'Bearer a.b' }],
  ['a JWT without a signature', { Authorization: 'Bearer a.b.' }],
  ['a JWT in four parts', { Authorization: 'Bearer a.b.c.d' }],
  ['something after the token', { Authorization: 'Bearer a.b.c d' }],
  ['something before the word', { Authorization: 'X Bearer a.b.c' }],
  ['another alphabet', { Authorization: 'Bearer a.b+.c' }],
  ['no space', { Authorization: 'Bearera.b.c' }],
  ['no such token beside a right cookie', { Authorization: 'Bearer abc', Cookie: '_mlflow_login=right' }],
])('401, and nobody is asked: %s', async (_what, headers) => {
  expect(await check(headers, IN)).toEqual({ asked: [], status: 401, user: undefined, log: [] });
});

const socket = (name: string, oauth2 = '/oauth2') => `http://unix:/run/login/${name}.sock:${oauth2}/auth`;

test.each<[string, object, string]>([
  ['of people', { iss: PEOPLE, aud: 'mlflow', email: 'a@example.com' }, 'people'],
  ['of nobody known', { iss: 'https://elsewhere.example.com', aud: 'mlflow-ci' }, 'people'],
  ['that says nothing', {}, 'people'],
  ['of a further issuer', { iss: BUILDS, aud: 'mlflow-ci' }, 'issuer-ci'],
  ['of a further issuer, for more than one audience', { iss: BUILDS, aud: ['x', 'mlflow-ci'] }, 'issuer-ci'],
  ['of a further issuer, for another audience', { iss: BUILDS, aud: 'mlflow' }, 'people'],
  ['of a further issuer, for an audience that begins like it', { iss: BUILDS, aud: 'mlflow-ci-x' }, 'people'],
  ['of people’s issuer for programs', { iss: PEOPLE, aud: 'mlflow-robots' }, 'issuer-robots'],
  ['of the cluster', { iss: CLUSTER, aud: ['mlflow-tracking'] }, 'machines'],
  ['of the cluster, for another audience', { iss: CLUSTER, aud: [CLUSTER] }, 'people'],
])('a token %s is shown to its issuer’s oauth2-proxy alone', async (_whose, claims, name) => {
  const { asked } = await check(bearer(claims), IN);
  expect(asked).toEqual([{ url: socket(name), headers: { Host: 'localhost', ...bearer(claims) } }]);
});

test('a token of the cluster is one of nobody known where service accounts are not let in', async () => {
  const { asked } = await check(bearer({ iss: CLUSTER, aud: 'mlflow-tracking' }), IN, {
    serviceAccounts: { enabled: false, allowed: ['train/trainer'] },
  });
  expect(asked.map(({ url }) => url)).toEqual([socket('people')]);
});

test.each(['not JSON', 'null', '7', '[]'])('what a token says of itself may be anything: %s', async (text) => {
  const { asked, status } = await check({ Authorization: `Bearer a.${encoded(text)}.c` }, IN);
  expect([asked.map(({ url }) => url), status]).toEqual([[socket('people')], 204]);
});

test('oauth2-proxy gets the token in one form, and nothing else of the request', async () => {
  const claims = { iss: BUILDS, aud: 'mlflow-ci' };
  const headers = { authorization: `bearer   ${token(claims)}`, Host: 'mlflow.example.com', Cookie: '_mlflow_login=x' };
  const { asked } = await check(headers, IN, {}, '/ml/oauth2');
  expect(asked).toEqual([
    { url: socket('issuer-ci', '/ml/oauth2'), headers: { Host: 'localhost', ...bearer(claims) } },
  ]);
});

test('a cookie is shown to people’s', async () => {
  const { asked, status, user } = await check({ Cookie: '_mlflow_login=x; other=y' }, IN);
  expect([asked, status, user]).toEqual([
    [{ url: socket('people'), headers: { Host: 'localhost', Cookie: '_mlflow_login=x; other=y' } }],
    204,
    'somebody',
  ]);
});

test.each<[string, Reply | undefined, number, readonly string[]]>([
  ['202', { status: 202 }, 204, []],
  ['401', { status: 401 }, 401, []],
  ['403', { status: 403 }, 403, []],
  ['200, as a page would be', { status: 200 }, 500, ['error: /run/login/people.sock answers 200']],
  ['500', { status: 500 }, 500, ['error: /run/login/people.sock answers 500']],
  ['nothing', undefined, 500, ['error: /run/login/people.sock does not answer: connect failed']],
])('oauth2-proxy answers %s', async (_what, reply, status, log) => {
  const got = await check({ Cookie: 'a=b' }, reply);
  expect([got.status, got.log]).toEqual([status, log]);
});

const refused = (subject: string, issuer: string) => `warn: ${JSON.stringify(subject)} of ${issuer} is not allowed in`;

test.each<[string, string, string, boolean]>([
  [BUILDS, 'mlflow-ci', 'repo:team/model', true],
  [BUILDS, 'mlflow-ci', 'repo:all/', true],
  [BUILDS, 'mlflow-ci', 'repo:all/x', true],
  [BUILDS, 'mlflow-ci', 'repo:all', false],
  [BUILDS, 'mlflow-ci', 'repo:team/model2', false],
  [BUILDS, 'mlflow-ci', 'x repo:team/model', false],
  [BUILDS, 'mlflow-ci', 'repo:team/model ', false],
  [BUILDS, 'mlflow-ci', 'repo:all/\n', false],
  [BUILDS, 'mlflow-ci', 'repo:all/\u007f', false],
  [PEOPLE, 'mlflow-robots', 'anybody at all', true],
  [PEOPLE, 'mlflow-robots', '\u0000', false],
  [CLUSTER, 'mlflow-tracking', 'system:serviceaccount:train:trainer', true],
  [CLUSTER, 'mlflow-tracking', 'system:serviceaccount:team:any', true],
  [CLUSTER, 'mlflow-tracking', 'system:serviceaccount:team2:any', false],
  [CLUSTER, 'mlflow-tracking', 'train/trainer', false],
])('a program of %s, for %s: %j is let in: %s', async (iss, aud, sub, allowed) => {
  // In a header, a subject may have lost blanks; a program has no address, whatever its token says.
  const headers = {
    'X-Auth-Request-User': sub.trim().replace(/[^ -~]/g, ''),
    'X-Auth-Request-Email': 'of@example.com',
  };
  const got = await check(bearer({ iss, aud, sub }), { status: 202, headers });
  expect([got.status, got.user, got.log]).toEqual(allowed ? [204, sub, []] : [403, undefined, [refused(sub, iss)]]);
});

const ANN = { status: 202, headers: { 'X-Auth-Request-User': 'ann', 'X-Auth-Request-Email': 'ann@example.com' } };
const NO_ADDRESS = 'warn: "ann" has no e-mail address, by whose domain people are let in';

const person = (claims: object) => bearer({ iss: PEOPLE, sub: 'ann', ...claims });

test.each<[string, readonly string[], Readonly<Record<string, string>>, number, string | undefined]>([
  ['a token with an address', ['example.com'], person({ email: 'ann@example.com' }), 204, undefined],
  ['a token without one', ['example.com'], person({}), 403, NO_ADDRESS],
  ['a token with an empty one', ['example.com'], person({ email: '' }), 403, NO_ADDRESS],
  ['a token without one, where groups alone count', [], person({}), 204, undefined],
  ['a token without one, where any domain will do', ['*'], person({}), 204, undefined],
  ['a cookie, whose address oauth2-proxy has seen', ['example.com'], { Cookie: 'a=b' }, 204, undefined],
  ['a program, which has none', ['example.com'], person({ aud: 'mlflow-robots' }), 204, undefined],
])('people are let in by their domain: %s', async (_what, allowedDomains, headers, status, log) => {
  const got = await check(headers, ANN, { allowedDomains });
  expect(got).toMatchObject({ status, log: log === undefined ? [] : [log] });
});

test('a person is known by their address, or by what else the issuer calls them', async () => {
  expect((await check({ Cookie: 'a=b' }, ANN)).user).toBe('ann@example.com');
  expect((await check({ Cookie: 'a=b' }, IN)).user).toBe('somebody');
});

const VARIABLES = { route: 'ui', oauth2: '/ml/oauth2', request_uri: '/ml/?a=b&c#d' };
const LOGIN_PAGE = '/ml/oauth2/start?rd=%2Fml%2F%3Fa%3Db%26c%23d';

test.each<[string, Request, string]>([
  ['a page', {}, LOGIN_PAGE],
  ['a page’s head', { method: 'HEAD' }, LOGIN_PAGE],
  ['a page with a token that is wrong', { headers: { Authorization: 'Bearer abc' } }, ''],
  ['a form', { method: 'POST' }, ''],
  ['the API', { variables: { ...VARIABLES, route: 'api' } }, ''],
])('who is not let in is led to the login, if they want a page: %s', (_what, request, expected) => {
  const njs = new Njs(OIDC, { modules: { 'oidc-rules.njs': rules({}) } });
  expect(njs.variable('loginPage', { variables: VARIABLES, ...request })).toBe(expected);
});
