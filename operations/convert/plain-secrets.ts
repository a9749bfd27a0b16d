/** What must not be printed: passwords and keys that stand in values as they are. */
import { isMapping } from '../../lib/values/merge';
import { hasUnmistakable } from '../../lib/text/without-secrets';
import type { Json } from '../../lib/yaml/json';

/** The last word of the name of a variable or a key, in whatever way it is written. */
const NAMES =
  /(password|passwd|passphrase|pwd|secret|token|credentials?|(access|secret|api|private|account|encryption|webhook|license)[-_.]?key|connection[-_.]?string|htpasswd|dsn)([-_.]?(value|plain|text))?$/i;
/** A login in a URL, also where a slash in it is not escaped; one in a connection string, or in an option; one in a header. */
const TEXTS = [
  /:\/\/[^/?#\s:@]*:\S*@/,
  /(?:^|[;?&,\s"'{_-])(?:password|passwd|pwd|pass|accountkey|sharedaccesskey|sharedaccesssignature|secret|token|api[-_]?key)\s*[=:]\s*[^\s$]/i,
  /\b(?:Bearer|Basic)\s+\S{8}|authorization:/i,
];
/** The kubelet puts something else there. */
const REFERENCE = /^\$\([A-Za-z_][A-Za-z0-9_]*\)$/;

/** But not what names a Secret, or a file with one. */
function isSecretName(name: string): boolean {
  return NAMES.test(name) && !/^existing/i.test(name) && name !== 'GOOGLE_APPLICATION_CREDENTIALS';
}

/** Whether a text has a password or a key in it, as far as one can see. */
function isSecretText(text: string): boolean {
  return hasUnmistakable(text) || TEXTS.some((pattern) => pattern.test(text));
}

/** A password or a key, under this name. */
export function isPlainSecret(name: string, value: Json): boolean {
  if (typeof value !== 'string' || value === '' || REFERENCE.test(value)) return false;
  return isSecretName(name) || isSecretText(value);
}

/** Whether there is one anywhere in it: a Secret itself, too. */
export function holdsPlainSecret(value: Json, name = ''): boolean {
  if (Array.isArray(value)) return (value as readonly Json[]).some((item) => holdsPlainSecret(item, name));
  if (!isMapping(value)) return isPlainSecret(name, value);
  const { name: variable, kind } = value;
  if (kind === 'ExternalSecret') return false;
  if (kind === 'Secret' && (isMapping(value['data']) || isMapping(value['stringData']))) return true;
  if (typeof variable === 'string' && isPlainSecret(variable, value['value'] ?? null)) return true;
  return Object.entries(value).some(([key, part]) => !REFERENCES.has(key) && holdsPlainSecret(part, key));
}

/** Whose fields are names, of a Secret and of its keys. */
const REFERENCES = new Set(['secretKeyRef', 'configMapKeyRef', 'secretRef', 'secret', 'imagePullSecrets', 'remoteRef']);
