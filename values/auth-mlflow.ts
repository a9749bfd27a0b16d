/** auth.mode mlflow: users, roles and permissions of MLflow's own. */
import { and, equal, matches, not, notEmpty, toJson } from '../lib/expr/function';
import { text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, record, string } from '../lib/values/schema';
import { empty, leavesAny, setsVariable } from './conditions';
import type { DeclaredSecret } from './declared-secret';
import { objectName, secretKey } from './fields';
import type { Values } from './schema';

/** Names the file with the settings of the login. */
const SETTINGS = 'MLFLOW_AUTH_CONFIG_PATH';

/** In the JSON of a list of variables, whose keys are sorted. What a reference to another one is nobody can see here. */
const DATABASE = '"name":"MLFLOW_BACKEND_STORE_URI","value":"';

/** What prepare-login.py refuses when it has looked at MLflow itself. */
const NO_WORKSPACES = '^v?([0-2]\\.[0-9]+|3\\.[0-9])([.-]|$)';
const NO_PREFIX = '^v?([0-2]\\.[0-9]+|3\\.([0-9]|1[0-5]))([.-]|$)';

export const mlflowLogin = record('Users, roles and permissions of MLflow’s own (its basic-auth app).', {
  existingSecret: objectName(
    'Secret with the administrator’s name and password (12 characters or more), and the key of MLflow’s forms. Changes take effect when the pods are restarted.',
  ),
  existingSecretUsernameKey: secretKey('admin-username'),
  existingSecretPasswordKey: secretKey('admin-password'),
  existingSecretFlaskKey: secretKey('flask-secret-key'),
  defaultPermission: string({
    default: 'NO_PERMISSIONS',
    options: ['NO_PERMISSIONS', 'READ', 'USE', 'EDIT', 'MANAGE'],
    description:
      'What users may do with what nobody gave them a permission for. With READ, all of them read everything, artefacts too.',
  }),
  workspaces: boolean({
    default: false,
    description: 'Workspaces, which keep the experiments and models of teams apart (MLflow 3.10 or newer).',
  }),
  cacheSeconds: integer({
    default: 60,
    minimum: 0,
    maximum: 3600,
    description:
      'For how long each worker remembers a right password, which takes some 100 ms to check: for as long, one that was changed or taken away may still be good. 0 checks each request.',
  }),
});

/** The variables with the administrator's name and password, and with the key of MLflow's forms. */
export const ADMIN_NAME = 'MLFLOW_AUTH_ADMIN_USERNAME';
export const ADMIN_PASSWORD = 'MLFLOW_AUTH_ADMIN_PASSWORD';
export const FLASK_KEY = 'MLFLOW_FLASK_SERVER_SECRET_KEY';

export function mlflowLoginSecret(values: Values): DeclaredSecret {
  const { mode, mlflow } = values.auth;
  const isRead = and(equal(mode, 'mlflow'), leavesAny(values, ADMIN_NAME, ADMIN_PASSWORD, FLASK_KEY));
  return {
    purpose: 'login',
    path: 'auth.mlflow.existingSecret',
    name: mlflow.existingSecret,
    isRead: and(isRead, notEmpty(mlflow.existingSecret)),
    keys: [
      { key: mlflow.existingSecretUsernameKey, kind: 'admin-name' },
      { key: mlflow.existingSecretPasswordKey, kind: 'password' },
      { key: mlflow.existingSecretFlaskKey, kind: 'random-text' },
    ],
    restarts: { tracking: true },
  };
}

export function mlflowLoginRules(values: Values): readonly Rule[] {
  const { mode, mlflow } = values.auth;
  const enabled = equal(mode, 'mlflow');
  const { image, env, staticPrefix } = values.mlflow;
  const variables = toJson(env);
  const isOlder = (versions: string) => and(matches(image.tag, versions), empty(image.digest));
  return [
    {
      path: 'auth.mlflow.existingSecret',
      violated: and(enabled, empty(mlflow.existingSecret)),
      problem: 'is empty although auth.mode is mlflow, so there is no administrator',
      remedy: 'Name a Secret with the keys admin-username, admin-password and flask-secret-key',
    },
    {
      path: 'mlflow.env',
      violated: and(enabled, setsVariable(values, SETTINGS)),
      problem: `sets ${SETTINGS}, but with auth.mode mlflow the pod writes that file`,
      remedy: 'Remove it, and set auth.mlflow',
    },
    {
      level: 'warned',
      path: 'mlflow.env',
      violated: and(
        enabled,
        matches(variables, `${DATABASE}[a-z0-9+]+:`),
        not(matches(variables, `${DATABASE}postgresql[+:]`)),
      ),
      problem:
        'sets MLFLOW_BACKEND_STORE_URI to another database than PostgreSQL, in which auth.mode mlflow keeps its users: the pod would wait',
      remedy: 'Use PostgreSQL, or another auth.mode',
    },
    {
      level: 'warned',
      path: 'auth.mlflow.workspaces',
      violated: and(enabled, mlflow.workspaces, isOlder(NO_WORKSPACES)),
      problem: text`is true, but MLflow ${image.tag} has no workspaces: the pod would wait`,
      remedy: 'Take MLflow 3.10 or newer, or set it to false',
    },
    {
      level: 'warned',
      path: 'mlflow.staticPrefix',
      violated: and(enabled, notEmpty(staticPrefix), isOlder(NO_PREFIX)),
      problem: text`is ${staticPrefix}, but the login of MLflow ${image.tag} does not know where its paths begin then: the pod would wait`,
      remedy: 'Take a newer version, or serve it without a prefix',
    },
  ];
}
