/** database_steps.py and slow_steps.py: the way to PostgreSQL, its refusals, and what is made of answers; test/cluster/doctor asks a real one. */
import { createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Authority } from '../../support/certificates';
import { withFolder } from '../../support/chart-folder';
import { python } from '../../support/python-programs';
import { listening } from './listening';

type Env = Readonly<Record<string, string>>;

/** Of the driver, its errors. */
const PSYCOPG2 = {
  'psycopg2/__init__.py': 'from psycopg2 import errors\nfrom psycopg2.errors import Error, OperationalError\n',
  'psycopg2/errors.py': `class Error(Exception): pass
class OperationalError(Error): pass
class QueryCanceled(OperationalError): pass
class LockNotAvailable(OperationalError): pass
class InsufficientPrivilege(Error): pass
`,
};
const asked = <T>(lines: string, env: Env = {}) =>
  python<T>(
    `import psycopg2, database_steps, database_check, steps
def said(of): return [["not seen", str(one), one.is_needed] if isinstance(one, steps.Unseen) else [one.cause, one.seen] for one in of]
${lines}`,
    env,
    PSYCOPG2,
  );
const OURS = { MLFLOW_BACKEND_STORE_URI: 'postgresql+psycopg2://' };

const REFUSALS = [
  ['database-login', 'FATAL:  password authentication failed for user "u"'],
  ['database-login', 'fe_sendauth: no password supplied'],
  ['database-login', 'FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "u", database "d", no encryption'],
  ['database-login', 'FATAL:  role "u" does not exist'],
  ['database-login', 'FATAL:  role "u" is not permitted to log in'],
  ['database-login', 'FATAL:  LDAP authentication failed for user "u"'],
  ['database-missing', 'FATAL:  database "d" does not exist'],
  ['database-connections', 'FATAL:  sorry, too many clients already'],
  ['database-connections', 'FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute'],
  ['database-connections', 'FATAL:  too many connections for role "u"'],
  ['database-connections', 'FATAL:  no more connections allowed (max_client_conn)'],
  ['database-full', 'FATAL:  could not write init file: No space left on device'],
  ['database-full', 'ERROR:  could not extend file "base/1/2"'],
  ['database-full', 'ERROR:  could not write to file "pg_wal"'],
  ['database-starting', 'FATAL:  the database system is starting up'],
  ['database-starting', 'FATAL:  the database system is shutting down'],
  ['database-starting', 'FATAL:  the database system is in recovery mode'],
  ['database-starting', 'FATAL:  the database system is not yet accepting connections'],
  ['database-starting', 'FATAL:  the database system is not accepting connections'],
  ['database-refuses', 'server closed the connection unexpectedly'],
] as const;

test('what it says where it refuses, and which cause that is', async () => {
  const words = REFUSALS.map(([, said]) => `${said}\n`);
  const lines = `say(said([database_steps.refused(psycopg2.OperationalError(words)) for words in ${JSON.stringify(words)}]))`;
  expect(await asked(lines)).toEqual(REFUSALS.map(([cause, said]) => [cause, said.replaceAll('  ', ' ')]));
});

describe('where it is', () => {
  /** Whom it connects to and whom it asks for TLS, which nobody there speaks; then what it finds. */
  const where = (given: string, env: Env) =>
    asked(
      `import certificate_check
done = []
class Connection:
    def __enter__(self): return self
    def __exit__(self, *_): done.append("closed")
def connect(*to):
    done.append(list(to))
    return Connection()
def speaks(_):
    done.append("TLS?")
    return False
def given(): return ${given}
steps.connect, certificate_check.ask_for_tls, database_check.arguments = connect, speaks, given
try: database_steps.way()
except steps.Found as found: done += said([found])
say(done)`,
      env,
    );
  const PG = { PGHOST: 'h', PGPORT: '6432', PGSSLMODE: 'disable' };

  test.each<readonly [string, string, Env, readonly unknown[]]>([
    ['by nothing, which libpq alone knows', '{}', {}, []],
    ['by a name alone', '{}', { PGHOST: 'h' }, [['database', 'h', 5432], 'TLS?', 'closed']],
    ['by libpq’s variables', '{}', PG, [['database', 'h', 6432], 'closed']],
    [
      'by its address before its name',
      '{}',
      { ...PG, PGHOSTADDR: '10.0.0.1' },
      [['database', '10.0.0.1', 6432], 'closed'],
    ],
    [
      'by the URI’s address before theirs',
      '{"host": "u", "hostaddr": "10.0.0.2", "sslmode": "disable"}',
      { ...PG, PGHOSTADDR: '10.0.0.1' },
      [['database', '10.0.0.2', 6432], 'closed'],
    ],
    [
      'by the URI before them',
      '{"host": "u", "port": 7, "sslmode": "require"}',
      PG,
      [['database', 'u', 7], 'TLS?', 'closed', ['database-tls-absent', 'u speaks no TLS, and PGSSLMODE is require']],
    ],
  ])('%s', async (_title, given, env, expected) => {
    expect(await where(given, env)).toEqual(expected);
  });

  test.each<readonly [string, string, Env, string]>([
    ['a URI that nobody can read', '(_ for _ in ()).throw(ValueError("no URI"))', PG, 'no URI'],
    ['a port that is none', '{}', { ...PG, PGPORT: 'many' }, 'PGPORT is no number'],
    [
      'a password with an @: none of it is said',
      '{"host": "ter2@22@db"}',
      PG,
      'its host would be …@db: an @ of the password is not escaped',
    ],
  ])('not by %s', async (_title, given, env, seen) => {
    expect(await where(given, env)).toEqual([['database-uri', seen]]);
  });
});

describe('the way there', () => {
  const authority = new Authority();
  const other = new Authority();
  afterAll(() => {
    authority.close();
    other.close();
  });
  const pair = authority.issue('db.test');
  const expired = authority.issueExpired('db.test');
  /** As PostgreSQL answers to the eight bytes of SSLRequest. */
  const speaking = (answer: 'S' | 'N' | '', { certificate, key } = pair) =>
    createServer((socket: Socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        if (answer === '') return socket.resetAndDestroy();
        socket.write(answer);
        if (answer === 'S')
          new TLSSocket(socket, { isServer: true, cert: certificate, key }).on('error', () => undefined);
        return undefined;
      });
    });
  const way = (mode: string, server: ReturnType<typeof speaking>, more: Env = {}) =>
    withFolder({ 'ca.crt': authority.certificate, 'other.crt': other.certificate }, (folder) =>
      listening(server, async (port) => {
        const { file = 'ca.crt', ...rest } = more;
        const env = {
          ...OURS,
          ...{ PGHOST: 'db.test', PGHOSTADDR: '127.0.0.1', PGPORT: String(port), PGSSLMODE: mode },
          ...(file !== '' && { PGSSLROOTCERT: file === 'system' ? file : join(folder, file) }),
          ...rest,
        };
        const lines = `
try:
    database_steps.way()
    say(None)
except steps.Found as found:
    say([found.cause, found.seen])`;
        const found = await asked<readonly [string, string] | null>(lines, env);
        return found && [found[0], found[1].replace(folder, '').replace(String(port), 'PORT')];
      }),
    );

  test.each(['disable', 'allow', 'prefer'])('%s goes without TLS', async (mode) => {
    expect(await way(mode, speaking('N'))).toBeNull();
  });

  test.each(['require', 'verify-ca', 'verify-full'])('%s wants it', async (mode) => {
    expect(await way(mode, speaking('N'))).toEqual([
      'database-tls-absent',
      `db.test speaks no TLS, and PGSSLMODE is ${mode}`,
    ]);
    expect(await way(mode, speaking('S'))).toBeNull();
  });

  test('disable does not ask for it', async () => {
    expect(await way('disable', speaking(''))).toBeNull();
    expect(await way('prefer', speaking(''))).toEqual([
      'database-no-answer',
      expect.stringMatching(/^db\.test port PORT takes the connection, and says nothing: .*reset/),
    ]);
  });

  test('who is not to be verified may show anything', async () => {
    expect(await way('require', speaking('S', expired), { file: 'other.crt' })).toBeNull();
  });

  test('verify-ca asks for the authority, and verify-full for the name, too', async () => {
    for (const mode of ['verify-ca', 'verify-full'])
      expect(await way(mode, speaking('S'), { file: 'other.crt' })).toEqual([
        'database-certificate-authority',
        expect.stringMatching(/^db\.test .*believed are those in \/other\.crt$/),
      ]);
    const elsewhere = { PGHOST: 'elsewhere.test' };
    expect(await way('verify-ca', speaking('S'), elsewhere)).toBeNull();
    expect(await way('verify-full', speaking('S'), elsewhere)).toEqual([
      'database-certificate-host',
      expect.stringMatching(/^elsewhere\.test /),
    ]);
  });

  test('a certificate that has expired', async () => {
    expect(await way('verify-full', speaking('S', expired))).toEqual([
      'database-certificate-expired',
      expect.stringMatching(/^db\.test .*has expired/),
    ]);
  });

  test('authorities that cannot be read, and those of the system', async () => {
    expect(await way('verify-full', speaking('S'), { file: 'gone.crt' })).toEqual([
      'database-certificate-authority',
      expect.stringMatching(/^the authorities in \/gone\.crt cannot be read: .*No such file/),
    ]);
    expect(await way('verify-full', speaking('S'), { file: 'system' })).toEqual([
      'database-certificate-authority',
      expect.stringMatching(/^db\.test .*believed are those in system$/),
    ]);
  });

  test.each(['', '/run/postgresql', 'a,b'])('of %j, libpq alone knows it', async (host) => {
    expect(await way('verify-full', speaking(''), { PGHOST: host })).toBeNull();
  });
});

/** A connection of which each question is answered, or fails; and what is said before each. */
const CONNECTION = `
class Nothing:
    def __enter__(self): return self
    def __exit__(self, *_): return None
class Connection(Nothing):
    def __init__(self): self.asked = []
    def cursor(self): return Cursor(self.asked)
class Cursor(Nothing):
    def __init__(self, asked): self.asked = asked
    def execute(self, query, values=None): self.asked.append([query, values])
connection = Connection()
def failing(error):
    def rights(_): raise error
    return rights
def finding(*causes): return lambda _: (steps.Found(cause, "s") for cause in causes)
for name in "waits", "room", "rights", "revision", "keys": setattr(database_steps, name, finding(name))
`;

describe('its state', () => {
  const state = (lines: string) =>
    asked<readonly unknown[]>(`${CONNECTION}${lines}
say([found[0] if found[1] == "s" else found for found in said(database_steps.state(connection))])`);

  test('all five questions, each in a transaction that only reads and waits for nobody', async () => {
    expect(await state('')).toEqual(['waits', 'room', 'rights', 'revision', 'keys']);
    const lines = `${CONNECTION}list(database_steps.state(connection))\nsay(connection.asked)`;
    expect(await asked(lines)).toEqual(
      Array(5).fill([
        'SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = %s; SET LOCAL lock_timeout = %s',
        [10_000, 3000],
      ]),
    );
  });

  test.each<readonly [string, string, readonly unknown[]]>([
    [
      'takes too long is not answered, which counts, and says nothing of the others',
      'QueryCanceled()',
      [
        ...['waits', 'room'],
        ['not seen', 'rights: the database has not answered within 10 s', true],
        'revision',
        'keys',
      ],
    ],
    [
      'may not be asked is about rights',
      'InsufficientPrivilege("denied")',
      ['waits', 'room', ['database-rights', 'denied'], 'revision', 'keys'],
    ],
    [
      'waits for a lock is the last',
      'LockNotAvailable()',
      [
        'waits',
        'room',
        ['database-lock', "a question about MLflow's tables waits for somebody's lock for more than 3 s"],
      ],
    ],
    [
      'the server refuses',
      'OperationalError("could not extend file")',
      ['waits', 'room', ['database-full', 'could not extend file'], 'revision', 'keys'],
    ],
  ])('one that %s', async (_title, error, expected) => {
    expect(await state(`database_steps.rights = failing(psycopg2.errors.${error})`)).toEqual(expected);
  });
});

describe('the whole', () => {
  const look = (lines: string, env: Env = OURS) =>
    asked<unknown>(
      `class Closed:
    closed = 0
    def close(self): Closed.closed += 1
database_steps.way = lambda: None
database_steps.connected = Closed
database_steps.state = lambda _: [steps.Found("schema-revision", "s")]
def indexes(seconds): return [steps.Found("index-missing", str(seconds))]
${lines}
try:
    say([said(database_steps.look(7, indexes)), Closed.closed])
except steps.Unseen as reason:
    say(str(reason))`,
      env,
    );

  test('its state, then its indexes; the connection is given back', async () => {
    expect(await look('')).toEqual([
      [
        ['schema-revision', 's'],
        ['index-missing', '7'],
      ],
      1,
    ]);
  });

  test('what stops the way is all that there is', async () => {
    const lines = 'def way(): raise steps.Found("database-refused", "s")\ndatabase_steps.way = way';
    expect(await look(lines)).toEqual([[['database-refused', 's']], 0]);
  });

  test('another database is not looked at', async () => {
    expect(await look('', { MLFLOW_BACKEND_STORE_URI: 'mysql://x' })).toBe(
      'MLFLOW_BACKEND_STORE_URI names none of PostgreSQL',
    );
  });

  test('it logs in under a name of its own, and waits for nobody', async () => {
    const lines = `given = []
def connect(dsn, **how): given.append([dsn, how])
psycopg2.connect = connect
database_check.arguments = lambda: {"host": "h", "connect_timeout": 100}
database_steps.connected()
say(given)`;
    expect(await asked(lines)).toEqual([
      ['', { host: 'h', connect_timeout: 4, tcp_user_timeout: 20_000, application_name: 'mlflow-doctor' }],
    ]);
  });
});

describe('answers', () => {
  /** What a question finds, where the database gives these rows, one list for each query. */
  const answered = (question: string, ...answers: readonly (readonly (readonly unknown[])[])[]) =>
    asked<readonly (readonly string[])[]>(`import json, schema
answers = json.loads(${JSON.stringify(JSON.stringify(answers))})
class Answering:
    def execute(self, query, values=None): self.rows = [tuple(row) for row in answers.pop(0)]
    def fetchone(self): return self.rows[0]
    def fetchall(self): return self.rows
schema.head = lambda: "new"
say(said(database_steps.${question}(Answering())))`);
  const session = (seconds: number | null, tables: string, waiting: number) => [
    7,
    'u',
    'app',
    'idle',
    seconds,
    tables,
    waiting,
  ];

  test.each<readonly [string, readonly (readonly unknown[])[], readonly (readonly unknown[])[], readonly string[]]>([
    ['one for whom others wait, for ten seconds', [session(10, 'transactionid', 1)], [], ['database-lock']],
    ['one that holds a table, whoever waits', [session(10, 'runs, transactionid', 0)], [], ['database-lock']],
    ['not one for whom nobody waits', [session(99, 'transactionid', 0)], [], []],
    ['not for less', [session(9, 'runs', 3)], [], []],
    ['not one that does not say since when', [session(null, 'runs', 3)], [], []],
    ['one alone', [session(50, 'runs', 1), session(40, 'runs', 1)], [[7, 'app', 601]], ['database-lock']],
    ['otherwise one that is left open', [session(9, 'runs', 1)], [[7, 'app', 601]], ['database-transaction']],
  ])('of locks: %s', async (_title, locks, open, causes) => {
    expect((await answered('waits', locks, open)).map(([cause]) => cause)).toEqual(causes);
  });

  test('who it is, and for how long; nothing of what is asked', async () => {
    expect(await answered('waits', [session(12, 'runs', 3)])).toEqual([
      ['database-lock', 'session 7 (u, app, idle) has held locks (runs) for 12 s, and 3 sessions wait for it'],
    ]);
    expect(await answered('waits', [], [[8, 'psql', 700]])).toEqual([
      ['database-transaction', 'session 8 (psql) has a transaction open, and has done nothing for 700 s'],
    ]);
  });

  test.each<readonly [string, readonly number[], string | undefined]>([
    ['nine of ten, of the server', [90, 1, 1, 100, -1, -1], '90 of 100 connections of the server'],
    ['of the database', [50, 9, 1, 100, 10, -1], '9 of 10 connections of the database'],
    ['of the user', [50, 9, 9, 100, -1, 10], '9 of 10 connections of the user'],
    ['the first of several', [90, 90, 90, 100, 10, 10], '90 of 100 connections of the server'],
    ['a limit of none', [5, 5, 0, 100, -1, 0], '0 of 0 connections of the user'],
    ['not less, nor without a limit', [89, 89, 89, 100, -1, -1], undefined],
  ])('of room: %s', async (_title, row, seen) => {
    expect(await answered('room', [row])).toEqual(
      seen === undefined ? [] : [['database-connections', `${seen} are taken`]],
    );
  });

  const NO = [[false]];
  test.each<readonly [string, readonly (readonly (readonly unknown[])[])[], readonly (readonly string[])[]]>([
    ['all', [[[false, false]], [[null]], NO], []],
    ['a standby', [[[true, true]], [[null]], NO], [['database-read-only', 'it is a standby']]],
    [
      'one that only lets read',
      [[[false, true]], [[null]], NO],
      [['database-read-only', 'default_transaction_read_only is on']],
    ],
    [
      'of tables',
      [[[false, false]], [['runs, tags']], [['u']], NO],
      [['database-rights', 'u may not read and write runs, tags']],
    ],
    [
      'of making any',
      [[[false, false]], [[null]], [[true]], [['u']]],
      [['database-rights', 'u may not create tables, as migrations do']],
    ],
  ])('of rights: %s', async (_title, answers, expected) => {
    expect(await answered('rights', ...answers)).toEqual(expected);
  });

  test.each<readonly [string, readonly (readonly (readonly unknown[])[])[], readonly (readonly string[])[]]>([
    ['the newest', [[[true]], [['new']]], []],
    [
      'an older one',
      [[[true]], [['old'], ['b']], []],
      [['schema-revision', 'it is at old, b, and this MLflow wants new']],
    ],
    ['none', [[[false]], []], [['schema-absent', 'there is no table alembic_version']]],
    ['not while somebody migrates', [[[true]], [['old']], [[7, 1]]], []],
  ])('of its schema: %s', async (_title, answers, expected) => {
    expect(await answered('revision', ...answers)).toEqual(expected);
  });
});

describe('its indexes', () => {
  const slow = <T>(lines: string) => asked<T>(`import os, slow_steps\n${lines}`);

  test('of each cause one, with all that was seen, or eight of them', async () => {
    const found = [...Array.from({ length: 9 }, (_, at) => ['a', `s${String(at)}`]), ['b', 'only']];
    expect(await slow(`say(slow_steps.merged(${JSON.stringify(found)}))`)).toEqual([
      ['a', 's0; s1; s2; s3; s4; s5; s6; s7 and 1 more'],
      ['b', 'only'],
    ]);
    expect(await slow(`say(slow_steps.merged(${JSON.stringify(found.slice(0, 8))}))`)).toEqual([
      ['a', 's0; s1; s2; s3; s4; s5; s6; s7'],
    ]);
  });

  const look = (lines: string) =>
    slow(`steps.spared = lambda: None
slow_steps.find = lambda seconds: [("index-missing", str(seconds))]
${lines}
try:
    say(said(slow_steps.look(9)))
except steps.Unseen as reason:
    say(str(reason))`);

  test('where there is room for it', async () => {
    expect(await look('')).toEqual([['index-missing', '9']]);
    expect(await look('steps.spared = lambda: 320 * 2**20')).toEqual([['index-missing', '9']]);
    expect(await look('steps.spared = lambda: 320 * 2**20 - 1')).toBe(
      'indexes: this container has 319 MiB of memory left, and that takes up to 320',
    );
  });

  test('what goes wrong there is said, and ends nothing else', async () => {
    expect(await look('def find(_): raise ValueError("no\\n model")\nslow_steps.find = find')).toBe(
      'indexes: ValueError: no model',
    );
    expect(await look('slow_steps.find = lambda _: os.kill(os.getpid(), 9)')).toBe(
      'indexes: the process that looked was ended',
    );
  });
});
