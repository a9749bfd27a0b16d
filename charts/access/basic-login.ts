/** Users with passwords, in a Secret: the proxy asks for them, and a container beside it checks them. */
import type { Volume } from '../../imports/kubernetes/types';
import type { Deferred } from '../../lib/expr/expr';
import { and, choose, equal, not, notEmpty, toJson } from '../../lib/expr/function';
import { unlessEmpty, when } from '../../lib/expr/vocabulary';
import type { Construct } from 'constructs';
import type { Values } from '../../values/schema';
import { Credentials, secretFromValues } from '../parts/credentials';
import { imageReference, type Registry } from '../parts/image';
import type { Instance } from '../parts/instance';
import { LOGIN_SOCKETS, type Login } from '../parts/login';
import { untilProxyEnds } from '../parts/ending';
import { CONFIGURATION, SCRIPTS, type ProxySettings } from './proxy';
import LOGIN from './proxy/login-basic.conf';
import VERIFIER from './proxy/verifier.conf';

export interface BasicLoginProps {
  readonly instance: Instance;
  readonly registry: Registry;
  readonly auth: Values['auth'];
  readonly proxy: ProxySettings;
  readonly server: Values['mlflow'];
}

/** The file of users, in a Secret of somebody's, or made by the init container from the values'. */
const USERS = { name: 'login', mountPath: '/login' };
const FROM_VALUES = { name: 'users', mountPath: '/users' };

export function basicLogin(scope: Construct, { instance, registry, auth, proxy, server }: BasicLoginProps): Login {
  const enabled = equal(auth.mode, 'basic');
  const { existingSecret, existingSecretKey, users } = auth.basic;
  const literal = and(enabled, equal(existingSecret, ''));
  const secret = new Credentials(scope, 'users', {
    instance,
    purpose: 'users',
    enabled: literal,
    data: { 'users.json': toJson(users) },
  });
  const existing: Deferred<Volume> = {
    name: USERS.name,
    secret: { secretName: existingSecret, items: [{ key: existingSecretKey, path: 'htpasswd' }] },
  };
  const made: Deferred<Volume> = { name: USERS.name, emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } };
  return {
    name: 'basic',
    enabled,
    files: { 'login-basic.conf': LOGIN, 'verifier.conf': VERIFIER },
    containers: {
      verifier: {
        name: 'verifier',
        image: imageReference('proxy', proxy.image, registry),
        imagePullPolicy: proxy.image.pullPolicy,
        command: ['sh', '-e', `${SCRIPTS.mountPath}/start-verifier.sh`],
        lifecycle: untilProxyEnds(LOGIN_SOCKETS.mountPath, server.drainSeconds),
        resources: unlessEmpty(proxy.verifier.resources),
        securityContext: unlessEmpty(server.securityContext),
        volumeMounts: [
          CONFIGURATION,
          SCRIPTS,
          { name: 'proxy-tmp', mountPath: '/tmp' },
          LOGIN_SOCKETS,
          { ...USERS, readOnly: true },
        ],
      },
    },
    volumes: [
      { name: LOGIN_SOCKETS.name, emptyDir: {} },
      when(notEmpty(existingSecret), existing, made),
      when(not(notEmpty(existingSecret)), {
        name: FROM_VALUES.name,
        secret: { secretName: secretFromValues(instance, 'users') },
      }),
    ].filter((volume) => volume !== undefined),
    proxyMounts: [LOGIN_SOCKETS, { ...USERS, readOnly: true }],
    preparation: {
      command: choose(literal, 'python /prepare/hash-users.py\n', ''),
      mounts: [USERS, { ...FROM_VALUES, readOnly: true }].flatMap((mount) => when(literal, mount) ?? []),
    },
    checksums: secret.checksum,
  };
}
