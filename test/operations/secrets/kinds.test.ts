/** Each kind of value: what is made is strong, each time another, and what its reader takes. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { Authority } from '../../support/certificates';
import { formatProblems, checkValues } from '../../../lib/values/check';
import { writeYaml } from '../../../lib/yaml/write';
import { faultOf, makerOf } from '../../../operations/secrets/kinds';
import { MADE, OF_OTHERS, type MadeKind } from '../../../values/declared-secret';
import { complete, definition, SMALLEST } from '../../support/platform';

const kinds = (Object.keys(MADE) as MadeKind[]).filter((kind) => kind !== 'htpasswd');
const make = (kind: MadeKind) => makerOf(kind)?.() ?? '';

/** Of 62 characters, or of base64's 64. */
const BITS_PER_CHARACTER = Math.log2(62);
const NO_SECRETS: readonly MadeKind[] = ['access-key-id', 'admin-name'];

const HASHED = 'x'.repeat(53);
const authority = new Authority();
const PAIR = authority.issue('a.example.com');
afterAll(() => {
  authority.close();
});

describe.each(kinds)('%s', (kind) => {
  test('what is made has the form that is asked of what somebody gives', () => {
    for (let count = 0; count < 50; count += 1) expect(faultOf(kind, Buffer.from(make(kind)))).toBeUndefined();
  });

  test(NO_SECRETS.includes(kind) ? 'is no secret' : 'has 128 bits or more, another time others', () => {
    const made = new Set(Array.from({ length: 50 }, () => make(kind)));
    if (NO_SECRETS.includes(kind)) {
      expect(made.size).toBe(1);
      return;
    }
    expect(made.size).toBe(50);
    for (const text of made) expect(text.length * BITS_PER_CHARACTER).toBeGreaterThan(128);
    // All of the alphabet: what is cut off, or always the same, would be missing.
    const characters = new Set([...made].join(''));
    expect(characters.size).toBeGreaterThanOrEqual(62);
  });
});

test('no shell, URI, YAML or connection string has to escape any of it', () => {
  for (const kind of kinds) expect([kind, make(kind)]).toEqual([kind, expect.stringMatching(/^[A-Za-z0-9_-]+=?$/)]);
});

test('values would take them, where the same may stand in values', () => {
  const text = writeYaml(
    complete(SMALLEST, {
      mlflow: { encryption: { passphrase: make('random-text'), webhookKey: make('fernet-key') } },
      postgresql: { auth: { password: make('password') } },
      minio: { auth: { rootUser: make('access-key-id'), rootPassword: make('secret-access-key') } },
    }),
  );
  const checked = checkValues(definition, [{ file: 'values.yaml', text }]);
  expect(checked.ok ? '' : formatProblems(checked.problems)).toBe('');
});

test.each<[MadeKind | keyof typeof OF_OTHERS, string, string]>([
  ['password', 'elevenchars', 'is not a password, of 12 printable ASCII characters or more'],
  ['password', 'with a line break\n', 'is not a password, of 12 printable ASCII characters or more'],
  ['password', 'pässwörter-sind-so', 'is not a password, of 12 printable ASCII characters or more'],
  ['access-key-id', 'ab', 'is not MinIO’s user, of 3 printable ASCII characters or more'],
  ['secret-access-key', 'sevench', 'is not MinIO’s password, of 8 printable ASCII characters or more'],
  ['admin-name', 'a:b', 'is not the administrator’s name: printable ASCII characters, without a colon'],
  ['random-text', 'short', 'is not a random text, of 32 printable ASCII characters or more'],
  ['fernet-key', 'A'.repeat(44), 'is not a Fernet key: 32 bytes in URL-safe base64, with its ='],
  ['cookie-secret', 'A'.repeat(31), 'is not a random text of 16, 24 or 32 ASCII characters'],
  ['htpasswd', 'alice', 'is not a file of users as htpasswd -B writes it: user:hash, a line each'],
  // nginx would take these, too: hashes of which many can be tried, or none.
  ['htpasswd', 'alice:plain password', 'is not a file of users as htpasswd -B writes it: user:hash, a line each'],
  ['htpasswd', 'alice:{PLAIN}secret', 'is not a file of users as htpasswd -B writes it: user:hash, a line each'],
  ['htpasswd', 'alice:$apr1$x$y', 'is not a file of users as htpasswd -B writes it: user:hash, a line each'],
  [
    'htpasswd',
    `alice:$2y$10$${HASHED}\nbob:plain password`,
    'is not a file of users as htpasswd -B writes it: user:hash, a line each',
  ],
  ['htpasswd', `#alice:$2y$10$${HASHED}`, 'is not a file of users as htpasswd -B writes it: user:hash, a line each'],
  ['certificate', 'no certificate', `is not ${OF_OTHERS.certificate}`],
  ['certificate', PAIR.key, `is not ${OF_OTHERS.certificate}`],
  ['certificate-key', PAIR.certificate, `is not ${OF_OTHERS['certificate-key']}`],
  ['authorities', 'none', `is not ${OF_OTHERS.authorities}`],
  ['client-secret', '', 'is empty'],
])('%s: %j is refused, without being shown', (kind, value, fault) => {
  expect(faultOf(kind, Buffer.from(value))).toBe(fault);
});

test('a long file of users is read line by line, however its lines are made', () => {
  const long = `${'a:'.repeat(100_000)} `;
  expect(faultOf('htpasswd', Buffer.from(long))).toContain('is not a file of users');
});

test.each<[MadeKind | keyof typeof OF_OTHERS, string]>([
  ['password', 'twelve chars'],
  ['cookie-secret', 'A'.repeat(16)],
  ['cookie-secret', 'A'.repeat(24)],
  ['htpasswd', `alice:$2y$10$${HASHED}\nb.o+b@x-y_z:$2b$12$${HASHED}`],
  ['htpasswd', `alice:$2a$10$${HASHED}\n`],
  ['certificate', PAIR.certificate],
  ['certificate-key', PAIR.key],
  ['authorities', authority.certificate],
  ['client-secret', 'x'],
  ['their-password', 'pässwort'],
])('%s: %j is taken', (kind, value) => {
  expect(faultOf(kind, Buffer.from(value))).toBeUndefined();
});

test.each(Object.keys(OF_OTHERS) as (keyof typeof OF_OTHERS)[])('%s is never made', (kind) => {
  expect(makerOf(kind)).toBeUndefined();
});
