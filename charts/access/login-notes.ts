/** What Helm prints of who may enter. */
import type { Tree, Value } from '../../lib/expr/expr';
import { and, choose, equal, has, not, notEmpty, or } from '../../lib/expr/function';
import { each, text, when } from '../../lib/expr/vocabulary';
import { domainsOf } from '../../values/auth-oidc';
import type { Values } from '../../values/schema';

/** Whether the login’s cookie is good for https only: a browser has none of it through `kubectl port-forward`. */
export function needsHttps({ auth: { mode, oidc } }: Values): Value<boolean> {
  return and(equal(mode, 'oidc'), oidc.cookieSecure);
}

export function loginNotes(values: Values): readonly Tree[] {
  const { mode, basic, oidc, mlflow } = values.auth;
  const { ingress, gateway, route, staticPrefix } = values.mlflow;
  const scheme = choose(oidc.cookieSecure, 'https', 'http');
  return [
    when(
      equal(mode, 'none'),
      'There is no login: whoever reaches MLflow can read and change everything. auth.mode asks for one (docs/access.md).',
    ),
    when<Tree>(or(equal(mode, 'basic'), equal(mode, 'mlflow')), [
      'It asks for a login, of browsers and of programs (MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD); without: 401.',
    ]),
    when<Tree>(equal(mode, 'basic'), [
      when(
        notEmpty(basic.existingSecret),
        text`Users are in the Secret ${basic.existingSecret}, key ${basic.existingSecretKey}: a changed one is in force within two minutes.`,
        'Users are in the values: for development only.',
      ),
    ]),
    when(
      equal(mode, 'mlflow'),
      text`The administrator is in the Secret ${mlflow.existingSecret}, and makes the other users (docs/access.md): a changed one is in force when the pods are restarted.`,
    ),
    when<Tree>(equal(mode, 'oidc'), [
      text`People log in at ${oidc.issuerUrl}, and out at …/oauth2/sign_out. Programs send a token (MLFLOW_TRACKING_TOKEN); without: 401.`,
      when(
        and(has(domainsOf(oidc), '*'), not(notEmpty(oidc.allowedGroups))),
        'Everybody whom that issuer knows may enter: auth.oidc.allowedGroups or allowedDomains say who.',
      ),
      'Register there what it sends browsers back to:',
      when<Tree>(
        ingress.enabled,
        each(ingress.hosts, ({ host }) => text`    ${scheme}://${host}${staticPrefix}/oauth2/callback`),
      ),
      when<Tree>(
        gateway.enabled,
        each(gateway.hostnames, (host) => text`    ${scheme}://${host}${staticPrefix}/oauth2/callback`),
      ),
      when(route.enabled, text`    ${scheme}://${route.host}${staticPrefix}/oauth2/callback`),
      when(
        not(or(ingress.enabled, gateway.enabled, route.enabled)),
        text`    ${scheme}://<host>${staticPrefix}/oauth2/callback`,
      ),
      when(needsHttps(values), 'Browsers need https for that, so it does not work through kubectl port-forward.'),
      when<Tree>(oidc.serviceAccounts.enabled, [
        text`Pods of the cluster send a projected token for the audience ${oidc.serviceAccounts.audience}. Its keys must be readable, once for each cluster:`,
        '    kubectl create clusterrolebinding issuer-discovery --clusterrole=system:service-account-issuer-discovery --group=system:unauthenticated',
      ]),
    ]),
  ];
}
