/**
 * Logins of an OpenID Connect issuer. An oauth2-proxy for each issuer beside the proxy, which asks it about every request
 * (proxy/oidc.njs): one for people, with their groups, their domains and their cookies, and one for each issuer of programs. None
 * of them knows of the others, so that neither the rules for people nor an audience of theirs lets a program in, or the reverse.
 */
import type { Container, Volume, VolumeMount } from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { and, choose, equal, join, notEmpty, not, toJson } from '../../lib/expr/function';
import { collection, each, shared, text, unlessEmpty, when } from '../../lib/expr/vocabulary';
import { domainsDecide } from '../../values/auth-oidc';
import type { Values } from '../../values/schema';
import { imageReference, type Registry } from '../parts/image';
import type { Instance } from '../parts/instance';
import { untilProxyEnds } from '../parts/ending';
import { portOf, tcp } from '../parts/flows';
import type { OutboundProxy } from '../parts/outbound-proxy';
import { LOGIN_SOCKETS, type Login } from '../parts/login';
import type { GivenAuthorities } from '../parts/server-certificate';
import { SCRIPTS } from './proxy';
import LOGIN from './proxy/login-oidc.conf';

export interface OidcLoginProps {
  readonly instance: Instance;
  readonly registry: Registry;
  readonly auth: Values['auth'];
  readonly oauth2Proxy: Values['oauth2Proxy'];
  readonly server: Values['mlflow'];
  /** Beside `auth.oidc.caConfigMap`. */
  readonly given: GivenAuthorities;
  /** By which it reaches issuers outside of the cluster. */
  readonly outbound: OutboundProxy['env'];
}

/** Of private authorities, for the issuers and for the cluster. */
const ISSUERS_CA = { name: 'login-ca', mountPath: '/login-ca' };
const CLUSTER_CA = { name: 'cluster-ca', mountPath: '/cluster-ca' };
/** Kubernetes keeps it in every namespace. */
const ROOT_CA = 'kube-root-ca.crt';
/** Where its Service, at 443, mostly leads. */
const API_SERVER_PORT = 6443;
/** Who answers for the cluster's tokens. */
const MACHINES = 'machines';

export function oidcLogin(props: OidcLoginProps): Login {
  const { auth, server } = props;
  const { oidc } = auth;
  const enabled = equal(auth.mode, 'oidc');
  const hasAuthority = notEmpty(oidc.caConfigMap);
  const { serviceAccounts: accounts } = oidc;
  const authority: Deferred<Volume> = { name: ISSUERS_CA.name, configMap: { name: oidc.caConfigMap } };
  const cluster: Deferred<Volume> = {
    name: CLUSTER_CA.name,
    configMap: { name: ROOT_CA, items: [{ key: 'ca.crt', path: 'ca.crt' }] },
  };
  const mount = when(hasAuthority, { ...ISSUERS_CA, readOnly: true });
  return {
    name: 'oidc',
    enabled,
    files: {
      'login-oidc.conf': LOGIN,
      'login-oidc-prefix.conf': paths(server.staticPrefix),
      'oidc-rules.njs': rulesOf(oidc),
    },
    containers: {
      'oauth2-proxy': forPeople(props, mount),
      ...optional('machines', when(accounts.enabled, forMachines(props))),
    },
    listedContainers: each(oidc.extraIssuers, (issuer) => ({
      ...oauth2Proxy(props, text`issuer-${issuer.name}`, [
        text`--config=${LOGIN_SOCKETS.mountPath}/issuer-${issuer.name}.cfg`,
        text`--oidc-issuer-url=${issuer.issuerUrl}`,
        text`--client-id=${issuer.audience}`,
        ...FOR_PROGRAMS,
        when(hasAuthority, authorityIn(ISSUERS_CA.mountPath)),
        ...alsoGiven(props),
      ]),
      volumeMounts: [SCRIPTS, LOGIN_SOCKETS, mount, mountOf(props)],
    })),
    volumes: [
      { name: LOGIN_SOCKETS.name, emptyDir: {} },
      when(hasAuthority, authority),
      when(accounts.enabled, cluster),
    ].filter((volume) => volume !== undefined),
    proxyMounts: [LOGIN_SOCKETS],
    preparation: {
      command: choose(enabled, discovery(oidc), ''),
      mounts: [LOGIN_SOCKETS, ...(mount === undefined ? [] : [mount])],
    },
    departures: [
      {
        purpose: 'issuers',
        condition: enabled,
        ports: [tcp(portOf(oidc.issuerUrl)), ...each(oidc.extraIssuers, ({ issuerUrl }) => tcp(portOf(issuerUrl)))],
      },
      {
        purpose: 'serviceAccounts',
        condition: and(enabled, accounts.enabled),
        ports: [tcp(portOf(accounts.jwksUrl)), tcp(API_SERVER_PORT)],
      },
    ],
  };
}

/** Nothing, where it is known that there is none. */
function optional(name: string, container: Deferred<Container> | undefined) {
  return container === undefined ? {} : { [name]: container };
}

/**
 * oauth2-proxy's own pages, for strangers: it would keep their bodies in memory, and write into its log what is in their
 * queries. Cookies with many groups are longer than nginx expects an answer's headers to be. Who logs out sees that they are
 * out: on MLflow's page they would be logged in again at once.
 */
function paths(prefix: Value<string>): Value<string> {
  const oauth2 = text`${prefix}/oauth2`;
  const people = `proxy_pass http://unix:${LOGIN_SOCKETS.mountPath}/people.sock`;
  const strangers = [
    'auth_request off',
    'limit_except GET { deny all; } client_max_body_size 1',
    'if ($args ~* "%([01][0-9a-f]|7f)") { return 400; } error_log stderr crit',
    'proxy_buffer_size 64k; proxy_buffers 4 64k; set $cookies $http_cookie',
  ].join('; ');
  return text`set $oauth2 ${oauth2};
location ${oauth2}/ { ${strangers}; ${people}; }
location = ${oauth2}/sign_out { ${strangers}; ${people}:$oauth2/sign_out?rd=$oauth2/sign_in?rd=${prefix}/; }
`;
}

/** What proxy/oidc.njs has to know, as a module: JSON is JavaScript. */
function rulesOf(oidc: Values['auth']['oidc']): Value<string> {
  const { enabled, issuerUrl, audience, allowed } = oidc.serviceAccounts;
  return text`export default {
  "domains": ${domainsDecide(oidc)},
  "serviceAccounts": {"enabled": ${enabled}, "issuerUrl": "${issuerUrl}", "audience": "${audience}", "allowed": ${toJson(allowed)}},
  "issuers": ${toJson(oidc.extraIssuers)}
};
`;
}

/** Where the issuers have their keys; the pod waits for them. */
function discovery({ caConfigMap, issuerUrl, extraIssuers }: Values['auth']['oidc']): Value<string> {
  const authority = choose(notEmpty(caConfigMap), `${ISSUERS_CA.mountPath}/ca.crt`, '');
  const others = collection(
    'issuers',
    each(extraIssuers, ({ name, issuerUrl: url }) => text` 'issuer-${name}=${url}'`),
  );
  return text`python /prepare/discover.py ${LOGIN_SOCKETS.mountPath} '${authority}' 'people=${issuerUrl}'${join(others, '')}\n`;
}

function forPeople(props: OidcLoginProps, authority: Deferred<VolumeMount> | undefined): Deferred<Container> {
  const { oidc } = props.auth;
  const prefix = props.server.staticPrefix;
  const secret = (name: string, key: Value<string>) => ({
    name,
    valueFrom: { secretKeyRef: { name: oidc.existingSecret, key } },
  });
  return {
    ...oauth2Proxy(
      props,
      'oauth2-proxy',
      [
        `--config=${LOGIN_SOCKETS.mountPath}/people.cfg`,
        text`--oidc-issuer-url=${oidc.issuerUrl}`,
        text`--client-id=${oidc.clientId}`,
        text`--scope=${join(
          collection(
            'scopes',
            each(oidc.scopes, (scope) => scope),
          ),
          ' ',
        )}`,
        text`--oidc-groups-claim=${oidc.groupsClaim}`,
        ...each(oidc.allowedGroups, (group) => text`--allowed-group=${group}`),
        ...each(oidc.allowedDomains, (domain) => text`--email-domain=${domain}`),
        // Groups alone: of any domain.
        when(not(notEmpty(oidc.allowedDomains)), '--email-domain=*'),
        // Where no address decides, nobody needs one, verified or not: the log has the subject, which nobody else can have.
        when(not(domainsDecide(oidc)), '--oidc-email-claim=sub'),
        '--cookie-name=_mlflow_login',
        text`--cookie-path=${choose(notEmpty(prefix), prefix, '/')}`,
        text`--cookie-expire=${oidc.sessionHours}h`,
        text`--cookie-secure=${oidc.cookieSecure}`,
        '--cookie-samesite=lax',
        // An ID token is for the login that asked for it.
        '--insecure-oidc-skip-nonce=false',
        // Two tabs that log in at the same time.
        '--cookie-csrf-per-request=true',
        '--cookie-csrf-per-request-limit=16',
        // Nobody needs the issuer's tokens again.
        '--session-cookie-minimal=true',
        // Which version it is nobody has to know.
        '--footer=-',
        when(notEmpty(oidc.caConfigMap), authorityIn(ISSUERS_CA.mountPath)),
        ...alsoGiven(props),
      ],
      'people',
    ),
    env: [
      secret('OAUTH2_PROXY_CLIENT_SECRET', oidc.existingSecretClientKey),
      secret('OAUTH2_PROXY_COOKIE_SECRET', oidc.existingSecretCookieKey),
      ...outboundOf(props),
    ],
    volumeMounts: [SCRIPTS, LOGIN_SOCKETS, authority, mountOf(props)],
  };
}

/** The cluster's issuer is asked for nothing but its keys, and only when a token comes. */
function forMachines(props: OidcLoginProps): Deferred<Container> {
  const { issuerUrl, jwksUrl, audience } = props.auth.oidc.serviceAccounts;
  return {
    ...oauth2Proxy(props, MACHINES, [
      '--skip-oidc-discovery=true',
      text`--oidc-issuer-url=${issuerUrl}`,
      text`--oidc-jwks-url=${jwksUrl}`,
      // Nobody logs in there.
      text`--login-url=${issuerUrl}`,
      text`--redeem-url=${issuerUrl}`,
      ...['RS256', 'ES256', 'ES384', 'ES512'].map((algorithm) => `--oidc-enabled-signing-alg=${algorithm}`),
      text`--client-id=${audience}`,
      ...FOR_PROGRAMS,
      authorityIn(CLUSTER_CA.mountPath),
      ...alsoGiven(props),
    ]),
    volumeMounts: [SCRIPTS, LOGIN_SOCKETS, { ...CLUSTER_CA, readOnly: true }, mountOf(props)],
  };
}

/** Whom they may send oidc.njs knows. There is no client with a secret. */
const FOR_PROGRAMS = ['--email-domain=*', '--client-secret-file=/dev/null'];

function outboundOf({ outbound }: OidcLoginProps) {
  return shared('outboundProxy.env', outbound);
}

function alsoGiven({ given }: OidcLoginProps) {
  return [when(given.enabled, `--provider-ca-file=${given.file}`)];
}

function mountOf({ given }: OidcLoginProps) {
  return when(given.enabled, given.mount);
}

function authorityIn(folder: string): string {
  return `--provider-ca-file=${folder}/ca.crt`;
}

/** @param socket what its socket is called, if not as the container */
function oauth2Proxy(
  props: OidcLoginProps,
  name: Value<string>,
  options: readonly (Value<string> | undefined)[],
  socket = name,
) {
  const { registry, oauth2Proxy: settings, server } = props;
  return {
    name,
    image: imageReference('oauth2Proxy', settings.image, registry),
    imagePullPolicy: settings.image.pullPolicy,
    command: ['sh', '-e', `${SCRIPTS.mountPath}/start-oauth2-proxy.sh`, socket],
    args: [
      '--provider=oidc',
      text`--proxy-prefix=${server.staticPrefix}/oauth2`,
      '--skip-jwt-bearer-tokens=true',
      '--set-xauthrequest=true',
      // Only the proxy of the pod reaches its socket. (Without an address it says that it trusts everybody.)
      '--reverse-proxy=true',
      '--trusted-proxy-ip=127.0.0.1/32',
      // The system's authorities, beside one that is given.
      '--use-system-trust-store=true',
      // The proxy's own log has every request.
      '--request-logging=false',
      ...options,
    ],
    env: outboundOf(props),
    lifecycle: untilProxyEnds(LOGIN_SOCKETS.mountPath, server.drainSeconds),
    resources: unlessEmpty(settings.resources),
    securityContext: unlessEmpty(server.securityContext),
  };
}
