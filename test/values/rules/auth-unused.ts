import type { RuleRow } from './row';

const CHOSEN: Readonly<Record<string, string>> = {
  none: '',
  basic: 'basic: {existingSecret: users}',
  oidc: "oidc: {issuerUrl: 'https://login.example.com', clientId: mlflow, existingSecret: o, allowedGroups: [a]}",
  mlflow: 'mlflow: {existingSecret: login}',
};
const SAYS: Readonly<Record<string, string>> = {
  basic: 'auth.basic: names users, but auth.mode is MODE: nobody is asked for these passwords. Set auth.mode to basic',
  oidc: 'auth.oidc: names who may enter, but auth.mode is MODE: nobody is asked for a token. Set auth.mode to oidc',
  mlflow:
    'auth.mlflow: names an administrator, but auth.mode is MODE: nobody is asked for this password. Set auth.mode to mlflow',
};
const values = (mode: string, more: string) =>
  `{auth: {mode: ${mode}, ${[CHOSEN[mode], more].filter((part) => part !== '').join(', ')}}, mlflow: {workers: 2}}`;

/** Settings, by the login that they are of: any of them says that somebody wanted it. */
const SETTINGS: readonly (readonly [string, string])[] = [
  ['basic', 'basic: {users: {alice: secret}}'],
  ['oidc', CHOSEN['oidc'] ?? ''],
  ...[
    "issuerUrl: 'https://login.example.com'",
    'clientId: mlflow',
    'existingSecret: o',
    'allowedGroups: [a]',
    "allowedDomains: ['*', example.com]",
    'serviceAccounts: {enabled: true}',
    'serviceAccounts: {allowed: [a/b]}',
  ].map((setting) => ['oidc', `oidc: {${setting}}`] as const),
  ['mlflow', CHOSEN['mlflow'] ?? ''],
];

export const authUnused: readonly RuleRow[] = [
  ...Object.keys(CHOSEN).flatMap((mode) =>
    SETTINGS.filter(([login]) => login !== mode).map(([login, setting]): RuleRow => [
      values(mode, setting),
      `warning: ${(SAYS[login] ?? '').replace('MODE', mode)}, or remove it.`,
    ]),
  ),
  // Each login once, however much of it is set.
  [
    values('none', `${SETTINGS[0]?.[1] ?? ''}, ${CHOSEN['mlflow'] ?? ''}`),
    ...['basic', 'mlflow'].map((login) => `warning: ${(SAYS[login] ?? '').replace('MODE', 'none')}, or remove it.`),
  ],
  // Staging and prod have it, and whoever chooses another login there need not undo that.
  [
    'auth: {basic: {existingSecret: users}}',
    `warning: ${(SAYS['basic'] ?? '').replace('MODE', 'none')}, or remove it.`,
  ],
  [values('mlflow', 'basic: {existingSecret: users}')],
  [values('oidc', 'basic: {existingSecret: users}')],
];
