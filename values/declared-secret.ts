/**
 * What a Secret that the values name has to hold. Each is declared beside the value that names it, with what its keys are:
 * `mlflow-chart secrets` makes them by that, and the chart their ExternalSecrets.
 */
import type { Value } from '../lib/expr/expr';

/** What somebody outside has given, or will: it cannot be made here. */
export const OF_OTHERS = {
  'their-password': 'the password of a database that others run',
  'database-owner': 'the owner of the database, as database.cnpg.owner has it',
  'their-access-key-id': 'the access key of an S3 store that others run',
  'their-secret-access-key': 'the secret key of an S3 store that others run',
  'user-name': 'the name of a user who may log in',
  'user-password': 'the password of that user',
  'user-token': 'a token of the OpenID Connect issuer, which has to be good when helm test is called',
  'session-key': 'the session key of an encrypted dump, as gpg --show-session-key prints it',
  'database-uri': 'the URI of a database that others run, with its password',
  'client-secret': 'the client’s secret, which the OpenID Connect issuer gives',
  'proxy-url': 'the URL of the proxy to the outside, with a user and a password where it asks for them',
  certificate: 'a certificate for the names of the Service, PEM',
  'certificate-key': 'the private key of the certificate, PEM',
  authorities: 'certificates of the authorities that are believed, PEM',
} as const;

/** What can be made of random bytes, in the form that its reader takes. */
export const MADE = {
  password: 'a password, of 12 printable ASCII characters or more',
  'access-key-id': 'MinIO’s user, of 3 printable ASCII characters or more',
  'garage-key-id': 'MLflow’s key in Garage, of 8 letters, digits or ._- or more',
  'garage-secret-key': 'its secret, of 16 printable ASCII characters or more',
  'secret-access-key': 'MinIO’s password, of 8 printable ASCII characters or more',
  'admin-name': 'the administrator’s name: printable ASCII characters, without a colon',
  'random-text': 'a random text, of 32 printable ASCII characters or more',
  'fernet-key': 'a Fernet key: 32 bytes in URL-safe base64, with its =',
  'cookie-secret': 'a random text of 16, 24 or 32 ASCII characters',
  htpasswd: 'a file of users as htpasswd -B writes it: user:hash, a line each',
} as const;

export type MadeKind = keyof typeof MADE;
export type SecretKind = MadeKind | keyof typeof OF_OTHERS;

/** Programs that see a changed Secret only when they are restarted. */
export type Restarted = 'tracking' | 'minio' | 'garage' | 'pooler' | 'exporter';

export interface DeclaredSecret {
  /** What it is for: it names the ExternalSecret, and the key of `externalSecrets.remoteKeys`. */
  readonly purpose: string;
  /** The value that names it, and the name. */
  readonly path: Value<string>;
  readonly name: Value<string>;
  /** Whether anything reads it, as the values are. */
  readonly isRead: Value<boolean>;
  readonly keys: readonly DeclaredKey[];
  /** As whoever reads it wants to have it, beside its keys: Opaque, without labels, unless it says. */
  readonly form?: SecretForm;
  /** Who has to be restarted for a change of it, where it is read at all. */
  readonly restarts: Readonly<Partial<Record<Restarted, Value<boolean>>>>;
}

export interface SecretForm {
  readonly type: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface DeclaredKey {
  readonly key: Value<string>;
  /** What has to stand there, where the values say it. */
  readonly content?: Value<string>;
  /** Whoever reads it is made by an operator, and needs it; of others, the objects of the chart say whether they do. */
  readonly isNeeded?: true;
  readonly kind: Value<SecretKind>;
}
