/** What may be in a database beside MLflow's tables, how it may be called, and what may be set for it. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { closeStores, newest, oldest, runs, type Release } from '../backup/pod';
import { execute } from '../../support/execute';
import { eventually } from '../eventually';
import { sql, toDatabase } from '../local/postgresql';
import { creating, over, ownedBy, restorePod, WAYS } from './pod';

afterAll(closeStores);

/** As the user of the release. */
const asOwner = (release: Release, text: string) =>
  sql(release.postgresql, release.env['PGDATABASE'] ?? '', `SET ROLE "${release.env['PGUSER'] ?? ''}"; ${text}`);

async function comesBack(release: Release, look: string): Promise<string> {
  await asOwner(release, runs(3));
  const before = await asOwner(release, look);
  const { name } = await release.backup();
  await asOwner(release, 'DELETE FROM runs');
  const said = await over(release, name).all();
  expect(await asOwner(release, look)).toBe(before);
  expect(await asOwner(release, 'SELECT count(*) FROM runs')).toBe('3');
  return said;
}

const THINGS = {
  'an extension with an index of it': {
    make: 'CREATE EXTENSION pg_trgm; CREATE INDEX odd ON params USING gin (value gin_trgm_ops)',
    look: "SELECT indexdef FROM pg_indexes WHERE indexname = 'odd' AND schemaname = 'public'",
  },
  'a table that inherits': {
    make: 'CREATE TABLE parent (x int); CREATE TABLE child () INHERITS (parent); INSERT INTO parent VALUES (1); INSERT INTO child VALUES (2), (3)',
    look: 'SELECT count(*) FROM parent UNION ALL SELECT count(*) FROM ONLY parent',
  },
  'a table and a schema with odd names': {
    make: `CREATE TABLE "100% 'odd' ""table""" (x int); CREATE SCHEMA "Team %s"; CREATE TABLE "Team %s"."a.b" AS SELECT 1 AS x`,
    look: `SELECT count(*) FROM "100% 'odd' ""table""" UNION ALL SELECT count(*) FROM "Team %s"."a.b"`,
  },
  'statistics, and a type of several columns': {
    make: 'CREATE STATISTICS odd ON run_uuid, key FROM params; CREATE TYPE pair AS (a int, b text); CREATE TABLE pairs AS SELECT (1, $$x$$)::pair AS p',
    look: 'SELECT stxname FROM pg_statistic_ext JOIN pg_namespace n ON n.oid = stxnamespace WHERE nspname = $$public$$ UNION ALL SELECT (p).b FROM pairs',
  },
  comments: {
    make: 'COMMENT ON TABLE runs IS $$of the team$$; COMMENT ON COLUMN runs.name IS $$theirs$$',
    look: 'SELECT obj_description($$runs$$::regclass), col_description($$runs$$::regclass, attnum) FROM pg_attribute WHERE attrelid = $$runs$$::regclass AND attname = $$name$$',
  },
} as const;

describe.each(WAYS)('$way, PostgreSQL $postgresql.major', ({ way, postgresql, make }) => {
  test.each(Object.entries(THINGS))('%s comes back', async (_, thing) => {
    const release = await make(postgresql);
    await asOwner(release, thing.make);
    await comesBack(release, thing.look);
  });

  test('what is set for the user or the database does not end it, or forbid it', async () => {
    const release = await make(postgresql);
    const owner = release.env['PGUSER'] ?? '';
    await asOwner(release, runs(3));
    const { name } = await release.backup();
    await sql(
      postgresql,
      'postgres',
      `ALTER ROLE ${owner} SET lock_timeout = '1ms'; ALTER DATABASE ${release.name} SET lock_timeout = '1ms';
       ALTER DATABASE ${release.name} SET default_transaction_read_only = on`,
    );
    const said = await over(release, name).all();
    expect(said).not.toContain('could not carry over');
    expect(await release.sql('SELECT count(*) FROM mlflow_chart.restores WHERE finished IS NOT NULL')).toBe('1');
  });

  test('large objects', async () => {
    const release = await make(postgresql);
    await asOwner(release, "SELECT lo_from_bytea(0, 'large')");
    if (way === 'a new name') {
      await comesBack(release, 'SELECT count(*) FROM pg_largeobject_metadata');
      return;
    }
    const { name } = await release.backup();
    const { code, said } = await over(release, name).run('check');
    expect([code, said]).toEqual([
      1,
      expect.stringContaining(
        'the database has 1 large objects, which cannot be moved out of the way: restore as a user who may create databases',
      ),
    ]);
  });
});

test.each([`%s`, `a=b`, `it's "odd"`, `back\\slash`, `postgresql://host/x`, 'Größe'])(
  'a database called %s',
  async (odd) => {
    const made = await creating(newest);
    const name = `${made.name} ${odd}`;
    await sql(newest, 'postgres', `ALTER DATABASE ${made.name} RENAME TO "${name.replaceAll('"', '""')}"`);
    const said = await comesBack(made.with({ PGDATABASE: name }), 'SELECT 1');
    expect(said).toContain('takes its name at the end');
  },
);

test('a schema with a dot in its name is said when it is backed up', async () => {
  const release = await creating(newest);
  await asOwner(release, 'CREATE SCHEMA "team.x"');
  await expect(release.backup()).rejects.toThrow('the schema "team.x" has a dot in its name');
});

test('with a publication of all tables it is backed up', async () => {
  const release = await creating(newest);
  await release.sql('CREATE PUBLICATION everything FOR ALL TABLES');
  expect((await release.backup()).name).not.toBe('');
});

test('somebody’s schema is not moved out of the way', async () => {
  const release = await ownedBy(oldest);
  await release.sql('CREATE SCHEMA theirs; CREATE TABLE theirs.x (y int)');
  await release.sql(
    `GRANT USAGE ON SCHEMA theirs TO ${release.env['PGUSER'] ?? ''}; GRANT SELECT ON theirs.x TO ${release.env['PGUSER'] ?? ''}`,
  );
  const { name } = await release.backup();
  const { code, said } = await restorePod(release, { from: name, overwrite: name }).run('check');
  expect([code, said]).toEqual([
    1,
    expect.stringContaining("the schema theirs is another user's, and cannot be moved out of the way"),
  ]);
});

describe('somebody else in the database, by a name', () => {
  const session = (user: string, release: Release) => {
    const env = { ...process.env, ...toDatabase(release.postgresql, release.name, user) };
    return execute(`${release.postgresql.programs}/psql`, ['-Xqc', 'SELECT pg_sleep(600)'], { env });
  };
  async function met(rights: string, user = (release: Release) => `${release.name}_other`) {
    const release = await creating(newest);
    const { name } = await release.backup();
    await release.sql(
      `CREATE ROLE ${release.name}_other LOGIN; ${rights.replaceAll('OWNER', release.env['PGUSER'] ?? '')}`,
    );
    const pod = over(release, name);
    await pod.all(['check', 'load', 'copy']);
    const theirs = session(user(release), release);
    await eventually(
      () =>
        release.sql(
          "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND datname = current_database() AND pid <> pg_backend_pid()",
        ),
      '1',
    );
    const { code, said } = await pod.run('finish');
    await release.sql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE '%_other' AND datname = current_database()",
    );
    await release.sql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND datname = current_database() AND pid <> pg_backend_pid()",
    );
    await theirs;
    return { code, said, release };
  }

  test('whom the user may not end: it is said, and the database is not shut', async () => {
    const { code, said, release } = await met('');
    expect([code, said]).toEqual([
      1,
      expect.stringContaining(
        `${release.name} cannot be renamed: ${release.name}_other (psql) is in it, whom ${release.env['PGUSER'] ?? ''} may not end.`,
      ),
    ]);
    expect(said).not.toContain('shutting');
  });

  test('whom it may end by pg_signal_backend, as the words say: it is restored', async () => {
    const { code, said } = await met('GRANT pg_signal_backend TO OWNER');
    expect([code, said]).toEqual([0, expect.stringContaining('is restored')]);
  });

  test('an administrator: even so it may not', async () => {
    const { code, said } = await met('GRANT pg_signal_backend TO OWNER', () => 'admin');
    expect([code, said]).toEqual([1, expect.stringContaining('admin (psql) is in it')]);
  });
});
