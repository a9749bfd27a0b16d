/** auth.mode mlflow: users, roles and permissions of MLflow's own. */
import { and, equal, notEmpty } from '../lib/expr/function';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, record, string } from '../lib/values/schema';
import { empty, leavesAny, setsVariable } from './conditions';
import type { DeclaredSecret } from './declared-secret';
import { objectName, secretKey } from './fields';
import type { Values } from './schema';

/** Names the file with the settings of the login. */
const SETTINGS = 'MLFLOW_AUTH_CONFIG_PATH';

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
  return [
    {
      path: 'auth.mlflow.existingSecret',
      violated: and(enabled, empty(mlflow.existingSecret)),
      problem: 'is empty although auth.mode is mlflow, so there is no administrator',
      remedy: 'Name a Secret with the keys admin-username, admin-password and flask-secret-key',
    },
    {
      level: 'warned',
      path: 'auth.mlflow.existingSecret',
      violated: and(equal(mode, 'none'), notEmpty(mlflow.existingSecret)),
      problem: 'names an administrator, but auth.mode is none: nobody is asked for a password',
      remedy: 'Set auth.mode to mlflow, or remove it',
    },
    {
      path: 'mlflow.env',
      violated: and(enabled, setsVariable(values, SETTINGS)),
      problem: `sets ${SETTINGS}, but with auth.mode mlflow the pod writes that file`,
      remedy: 'Remove it, and set auth.mlflow',
    },
  ];
}
