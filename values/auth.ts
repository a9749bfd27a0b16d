/** Who gets in to MLflow: the login, and the proxy in the server's pod that asks for it. */
import { and, choose, equal, has, join, matches, not, notEmpty, or } from '../lib/expr/function';
import { collection, each, eachEntry, text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { list, map, record, string } from '../lib/values/schema';
import { isPlainGateway, isPlainIngress } from './access';
import { mlflowLogin, mlflowLoginRules } from './auth-mlflow';
import { oidc } from './auth-oidc';
import { unusedLoginRules } from './auth-unused';
import { empty } from './conditions';
import type { DeclaredSecret } from './declared-secret';
import { ADDRESS, imageFields, objectName, RANGE, resources, secretKey } from './fields';
import { defaultImages } from './images';
import type { Values } from './schema';

export const auth = record('Who gets in: see docs/access.md.', {
  mode: string({
    default: 'none',
    options: ['none', 'basic', 'oidc', 'mlflow'],
    description:
      'none: whoever reaches it; basic: users with passwords; oidc: whom an OpenID Connect issuer knows; mlflow: MLflow’s own users, roles and permissions.',
  }),
  trustedProxies: list(
    string({
      description: 'Address or range.',
      pattern: { regex: `^(${ADDRESS}|${RANGE})$`, expected: 'an address or a range, such as 10.0.0.0/8' },
    }),
    {
      default: [],
      description:
        'Proxies in front of MLflow, such as an Ingress controller’s pods, whose word is taken for where a request came from.',
    },
  ),
  basic: record('Users with passwords.', {
    existingSecret: objectName('Secret with the users: a file as htpasswd -B makes it. Changes need no restart.'),
    existingSecretKey: secretKey('htpasswd'),
    users: map(
      string({
        description: 'The password.',
        pattern: { regex: '^[^\\n]+$', expected: 'a password of one line' },
        maxLength: 256,
        secret: true,
      }),
      { description: 'Development only: passwords by user name. Elsewhere use existingSecret.' },
    ),
  }),
  oidc,
  mlflow: mlflowLogin,
});

export const proxy = record(
  'The proxy in the server’s pod, which owns its port and asks for the login (nginx with njs).',
  {
    image: record(
      'Image with nginx and its module njs: the official one, but not its -slim.',
      imageFields(defaultImages.proxy),
    ),
    resources: resources({ requests: { cpu: '50m', memory: '32Mi' }, limits: { memory: '128Mi' } }),
    verifier: record('The container that checks passwords (basic): 50 to 300 ms of a processor for each new login.', {
      resources: resources({ requests: { cpu: '50m', memory: '16Mi' }, limits: { memory: '64Mi' } }),
    }),
  },
);

/** The users: a file, which the proxy reads again by itself. */
export function usersSecret({ auth: { mode, basic } }: Values): DeclaredSecret {
  return {
    purpose: 'users',
    path: 'auth.basic.existingSecret',
    name: basic.existingSecret,
    isRead: and(equal(mode, 'basic'), notEmpty(basic.existingSecret)),
    keys: [{ key: basic.existingSecretKey, kind: 'htpasswd' }],
    restarts: {},
  };
}

/** Versions with holes that anybody who reaches them can use, or any user: CVE-2026-2635 is the last of them, fixed in 3.16.1. */
const HAS_HOLES = '^v?([0-2]\\.[0-9]+|3\\.([0-9]|1[0-5])|3\\.16\\.0)([.-]|$)';

/** Names that fit into a line of the file of users, joined by spaces. */
const USER_NAMES = '^([A-Za-z0-9._@+-]+( [A-Za-z0-9._@+-]+)*)?$';

export function authRules(values: Values): readonly Rule[] {
  const { auth, mlflow } = values;
  const { mode, basic } = auth;
  const { image, ingress, gateway, route } = mlflow;
  const isBasic = equal(mode, 'basic');
  const names = collection(
    'userNames',
    eachEntry(basic.users, (name) => name),
  );
  const addresses = collection(
    'proxies',
    each(auth.trustedProxies, (address) => address),
  );
  const listeners = collection(
    'listeners',
    each(gateway.parentRefs, ({ sectionName }) => sectionName),
  );
  const ownLogin = equal(mode, 'mlflow');
  const sendsPasswords = or(isBasic, ownLogin);
  const isReachable = or(ingress.enabled, gateway.enabled, route.enabled, not(equal(mlflow.service.type, 'ClusterIP')));
  const exposed = or(ownLogin, and(isReachable, equal(mode, 'none')));
  const how = choose(
    ownLogin,
    'its own login is all that keeps people out',
    'an Ingress, a Gateway, a Route or a Service leads to it from outside without a login',
  );
  return [
    {
      level: 'warned',
      path: 'mlflow.image.tag',
      violated: and(matches(image.tag, HAS_HOLES), empty(image.digest), exposed),
      problem: text`is ${image.tag}, and ${how}: before 3.16.1, whoever reaches MLflow can do more than it offers (CVE-2023-6977, CVE-2025-11200, CVE-2026-2635 and others)`,
      remedy: 'Take a newer version, or another auth.mode',
    },
    {
      path: 'auth.mode',
      violated: and(isBasic, empty(basic.existingSecret), not(notEmpty(basic.users))),
      problem: 'is basic, but nobody could log in',
      remedy: 'Name a Secret in auth.basic.existingSecret, or, in development, users in auth.basic.users',
    },
    {
      path: 'auth.basic.users',
      violated: and(notEmpty(basic.users), notEmpty(basic.existingSecret)),
      problem: 'is set beside auth.basic.existingSecret, which would win',
      remedy: 'Remove one of them',
    },
    {
      path: 'auth.basic.users',
      violated: or(has(names, ''), not(matches(join(names, ' '), USER_NAMES))),
      problem: 'has a name that is empty, or has something else in it than letters, digits and . _ @ + -',
      remedy: 'Choose another name',
    },
    {
      level: 'warned',
      path: 'auth.trustedProxies',
      violated: matches(join(addresses, ' '), '/0( |$)'),
      problem:
        'trusts everybody: whoever sends a request chooses the address that it seems to come from, by which guesses of passwords are counted',
      remedy: 'Name the network of the proxies in front of MLflow',
    },
    {
      level: 'warned',
      path: 'proxy.image.tag',
      violated: and(matches(values.proxy.image.tag, '(^|-)slim(-|$)'), empty(values.proxy.image.digest)),
      problem: text`is ${values.proxy.image.tag}: nginx’s images with -slim have no njs, without which the proxy does not start`,
      remedy: 'Take the tag without -slim',
    },
    {
      level: 'warned',
      path: 'mlflow.ingress.tls',
      violated: and(sendsPasswords, isPlainIngress(values)),
      problem: 'is empty although people send passwords: whoever sees a request pass by can take them',
      remedy: 'Name a certificate',
    },
    {
      level: 'warned',
      path: 'mlflow.gateway.scheme',
      violated: and(sendsPasswords, isPlainGateway(values)),
      problem: 'is http although people send passwords: whoever sees a request pass by can take them',
      remedy: 'Give the Gateway a certificate',
    },
    {
      level: 'warned',
      path: 'mlflow.gateway.parentRefs',
      violated: and(not(equal(mode, 'none')), gateway.enabled, equal(gateway.scheme, 'https'), has(listeners, '')),
      problem:
        'has one without sectionName: at a Gateway that also listens without TLS, logins could be sent where whoever sees them pass by can take them',
      remedy: 'Name the listener that has the certificate in sectionName',
    },
    ...unusedLoginRules(values),
    ...mlflowLoginRules(values),
  ];
}
