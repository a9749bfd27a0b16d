/** Users, roles and permissions of MLflow's own: its basic-auth app, on the tracking store's database. */
import type { Volume } from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { equal } from '../../lib/expr/function';
import { text, unlessEmpty, when } from '../../lib/expr/vocabulary';
import { ADMIN_NAME, ADMIN_PASSWORD, FLASK_KEY } from '../../values/auth-mlflow';
import type { Values } from '../../values/schema';
import type { Login } from '../parts/login';
import LOGIN from './proxy/login-mlflow.conf';

export interface MlflowLoginProps {
  readonly auth: Values['auth'];
  readonly server: Values['mlflow'];
}

/** Where prepare-login.py writes MLflow's settings of the login: in memory, for with a URI of the user's they may hold a password. */
const FOLDER = { name: 'login', mountPath: '/login' };
const IN_MEMORY: Deferred<Volume> = { name: FOLDER.name, emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } };

export function mlflowLogin({ auth, server }: MlflowLoginProps): Login {
  const enabled = equal(auth.mode, 'mlflow');
  const { mlflow } = auth;
  const fromSecret = (name: string, key: Value<string>) => ({
    name,
    secret: { name: mlflow.existingSecret, key },
    condition: enabled,
  });
  return {
    name: 'mlflow',
    enabled,
    files: {
      'login-mlflow.conf': LOGIN,
      'version.conf': text`set $version ${server.staticPrefix}/version;`,
    },
    volumes: [IN_MEMORY],
    server: {
      options: ['--app-name=basic-auth'],
      settings: {
        LOGIN_SETTINGS: settings(mlflow),
        LOGIN_PREFIX: unlessEmpty(server.staticPrefix),
        MLFLOW_AUTH_CONFIG_PATH: `${FOLDER.mountPath}/basic-auth.ini`,
        MLFLOW_ENABLE_WORKSPACES: when(mlflow.workspaces, 'true'),
      },
      secrets: [
        fromSecret(ADMIN_NAME, mlflow.existingSecretUsernameKey),
        fromSecret(ADMIN_PASSWORD, mlflow.existingSecretPasswordKey),
        fromSecret(FLASK_KEY, mlflow.existingSecretFlaskKey),
      ],
      mounts: [{ ...FOLDER, readOnly: true }],
    },
    preparation: { command: '', mounts: [FOLDER] },
  };
}

/** As MLflow's basic_auth.ini; prepare-login.py adds the database. Old versions ignore what they do not know. */
function settings({ defaultPermission, cacheSeconds }: Values['auth']['mlflow']): Value<string> {
  return text`[mlflow]
default_permission = ${defaultPermission}
auth_cache_ttl_seconds = ${cacheSeconds}
`;
}
