import type { RuleRow } from './row';

const LOGIN = 'issuerUrl: https://login.example.com, clientId: mlflow, existingSecret: mlflow-oidc';
const with_ = (more: string, login = LOGIN) => `auth: {mode: oidc, oidc: {${login}, ${more}}}`;
const CI = "name: ci, issuerUrl: 'https://ci.example.com', audience: mlflow-ci, allowedSubjects: ['repo:team/model:*']";

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
  ...[
    'serviceAccounts: {enabled: true, allowed: [train/trainer], audience: mlflow}',
    `extraIssuers: [{${CI.replace('mlflow-ci', 'mlflow')}}]`,
  ].map((more): RuleRow => [
    with_(`allowedGroups: [science], ${more}`),
    'auth.oidc: has the audience mlflow more than once: of clientId, serviceAccounts.audience and extraIssuers no two may have the same, or whoever may have a token from one would be let in by the rule of another. Choose another audience.',
  ]),
  // Of ServiceAccounts that are not let in.
  [with_('allowedGroups: [science], serviceAccounts: {audience: mlflow}')],
  [
    with_(
      `allowedGroups: [science], extraIssuers: [{${CI}}], serviceAccounts: {enabled: true, allowed: [train/trainer], audience: mlflow-ci}`,
    ),
    'auth.oidc: has the audience mlflow-ci more than once: of clientId, serviceAccounts.audience and extraIssuers no two may have the same, or whoever may have a token from one would be let in by the rule of another. Choose another audience.',
  ],
  [with_(`allowedGroups: [science], extraIssuers: [{${CI}}]`)],
  [
    with_(`allowedGroups: [science], extraIssuers: [{${CI}}, {${CI.replace('mlflow-ci', 'other')}}]`),
    'auth.oidc.extraIssuers: has the name ci more than once. Choose another name.',
  ],
  [
    with_(`allowedGroups: [science], extraIssuers: [{${CI.replace("['repo:team/model:*']", '[]')}}]`),
    'auth.oidc.extraIssuers: says of some not whom they may send: ci. Name subjects in allowedSubjects.',
  ],
  ...[LOGIN, 'serviceAccounts: {enabled: true, allowed: [train/trainer]}'].map((more): RuleRow => [
    `auth: {oidc: {${more}}}`,
    'warning: auth.oidc: names an issuer, but auth.mode is none: nobody is asked for a token. Set auth.mode to oidc, or remove it.',
  ]),
  [
    `auth: {oidc: {extraIssuers: [{${CI}}]}}`,
    'auth.oidc.extraIssuers: names issuers, but auth.mode is another one: nobody would be asked for their tokens. Set auth.mode to oidc, or remove them.',
  ],
  [
    with_('allowedGroups: [science]', LOGIN.replace('https:', 'http:')),
    'warning: auth.oidc.issuerUrl: is not https: who can change what passes by can log in as anybody. Use an issuer with https.',
  ],
  [
    with_('allowedGroups: [science], cookieSecure: false'),
    'warning: auth.oidc.cookieSecure: is false: whoever sees a request pass by can take its cookie, and with it the login. Give MLflow a certificate, and set it to true.',
  ],
];
