import type { RuleRow } from './row';

const LOGIN = 'issuerUrl: https://login.example.com, clientId: mlflow, existingSecret: mlflow-oidc';
const with_ = (more: string, login = LOGIN) => `auth: {mode: oidc, oidc: {${login}, ${more}}}`;
const CI = "name: ci, issuerUrl: 'https://ci.example.com', audience: mlflow-ci, allowedSubjects: ['repo:team/model:*']";

const sameAudience = (audience: string) =>
  `auth.oidc.extraIssuers: has an audience, ${audience}, that auth.oidc.clientId, auth.oidc.serviceAccounts.audience or another of these issuers has, too: whoever may have a token from one would be let in by the rule of another. Choose another audience.`;

const plainHttp = (where: string) =>
  `warning: auth.oidc.${where} not https: who can change what passes by can log in as anybody. Use https.`;

export const authOidc: readonly RuleRow[] = [
  [with_('allowedGroups: [science]')],
  [with_('allowedDomains: [example.com]')],
  [with_("allowedDomains: ['*']")],
  [with_("allowedGroups: [science], allowedDomains: ['*']")],
  [
    with_('allowedGroups: [science]', 'clientId: mlflow, existingSecret: mlflow-oidc'),
    'auth.oidc.issuerUrl: is empty although auth.mode is oidc. Say which issuer people log in at.',
  ],
  [
    with_('allowedGroups: [science]', 'issuerUrl: https://login.example.com, existingSecret: mlflow-oidc'),
    'auth.oidc.clientId: is empty although auth.mode is oidc. Register MLflow at the issuer, and say what it is called there.',
  ],
  [
    with_('allowedGroups: [science]', 'issuerUrl: https://login.example.com, clientId: mlflow'),
    'auth.oidc.existingSecret: is empty although auth.mode is oidc. Name a Secret with the client’s secret and 32 random bytes for cookies.',
  ],
  [
    with_('allowedGroups: []'),
    "auth.oidc.allowedGroups: is empty, and allowedDomains too: nothing says who may enter. Name groups or domains, or, for everybody whom the issuer knows, write allowedDomains: ['*'].",
  ],
  [
    with_("allowedDomains: [example.com, '*']"),
    'auth.oidc.allowedDomains: has * beside others, which lets everybody in. Remove * or the others.',
  ],
  [
    with_('allowedGroups: [science], serviceAccounts: {enabled: true}'),
    'auth.oidc.serviceAccounts.allowed: is empty, but any pod of the cluster can ask for a token of any audience. List the ServiceAccounts that may enter: namespace/name, or namespace/*.',
  ],
  [with_("allowedGroups: [science], serviceAccounts: {enabled: true, allowed: [train/trainer, 'team/*']}")],
  [
    with_('allowedGroups: [science], serviceAccounts: {enabled: true, allowed: [train/trainer], audience: mlflow}'),
    'auth.oidc.serviceAccounts.audience: is mlflow, as auth.oidc.clientId is: whoever may have a token from one would be let in by the rule of another. Choose another audience.',
  ],
  [with_(`allowedGroups: [science], extraIssuers: [{${CI.replace('mlflow-ci', 'mlflow')}}]`), sameAudience('mlflow')],
  // Of ServiceAccounts that are not let in.
  [with_('allowedGroups: [science], serviceAccounts: {audience: mlflow}')],
  [
    with_(
      `allowedGroups: [science], extraIssuers: [{${CI}}], serviceAccounts: {enabled: true, allowed: [train/trainer], audience: mlflow-ci}`,
    ),
    sameAudience('mlflow-ci'),
  ],
  [with_(`allowedGroups: [science], extraIssuers: [{${CI}}]`)],
  [
    with_(`allowedGroups: [science], extraIssuers: [{${CI}}, {${CI.replace('mlflow-ci', 'other')}}]`),
    'auth.oidc.extraIssuers: has the name ci more than once. Choose another name.',
  ],
  [
    with_(`allowedGroups: [science], extraIssuers: [{${CI}}, {${CI.replace('name: ci', 'name: other')}}]`),
    sameAudience('mlflow-ci'),
  ],
  [
    with_(`allowedGroups: [science], extraIssuers: [{${CI.replace("['repo:team/model:*']", '[]')}}]`),
    'auth.oidc.extraIssuers: says of some not whom they may send: ci. Name subjects in allowedSubjects.',
  ],
  [
    `auth: {oidc: {extraIssuers: [{${CI}}]}}`,
    'auth.oidc.extraIssuers: names issuers, but auth.mode is another one: nobody would be asked for their tokens. Set auth.mode to oidc, or remove them.',
  ],
  [with_('allowedGroups: [science]', LOGIN.replace('https:', 'http:')), plainHttp('issuerUrl: is')],
  [
    with_(
      `allowedGroups: [science], extraIssuers: [{${CI}}, {${CI.replace('https:', 'http:').replaceAll('ci', 'old')}}]`,
    ),
    plainHttp('extraIssuers: has issuers ( old ) whose URL is'),
  ],
  ...['issuerUrl', 'jwksUrl'].map((url): RuleRow => [
    with_(`allowedGroups: [science], serviceAccounts: {enabled: true, allowed: [a/b], ${url}: 'http://x.example.com'}`),
    plainHttp(`serviceAccounts.${url}: is`),
  ]),
  [with_("allowedGroups: [science], serviceAccounts: {issuerUrl: 'http://x.example.com'}")],
  [
    with_('allowedGroups: [science], scopes: [email]'),
    'warning: auth.oidc.scopes: lacks openid, without which an issuer says nothing of who logs in: nobody could. Add openid.',
  ],
  [
    `{${with_('allowedGroups: [science]')}, oauth2Proxy: {image: {tag: v7.15.6}}}`,
    'warning: oauth2Proxy.image.tag: is v7.15.6: oauth2-proxy’s images without -alpine have no shell, without which its container does not start. Take the tag with -alpine.',
  ],
  [`{${with_('allowedGroups: [science]')}, oauth2Proxy: {image: {tag: of-our-own}}}`],
  [`{${with_('allowedGroups: [science]')}, oauth2Proxy: {image: {tag: v7.15.6, digest: 'sha256:${'0'.repeat(64)}'}}}`],
  ['oauth2Proxy: {image: {tag: v7.15.6}}'],
  [
    with_('allowedGroups: [science], cookieSecure: false'),
    'warning: auth.oidc.cookieSecure: is false: whoever sees a request pass by can take its cookie, and with it the login. Give MLflow a certificate, and set it to true.',
  ],
  ...[
    'ingress: {enabled: true, hosts: [{host: a.example.com}]}',
    'gateway: {enabled: true, parentRefs: [{name: a, sectionName: http}], hostnames: [a.example.com], scheme: http}',
  ].flatMap((mlflow): RuleRow[] => [
    [
      `{mlflow: {${mlflow}}, ${with_('allowedGroups: [science]')}}`,
      'warning: auth.oidc.cookieSecure: is true, but people come by http: their browsers would not send the cookie, and nobody could log in. Give the Ingress or the Gateway a certificate.',
    ],
    [
      `{mlflow: {${mlflow}}, ${with_('allowedGroups: [science], cookieSecure: false')}}`,
      'warning: auth.oidc.cookieSecure: is false: whoever sees a request pass by can take its cookie, and with it the login. Give MLflow a certificate, and set it to true.',
    ],
  ]),
];
