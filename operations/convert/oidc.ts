/** An OpenID Connect issuer: whom it lets in, and where its client's secret is. */
import type { Ours } from './ours';

type From = readonly [value: string, from: string];

export interface Issuer {
  readonly from: string;
  readonly issuer: From;
  readonly clientId: From;
  readonly secret: {
    /** Empty where the client's secret stands in the file. */
    readonly name: From;
    readonly clientKey: string;
    /** Empty where it has none that signs cookies. */
    readonly cookieKey: string;
    /** The client's secret itself, if it has no Secret. */
    readonly plain: Parameters<Ours['secret']>[2][string];
  };
  readonly groups: readonly [groups: readonly string[], from: string];
  readonly domains: readonly string[];
}

const COOKIE = '32 random bytes: openssl rand -hex 16';

export function takeOidc(ours: Ours, { from, issuer, clientId, secret, groups, domains }: Issuer): void {
  ours.set('auth.mode', 'oidc', from);
  ours.set('auth.oidc.issuerUrl', ...issuer);
  ours.set('auth.oidc.clientId', ...clientId);
  const [name, fromName] = secret.name;
  const at = 'auth.oidc.existingSecret';
  if (name === '') {
    ours.secret(at, 'mlflow-oidc', { 'client-secret': secret.plain, 'cookie-secret': { words: COOKIE } }, from);
  } else {
    ours.set(at, name, fromName);
    ours.set('auth.oidc.existingSecretClientKey', secret.clientKey, fromName);
    if (secret.cookieKey !== '') ours.set('auth.oidc.existingSecretCookieKey', secret.cookieKey, fromName);
    else ours.decide(at, fromName, `the Secret ${name} needs one key more, cookie-secret: ${COOKIE}`);
  }
  if (groups[0].length > 0) ours.set('auth.oidc.allowedGroups', ...groups);
  if (domains.length > 0) ours.set('auth.oidc.allowedDomains', domains, groups[1]);
  if (groups[0].length > 0 || domains.length > 0) return;
  ours.set('auth.oidc.allowedDomains', ['*'], from);
  ours.decide(
    'auth.oidc.allowedDomains',
    from,
    'nothing says who may enter: as it stands, everybody whom the issuer knows. Name groups in auth.oidc.allowedGroups, or domains here',
  );
}
