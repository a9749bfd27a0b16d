/** Settings of a login that auth.mode does not choose: said once for each, for nobody is asked for what they name. */
import type { Value } from '../lib/expr/expr';
import { and, equal, not, notEmpty, or } from '../lib/expr/function';
import { text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import type { Values } from './schema';

export function unusedLoginRules({ auth }: Values): readonly Rule[] {
  const { mode, basic, oidc, mlflow } = auth;
  const unused = (login: string, isSet: Value<boolean>, names: string, asked: string): Rule => ({
    level: 'warned',
    path: `auth.${login}`,
    violated: and(not(equal(mode, login)), isSet),
    problem: text`names ${names}, but auth.mode is ${mode}: nobody is asked for ${asked}`,
    remedy: `Set auth.mode to ${login}, or remove it`,
  });
  // An environment may have chosen basic with a Secret, and whoever chooses another one need not undo that.
  const users = or(notEmpty(basic.users), and(equal(mode, 'none'), notEmpty(basic.existingSecret)));
  const { issuerUrl, clientId, existingSecret, allowedGroups, allowedDomains, serviceAccounts } = oidc;
  const anyOf = [issuerUrl, clientId, existingSecret, allowedGroups, allowedDomains, serviceAccounts.allowed];
  return [
    unused('basic', users, 'users', 'these passwords'),
    unused('oidc', or(...anyOf.map((value) => notEmpty(value)), serviceAccounts.enabled), 'who may enter', 'a token'),
    unused('mlflow', notEmpty(mlflow.existingSecret), 'an administrator', 'this password'),
  ];
}
