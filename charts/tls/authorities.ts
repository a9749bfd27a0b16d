/**
 * Whose certificates are believed, beside the public authorities: `tls.caBundle`, and those of the stores' own. Python's
 * libraries, libpq and boto3 take one file each; the init container makes it (authorities.py).
 */
import type { Volume, VolumeMount } from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { and, choose, matches, notEmpty } from '../../lib/expr/function';
import { when } from '../../lib/expr/vocabulary';
import { runsCnpg } from '../../values/cloudnative-pg';
import {
  hasBundle,
  hasGivenAuthorities,
  hasOwnAuthorities,
  STORES,
  type Store,
  type TlsValues,
} from '../../values/tls';
import type { Values } from '../../values/schema';
import type { Settings } from '../parts/environment';
import type { GivenAuthorities } from '../parts/server-certificate';
import PROGRAM from './authorities.py';
import type { ServerCertificates } from './certificates';

export interface Authorities {
  /** Whether there are others than the public ones. */
  readonly needed: Value<boolean>;
  /** The command that makes the file, as a line of a script, and where it is needed; and the program that it runs. */
  readonly command: string;
  readonly preparation: Value<string>;
  readonly programs: Readonly<Record<string, string>>;
  /** The file that it makes. */
  readonly file: string;
  readonly settings: Settings;
  readonly given: GivenAuthorities;
  /** Of the init container, which makes the file, and of those that read it. */
  readonly preparationMounts: readonly (Deferred<VolumeMount> | undefined)[];
  readonly mounts: readonly (Deferred<VolumeMount> | undefined)[];
  readonly volumes: readonly (Deferred<Volume> | undefined)[];
}

const MADE = { name: 'authorities', mountPath: '/run/authorities' };
const GIVEN = { name: 'given-authorities', mountPath: '/given-authorities', readOnly: true };
const BUNDLE = 'bundle.crt';
const FILE = `${MADE.mountPath}/ca-certificates.crt`;
/** CloudNativePG renews its authority every three months: as the kubelet has it, and not as it was when the pod began. */
const OF_CNPG = `${GIVEN.mountPath}/cnpg.crt`;
const COMMAND = `python /prepare/authorities.py ${GIVEN.mountPath} ${FILE}`;

export interface AuthoritiesProps {
  readonly values: TlsValues & Pick<Values, 'externalDatabase'>;
  readonly certificates: ServerCertificates;
  /** Name of the Secret with the authority of CloudNativePG’s Cluster. */
  readonly cnpgAuthority: Value<string>;
  /** libpq's, for the database. */
  readonly sslMode: Value<string>;
}

export function authorities({ values, certificates, cnpgAuthority, sslMode }: AuthoritiesProps): Authorities {
  const { caBundle } = values.tls;
  const needed = hasOwnAuthorities(values);
  const given = hasGivenAuthorities(values);
  const cnpg = runsCnpg(values);
  const setting = (value: string) => when(needed, value);
  const bundle = [{ key: caBundle.key, path: BUNDLE }];
  const ofStore = (name: Store) => {
    const { enabled, secretName } = certificates[name];
    return [
      // What makes the pod wait until there is a certificate: cert-manager may be slower than the pods.
      when(enabled, { secret: { name: secretName, items: [{ key: 'tls.crt', path: `${name}.shown` }] } }),
      // The authority alone, never the key; a certificate may come without one.
      when(enabled, { secret: { name: secretName, items: [{ key: 'ca.crt', path: `${name}.crt` }], optional: true } }),
    ];
  };
  return {
    needed,
    programs: { 'authorities.py': PROGRAM },
    given: {
      enabled: hasBundle(values),
      mount: GIVEN,
      file: `${GIVEN.mountPath}/${BUNDLE}`,
    },
    command: COMMAND,
    file: FILE,
    preparation: choose(needed, `${COMMAND}\n`, ''),
    settings: {
      SSL_CERT_FILE: setting(FILE),
      REQUESTS_CA_BUNDLE: setting(FILE),
      AWS_CA_BUNDLE: setting(FILE),
      // With one, libpq would check where it is only asked to encrypt.
      PGSSLROOTCERT: when(and(needed, matches(sslMode, '^verify-')), choose(cnpg, OF_CNPG, FILE)),
    },
    preparationMounts: [when(needed, MADE), when(given, GIVEN)],
    mounts: [when(needed, { ...MADE, readOnly: true }), when(cnpg, GIVEN)],
    volumes: [
      when(needed, { name: MADE.name, emptyDir: { sizeLimit: '16Mi' } }),
      when(given, {
        name: GIVEN.name,
        projected: {
          sources: [
            when(notEmpty(caBundle.configMap), { configMap: { name: caBundle.configMap, items: bundle } }),
            when(notEmpty(caBundle.secret), { secret: { name: caBundle.secret, items: bundle } }),
            ...STORES.flatMap(ofStore),
            when(cnpg, { secret: { name: cnpgAuthority, items: [{ key: 'ca.crt', path: 'cnpg.crt' }] } }),
          ],
        },
      }),
    ],
  };
}
