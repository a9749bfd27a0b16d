/** Logins of an OpenID Connect issuer, for people and for programs (`auth.mode: oidc`). */
import type { Value } from '../lib/expr/expr';
import { and, choose, equal, has, join, matches, not, notEmpty, or, repeated } from '../lib/expr/function';
import { collection, each, text, when } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, list, record, string } from '../lib/values/schema';
import { isPlainGateway, isPlainIngress } from './access';
import { empty } from './conditions';
import type { DeclaredSecret } from './declared-secret';
import { imageFields, LABEL, objectName, PORT, resources, secretKey } from './fields';
import { defaultImages } from './images';
import type { Values } from './schema';

const ISSUER = `https?://[A-Za-z0-9._-]+(:${PORT})?(/[A-Za-z0-9._~-]+)*/?`;
const ISSUER_WORDS = 'a URL such as https://login.example.com/realms/main';

const WORD = '[A-Za-z0-9._~:/@|+=#!-]';
const WORD_WORDS = 'a text of letters, digits and . _ ~ : / @ | + = # ! -';

/** Who may ask for any audience proves nothing by it: an issuer of programs says whom it may send. */
const extraIssuers = list(
  record('One issuer.', {
    name: string({
      description: 'What its container is called.',
      pattern: { regex: `^${LABEL}$`, expected: 'lower-case letters, digits and dashes' },
      maxLength: 40,
    }),
    issuerUrl: string({
      description: 'Its URL, letter by letter as its tokens have it (iss).',
      pattern: { regex: `^${ISSUER}$`, expected: ISSUER_WORDS },
    }),
    audience: string({
      description: 'Whom its tokens are for (aud): no other issuer’s, and not the clientId.',
      pattern: { regex: `^${WORD}+$`, expected: WORD_WORDS },
    }),
    allowedSubjects: list(
      string({
        description: 'A subject.',
        pattern: { regex: `^${WORD}+[*]?$`, expected: 'a subject, or its beginning and *' },
      }),
      {
        default: [],
        description: 'Whom it may send: subjects (sub), or beginnings with *, such as repo:team/model:*.',
      },
    ),
  }),
  { default: [], description: 'Further issuers, whose tokens programs log in with, such as that of a CI.' },
);

export const oidc = record('People log in at an OpenID Connect issuer, programs send its tokens, or those of others.', {
  issuerUrl: string({
    default: '',
    description: 'The issuer, letter by letter as it calls itself.',
    pattern: { regex: `^(${ISSUER})?$`, expected: ISSUER_WORDS },
  }),
  clientId: string({
    default: '',
    description: 'What MLflow is called there.',
    pattern: { regex: `^${WORD}*$`, expected: WORD_WORDS },
  }),
  existingSecret: objectName('Secret with the client’s secret, and 32 random bytes that sign cookies.'),
  existingSecretClientKey: secretKey('client-secret'),
  existingSecretCookieKey: secretKey('cookie-secret'),
  allowedGroups: list(
    string({
      description: 'A group.',
      // It stands in an argument, where the kubelet would fill in $(NAME).
      pattern: { regex: '^[^,"$\\r\\n]+$', expected: 'the name of a group, without commas, quotes and $' },
    }),
    { default: [], description: 'Groups of which one lets in.' },
  ),
  allowedDomains: list(
    string({
      description: 'A domain.',
      pattern: {
        regex: '^([*]|[.]?[a-z0-9-]+([.][a-z0-9-]+)+)$',
        expected: 'a domain such as example.com, .example.com for those below it, or *',
      },
    }),
    {
      default: [],
      description: 'Domains of e-mail addresses that let in; with groups both have to fit. * alone lets everybody in.',
    },
  ),
  groupsClaim: string({
    default: 'groups',
    description: 'Where tokens have the groups.',
    pattern: { regex: `^${WORD}+$`, expected: WORD_WORDS },
  }),
  scopes: list(
    string({
      description: 'A scope.',
      pattern: { regex: `^${WORD}+$`, expected: WORD_WORDS },
    }),
    { default: ['openid', 'email', 'profile'], description: 'What is asked for; some issuers give groups for groups.' },
  ),
  caConfigMap: objectName('ConfigMap with ca.crt, if a private authority signs for the issuers.'),
  sessionHours: integer({
    default: 12,
    minimum: 1,
    maximum: 720,
    description: 'Hours until a person has to log in again, and until who lost a group is out.',
  }),
  cookieSecure: boolean({
    default: true,
    description: 'Browsers reach MLflow by https. false, to try it by http: passers-by could take the cookie.',
  }),
  extraIssuers,
  serviceAccounts: record('Pods of the cluster log in with a projected token: see docs/access.md.', {
    enabled: boolean({ default: false, description: 'Let them in.' }),
    allowed: list(
      string({
        description: 'A ServiceAccount.',
        pattern: {
          regex: `^${LABEL}/([*]|${LABEL}([.]${LABEL})*)$`,
          expected: 'namespace/name, or namespace/* for all of a namespace',
        },
      }),
      { default: [], description: 'Which: namespace/name, or namespace/*. Others get 403.' },
    ),
    audience: string({
      default: 'mlflow-tracking',
      description: 'Whom their tokens are for (aud).',
      pattern: { regex: `^${WORD}+$`, expected: WORD_WORDS },
    }),
    issuerUrl: string({
      default: 'https://kubernetes.default.svc.cluster.local',
      description: 'The cluster’s issuer, as its tokens have it (iss).',
      pattern: { regex: `^${ISSUER}$`, expected: ISSUER_WORDS },
    }),
    jwksUrl: string({
      default: 'https://kubernetes.default.svc/openid/v1/jwks',
      description: 'Where its keys are, for everybody to read: the API server, or what a cloud publishes.',
      pattern: { regex: `^${ISSUER}$`, expected: ISSUER_WORDS },
    }),
  }),
});

export const oauth2Proxy = record('The program that knows OpenID Connect (oidc): a container for each issuer.', {
  image: record('Image with oauth2-proxy and a shell: one of its -alpine.', imageFields(defaultImages.oauth2Proxy)),
  resources: resources({ requests: { cpu: '20m', memory: '48Mi' }, limits: { memory: '128Mi' } }),
});

/** Whether an address decides anything: with * alone, and without any domain, it does not. */
export function domainsDecide(oidc: Values['auth']['oidc']): Value<boolean> {
  return and(notEmpty(oidc.allowedDomains), not(has(domainsOf(oidc), '*')));
}

/** The domains, to look into. */
export function domainsOf({ allowedDomains }: Values['auth']['oidc']): Value<readonly string[]> {
  return collection(
    'domains',
    each(allowedDomains, (domain) => domain),
  );
}

export function oidcSecret({ auth: { mode, oidc: settings } }: Values): DeclaredSecret {
  return {
    purpose: 'oidc',
    path: 'auth.oidc.existingSecret',
    name: settings.existingSecret,
    isRead: and(equal(mode, 'oidc'), notEmpty(settings.existingSecret)),
    keys: [
      { key: settings.existingSecretClientKey, kind: 'client-secret' },
      { key: settings.existingSecretCookieKey, kind: 'cookie-secret' },
    ],
    restarts: { tracking: true },
  };
}

/** Why each has an audience of its own. */
const BY_ANOTHER_RULE = 'whoever may have a token from one would be let in by the rule of another';

/** @param is what is, of the value */
function overHttp(path: string, violated: Value<boolean>, is: Value<string>): Rule {
  return {
    level: 'warned',
    path: `auth.oidc.${path}`,
    violated,
    problem: text`${is} not https: who can change what passes by can log in as anybody`,
    remedy: 'Use https',
  };
}

export function oidcRules(values: Values): readonly Rule[] {
  const { auth, oauth2Proxy } = values;
  const { image } = oauth2Proxy;
  const { mode, oidc: settings } = auth;
  const byHttp = or(isPlainIngress(values), isPlainGateway(values));
  const { issuerUrl, clientId, existingSecret, allowedGroups, allowedDomains, serviceAccounts } = settings;
  const isOidc = equal(mode, 'oidc');
  const domains = domainsOf(settings);
  const sharesAudience = and(serviceAccounts.enabled, equal(serviceAccounts.audience, clientId));
  // What pods and people share is said of pods.
  const audiences = repeated(
    collection('audiences', [
      clientId,
      when(and(serviceAccounts.enabled, not(sharesAudience)), serviceAccounts.audience),
      ...each(settings.extraIssuers, ({ audience }) => audience),
    ]),
  );
  const plain = join(
    collection(
      'plainIssuers',
      each(settings.extraIssuers, ({ name, issuerUrl: url }) => choose(matches(url, '^http:'), text` ${name}`, '')),
    ),
    '',
  );
  const scopes = collection(
    'scopes',
    each(settings.scopes, (scope) => scope),
  );
  const names = repeated(
    collection(
      'issuerNames',
      each(settings.extraIssuers, ({ name }) => name),
    ),
  );
  const unruly = join(
    collection(
      'unruly',
      each(settings.extraIssuers, ({ name, allowedSubjects }) => choose(notEmpty(allowedSubjects), '', text` ${name}`)),
    ),
    '',
  );
  const missing = (path: string, value: typeof issuerUrl, remedy: string): Rule => ({
    path: `auth.oidc.${path}`,
    violated: and(isOidc, empty(value)),
    problem: 'is empty although auth.mode is oidc',
    remedy,
  });
  return [
    missing('issuerUrl', issuerUrl, 'Say which issuer people log in at'),
    missing('clientId', clientId, 'Register MLflow at the issuer, and say what it is called there'),
    missing('existingSecret', existingSecret, 'Name a Secret with the client’s secret and 32 random bytes for cookies'),
    {
      path: 'auth.oidc.allowedGroups',
      violated: and(isOidc, not(notEmpty(allowedGroups)), not(notEmpty(allowedDomains))),
      problem: 'is empty, and allowedDomains too: nothing says who may enter',
      remedy: "Name groups or domains, or, for everybody whom the issuer knows, write allowedDomains: ['*']",
    },
    {
      path: 'auth.oidc.allowedDomains',
      violated: and(isOidc, has(domains, '*'), not(equal(join(domains, ','), '*'))),
      problem: 'has * beside others, which lets everybody in',
      remedy: 'Remove * or the others',
    },
    {
      path: 'auth.oidc.serviceAccounts.allowed',
      violated: and(isOidc, serviceAccounts.enabled, not(notEmpty(serviceAccounts.allowed))),
      problem: 'is empty, but any pod of the cluster can ask for a token of any audience',
      remedy: 'List the ServiceAccounts that may enter: namespace/name, or namespace/*',
    },
    {
      path: 'auth.oidc.serviceAccounts.audience',
      violated: and(isOidc, sharesAudience),
      problem: text`is ${clientId}, as auth.oidc.clientId is: ${BY_ANOTHER_RULE}`,
      remedy: 'Choose another audience',
    },
    {
      path: 'auth.oidc.extraIssuers',
      violated: and(isOidc, notEmpty(audiences)),
      problem: text`has an audience, ${audiences}, that auth.oidc.clientId, auth.oidc.serviceAccounts.audience or another of these issuers has, too: ${BY_ANOTHER_RULE}`,
      remedy: 'Choose another audience',
    },
    {
      path: 'auth.oidc.extraIssuers',
      violated: notEmpty(names),
      problem: text`has the name ${names} more than once`,
      remedy: 'Choose another name',
    },
    {
      path: 'auth.oidc.extraIssuers',
      violated: notEmpty(unruly),
      problem: text`says of some not whom they may send:${unruly}`,
      remedy: 'Name subjects in allowedSubjects',
    },
    {
      path: 'auth.oidc.extraIssuers',
      // Each has a container, and a list of them cannot be made to depend on the mode.
      violated: and(not(isOidc), notEmpty(settings.extraIssuers)),
      problem: 'names issuers, but auth.mode is another one: nobody would be asked for their tokens',
      remedy: 'Set auth.mode to oidc, or remove them',
    },
    overHttp('issuerUrl', and(isOidc, matches(issuerUrl, '^http:')), 'is'),
    overHttp('extraIssuers', and(isOidc, notEmpty(plain)), text`has issuers (${plain} ) whose URL is`),
    overHttp(
      'serviceAccounts.issuerUrl',
      and(isOidc, serviceAccounts.enabled, matches(serviceAccounts.issuerUrl, '^http:')),
      'is',
    ),
    overHttp(
      'serviceAccounts.jwksUrl',
      and(isOidc, serviceAccounts.enabled, matches(serviceAccounts.jwksUrl, '^http:')),
      'is',
    ),
    {
      level: 'warned',
      path: 'auth.oidc.scopes',
      violated: and(isOidc, not(has(scopes, 'openid'))),
      problem: 'lacks openid, without which an issuer says nothing of who logs in: nobody could',
      remedy: 'Add openid',
    },
    {
      level: 'warned',
      path: 'oauth2Proxy.image.tag',
      violated: and(isOidc, matches(image.tag, '^v?[0-9]'), not(matches(image.tag, '-alpine')), empty(image.digest)),
      problem: text`is ${image.tag}: oauth2-proxy’s images without -alpine have no shell, without which its container does not start`,
      remedy: 'Take the tag with -alpine',
    },
    {
      level: 'warned',
      path: 'auth.oidc.cookieSecure',
      violated: and(isOidc, not(settings.cookieSecure)),
      problem: 'is false: whoever sees a request pass by can take its cookie, and with it the login',
      remedy: 'Give MLflow a certificate, and set it to true',
    },
    {
      level: 'warned',
      path: 'auth.oidc.cookieSecure',
      violated: and(isOidc, settings.cookieSecure, byHttp),
      problem: 'is true, but people come by http: their browsers would not send the cookie, and nobody could log in',
      remedy: 'Give the Ingress or the Gateway a certificate',
    },
  ];
}
