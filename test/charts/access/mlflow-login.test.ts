/** auth.mode mlflow: what it adds to the server's pod and to the proxy, and where no secret stands. */
import { expect, test } from '@jest/globals';
import { evaluateModel } from '../../../lib/synth/model';
import type { JsonObject } from '../../../lib/values/merge';
import { complete, model, SMALLEST } from '../../support/platform';

interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
}

interface Deployment {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly initContainers: readonly Container[];
        readonly containers: readonly Container[];
        readonly volumes: readonly { readonly name: string }[];
      };
    };
  };
}

function objects(login: JsonObject, values: JsonObject = {}) {
  const auth = { mode: 'mlflow', mlflow: { existingSecret: 'login', ...login } };
  const context = { values: complete(SMALLEST, { auth }, values), release: { name: 'ml', namespace: 'team' } };
  return evaluateModel(model, context);
}

function data(name: string, login: JsonObject = {}, values: JsonObject = {}): Readonly<Record<string, string>> {
  return (objects(login, values).get(name) as { readonly data: Readonly<Record<string, string>> }).data;
}

function pod(login: JsonObject = {}) {
  const { initContainers, containers, volumes } = (objects(login).get('tracking-deployment') as unknown as Deployment)
    .spec.template.spec;
  const [prepare] = initContainers;
  const [server] = containers;
  if (prepare === undefined || server === undefined) throw new Error('the pod has no server');
  return { prepare, server, names: containers.map(({ name }) => name), volumes };
}

const KEYS = ['MLFLOW_AUTH_ADMIN_USERNAME', 'MLFLOW_AUTH_ADMIN_PASSWORD', 'MLFLOW_FLASK_SERVER_SECRET_KEY'];

test('MLflow is its basic-auth app; the pod has no container more than without a login', () => {
  const { server, names } = pod();
  expect(server.args).toContain('--app-name=basic-auth');
  expect(names).toEqual(['mlflow', 'proxy']);
});

test.each<[string, JsonObject, readonly string[]]>([
  ['its own keys', {}, ['admin-username', 'admin-password', 'flask-secret-key']],
  [
    'keys of another name',
    { existingSecretUsernameKey: 'u', existingSecretPasswordKey: 'p', existingSecretFlaskKey: 'f' },
    ['u', 'p', 'f'],
  ],
])('the administrator and the key of forms come from the Secret, by %s', (_which, login, keys) => {
  const expected = KEYS.map((name, index) => ({
    name,
    valueFrom: { secretKeyRef: { name: 'login', key: keys[index] } },
  }));
  const { prepare, server } = pod(login);
  for (const { env = [] } of [prepare, server]) expect(env.filter(({ name }) => KEYS.includes(name))).toEqual(expected);
});

test('the file with MLflow’s settings lies in memory: the preparation writes it, the server reads it', () => {
  const { prepare, server, volumes } = pod();
  expect(volumes).toContainEqual({ name: 'login', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } });
  expect(prepare.volumeMounts).toContainEqual({ name: 'login', mountPath: '/login' });
  expect(server.volumeMounts).toContainEqual({ name: 'login', mountPath: '/login', readOnly: true });
});

test.each<[JsonObject, Readonly<Record<string, string | undefined>>]>([
  [
    {},
    {
      LOGIN_SETTINGS: '[mlflow]\ndefault_permission = NO_PERMISSIONS\nauth_cache_ttl_seconds = 60\n',
      MLFLOW_AUTH_CONFIG_PATH: '/login/basic-auth.ini',
      MLFLOW_ENABLE_WORKSPACES: undefined,
    },
  ],
  [
    { defaultPermission: 'READ', cacheSeconds: 0, workspaces: true },
    {
      LOGIN_SETTINGS: '[mlflow]\ndefault_permission = READ\nauth_cache_ttl_seconds = 0\n',
      MLFLOW_AUTH_CONFIG_PATH: '/login/basic-auth.ini',
      MLFLOW_ENABLE_WORKSPACES: 'true',
    },
  ],
])('settings of %j', (login, expected) => {
  const settings = data('tracking-settings', login);
  expect(Object.fromEntries(Object.keys(expected).map((name) => [name, settings[name]]))).toEqual(expected);
});

test('the proxy tries a login at MLflow’s /version, which is below the prefix', () => {
  expect(data('proxy-configuration')['version.conf']).toBe('set $version /version;');
  const below = data('proxy-configuration', {}, { mlflow: { staticPrefix: '/team/mlflow' } });
  expect(below['version.conf']).toBe('set $version /team/mlflow/version;');
});

test('with another login, nothing of it is there', () => {
  const context = { values: complete(SMALLEST), release: { name: 'ml', namespace: 'team' } };
  const all = JSON.stringify(
    [...evaluateModel(model, context)].filter(([id]) => id !== 'tracking-login-scripts' && id !== 'tracking-scripts'),
  );
  for (const word of ['basic-auth', 'LOGIN_SETTINGS', 'login-mlflow', 'MLFLOW_AUTH']) expect(all).not.toContain(word);
});
