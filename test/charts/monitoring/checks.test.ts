/** bucket_check.py and database_check.py: when something is written, how long somebody migrates, and in what transaction is asked. */
import { describe, expect, test } from '@jest/globals';
import { python } from '../../support/python-programs';

describe('whether the bucket can be written to', () => {
  /** A bucket whose object was written by others, or by this pod, at a time of the store's clock; `denied` is the status of who asks for it. */
  const asked = (lines: string) =>
    python<unknown>(
      `import bucket_check, io
from datetime import datetime, timedelta, timezone
from botocore.exceptions import ClientError
now, slept, said = [10_000.0], [], []
def sleep(seconds): slept.append(seconds)
class Clock:
    monotonic = staticmethod(lambda: now[0])
    sleep = staticmethod(sleep)
bucket_check.time = Clock
def at(seconds): return datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)
class Store:
    written, body, denied, refuses, loses, puts = None, b"", 404, False, False, 0
    def head_object(self, **_):
        if self.written is None: raise ClientError({"ResponseMetadata": {"HTTPStatusCode": self.denied}})
        return {"ResponseMetadata": {"HTTPHeaders": {"date": at(now[0]).strftime("%a, %d %b %Y %H:%M:%S GMT")}}, "LastModified": at(self.written)}
    def delete_object(self, **of): self.of = of
    def put_object(self, Body, **_):
        self.puts += 1
        if self.refuses: raise ClientError({"ResponseMetadata": {"HTTPStatusCode": 403}})
        self.written, self.body = now[0], b"other" if self.loses else Body
    def get_object(self, **_): return {"Body": io.BytesIO(self.body)}
store = Store()
bucket = bucket_check.Bucket(said.append)
bucket.client = store
${lines}`,
      { MLFLOW_ARTIFACTS_DESTINATION: 's3://b/some/path/' },
    );

  test('by one object below the path of artefacts, at most every five minutes of all pods', async () => {
    const lines = `answers = [bucket.is_writable()]
for now[0] in (10_299.0, 10_300.0): answers.append(bucket.is_writable())
store.written, now[0] = 10_590.0, 10_700.0
answers.append(bucket.is_writable())
say([answers, store.puts, store.of])`;
    expect(await asked(lines)).toEqual([
      [1, 1, 1, 1],
      2,
      { Bucket: 'b', Key: 'some/path/.mlflow-chart/health/written' },
    ]);
  });

  test('at once where it was so, every five minutes where it was not', async () => {
    const lines = `store.refuses = True
answers = []
for now[0] in (10_000.0, 10_100.0, 10_299.0, 10_300.0): answers.append([bucket.is_writable(), store.puts])
store.refuses, now[0] = False, 10_600.0
answers.append([bucket.is_writable(), store.puts])
store.refuses, now[0] = True, 10_900.0
answers.append([bucket.is_writable(), store.puts])
say([answers, slept])`;
    expect(await asked(lines)).toEqual([
      [
        [0, 1],
        [0, 1],
        [0, 1],
        [0, 2],
        [1, 3],
        [0, 4],
      ],
      [1, 1, 1],
    ]);
  });

  test('who was well a moment ago tries at once', async () => {
    const lines = `first = bucket.is_writable()
store.written, now[0] = None, 10_060.0
say([first, bucket.is_writable(), store.puts])`;
    expect(await asked(lines)).toEqual([1, 1, 2]);
  });

  test('another pod that writes at the same time has seen that it can', async () => {
    const lines = `store.loses = True
say([bucket.is_writable(), slept, said])`;
    expect(await asked(lines)).toEqual([1, [1], ['bucket: what is read back is not what was written']]);
  });

  test('who may not read what is not there may write; any other refusal is a fault', async () => {
    expect(await asked('store.denied = 403\nsay([bucket.is_writable(), store.puts])')).toEqual([1, 1]);
    const lines = `store.denied = 500
try: say(bucket.is_writable())
except ClientError: say("fault")`;
    expect(await asked(lines)).toBe('fault');
  });
});

describe('the database', () => {
  const asked = (lines: string) =>
    python<unknown>(
      `import database_check, encryption, psycopg2, schema
now, done = [100.0], []
class Clock: monotonic = staticmethod(lambda: now[0])
database_check.time = Clock
class Cursor:
    rows = []
    def __enter__(self): return self
    def __exit__(self, *_): return None
    def execute(self, query, values=None): done.append([query.strip()[:6], values])
    def fetchall(self): return self.rows
class Connection:
    def set_session(self, **how): done.append(how)
    def cursor(self): return Cursor()
    def close(self): done.append("closed")
def connect(dsn, **how):
    done.append(how)
    return Connection()
psycopg2.connect = connect
schema.head = lambda: "new"
said = []
database = database_check.Database(said.append)
${lines}`,
      { MLFLOW_BACKEND_STORE_URI: 'postgresql+psycopg2://' },
    );

  test('of a migration, PostgreSQL says since when, or we do, as long as we see the same session', async () => {
    const lines = `cursor = Cursor()
answers = []
for now[0], cursor.rows in (100.0, []), (110.0, [(7, None)]), (140.0, [(7, None), (8, 12.5)]), (150.0, [(8, None)]), (155.0, [(7, None), (8, None)]), (160.0, [(9, 600)]):
    answers.append(database.held(cursor))
say(answers)`;
    expect(await asked(lines)).toEqual([0, 0, 30, 10, 15, 600]);
  });

  test('is asked in a transaction that only reads, and waits no longer than the check may', async () => {
    const lines = `database_check.revisions = lambda _: ["new"]
encryption.unreadable = lambda _: []
found = database.look()
del found["mlflow_database_connect_seconds"]
say([found, [one for one in done if not (isinstance(one, list) and one[0] == "SELECT")], said])`;
    expect(await asked(lines)).toEqual([
      {
        mlflow_database_up: 1,
        mlflow_database_schema_current: 1,
        mlflow_migration_running_seconds: 0,
        mlflow_keys_consistent: 1,
      },
      [
        { connect_timeout: 4, tcp_user_timeout: 4000, application_name: 'mlflow-monitor' },
        { readonly: true },
        ['SET LO', [4000]],
        'closed',
      ],
      [],
    ]);
  });

  test('says what is wrong once, and again after it was well', async () => {
    const lines = `answers = [["old"], ["old"], ["new"], []]
encryption.unreadable = lambda _: ["a key"] if answers == [] else []
database_check.revisions = lambda _: answers.pop(0)
for _ in range(4): found = database.look()
say([said, found["mlflow_database_schema_current"], found["mlflow_keys_consistent"]])`;
    expect(await asked(lines)).toEqual([
      [
        'database: its schema is old, and that of this MLflow new',
        'database: its schema is not there, and that of this MLflow new',
        'database: a key',
      ],
      0,
      0,
    ]);
  });
});
