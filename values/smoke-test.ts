/** `helm test`: whether a user can work with MLflow, tried by one. */
import type { Value } from '../lib/expr/expr';
import { and, equal, not, notEmpty, or } from '../lib/expr/function';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, record } from '../lib/values/schema';
import { ADMIN_NAME, ADMIN_PASSWORD } from './auth-mlflow';
import { empty, setsVariable } from './conditions';
import type { DeclaredSecret } from './declared-secret';
import { objectName, podFields, RESTRICTED_CONTAINER, RESTRICTED_POD, secretKey } from './fields';
import type { Values } from './schema';

export const smokeTest = record(
  'helm test: a pod that logs in, logs a run with an artefact, registers a model, reads both back, sends a trace, and removes all of it. See docs/install.md.',
  {
    enabled: boolean({ default: true, description: 'Have that test; nothing runs before somebody calls helm test.' }),
    existingSecret: objectName(
      'Secret with the login of a user, as whom it works: a name and a password, or a token with auth.mode oidc. Empty takes what the values have: the first of auth.basic.users, the administrator of auth.mlflow, or the ServiceAccount, if auth.oidc.serviceAccounts lets it in; without, it only sees that a login is asked for.',
    ),
    existingSecretUsernameKey: secretKey('username'),
    existingSecretPasswordKey: secretKey('password'),
    existingSecretTokenKey: secretKey('token'),
    serviceAccountName: objectName(
      'Name of an existing ServiceAccount: whose token it sends with auth.mode oidc, and whose role it has for a bucket without keys in direct mode. Empty takes the namespace’s default.',
    ),
    timeoutSeconds: integer({
      default: 180,
      minimum: 60,
      maximum: 3600,
      description:
        'After which it gives up, and says so; its pod ends a minute later. Less than the --timeout of helm test, which is five minutes.',
    }),
    ...podFields({
      resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
      podSecurityContext: { ...RESTRICTED_POD, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 },
      securityContext: RESTRICTED_CONTAINER,
      gracePeriod: 40,
    }),
  },
);

/** Whether mlflow.env names the administrator, and the Secret of auth.mlflow does not. */
export function administratorIsElsewhere(values: Values): Value<boolean> {
  return or(setsVariable(values, ADMIN_NAME), setsVariable(values, ADMIN_PASSWORD));
}

/** By name and password, or, with oidc, by a token. */
export function smokeTestSecrets({ smokeTest: settings, auth: { mode } }: Values): readonly DeclaredSecret[] {
  const { enabled, existingSecret } = settings;
  const isNamed = and(enabled, notEmpty(existingSecret));
  const [path, name, restarts] = ['smokeTest.existingSecret', existingSecret, {}] as const;
  return [
    {
      ...{ purpose: 'smoke-test', path, name, restarts },
      isRead: and(isNamed, or(equal(mode, 'basic'), equal(mode, 'mlflow'))),
      keys: [
        { key: settings.existingSecretUsernameKey, kind: 'user-name' },
        { key: settings.existingSecretPasswordKey, kind: 'user-password' },
      ],
    },
    {
      ...{ purpose: 'smoke-test-token', path, name, restarts },
      isRead: and(isNamed, equal(mode, 'oidc')),
      keys: [{ key: settings.existingSecretTokenKey, kind: 'user-token' }],
    },
  ];
}

export function smokeTestRules({ smokeTest: { enabled, existingSecret }, auth: { mode } }: Values): readonly Rule[] {
  const isNamed = not(empty(existingSecret));
  return [
    {
      level: 'warned',
      path: 'smokeTest.existingSecret',
      violated: and(enabled, isNamed, equal(mode, 'none')),
      problem: 'names a login, but auth.mode is none: nobody is asked for it',
      remedy: 'Remove it, or choose another auth.mode',
    },
    {
      level: 'warned',
      path: 'smokeTest.existingSecret',
      violated: and(not(enabled), isNamed),
      problem: 'names a login, but smokeTest.enabled is false: there is no test',
      remedy: 'Set smokeTest.enabled to true, or remove it',
    },
  ];
}
