/** What looks like a password, token or key, by the name of a field and by its text. */

const secretNames =
  /(?:^|[_.\-/])(?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|api[_.-]?key|access[_.-]?key|secret[_.-]?key|private[_.-]?key|encryption[_.-]?key|signing[_.-]?key|auth[_.-]?key|client[_.-]?secret)$/i;
const longSecretNames =
  /(?:password|passwd|passphrase|apikey|secretkey|secretaccesskey|clientsecret|authtoken|accesstoken|privatekey)$/i;

/** Whether a field of this name would hold a credential: `DB_PASSWORD`, `apiKey`; not `PASSWORD_FILE` or `TOKEN_TTL`. */
export function namesCredential(name: string): boolean {
  return secretNames.test(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2')) || longSecretNames.test(name);
}

/** Whether the text could be a credential; not a reference, a path, a flag, or the name of something. */
export function couldBeCredential(text: string): boolean {
  const value = text.trim();
  return (
    value !== '' &&
    !/\s/.test(value) &&
    !/^(?:true|false|yes|no|on|off|null|none|nil|disabled|enabled|optional|required|auto|default|-?\d{1,3})$/i.test(
      value,
    ) &&
    !/^(?:\/|\.\/|~\/|[a-z][\w+.-]*:\/\/|vault:|ref\+|file:|env:|op:|arn:)/i.test(value) &&
    !isPlaceholder(value)
  );
}

/** `$(NAME)`, `${NAME}`, `$NAME`, `<password>`, `{{ … }}`, `****`. */
function isPlaceholder(text: string): boolean {
  return /^(?:\$.*|%.*%|<.*>|\{\{.*\}\}|\*+|x{3,}|\.{3})$/is.test(text) || /\$[({]/.test(text);
}

const patterns: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN (?:(?:RSA|EC|DSA|OPENSSH|ENCRYPTED) )?PRIVATE KEY-----/],
  ['a PGP private key', /-----BEGIN PGP PRIVATE KEY BLOCK-----/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a GitHub token', /\b(?:gh[opsur]_[0-9A-Za-z]{36}|github_pat_\w{82})\b/],
  ['a GitLab token', /\bglpat-[\w-]{20}/],
  ['a Slack token', /\bxox[abprs]-[0-9A-Za-z-]{10,}/],
  ['a Slack webhook', /hooks\.slack\.com\/services\/T\w{6,}\/B\w{6,}\/\w{20,}/],
  ['a Google API key', /\bAIza[\w-]{35}/],
  ['a Stripe key', /\b[rs]k_live_[0-9A-Za-z]{24}/],
  ['an npm token', /\bnpm_[0-9A-Za-z]{36}\b/],
  ['a SendGrid key', /\bSG\.[\w-]{22}\.[\w-]{43}/],
  ['an Azure storage key', /\bAccountKey=[0-9A-Za-z+/]{86}==/],
  ['a Hugging Face token', /\bhf_[0-9A-Za-z]{34}\b/],
];

const uriPassword = /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/?#@'"]{0,100}:([^\s/?#@'"]{1,200})@/gi;

/** What kind of credential the text holds by its form; undefined if none. */
export function credentialIn(text: string): string | undefined {
  const known = patterns.find(([, pattern]) => pattern.test(text))?.[0];
  if (known !== undefined) return known;
  for (const [, password = ''] of text.matchAll(uriPassword)) {
    if (!isPlaceholder(password)) return 'a URI with a password';
  }
  return undefined;
}

const weak = new Set(
  `admin admin123 administrator changeit changeme changeme123 change-me default demo example guest grafana letmein master
  minio minio123 minioadmin minioadmin123 mongo mysql pass passw0rd password password1 password123 password1234
  postgres postgresql prom-operator qwerty rabbitmq redis root s3cr3t secret secret123 test test123 user welcome welcome1
  111111 123123 1234 12345 123456 1234567 12345678 123456789 1234567890`.split(/\s+/),
);

/** Why a password is no protection; undefined if that can't be said. */
export function weaknessOf(password: string): string | undefined {
  const value = password.trim();
  if (value === '') return 'empty';
  if (weak.has(value.toLowerCase())) return 'one that everybody tries';
  if (/^(.)\1*$/s.test(value)) return 'one repeated character';
  return undefined;
}
