/** The certificate of a server inside the cluster: a Secret of type kubernetes.io/tls, whoever made it. */
import type { Volume } from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { when } from '../../lib/expr/vocabulary';

export interface ServerCertificate {
  readonly enabled: Value<boolean>;
  readonly secretName: Value<string>;
  /** Whether it is known to hold its authority, too: ca.crt. */
  readonly hasAuthority: Value<boolean>;
}

/** Authorities that are believed beside the public ones, for programs that take a file of their own. */
export interface GivenAuthorities {
  readonly enabled: Value<boolean>;
  readonly mount: { readonly name: string; readonly mountPath: string; readonly readOnly: boolean };
  readonly file: string;
}

/** Mounted whole, so that a renewed one arrives. */
export const CERTIFICATE = { name: 'certificate', mountPath: '/certificate', readOnly: true };

/**
 * For the user of the pod's fsGroup, and for nobody else: PostgreSQL takes a key of root's that a group may read.
 * @param names what the server wants to have the two files called
 */
export function certificateVolume(
  { enabled, secretName }: ServerCertificate,
  names: { readonly crt: string; readonly key: string } = { crt: 'tls.crt', key: 'tls.key' },
) {
  const items = [
    { key: 'tls.crt', path: names.crt },
    { key: 'tls.key', path: names.key },
  ];
  const volume: Deferred<Volume> = {
    name: CERTIFICATE.name,
    secret: { secretName, defaultMode: 0o440, items },
  };
  return when(enabled, volume);
}
