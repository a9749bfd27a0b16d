/** What is in a backup: everything, byte for byte, and the same whatever happens to the release afterwards. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { execute, outputOf } from '../../support/execute';
import { Relay } from '../local/relay';
import { rowsOf, sql, toDatabase } from '../local/postgresql';
import { MLFLOW, MLFLOW_BEFORE } from '../images/versions';
import { closeStores, destination, oldest, Release, runs, servers, type Backup } from './pod';

afterAll(closeStores);

/** The rows that a backup's dump gives, in a database of their own. */
async function restored(release: Release, { name, work }: Backup): Promise<string> {
  const database = `${release.name}_restored`;
  const file = join(work, 'fetched');
  await destination.do('save', release.backups, `${name}/database.dump`, file);
  await sql(release.postgresql, 'postgres', `DROP DATABASE IF EXISTS ${database}`);
  await sql(release.postgresql, 'postgres', `CREATE DATABASE ${database}`);
  const env = { ...process.env, ...toDatabase(release.postgresql, database) };
  const args = ['--exit-on-error', '--dbname', database, file];
  outputOf(await execute(join(release.postgresql.programs, 'pg_restore'), args, { env }));
  return rowsOf(release.postgresql, database);
}

describe.each(servers.postgresql)('a backup, from PostgreSQL $major', (postgresql) => {
  let release: Release;
  let first: Backup;
  let rows: string;
  let artifacts: Readonly<Record<string, string>>;

  beforeAll(async () => {
    release = await Release.make(postgresql, { env: { MLFLOW_CRYPTO_KEK_PASSPHRASE: 'of the gateway' } });
    await release.sql(runs(20));
    await release.put({
      '1/run1/artifacts/model.pkl': 20_000_000,
      '1/run1/artifacts/notes': 'first',
      '1/run2/artifacts/gone': 'soon',
    });
    [rows, artifacts] = [await rowsOf(postgresql, release.name), await release.live()];
    first = await release.backup();
  });

  test('has every row and every artefact, and a manifest that counts them', async () => {
    const manifest = await release.manifest(first.name);
    expect(await restored(release, first)).toBe(rows);
    expect(await release.backedUp(first.name)).toEqual(artifacts);
    expect(manifest).toMatchObject({
      name: first.name,
      kind: 'scheduled',
      identity: await release.identity(),
      release: { name: release.name, namespace: 'team' },
      chart: '1.0.0',
      mlflow: MLFLOW,
      schema: { tracking: await release.sql('SELECT version_num FROM alembic_version'), auth: null },
      artifacts: {
        objects: 3,
        bytes: 20_000_009,
        copied: 3,
        copiedBytes: 20_000_009,
        vanished: 0,
        index: { backup: first.name },
      },
      encryption: null,
      protection: 'none',
    });
    expect(manifest.postgresql).toMatch(new RegExp(`^${String(postgresql.major)}\\.\\d+$`));
    expect(manifest.database.tables).toMatchObject({
      'public.runs': 20,
      'public.experiments': 1,
      'mlflow_chart.identity': 1,
    });
    expect(manifest.keys).toEqual({ MLFLOW_CRYPTO_KEK_PASSPHRASE: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(first.said.trim().split('\n').at(-1)).toMatch(
      /^backup: \S+ is complete: dump of [\d.]+ KiB with 20 runs; 3 objects \(19\.1 MiB\), of which 3 objects \(19\.1 MiB\) copied; \d+ s$/,
    );
    remark(
      `${String(manifest.database.entries)} entries, ${String(Object.keys(manifest.database.tables).length)} tables`,
    );
  });

  test('says nothing of what is secret', () => {
    expect(first.said).not.toMatch(/a long password|of the gateway/);
  });

  test('is still itself when objects were changed and deleted, and the next has copied only what is new', async () => {
    await release.sql(runs(5, 'later'));
    await release.put({ '1/run1/artifacts/notes': 'other', '1/run3/artifacts/new': 'new' });
    await release.remove('1/run2/artifacts/gone');
    const second = await release.backup();
    expect((await release.manifest(second.name)).artifacts).toMatchObject({ objects: 3, copied: 2, copiedBytes: 8 });
    expect(await release.backedUp(second.name)).toEqual(await release.live());
    expect(await release.backedUp(first.name)).toEqual(artifacts);
    expect(await restored(release, first)).toBe(rows);
    expect(await restored(release, second)).toBe(await rowsOf(postgresql, release.name));
  });

  test('copies again what the destination has lost', async () => {
    const [lost] = (await release.keys(first.name)).filter((key) => key.endsWith('model.pkl'));
    await destination.do('delete', release.backups, lost);
    const third = await release.backup();
    expect((await release.manifest(third.name)).artifacts).toMatchObject({ objects: 3, copied: 1 });
    expect(await release.backedUp(third.name)).toEqual(await release.live());
  });

  test('is of one moment, though rows are written all the while', async () => {
    let written = 0;
    const over = new AbortController();
    const writing = (async () => {
      while (!over.signal.aborted) await release.sql(runs(50, `while${String((written += 1))}x`));
    })();
    const backup = await release.backup();
    over.abort();
    await writing;
    const { tables } = (await release.manifest(backup.name)).database;
    await restored(release, backup);
    expect(await sql(postgresql, `${release.name}_restored`, 'SELECT count(*) FROM runs')).toBe(
      String(tables['public.runs']),
    );
    remark(
      `${String(tables['public.runs'])} runs in the dump, ${await release.sql('SELECT count(*) FROM runs')} afterwards`,
    );
  });
});

describe('artefacts', () => {
  /** MinIO refuses some names that S3 has: "//", "." and "..". */
  const ODD = [
    'line\nbreak',
    'carriage\rreturn',
    'bell\x07',
    'folder/',
    '\u2400',
    '\u201b',
    '\uff0f',
    '\uff21\uff0e',
    'delete\x7f',
    'a/\u2028/b',
  ];
  const PLAIN = [
    '  spaces  ',
    '#hash',
    ';',
    '-x',
    'e\u0301',
    '\u00e9',
    '😀',
    'back\\slash',
    '%41',
    'a+b&c=d',
    '*?|<>"\'`$(x){a,b}[c]',
    'x.',
    '.hidden',
    '~',
  ];

  test('with any name are copied', async () => {
    const release = await Release.make(oldest);
    const names = [...ODD, ...PLAIN];
    await release.put(Object.fromEntries(names.map((name) => [`odd/${name}`, `of ${name}`])));
    const { name, said } = await release.backup();
    expect(Object.keys(await release.live())).toHaveLength(names.length);
    expect(await release.backedUp(name)).toEqual(await release.live());
    expect(said).toContain(`(${String(ODD.length)} have names that rclone cannot be told)`);
    expect(said).not.toContain('changed while');
    expect((await release.manifest((await release.backup()).name)).artifacts.copied).toBe(0);
  });

  test('that vanish, change or come while they are copied do not harm the backup', async () => {
    const release = await Release.make(oldest);
    const relay = await Relay.to(servers.store);
    await release.put({ stays: 'stays', vanishes: 'now', 'changes-size': 'short', 'changes-same': 'one' });
    let happened = false;
    relay.before = async (request) => {
      if (happened || !/^GET \/[^?]*\/changes/.test(request)) return;
      happened = true;
      await release.remove('vanishes');
      await release.put({ 'changes-size': 'much longer', 'changes-same': 'two', comes: 'late' });
    };
    const backup = await release.backup({ MLFLOW_S3_ENDPOINT_URL: relay.endpoint, TRANSFERS: '1', CHECKERS: '1' });
    relay.close();
    expect(happened).toBe(true);
    const there = Object.fromEntries(Object.entries(await release.live()).filter(([path]) => path !== 'comes'));
    const { vanishes, ...kept } = await release.backedUp(backup.name);
    // It may have been copied before.
    expect((await release.manifest(backup.name)).artifacts.vanished).toBe(vanishes === undefined ? 1 : 0);
    expect(kept).toEqual(there);
    const next = await release.backup();
    expect(await release.backedUp(next.name)).toEqual(await release.live());
  });

  test('of a bucket with another bucket protection: it is said', async () => {
    for (const [protection, words] of [
      ['none', /has neither versioning nor object lock/],
      ['versioning', /bucket \S+ has versioning/],
      ['lock', /bucket \S+ has object lock/],
    ] as const) {
      const release = await Release.make(oldest, { protection });
      const { name, said } = await release.backup();
      expect(said).toMatch(words);
      expect((await release.manifest(name)).protection).toBe(protection);
    }
  });
});

test(`MLflow ${MLFLOW_BEFORE}'s database, by a user who only owns it`, async () => {
  const owner = `owner${String(process.pid)}`;
  const release = await Release.make(oldest, { version: MLFLOW_BEFORE, owner });
  await sql(
    oldest,
    release.name,
    `CREATE ROLE ${owner} LOGIN; ALTER DATABASE ${release.name} OWNER TO ${owner};
     REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;
     DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
       LOOP EXECUTE format('ALTER TABLE public.%I OWNER TO ${owner}', t); END LOOP; END $$;`,
  );
  await release.sql(runs(3));
  const rows = await rowsOf(oldest, release.name);
  const backup = await release.backup();
  expect(await restored(release, backup)).toBe(rows);
  expect((await release.manifest(backup.name)).mlflow).toBe(MLFLOW_BEFORE);
  remark(`schema ${String((await release.manifest(backup.name)).schema.tracking)}`);
});
