/** What is made, left alone or refused, given what is needed, what there is, and what was given. */
import { compareSync } from 'bcryptjs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { OF_OTHERS } from '../../../values/declared-secret';
import { Authority } from '../../support/certificates';
import type { ClusterState, ExistingSecrets } from '../../../operations/secrets/cluster';
import { plainSecret } from '../../../operations/secrets/manifests';
import type { NeededSecret } from '../../../operations/secrets/needed';
import { namesToAsk, planSecrets, type MadeSecret, type PlanInput } from '../../../operations/secrets/plan';
import { visible } from '../../../lib/text/visible';
import { readKept, userNames, type Passwords } from '../../../operations/secrets/users';

const secret = (name: string, keys: NeededSecret['keys']): NeededSecret => ({ name, namespace: 'ml', keys });
const key = (name: string, kind?: NeededSecret['keys'][number]['kind'], isOptional = false) => ({
  key: name,
  ...(kind !== undefined && { kind }),
  isOptional,
});

const DATABASE = secret('db', [key('password', 'password')]);
const KEYS = secret('keys', [key('kek-passphrase', 'random-text'), key('webhook-key', 'fernet-key', true)]);
const USERS = secret('users', [key('htpasswd', 'htpasswd')]);
const LOGIN = secret('login', [key('name', 'admin-name'), key('admin.password', 'password'), key('k', 'random-text')]);
const ISSUER = secret('oidc', [key('client-secret', 'client-secret'), key('cookie-secret', 'cookie-secret')]);
const TLS = secret('tls', [key('tls.crt'), key('tls.key')]);

const there = (content: Readonly<Record<string, Readonly<Record<string, string>>>>): ClusterState => ({
  existing: new Map(
    Object.entries(content).map(([name, data]) => [
      name,
      new Map(Object.entries(data).map(([entry, text]) => [entry, Buffer.from(text)])),
    ]),
  ),
});
const NOTHING = there({});

function plan(needed: readonly NeededSecret[], more: Partial<PlanInput> = {}) {
  return planSecrets({ needed, cluster: NOTHING, given: new Map(), users: undefined, ...more });
}
const given = (values: Readonly<Record<string, string>>) =>
  new Map(Object.entries(values).map(([name, value]) => [name, Buffer.from(value)]));
const shown = (secrets: readonly MadeSecret[]) =>
  secrets.map(({ name, type, data }) => `${name} (${type}): ${Object.keys(data).join(', ')}`);
/** As the API server would keep them. */
const stored = (...secrets: readonly MadeSecret[]): ExistingSecrets =>
  new Map(secrets.map(({ name, data }) => [name, new Map(Object.entries(data))]));

const authority = new Authority();
const PAIR = authority.issue('a.example.com');
afterAll(() => {
  authority.close();
});

describe('an empty namespace', () => {
  const all = plan([DATABASE, KEYS, USERS, LOGIN, ISSUER, TLS]);

  test('has everything made that can be', () => {
    expect(shown(all.secrets)).toEqual([
      'db (Opaque): password',
      'keys (Opaque): kek-passphrase, webhook-key',
      'users-passwords (Opaque): passwords',
      'users (Opaque): htpasswd',
      'login (Opaque): name, admin.password, k',
    ]);
    expect(new Set(all.secrets.map(({ namespace }) => namespace))).toEqual(new Set(['ml']));
  });

  test('is told what, how to read what somebody has to know, and what others have to issue', () => {
    expect(all.remarks.join('\n')).toBe(
      `db: made
keys: made
users: made, for mlflow; passwords in users-passwords, which no pod reads:
  kubectl -n ml get secret users-passwords -o jsonpath='{.data.passwords}' | base64 -d
login: made; the administrator’s password:
  kubectl -n ml get secret login -o jsonpath='{.data.admin\\.password}' | base64 -d
oidc: not made: only others can issue client-secret, the client’s secret, which the OpenID Connect issuer gives. Give --set oidc/client-secret=@FILE, or make it yourself
tls: not made: only others can issue tls.crt; tls.key. Give --set tls/tls.crt=@FILE --set tls/tls.key=@FILE, or make it yourself`,
    );
    expect(all.refusals).toEqual([]);
  });

  test('no value is in what is said', () => {
    const said = all.remarks.join('\n');
    const values = all.secrets.flatMap(({ data }) => Object.values(data).map(String));
    for (const value of values.filter((text) => text.length > 8)) expect(said).not.toContain(value.trim());
  });
});

describe('one that an operator reads', () => {
  const form = { type: 'kubernetes.io/basic-auth', labels: { 'cnpg.io/reload': 'true' } };
  const owner: NeededSecret = {
    ...secret('owner', [{ ...key('username', 'database-owner'), content: 'mlflow' }, key('password', 'password')]),
    form,
  };

  test('is made as it wants it, with what the values say', () => {
    const { secrets, remarks } = plan([owner]);
    expect(secrets).toMatchObject([{ name: 'owner', ...form, data: { username: Buffer.from('mlflow') } }]);
    expect(Object.keys(secrets[0]?.data ?? {})).toEqual(['username', 'password']);
    expect(remarks).toEqual(['owner: made']);
    const [made] = secrets;
    if (made === undefined) throw new Error('none');
    const labels = { 'app.kubernetes.io/part-of': 'mlflow', 'cnpg.io/reload': 'true' };
    expect(plainSecret(made)).toMatchObject({ metadata: { labels }, type: form.type });
  });

  test('with another name in it is none: given, or there already', () => {
    expect(plan([owner], { given: given({ 'owner/username': 'other' }) })).toMatchObject({
      secrets: [],
      refusals: ['owner: not made: what --set gives for username is not mlflow, as the values say'],
    });
    expect(plan([owner], { given: given({ 'owner/username': 'mlflow' }) }).refusals).toEqual([]);
    const exists = (username: string) => ({ cluster: there({ owner: { username, password: 'x' } }) });
    expect(plan([owner], exists('other'))).toMatchObject({
      secrets: [],
      refusals: ['owner: exists, and is left alone, but its username is not mlflow, as the values say'],
    });
    expect(plan([owner], exists('mlflow'))).toMatchObject({ refusals: [], remarks: ['owner: exists'] });
  });
});

test('a second run makes nothing, whatever there is besides', () => {
  const needed = [DATABASE, KEYS, USERS, LOGIN];
  const first = plan(needed, { users: ['alice', 'bob'] });
  const again = plan(needed, { cluster: { existing: stored(...first.secrets) }, users: ['alice', 'carol'] });
  expect(again).toEqual({
    secrets: [],
    remarks: ['db: exists', 'keys: exists', 'users: exists', 'login: exists'],
    refusals: [],
  });
});

test('Secrets are asked for by name, with those that keep passwords', () => {
  expect(namesToAsk([DATABASE, USERS])).toEqual(['db', 'users', 'users-passwords']);
});

describe('what exists is left alone', () => {
  test.each<[string, Readonly<Record<string, string>>, 'remarks' | 'refusals', string]>([
    [
      'without a key that may be absent',
      { 'kek-passphrase': 'x' },
      'remarks',
      'keys: exists, and is left alone, without webhook-key, a Fernet key: 32 bytes in URL-safe base64, with its =',
    ],
    [
      'without one that is needed: then something is wrong',
      { 'webhook-key': 'x' },
      'refusals',
      'keys: exists, and is left alone, without kek-passphrase, a random text, of 32 printable ASCII characters or more',
    ],
  ])('%s', (_name, data, where, line) => {
    expect(plan([KEYS], { cluster: there({ keys: data }) })).toEqual({
      secrets: [],
      remarks: [],
      refusals: [],
      [where]: [line],
    });
  });
});

describe('what others have issued', () => {
  test('completes a Secret, of the type that it has', () => {
    const values = given({ 'oidc/client-secret': 'x', 'tls/tls.crt': PAIR.certificate, 'tls/tls.key': PAIR.key });
    const { secrets, remarks } = plan([ISSUER, TLS], { given: values });
    expect(shown(secrets)).toEqual([
      'oidc (Opaque): client-secret, cookie-secret',
      'tls (kubernetes.io/tls): tls.crt, tls.key',
    ]);
    expect(remarks).toEqual(['oidc: made', 'tls: made']);
    expect(secrets[0]?.data['client-secret']?.toString()).toBe('x');
  });

  test('whoever pulls images reads it by its type', () => {
    const registry = secret('registry', [key('.dockerconfigjson')]);
    const { secrets } = plan([registry], { given: given({ 'registry/.dockerconfigjson': '{"auths":{}}' }) });
    expect(shown(secrets)).toEqual(['registry (kubernetes.io/dockerconfigjson): .dockerconfigjson']);
  });

  test('half of it is not enough', () => {
    const { secrets, remarks } = plan([TLS], { given: given({ 'tls/tls.crt': 'c' }) });
    expect(secrets).toEqual([]);
    expect(remarks).toEqual([
      'tls: not made: only others can issue tls.key. Give --set tls/tls.key=@FILE, or make it yourself',
    ]);
  });

  test('of the wrong form it is refused', () => {
    const { secrets, refusals } = plan([DATABASE], { given: given({ 'db/password': 'short' }) });
    expect(secrets).toEqual([]);
    expect(refusals).toEqual([
      'db: not made: what --set gives for password is not a password, of 12 printable ASCII characters or more',
    ]);
  });

  test('certificates and keys are what they are called, whoever reads them', () => {
    const swapped = given({ 'tls/tls.crt': PAIR.key, 'tls/tls.key': PAIR.certificate });
    expect(plan([TLS], { given: swapped })).toEqual({
      secrets: [],
      remarks: [],
      refusals: [
        `tls: not made: what --set gives for tls.crt is not ${OF_OTHERS.certificate}\n` +
          `tls: not made: what --set gives for tls.key is not ${OF_OTHERS['certificate-key']}`,
      ],
    });
  });

  test('a Secret of which nothing is known but its name is nobody’s to make', () => {
    expect(plan([secret('whole', [])]).remarks).toEqual(['whole: not made: nothing says what has to be in it']);
  });
});

describe('passwords of users, which their Secret has as hashes only', () => {
  const passwordsIn = (secrets: readonly MadeSecret[], name: string) =>
    readKept(secrets.find((made) => made.name === name)?.data['passwords'] ?? Buffer.alloc(0)) as Passwords;
  const hashesIn = (secrets: readonly MadeSecret[]) =>
    new Map(
      (secrets.find(({ name }) => name === 'users')?.data['htpasswd']?.toString() ?? '')
        .trimEnd()
        .split('\n')
        .map((line) => line.split(':') as [string, string]),
    );

  test('are those of the hashes, as htpasswd -B writes them', () => {
    const { secrets } = plan([USERS], { users: ['alice', 'bob@example.com'] });
    const passwords = passwordsIn(secrets, 'users-passwords');
    const hashes = hashesIn(secrets);
    expect([...passwords.keys()]).toEqual(['alice', 'bob@example.com']);
    expect([...hashes.keys()]).toEqual(['alice', 'bob@example.com']);
    for (const [name, hash] of hashes) {
      expect(hash).toMatch(/^\$2y\$10\$[./A-Za-z0-9]{53}$/);
      expect(compareSync(passwords.get(name) ?? '', hash)).toBe(true);
      expect(passwords.get(name)).toMatch(/^[A-Za-z0-9]{24}$/);
    }
    expect(new Set(passwords.values()).size).toBe(2);
  });

  const kept = there({ 'users-passwords': { passwords: 'alice:first password\nbob:second:password\n' } });

  test('that are kept already are hashed again, and not made anew', () => {
    const { secrets, remarks } = plan([USERS], { cluster: kept });
    expect(shown(secrets)).toEqual(['users (Opaque): htpasswd']);
    const hashes = hashesIn(secrets);
    expect(compareSync('first password', hashes.get('alice') ?? '')).toBe(true);
    expect(compareSync('second:password', hashes.get('bob') ?? '')).toBe(true);
    expect(remarks[0]).toBe(
      `users: made, for alice, bob; passwords in users-passwords, which no pod reads, as they were:
  kubectl -n ml get secret users-passwords -o jsonpath='{.data.passwords}' | base64 -d`,
    );
    expect([...hashesIn(plan([USERS], { cluster: kept, users: ['bob'] }).secrets).keys()]).toEqual(['bob']);
  });

  test.each<[string, Partial<PlanInput>, string]>([
    [
      'where one is not among them',
      { cluster: kept, users: ['alice', 'carol'] },
      'users: not made: users-passwords exists, and has no password for carol. Add it there, or leave them out of --users',
    ],
    [
      'where they cannot be read',
      { cluster: there({ 'users-passwords': { other: 'x' } }) },
      'users: not made: users-passwords exists, and it has no key passwords. Mend it, or delete it',
    ],
    ...(
      [
        ['', 'nobody is in it'],
        ['alice', 'line 1 is not user:password, with a name of letters, digits and . _ @ + -'],
        [
          'alice:long enough\n#bob:long enough',
          'line 2 is not user:password, with a name of letters, digits and . _ @ + -',
        ],
        [' :long enough', 'line 1 is not user:password, with a name of letters, digits and . _ @ + -'],
        ['alice:long enough\n\nalice:another one', 'line 3 has alice once more'],
        ['alice:seven c', 'line 1 has a password of fewer than 8 characters'],
        [
          `alice:${'x'.repeat(73)}`,
          'line 1 has a password of more than 72 bytes, of which bcrypt would heed the first',
        ],
        [
          `alice:${'ñ'.repeat(37)}`,
          'line 1 has a password of more than 72 bytes, of which bcrypt would heed the first',
        ],
        ['alice:with a\ttab', 'line 1 has a password that nobody can type'],
        ['alice:long enough\r', 'line 1 has a password that nobody can type'],
        ['alice:with \u0000 in it', 'line 1 has a password that nobody can type'],
        ['alice:no UTF-8: \ufffd', 'line 1 has a password that nobody can type'],
      ] as const
    ).map(([text, fault]): [string, Partial<PlanInput>, string] => [
      `where they cannot be theirs: ${JSON.stringify(text)}`,
      { cluster: there({ 'users-passwords': { passwords: text } }) },
      `users: not made: users-passwords exists, and ${fault}. Mend it, or delete it`,
    ]),
    [
      'where nobody can say whether there are any',
      { cluster: { unknown: 'there is no kubectl' } },
      'users: not made: whether there is users-passwords, with passwords for it, nobody can say: there is no kubectl. Give --offline if there is not',
    ],
  ])('are never made with other values: %s', (_name, more, refusal) => {
    expect(plan([USERS], more)).toEqual({ secrets: [], remarks: [], refusals: [refusal] });
  });

  test('a file of users that somebody gives has its passwords elsewhere', () => {
    const { secrets } = plan([USERS], { given: given({ 'users/htpasswd': `alice:$2y$10$${'x'.repeat(53)}` }) });
    expect(shown(secrets)).toEqual(['users (Opaque): htpasswd']);
  });

  test.each([
    ['alice,', '--users: expected names of letters, digits and . _ @ + - with commas between them, got ""'],
    ['alice, bob', '--users: expected names of letters, digits and . _ @ + - with commas between them, got " bob"'],
    ['a:b', '--users: expected names of letters, digits and . _ @ + - with commas between them, got "a:b"'],
    ['alice,bob,alice', '--users: alice is named twice'],
  ])('names: %j', (text, message) => {
    expect(() => userNames(text)).toThrow(message);
  });
});

test('passwords may be of 8 characters to 72 bytes, with anything in them that can be typed', () => {
  const passwords = ['eight ch', 'x'.repeat(72), 'ñ: “😀” \\ \'"'];
  const lines = passwords.map((password, index) => `user-${String(index)}:${password}`);
  const { secrets } = plan([USERS], { cluster: there({ 'users-passwords': { passwords: lines.join('\n') } }) });
  const hashes = secrets[0]?.data['htpasswd']?.toString().trimEnd().split('\n') ?? [];
  expect(hashes.map((line, index) => compareSync(passwords[index] ?? '', line.split(':')[1] ?? ''))).toEqual([
    true,
    true,
    true,
  ]);
});

test('what is only read if it is there, and only others can issue, is not made: it would be in the way', () => {
  const theirs = secret('mine', [key('token', undefined, true)]);
  expect(plan([theirs])).toEqual({
    secrets: [],
    remarks: ['mine: not made: only others can issue token. Give --set mine/token=@FILE, or make it yourself'],
    refusals: [],
  });
  expect(shown(plan([theirs], { given: given({ 'mine/token': 'x' }) }).secrets)).toEqual(['mine (Opaque): token']);
});

test.each(['../escaped', 'x\nkind: Evil', '--all', 'Upper', 'a'.repeat(254), ''])(
  'what is no name of a Secret names no file, and is no argument of kubectl’s: %j',
  (name) => {
    const odd = secret(name, DATABASE.keys);
    expect(namesToAsk([odd])).toEqual([]);
    expect(plan([odd])).toEqual({
      secrets: [],
      remarks: [],
      refusals: [`${visible(name)}: not made: that is no name of a Secret`],
    });
  },
);

test('where passwords would be kept in another’s Secret, or in one that cannot be, no users are made', () => {
  const taken = plan([USERS, secret('users-passwords', DATABASE.keys)]);
  expect(shown(taken.secrets)).toEqual(['users-passwords (Opaque): password']);
  expect(taken.refusals).toEqual([
    'users: not made: its passwords would be kept in users-passwords, which is the name of another Secret. Give one of them another name',
  ]);
  const long = 'a'.repeat(244);
  expect(plan([secret(long, USERS.keys)]).refusals).toEqual([
    `${long}: not made: ${long}-passwords, which keeps its passwords, would be too long a name`,
  ]);
});

test('where nobody could ask the cluster, all others are made: the server refuses those that exist', () => {
  expect(shown(plan([DATABASE], { cluster: { unknown: 'there is no kubectl' } }).secrets)).toEqual([
    'db (Opaque): password',
  ]);
});
