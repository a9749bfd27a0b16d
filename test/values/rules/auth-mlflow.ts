import type { RuleRow } from './row';

/** Two workers, for more of them would want more memory for PostgreSQL: the last row. */
const chosen = (login: string, server = '') =>
  `{auth: {mode: mlflow, mlflow: {${login}}}, mlflow: {workers: 2${server === '' ? '' : `, ${server}`}}}`;
const SECRET = 'existingSecret: login';
const hasHoles = (tag: string) =>
  `warning: mlflow.image.tag: is ${tag}, and its own login is all that keeps people out: before 3.16.1, whoever reaches MLflow can do more than it offers (CVE-2023-6977, CVE-2025-11200, CVE-2026-2635 and others). Take a newer version, or another auth.mode.`;

export const authMlflow: readonly RuleRow[] = [
  [
    chosen(''),
    'auth.mlflow.existingSecret: is empty although auth.mode is mlflow, so there is no administrator. Name a Secret with the keys admin-username, admin-password and flask-secret-key.',
  ],
  [chosen(SECRET)],
  [chosen(`${SECRET}, defaultPermission: READ, workspaces: true, cacheSeconds: 0`)],
  [
    chosen(SECRET, 'env: [{name: MLFLOW_AUTH_CONFIG_PATH, value: /mine.ini}]'),
    'mlflow.env: sets MLFLOW_AUTH_CONFIG_PATH, but with auth.mode mlflow the pod writes that file. Remove it, and set auth.mlflow.',
  ],
  // With another login, MLflow does not look at it.
  ['mlflow: {env: [{name: MLFLOW_AUTH_CONFIG_PATH, value: /mine.ini}]}'],
  [
    chosen(SECRET, 'image: {tag: v3.16.0-full}'),
    'warning: mlflow.image.tag: is v3.16.0-full, and its own login is all that keeps people out: before 3.16.1, whoever reaches MLflow can do more than it offers (CVE-2023-6977, CVE-2025-11200, CVE-2026-2635 and others). Take a newer version, or another auth.mode.',
  ],
  [chosen(SECRET, 'image: {tag: v3.16.1}')],
  [chosen(SECRET, 'image: {tag: of-our-own}')],
  // What the init container would refuse, where it can be seen before.
  ...['sqlite:////x.db', 'mysql+pymysql://h/d', 'postgres://h/d'].map((uri): RuleRow => [
    chosen(SECRET, `env: [{name: MLFLOW_BACKEND_STORE_URI, value: '${uri}'}]`),
    'warning: mlflow.env: sets MLFLOW_BACKEND_STORE_URI to another database than PostgreSQL, in which auth.mode mlflow keeps its users: the pod would wait. Use PostgreSQL, or another auth.mode.',
  ]),
  ...[
    'value: postgresql://h/d',
    'value: postgresql+psycopg2://h/d',
    'value: $(URI)',
    'valueFrom: {secretKeyRef: {name: a, key: b}}',
  ].map((uri): RuleRow => [chosen(SECRET, `env: [{name: MLFLOW_BACKEND_STORE_URI, ${uri}}]`)]),
  ['mlflow: {env: [{name: MLFLOW_BACKEND_STORE_URI, value: "sqlite:////x.db"}]}'],
  ...['v3.9.0', 'v2.9.0', '1.30.1', 'v3.9.0-full'].map((tag): RuleRow => [
    chosen(`${SECRET}, workspaces: true`, `image: {tag: ${tag}}`),
    hasHoles(tag),
    `warning: auth.mlflow.workspaces: is true, but MLflow ${tag} has no workspaces: the pod would wait. Take MLflow 3.10 or newer, or set it to false.`,
  ]),
  [chosen(`${SECRET}, workspaces: true`, 'image: {tag: v3.10.1}'), hasHoles('v3.10.1')],
  ...['v3.15.2', 'v2.9.0'].map((tag): RuleRow => [
    chosen(SECRET, `image: {tag: ${tag}}, staticPrefix: /mlflow`),
    hasHoles(tag),
    `warning: mlflow.staticPrefix: is /mlflow, but the login of MLflow ${tag} does not know where its paths begin then: the pod would wait. Take a newer version, or serve it without a prefix.`,
  ]),
  [chosen(SECRET, 'image: {tag: v3.16.0}, staticPrefix: /mlflow'), hasHoles('v3.16.0')],
  [chosen(`${SECRET}, workspaces: true`, 'image: {tag: of-our-own}, staticPrefix: /mlflow')],
  ['mlflow: {image: {tag: v2.9.0}, staticPrefix: /mlflow}'],
  // The users’ database has a pool in each worker, too.
  [
    `auth: {mode: mlflow, mlflow: {${SECRET}}}`,
    'warning: postgresql.resources.requests.memory: is enough for 307 connections of 10 MiB beside the shared buffers, but 376 connections can be open: 366 from 2 pods of 4 workers (3 pools of 5 + 10 in each, 3 beside them), one of the pods only during an update, and 10 from administration. Raise it, lower mlflow.databasePool or mlflow.workers, or connect through a pooler in session mode, as the externalDatabase.',
  ],
];
