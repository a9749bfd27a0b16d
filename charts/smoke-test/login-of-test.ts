/** As whom `helm test` works: by a Secret of its own, or by what the values have for a login. */
import type { EnvVar, Volume, VolumeMount } from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { and, choose, equal, has, notEmpty, or, orDefault } from '../../lib/expr/function';
import { collection, each, named, text, when } from '../../lib/expr/vocabulary';
import { administratorIsElsewhere } from '../../values/smoke-test';
import type { Values } from '../../values/schema';
import { secretFromValues } from '../parts/credentials';
import type { Instance } from '../parts/instance';

export interface TestLogin {
  readonly env: readonly (Deferred<EnvVar> | undefined)[];
  readonly mounts: readonly (Deferred<VolumeMount> | undefined)[];
  readonly volumes: readonly (Deferred<Volume> | undefined)[];
}

const USERS = { name: 'login', mountPath: '/login', readOnly: true };
const TOKEN = { name: 'token', mountPath: '/var/run/secrets/mlflow', readOnly: true };
const USERNAME = 'MLFLOW_TRACKING_USERNAME';
const PASSWORD = 'MLFLOW_TRACKING_PASSWORD';

/** `none`, `secret`, `users`, `administrator`, `service-account`, or `unknown`: where there is a login, and nobody who has one. */
export function loginOfTest(values: Values, instance: Instance): Value<string> {
  const { auth, smokeTest: settings } = values;
  const { basic, oidc } = auth;
  const accounts = collection(
    'accountsLetIn',
    each(oidc.serviceAccounts.allowed, (one) => one),
  );
  const account = orDefault(settings.serviceAccountName, 'default');
  const isLetIn = and(
    oidc.serviceAccounts.enabled,
    or(has(accounts, text`${instance.namespace}/*`), has(accounts, text`${instance.namespace}/${account}`)),
  );
  const known = (here: Value<boolean>, login: string) => choose<string>(here, login, 'unknown');
  const byMode = choose(
    equal(auth.mode, 'basic'),
    known(and(equal(basic.existingSecret, ''), notEmpty(basic.users)), 'users'),
    choose(
      equal(auth.mode, 'mlflow'),
      choose<string>(administratorIsElsewhere(values), 'unknown', 'administrator'),
      known(isLetIn, 'service-account'),
    ),
  );
  return named(
    'smokeTest.login',
    choose(equal(auth.mode, 'none'), 'none', choose(notEmpty(settings.existingSecret), 'secret', byMode)),
  );
}

/** What of it the pod has: the program says what is missing; a pod that waits for a Secret says it to nobody. */
export function testLogin(values: Values, instance: Instance): TestLogin {
  const { auth, smokeTest: settings } = values;
  const { existingSecret } = settings;
  const { mlflow, oidc } = auth;
  const login = loginOfTest(values, instance);
  const by = (one: string) => equal(login, one);
  const [bySecret, byAdministrator, isOidc] = [by('secret'), by('administrator'), equal(auth.mode, 'oidc')];
  const isPair = and(bySecret, or(equal(auth.mode, 'basic'), equal(auth.mode, 'mlflow')));
  const variable = (condition: Value<boolean>, name: string, secret: Value<string>, key: Value<string>) =>
    when(condition, { name, valueFrom: { secretKeyRef: { name: secret, key, optional: true } } });
  return {
    env: [
      { name: 'SMOKE_LOGIN', value: login },
      when(bySecret, { name: 'SMOKE_SECRET', value: existingSecret }),
      when(byAdministrator, { name: 'SMOKE_SECRET', value: mlflow.existingSecret }),
      variable(isPair, USERNAME, existingSecret, settings.existingSecretUsernameKey),
      variable(isPair, PASSWORD, existingSecret, settings.existingSecretPasswordKey),
      variable(and(bySecret, isOidc), 'MLFLOW_TRACKING_TOKEN', existingSecret, settings.existingSecretTokenKey),
      variable(byAdministrator, USERNAME, mlflow.existingSecret, mlflow.existingSecretUsernameKey),
      variable(byAdministrator, PASSWORD, mlflow.existingSecret, mlflow.existingSecretPasswordKey),
    ],
    mounts: [when(by('users'), USERS), when(by('service-account'), TOKEN)],
    volumes: [
      when(by('users'), { name: USERS.name, secret: { secretName: secretFromValues(instance, 'users') } }),
      when(by('service-account'), {
        name: TOKEN.name,
        projected: {
          sources: [
            {
              serviceAccountToken: {
                audience: oidc.serviceAccounts.audience,
                expirationSeconds: 3600,
                path: 'token',
              },
            },
          ],
        },
      }),
    ],
  };
}
