/** What the doctor finds from inside, and that it names the cause and nothing beside it. */
import { spawn } from 'node:child_process';
import { createServer, type Server as HttpServer } from 'node:http';
import { once } from 'node:events';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CAUSES } from '../../../charts/doctor/causes';
import { Authority } from '../../support/certificates';
import { execute } from '../../support/execute';
import { MLFLOW, MLFLOW_BEFORE } from '../images/versions';
import { closeStores, newest, oldest, Release, servers, store, type Variables } from '../backup/pod';
import { programsOf } from '../local/programs';
import { startOperated, type Operated } from '../local/operated';
import { freePort } from '../server';
import { eventually } from '../eventually';
import { idsOf, lookAt } from './inside';

afterAll(closeStores);

describe.each([
  { postgresql: newest, version: MLFLOW },
  { postgresql: oldest, version: MLFLOW_BEFORE },
])('PostgreSQL $postgresql.major, MLflow $version', ({ postgresql, version }) => {
  test('what is whole has nothing wrong, and nothing of it is left in the bucket', async () => {
    const release = await Release.make(postgresql, { version });
    expect(await lookAt(release)).toEqual({ format: 1, findings: [], unseen: [] });
    expect(await store.do('keys_below', release.artifacts)).toEqual([]);
  });
});

describe('the database', () => {
  let release: Release;
  beforeEach(async () => {
    release = await Release.make(newest);
  });

  /** The only finding, with what was seen of it. */
  const only = async (more: Variables = {}) => {
    const { findings } = await lookAt(release, more);
    return findings.map(({ id, evidence }) => `${id}: ${evidence}`);
  };

  test('nobody listens', async () => {
    const port = String(await freePort());
    expect(await only({ PGPORT: port })).toEqual([
      `database-refused: 127.0.0.1 (127.0.0.1) port ${port} refuses connections`,
    ]);
  });

  test('nobody has its name', async () => {
    expect(await only({ PGHOST: 'nobody.invalid' })).toEqual([
      expect.stringMatching(/^(database-name-unknown|names-no-answer): .*nobody\.invalid/),
    ]);
  });

  test('it takes connections and says nothing', async () => {
    const mute = createTcpServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await new Promise((resolve) => mute.once('listening', resolve));
    const port = String((mute.address() as AddressInfo).port);
    expect(await only({ PGPORT: port })).toEqual([expect.stringMatching(/^database-no-answer: .*says nothing/)]);
    mute.close();
  });

  test('there is no such database', async () => {
    expect(await only({ PGDATABASE: 'gone' })).toEqual([
      expect.stringMatching(/^database-missing: .*"gone" does not exist/),
    ]);
  });

  test('there is no such user', async () => {
    expect(await only({ PGUSER: 'nobody' })).toEqual([
      expect.stringMatching(/^database-login: .*role "nobody" does not exist/),
    ]);
  });

  test('the URI cannot be read, and is not said', async () => {
    expect(await only({ MLFLOW_BACKEND_STORE_URI: 'postgresql://a:se/cret@b:c:d/e' })).toEqual([
      'database-uri: the URI of the database cannot be read',
    ]);
  });

  test('it has several hosts, of which the first is away', async () => {
    const { PGPORT: port = '' } = release.env;
    const closed = String(await freePort());
    const hosts = { PGHOST: '127.0.0.1,127.0.0.1', PGPORT: `${closed},${port}` };
    expect(await only(hosts)).toEqual([]);
    expect(await only({ ...hosts, PGPORT: `${closed},${closed}` })).toEqual([
      expect.stringMatching(/^database-refused: .*Connection refused/),
    ]);
  });

  test('an @ in the password is not escaped: what of it would be a host is not said', async () => {
    expect(await only({ MLFLOW_BACKEND_STORE_URI: 'postgresql://a:hunter@two@db.invalid/x' })).toEqual([
      'database-uri: its host would be …@db.invalid: an @ of the password is not escaped',
    ]);
  });

  test('a port that is none', async () => {
    expect(await only({ PGPORT: 'hunter2' })).toEqual(['database-uri: PGPORT is no number']);
  });

  test('it says the password that it was given, and what steers a terminal', async () => {
    const words = '\u001B]0;x\u0007 \u009B31m \u202E';
    const hostile = await database(({ socket, password }) => {
      socket.end(message('E', `SFATAL\0CXX000\0M${words} ${password}\0\0`));
    });
    const seen = /^database-refuses: .*\\x1b\]0;x\\x07 \\x9b31m \\u202e …$/;
    for (const uri of ['postgresql://', `postgresql://a:p%40ss-word@127.0.0.1:${hostile.port}/x`]) {
      const found = await only({
        ...{ PGHOST: '127.0.0.1', PGPORT: hostile.port, PGPASSWORD: 'hunter2' },
        ...{ MLFLOW_BACKEND_STORE_URI: uri },
      });
      expect(found).toEqual([expect.stringMatching(seen)]);
    }
    hostile.close();
  });

  test('its answers do not come any more, after the login', async () => {
    const { PGPORT: port = '' } = release.env;
    const between = createTcpServer((client) => {
      const server = connect(Number(port), '127.0.0.1');
      for (const one of [client, server]) one.on('error', () => undefined);
      client.pipe(server);
      server.on('data', (data) => {
        client.write(data);
        // ReadyForQuery ends the login.
        if (data.subarray(-6, -4).equals(Buffer.from('Z\0'))) server.removeAllListeners('data');
      });
    }).listen(0, '127.0.0.1');
    await once(between, 'listening');
    const env = { PGPORT: String((between.address() as AddressInfo).port), PGSSLMODE: 'disable' };
    const { findings } = await lookAt(release, env, {}, 8);
    between.close();
    expect(findings.map(({ id, evidence }) => `${id}: ${evidence}`)).toEqual([
      'database-silent: it has not answered all that it was asked within 8 s',
    ]);
  });

  test('one question takes too long: that is said, and is not well', async () => {
    await release.sql(`ALTER TABLE alembic_version RENAME TO slow;
      CREATE VIEW alembic_version AS SELECT version_num FROM slow, pg_sleep(12)`);
    const { findings, unseen } = await lookAt(release);
    expect([findings, unseen[0]]).toEqual([
      [],
      { what: 'database', reason: 'revision: the database has not answered within 10 s', needed: true },
    ]);
  });

  test('its tables are of another MLflow', async () => {
    await release.sql(`UPDATE alembic_version SET version_num = 'older'`);
    expect(await only()).toEqual([
      expect.stringMatching(/^schema-revision: it is at older, and this MLflow wants \w+$/),
    ]);
  });

  test('it has no tables', async () => {
    await release.sql('DROP TABLE alembic_version');
    expect(await only()).toEqual(['schema-absent: there is no table alembic_version']);
  });

  test('its connections are taken', async () => {
    await release.sql(`CREATE ROLE of_${release.name} LOGIN SUPERUSER CONNECTION LIMIT 3`);
    const sessions = Array.from({ length: 2 }, () => session(`of_${release.name}`));
    await eventually(
      async () => release.sql(`SELECT count(*) FROM pg_stat_activity WHERE usename = 'of_${release.name}'`),
      '2',
    );
    expect(await only({ PGUSER: `of_${release.name}` })).toEqual([
      'database-connections: 3 of 3 connections of the user are taken',
    ]);
    for (const one of sessions) one.kill();
  });

  test('a lock is held, and waited for', async () => {
    const holder = session('admin', "BEGIN; LOCK TABLE runs IN ACCESS EXCLUSIVE MODE; SELECT 'held';\n");
    await eventually(
      async () =>
        release.sql(
          `SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND relation = 'runs'::regclass`,
        ),
      '1',
    );
    await eventually(
      async () =>
        release.sql(
          `SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND now() - xact_start > interval '11 s' AND datname = '${release.name}'`,
        ),
      '1',
    );
    const found = await only();
    holder.kill();
    expect(found).toEqual([
      expect.stringMatching(
        /^database-lock: session \d+ \(admin, psql, idle in transaction\) has held locks \(.*runs.*\) for \d+ s/,
      ),
    ]);
  });

  test('its user may not write', async () => {
    await release.sql(
      `CREATE ROLE reader_${release.name} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_${release.name}`,
    );
    const found = await only({ PGUSER: `reader_${release.name}` });
    expect(found).toEqual([
      expect.stringMatching(/^database-rights: reader_\w+ may not read and write experiments, metrics, params/),
    ]);
  });

  test('it only lets read', async () => {
    await release.sql(`ALTER DATABASE ${release.name} SET default_transaction_read_only = on`);
    expect(await only()).toEqual(['database-read-only: default_transaction_read_only is on']);
  });

  /** Of a run each, of which each has so many. */
  const fill = (runs: number, each: number) =>
    release.sql(`INSERT INTO experiments (name, artifact_location, lifecycle_stage) VALUES ('e', 's3://x', 'active');
      INSERT INTO runs (run_uuid, experiment_id, status, source_type, lifecycle_stage, start_time)
        SELECT md5(n::text), (SELECT min(experiment_id) FROM experiments), 'FINISHED', 'LOCAL', 'active', 1 FROM generate_series(1, ${String(runs)}) n;
      INSERT INTO params (key, value, run_uuid) SELECT 'key' || k, 'v', md5(n::text) FROM generate_series(1, ${String(runs)}) n, generate_series(1, ${String(each)}) k`);

  test('an index is missing, and one is of no use; of a small table that slows nobody', async () => {
    await release.sql('DROP INDEX index_params_run_uuid');
    expect(await only()).toEqual([]);
    await fill(1000, 20);
    expect(await only()).toEqual(['index-missing: params lacks index_params_run_uuid (run_uuid)']);
    await release.sql(`CREATE INDEX index_params_run_uuid ON params (run_uuid);
      UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'index_params_run_uuid'::regclass`);
    expect(await only()).toEqual(['index-invalid: index_params_run_uuid of params']);
  });

  test('an index is bloated', async () => {
    await fill(60_000, 20);
    await release.sql(`DELETE FROM params WHERE key <> 'key1'`);
    await release.sql('VACUUM (ANALYZE) params');
    expect(await only()).toEqual([expect.stringMatching(/^index-bloated: .* of params has [\d.]+ MiB, of which some/)]);
  });

  test('rows that nobody has tidied, if there are more of them than of those that live', async () => {
    await release.sql('ALTER TABLE params SET (autovacuum_enabled = false)');
    await fill(15_000, 20);
    await release.sql(`DELETE FROM params WHERE key < 'key17'`);
    const counted = `SELECT n_dead_tup > 100000 FROM pg_stat_user_tables WHERE relname = 'params'`;
    await eventually(async () => release.sql(counted), 't');
    // Of twenty keys, eight come before that: key1, and key10 to key16.
    expect(await only()).toEqual([]);
    await release.sql(`DELETE FROM params WHERE key < 'key6'`);
    const most = `SELECT n_dead_tup > n_live_tup FROM pg_stat_user_tables WHERE relname = 'params'`;
    await eventually(async () => release.sql(most), 't');
    expect(await only()).toContainEqual(
      expect.stringMatching(/^table-untidied: params has \d+ dead rows, and \d+ that live$/),
    );
  });

  test('what is encrypted cannot be read with the keys', async () => {
    await release.sql(
      `INSERT INTO webhooks (webhook_id, name, url, status, secret, creation_timestamp, last_updated_timestamp) VALUES ('w', 'w', 'https://x', 'ACTIVE', 'gAAAAABno', 1, 1)`,
    );
    expect(
      await only({ MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY: 'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=' }),
    ).toEqual(["keys-other: a webhook's secret cannot be read with MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY"]);
  });

  test('another database than PostgreSQL is not looked at, and that is said', async () => {
    const { findings, unseen } = await lookAt(release, { MLFLOW_BACKEND_STORE_URI: 'mysql://x' });
    expect([findings, unseen]).toEqual([
      [],
      [{ what: 'database', reason: 'MLFLOW_BACKEND_STORE_URI names none of PostgreSQL', needed: false }],
    ]);
  });

  /** One that asks for the password in clear, as it may, and then answers as it likes. */
  async function database(answer: (given: { readonly socket: Socket; readonly password: string }) => void) {
    const server = createTcpServer((socket) => {
      let isAsked = false;
      socket
        .on('error', () => undefined)
        .on('data', (data) => {
          if (isAsked) answer({ socket, password: data.subarray(5, -1).toString() });
          else if (data.length === 8) socket.write('N');
          else {
            isAsked = true;
            socket.write(message('R', '\0\0\0\u0003'));
          }
        });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { port: String((server.address() as AddressInfo).port), close: () => server.close() };
  }

  /** Of PostgreSQL's protocol. */
  function message(type: string, text: string): Buffer {
    const body = Buffer.from(text);
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length + 4);
    return Buffer.concat([Buffer.from(type), length, body]);
  }

  /** A session of a user, which ends with its process. */
  function session(user: string, text = 'SELECT 1;\n') {
    const env = { ...release.env, PGUSER: user };
    const child = spawn(join(newest.programs, 'psql'), ['-XqAt'], { env, stdio: ['pipe', 'ignore', 'inherit'] });
    child.stdin.write(text);
    return child;
  }
});

describe('a database by TLS, with a password', () => {
  let operated: Operated;
  let release: Release;
  beforeAll(async () => {
    const folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'operated-'));
    chmodSync(folder, 0o755);
    operated = await startOperated(join(folder, 'x'));
    release = await Release.make(newest, { env: operated.env });
  });
  afterAll(() => {
    operated.stop();
  });

  const first = async (more: Variables = {}) => {
    const [found] = (await lookAt(release, more)).findings;
    return `${String(found?.id)}: ${String(found?.evidence)}`;
  };

  test('a wrong password', async () => {
    expect(await first({ PGPASSWORD: 'wrong' })).toMatch(/^database-login: .*password authentication failed/);
  });

  test('an authority that is not believed', async () => {
    const other = new Authority();
    const file = join(operated.folder, 'other.crt');
    writeFileSync(file, other.certificate);
    other.close();
    expect(await first({ PGSSLROOTCERT: file })).toMatch(
      /^database-certificate-authority: .*believed are those in .*other\.crt/,
    );
  });

  test('a certificate for other names', async () => {
    expect(await first({ PGHOST: 'somebody.example.com' })).toMatch(
      /^database-certificate-host: .*somebody\.example\.com/,
    );
  });

  test('with all of it right, it comes to the tables, of which there are none', async () => {
    expect(await first()).toMatch(/^schema-absent: /);
  });
});

describe('the store', () => {
  let release: Release;
  beforeAll(async () => {
    release = await Release.make(newest);
  });

  const only = async (more: Variables = {}) => {
    // Whose tables would take longer than all of this.
    const { findings } = await lookAt(release, { MLFLOW_BACKEND_STORE_URI: 'mysql://x', ...more });
    return findings.map(({ id, evidence }) => `${id}: ${evidence}`);
  };
  const http: HttpServer[] = [];
  afterAll(() => {
    for (const server of http) server.close();
  });
  /** A server that gives one answer to everything. */
  const answering = async (status: number, body: string, headers: Readonly<Record<string, string>> = {}) => {
    const server = createServer((_, answer) => answer.writeHead(status, headers).end(body)).listen(0, '127.0.0.1');
    http.push(server);
    await new Promise((resolve) => server.once('listening', resolve));
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  };

  test('nobody listens', async () => {
    const endpoint = `http://127.0.0.1:${String(await freePort())}`;
    expect(await only({ MLFLOW_S3_ENDPOINT_URL: endpoint })).toEqual([expect.stringMatching(/^store-refused: /)]);
  });

  test('its endpoint is no URL', async () => {
    expect(await only({ MLFLOW_S3_ENDPOINT_URL: 'minio:9000' })).toEqual([expect.stringMatching(/^store-endpoint: /)]);
  });

  test('it is asked by TLS, and speaks none', async () => {
    expect(await only({ MLFLOW_S3_ENDPOINT_URL: servers.store.replace('http:', 'https:') })).toEqual([
      expect.stringMatching(/^store-scheme: /),
    ]);
  });

  test('it does not know the key', async () => {
    expect(await only({ AWS_ACCESS_KEY_ID: 'nobody' })).toEqual([
      expect.stringMatching(/^store-key: .*InvalidAccessKeyId/),
    ]);
  });

  test('the secret is another', async () => {
    expect(await only({ AWS_SECRET_ACCESS_KEY: 'wrong' })).toEqual([
      expect.stringMatching(/^store-secret: .*SignatureDoesNotMatch/),
    ]);
  });

  test('there are no keys', async () => {
    expect(await only({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' })).toEqual(
      [expect.stringMatching(/^store-no-keys: /)],
    );
  });

  test('there is no such bucket', async () => {
    expect(await only({ MLFLOW_ARTIFACTS_DESTINATION: 's3://nobody-has-it/x' })).toEqual([
      expect.stringMatching(/^bucket-missing: .*NoSuchBucket/),
    ]);
  });

  test('buckets are looked for as names below its own', async () => {
    const endpoint = servers.store.replace('127.0.0.1', 'localhost');
    const found = await only({ MLFLOW_S3_ENDPOINT_URL: endpoint, MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE: 'virtual' });
    expect(found).toEqual([expect.stringMatching(/^(store-addressing|names-no-answer): .*-artifacts\.localhost/)]);
  });

  test('a clock is off', async () => {
    const endpoint = await answering(200, '', { Date: new Date(Date.now() - 3_600_000).toUTCString() });
    expect(await only({ MLFLOW_S3_ENDPOINT_URL: endpoint })).toEqual([
      expect.stringMatching(/^clock-off: .* (35|36)\d\d s apart$/),
    ]);
  });

  test('what answers is no S3', async () => {
    const endpoint = await answering(200, '<html>a console</html>');
    expect(await only({ MLFLOW_S3_ENDPOINT_URL: endpoint })).toEqual([expect.stringMatching(/^store-odd: /)]);
  });

  test.each<[string, string, RegExp]>([
    ['a port that there is not', 'http://127.0.0.1:99999', /^store-endpoint: .*Port out of range/],
    [
      'what is nobody’s by the name of a proxy',
      'http://s3.example.com',
      /^store-no-answer: .*proxy URL: "http:\/\/…@127/,
    ],
  ])('%s', async (_title, endpoint, seen) => {
    const proxy = `http://me:hunter2@127.0.0.1:${String(await freePort())}`;
    expect(await only({ MLFLOW_S3_ENDPOINT_URL: endpoint, http_proxy: proxy, no_proxy: '127.0.0.1' })).toEqual([
      expect.stringMatching(seen),
    ]);
  });

  test('a proxy that is not for it', async () => {
    const endpoint = `http://127.0.0.1:${String(await freePort())}`;
    const env = { MLFLOW_S3_ENDPOINT_URL: endpoint, http_proxy: 'http://127.0.0.1:9', no_proxy: '127.0.0.1' };
    expect(await only(env)).toEqual([expect.stringMatching(/^store-refused: .*refuses connections/)]);
  });

  test('a name that no bucket has', async () => {
    expect(await only({ MLFLOW_ARTIFACTS_DESTINATION: 's3://My_Bucket!/x' })).toEqual([
      expect.stringMatching(/^bucket-missing: .*Invalid bucket name/),
    ]);
  });

  test('it ends the connection', async () => {
    const server = createServer((request, answer) => {
      if (request.url === '/') answer.end();
      else request.socket.destroy();
    }).listen(0, '127.0.0.1');
    http.push(server);
    await once(server, 'listening');
    const endpoint = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    expect(await only({ MLFLOW_S3_ENDPOINT_URL: endpoint })).toEqual([expect.stringMatching(/^store-silent: /)]);
  });

  test('it says what it was given, and what steers a terminal; its own login is not said either', async () => {
    const body = '<Error><Code>Odd</Code><Message>\u009B31m \u202E hunter2-secret</Message></Error>';
    const endpoint = (await answering(400, body)).replace('http://', 'http://me:hunter3@');
    expect(await only({ MLFLOW_S3_ENDPOINT_URL: endpoint, AWS_SECRET_ACCESS_KEY: 'hunter2-secret' })).toEqual([
      expect.stringMatching(/^store-odd: http:\/\/…@127.*: Odd \\x9b31m \\u202e …$/),
    ]);
  });

  test('a byte now and then is no answer, and one without end does not fill the memory', async () => {
    for (const [piece, every] of [
      ['x', 300],
      ['x'.repeat(2 ** 20), 1],
    ] as const) {
      const server = createServer((_, answer) => {
        const timer = setInterval(() => answer.write(piece), every);
        answer.on('close', () => {
          clearInterval(timer);
        });
      }).listen(0, '127.0.0.1');
      http.push(server);
      await once(server, 'listening');
      const endpoint = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
      const env = { MLFLOW_BACKEND_STORE_URI: 'mysql://x', MLFLOW_S3_ENDPOINT_URL: endpoint };
      const { findings } = await lookAt(release, env, {}, 8);
      expect(findings.map(({ id }) => id)).toEqual([expect.stringMatching(/^store-(silent|odd)$/)]);
      server.closeAllConnections();
    }
  });

  test('the key may write, and not delete', async () => {
    const name = `writer-${release.name}`;
    await store.do('user', name, 'a-password-of-length', ['s3:ListBucket', 's3:GetObject', 's3:PutObject']);
    expect(await only({ AWS_ACCESS_KEY_ID: name, AWS_SECRET_ACCESS_KEY: 'a-password-of-length' })).toEqual([
      expect.stringMatching(/^store-rights: .*delete an object: AccessDenied/),
    ]);
  });

  test('nothing more fits', async () => {
    await store.do('quota', release.artifacts, 16);
    const found = await only();
    await store.do('quota', release.artifacts, 0);
    expect(found).toEqual([expect.stringMatching(/^store-full: .*XMinioAdminBucketQuotaExceeded/)]);
  });
});

test('an MLflow that does not answer its proxy', async () => {
  const server = createServer((_, answer) => answer.writeHead(502).end('Bad Gateway')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/ml`;
  const release = await Release.make(newest);
  expect(idsOf(await lookAt(release, {}, { server: { address, host: 'localhost' } }))).toEqual(['server-silent']);
  server.close();
});

describe('as its Job runs it', () => {
  let release: Release;
  let mlflow: HttpServer;
  let programs: string;
  beforeAll(async () => {
    release = await Release.make(newest);
    programs = programsOf('doctor', 'monitoring', 'retention', 'backup', 'server');
    writeFileSync(join(programs, 'causes.json'), JSON.stringify(CAUSES));
    mlflow = createServer((request, answer) => answer.writeHead(request.url === '/ml/health' ? 200 : 404).end('OK'));
    mlflow.listen(0, '127.0.0.1');
    await new Promise((resolve) => mlflow.once('listening', resolve));
  });
  afterAll(() => {
    mlflow.close();
  });

  const job = async (more: Variables = {}) => {
    const { ARTIFACTS_URI: destination = '', ...env } = release.env;
    const server = `http://127.0.0.1:${String((mlflow.address() as AddressInfo).port)}/ml`;
    const variables = {
      ...env,
      MLFLOW_ARTIFACTS_DESTINATION: destination,
      DOCTOR_SERVER: server,
      DOCTOR_SECONDS: '1',
      ...more,
    };
    const { code, stdout } = await execute('python', ['-B', join(programs, 'doctor.py')], { env: variables });
    return [code, stdout];
  };

  test('nothing is wrong: it ends with 0', async () => {
    expect(await job()).toEqual([0, 'doctor: found nothing wrong\n']);
  });

  test('what ought to have been seen was not: it ends with 2', async () => {
    await release.sql(`ALTER TABLE alembic_version RENAME TO slow;
      CREATE VIEW alembic_version AS SELECT version_num FROM slow, pg_sleep(12)`);
    const said = await job();
    await release.sql('DROP VIEW alembic_version; ALTER TABLE slow RENAME TO alembic_version');
    expect(said).toEqual([
      2,
      expect.stringMatching(
        /^doctor: not looked at: database: revision: .* 10 s\n[^]*doctor: found nothing wrong, but has not seen all that it ought to\n$/,
      ),
    ]);
  });

  test('something is: it ends with 1, and says what was seen and what to do', async () => {
    expect(
      await job({ AWS_ACCESS_KEY_ID: 'nobody', DOCTOR_SERVER: `http://127.0.0.1:${String(await freePort())}` }),
    ).toEqual([
      1,
      expect.stringMatching(
        /^doctor: server-refused: .*\ndoctor: {3}seen: .*refuses connections\ndoctor: {3}do: .*\ndoctor: store-key: The store does not know the access key\.\ndoctor: {3}seen: .*InvalidAccessKeyId.*\ndoctor: {3}do: Correct AWS_ACCESS_KEY_ID.*\ndoctor: 2 findings\n$/,
      ),
    ]);
  });
});
