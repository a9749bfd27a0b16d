/** TLS inside the cluster: who shows which certificate, and whose certificates are believed. */
import { and, choose, matches, not, notEmpty, or } from '../lib/expr/function';
import { named } from '../lib/expr/vocabulary';
import type { Value } from '../lib/expr/expr';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, record, string } from '../lib/values/schema';
import { empty } from './conditions';
import type { DeclaredSecret } from './declared-secret';
import { hasDatabase, runsStore } from './engines';
import { objectName, secretKey } from './fields';
import type { Reserved } from './names';
import type { Values } from './schema';

const CERTIFICATE = 'Secret of type kubernetes.io/tls';

export const tls = record('TLS of the server’s Service, and certificates that are believed: see docs/tls.md.', {
  existingSecret: objectName(
    `${CERTIFICATE}, for the names of the server’s Service. With it, the proxy in the pod speaks TLS only.`,
  ),
  certManager: record('cert-manager makes the certificates of names inside the cluster, and renews them.', {
    enabled: boolean({
      default: false,
      description:
        'Have it make them: the server’s, and those of postgresql, minio and objectStore.garage with tls.enabled.',
    }),
    issuerRef: record('Who signs: a private authority. ACME signs no names inside a cluster.', {
      name: objectName('Its name.'),
      kind: string({
        default: 'Issuer',
        description: 'Its kind: Issuer, ClusterIssuer, or that of another group.',
        pattern: { regex: '^[A-Z][A-Za-z0-9]*$', expected: 'a kind such as ClusterIssuer' },
      }),
      group: string({
        default: 'cert-manager.io',
        description: 'Its group.',
        pattern: { regex: '^[a-z0-9.-]+$', expected: 'a group such as cert-manager.io' },
      }),
    }),
    durationHours: integer({
      default: 2160,
      minimum: 3,
      maximum: 87_600,
      description: 'How long one is good for; it is renewed when a third of that is left.',
    }),
  }),
  caBundle: record('Authorities that are believed beside the public ones, by everything that talks to others.', {
    configMap: objectName('ConfigMap with their certificates.'),
    secret: objectName('Or a Secret with them.'),
    key: secretKey('ca.crt'),
  }),
});

/** Of a store inside the cluster. */
export function storeTls() {
  return record('TLS; with it, nobody connects without.', {
    enabled: boolean({ default: false, description: 'Speak TLS, and let MLflow check the certificate and its name.' }),
    existingSecret: objectName(
      `${CERTIFICATE}, with ca.crt or an authority of tls.caBundle; empty takes that of tls.certManager.`,
    ),
  });
}

/** Whether the proxy in the server's pod speaks TLS. */
export function servesTls({ tls: { existingSecret, certManager } }: Pick<Values, 'tls'>): Value<boolean> {
  return or(notEmpty(existingSecret), certManager.enabled);
}

export function hasBundle({ tls: { caBundle } }: Pick<Values, 'tls'>): Value<boolean> {
  return or(notEmpty(caBundle.configMap), notEmpty(caBundle.secret));
}

export type TlsValues = Pick<Values, 'tls' | 'database' | 'postgresql' | 'objectStore' | 'minio'>;

/** Stores that the chart can run. */
export const STORES = ['postgresql', 'minio', 'garage'] as const;
export type Store = (typeof STORES)[number];

/** Its settings of TLS, and where they are in the values. */
export function tlsOf({ postgresql, minio, objectStore }: TlsValues, store: Store) {
  const settings = { postgresql, minio, garage: objectStore.garage };
  return { ...settings[store].tls, path: `${store === 'garage' ? 'objectStore.garage' : store}.tls` };
}

/** Whether a store of this chart runs, and speaks TLS. */
export function showsCertificate(values: TlsValues, store: Store): Value<boolean> {
  return and(runs(values, store), tlsOf(values, store).enabled);
}

function runs(values: TlsValues, store: Store): Value<boolean> {
  return store === 'postgresql' ? hasDatabase(values, 'bundled') : runsStore(values, store);
}

/** Whether authorities are given beside the public ones: in a bundle, by the stores' own certificates, or by CloudNativePG. */
export function hasGivenAuthorities(values: TlsValues): Value<boolean> {
  const stores = STORES.map((store) => showsCertificate(values, store));
  const given = or(hasBundle(values), ...stores, hasDatabase(values, 'cloudnative-pg'));
  return notEmpty(named('tls.given', choose(given, 'given', '')));
}

/** Whether the server's pod makes a file of its own of all authorities. libpq, which looks for one at home, knows no public ones. */
export function hasOwnAuthorities(values: TlsValues & Pick<Values, 'externalDatabase'>): Value<boolean> {
  const verifies = and(hasDatabase(values, 'external'), matches(values.externalDatabase.sslMode, '^verify-'));
  return notEmpty(named('tls.believed', choose(or(hasGivenAuthorities(values), verifies), 'believed', '')));
}

/** What the chart has in the server's pod for it. */
export function reservedByTls(values: Values): Readonly<Record<'volumes' | 'paths', readonly Reserved[]>> {
  const at = (where: string, here: Value<boolean>, ...names: readonly string[]): Reserved => ({ where, names, here });
  const [shows, believes, given] = [servesTls(values), hasOwnAuthorities(values), hasGivenAuthorities(values)];
  return {
    volumes: [
      at(' with TLS', shows, 'certificate'),
      at(
        ' with TLS, and jobs.enabled or artifacts.enabled',
        and(shows, or(values.jobs.enabled, values.artifacts.enabled)),
        'roles-authorities',
      ),
      at(' with authorities', believes, 'authorities'),
      at(' with authorities of your own', given, 'given-authorities'),
    ],
    // (The certificate is the proxy's.)
    paths: [
      at(' with authorities', believes, '/run/authorities'),
      at(' with authorities of your own', given, '/given-authorities'),
    ],
  };
}

/** Certificates that somebody else makes, and authorities: what has to be in their Secrets. */
export function certificateSecrets(values: Values): readonly DeclaredSecret[] {
  const { tls: settings } = values;
  const of = (purpose: string, path: string, name: Value<string>, used: Value<boolean>): DeclaredSecret => ({
    purpose,
    path,
    name,
    isRead: and(notEmpty(name), used),
    keys: [
      { key: 'tls.crt', kind: 'certificate' },
      { key: 'tls.key', kind: 'certificate-key' },
      { key: 'ca.crt', kind: 'authorities' },
    ],
    // A renewed one is in force by itself.
    restarts: {},
  });
  const ofStore = (name: Store) => {
    const { path, existingSecret } = tlsOf(values, name);
    return of(`${name}-certificate`, `${path}.existingSecret`, existingSecret, showsCertificate(values, name));
  };
  return [
    of('server-certificate', 'tls.existingSecret', settings.existingSecret, true),
    ...STORES.map(ofStore),
    {
      purpose: 'authorities',
      path: 'tls.caBundle.secret',
      name: settings.caBundle.secret,
      isRead: notEmpty(settings.caBundle.secret),
      keys: [{ key: settings.caBundle.key, kind: 'authorities' }],
      restarts: { tracking: true },
    },
  ];
}

export function tlsRules(values: Values): readonly Rule[] {
  const { tls: settings } = values;
  const { certManager, caBundle, existingSecret } = settings;
  const stores = [
    ['postgresql', 'PostgreSQL', 'externalDatabase.sslMode, and CloudNativePG’s always'],
    ['minio', 'MinIO', 'an https endpoint in externalS3.endpoint'],
    ['garage', 'Garage', 'an https endpoint in externalS3.endpoint'],
  ] as const;
  return [
    {
      path: 'tls.existingSecret',
      violated: and(notEmpty(existingSecret), certManager.enabled),
      problem: 'is set although tls.certManager.enabled is true',
      remedy: 'Remove one of them',
    },
    {
      path: 'tls.certManager.issuerRef.name',
      violated: and(certManager.enabled, empty(certManager.issuerRef.name)),
      problem: 'is empty although tls.certManager.enabled is true: nobody would sign',
      remedy: 'Name an Issuer or a ClusterIssuer with a private authority',
    },
    {
      path: 'tls.caBundle',
      violated: and(notEmpty(caBundle.configMap), notEmpty(caBundle.secret)),
      problem: 'names a ConfigMap and a Secret',
      remedy: 'Keep one of them',
    },
    ...stores.flatMap(([name, program, instead]): readonly Rule[] => {
      const { path, ...store } = tlsOf(values, name);
      const enabled = runs(values, name);
      return [
        {
          path: `${path}.enabled`,
          violated: and(enabled, store.enabled, empty(store.existingSecret), not(certManager.enabled)),
          problem: 'is true, but there is no certificate',
          remedy: `Name a Secret in ${path}.existingSecret, or set tls.certManager.enabled`,
        },
        {
          path: `${path}.enabled`,
          violated: and(not(enabled), store.enabled),
          problem: `is true, but ${program} of this chart does not run`,
          remedy: `Remove it: what others run is asked by TLS with ${instead}`,
        },
        {
          level: 'warned',
          path: `${path}.existingSecret`,
          violated: and(enabled, not(store.enabled), notEmpty(store.existingSecret)),
          problem: `is set, but ${path}.enabled is false: there is no TLS`,
          remedy: `Set ${path}.enabled to true, or remove it`,
        },
      ];
    }),
  ];
}
