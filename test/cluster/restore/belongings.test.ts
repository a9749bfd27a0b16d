/** What MLflow's database has beside its rows, and no dump of it: its locale, what is set for it, and what others may do in it. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { closeStores, newest, oldest, runs, type Release } from '../backup/pod';
import { sql } from '../local/postgresql';
import { creating, over, restorePod, WAYS } from './pod';

afterAll(closeStores);

const READER = `reader_${randomBytes(4).toString('hex')}`;
const GONE = `gone_${randomBytes(4).toString('hex')}`;
const PUBLIC = "relnamespace = 'public'::regnamespace";
/** Of a list of rights, whose order means nothing. */
const inOrder = (rights: string) => `(SELECT array_agg(r::text ORDER BY r::text) FROM unnest(${rights}) AS r)`;

describe.each(WAYS)('$way, PostgreSQL $postgresql.major', ({ way, postgresql, make }) => {
  let release: Release;
  let said: string;
  let before: readonly string[];

  const query = (text: string) => sql(postgresql, 'postgres', text);
  const asReader = (text: string) => release.sql(`SET ROLE ${READER}; ${text}`);
  const belongings = async () => [
    await query(
      `SELECT pg_encoding_to_char(encoding), datcollate, datctype, datlocprovider, pg_get_userbyid(datdba), datconnlimit, ${inOrder('datacl')}, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '${release.name}'`,
    ),
    await query(
      `SELECT setrole::regrole, setconfig FROM pg_db_role_setting JOIN pg_database d ON setdatabase = d.oid WHERE datname = '${release.name}' ORDER BY 1`,
    ),
    await release.sql(
      `SELECT relname, ${inOrder('relacl')} FROM pg_class WHERE relacl IS NOT NULL AND ${PUBLIC} ORDER BY 1`,
    ),
    await release.sql(
      `SELECT relname, attname, ${inOrder('attacl')} FROM pg_attribute JOIN pg_class c ON attrelid = c.oid WHERE attacl IS NOT NULL AND ${PUBLIC} ORDER BY 1, 2`,
    ),
    await release.sql(`SELECT ${inOrder('nspacl')} FROM pg_namespace WHERE nspname = 'public'`),
    await release.sql(`SELECT defaclobjtype, ${inOrder('defaclacl')} FROM pg_default_acl ORDER BY 1`),
  ];

  beforeAll(async () => {
    release = await make(postgresql);
    const owner = release.env['PGUSER'] ?? '';
    await query(`CREATE ROLE ${READER}; CREATE ROLE ${GONE};
      COMMENT ON DATABASE ${release.name} IS 'of the team’s';
      ALTER DATABASE ${release.name} CONNECTION LIMIT 40;
      REVOKE CONNECT ON DATABASE ${release.name} FROM PUBLIC; GRANT CONNECT ON DATABASE ${release.name} TO ${READER};
      ALTER DATABASE ${release.name} SET work_mem = '5MB'; ALTER DATABASE ${release.name} SET search_path = 'public', '$user'`);
    await release.sql(runs(3));
    const { name } = await release.backup();
    // What the backup does not have, nobody gets a right to.
    await release.sql(`SET ROLE ${owner}; CREATE TABLE later (x int); GRANT SELECT ON later TO ${READER};
      GRANT USAGE ON SCHEMA public TO ${READER}; GRANT SELECT ON runs, params TO ${READER}; GRANT UPDATE (name) ON runs TO ${READER} WITH GRANT OPTION;
      GRANT SELECT ON metrics TO PUBLIC; GRANT DELETE ON tags TO ${GONE};
      ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON TYPES TO ${READER}`);
    before = await belongings();
    said = await over(release, name).all();
  });
  afterAll(async () => {
    for (const role of [READER, GONE]) {
      const others = (await query(`SELECT datname FROM pg_database WHERE datname LIKE '${release.name}%'`)).split('\n');
      for (const database of others) await sql(postgresql, database, `DROP OWNED BY ${role}`);
      await query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });

  test('it is as the database had it', async () => {
    const [database, settings, tables, ...others] = await belongings();
    const without = (text = '') => text.split('\n').filter((line) => !line.startsWith('later|'));
    expect([database, settings, ...others]).toEqual([before[0], before[1], ...before.slice(3)]);
    expect(without(tables)).toEqual(without(before[2]));
    expect(database).toContain('|40|');
    expect(settings).toContain('work_mem=5MB');
    expect(tables).toContain(READER);
  });

  test('others may do what they might, and no more', async () => {
    expect(await asReader('SELECT count(*) FROM runs')).toBe('3');
    await asReader("UPDATE runs SET name = 'theirs'");
    await expect(asReader('DELETE FROM runs')).rejects.toThrow('permission denied for table runs');
    await expect(asReader('SELECT count(*) FROM tags')).rejects.toThrow('permission denied for table tags');
  });

  test('what could not be carried over is said', () => {
    const complaints = said.split('\n').filter((line) => line.includes('could not carry over'));
    expect(complaints).toEqual([
      expect.stringMatching(
        /^restore: could not carry over to the restored database: GRANT SELECT ON TABLE public\.later TO \w+: relation "public\.later" does not exist$/,
      ),
    ]);
    expect(said).toContain(way === 'a new name' ? 'and takes its name at the end' : 'the user may create no database');
  });
});

test.each([
  { postgresql: oldest, options: "LOCALE_PROVIDER icu ICU_LOCALE 'de-AT'", name: 'daticulocale', locale: 'i|de-AT' },
  {
    postgresql: newest,
    options: "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'",
    name: 'datlocale',
    locale: 'b|C.UTF-8',
  },
])(
  'PostgreSQL $postgresql.major: a database of another locale keeps it: $locale',
  async ({ postgresql, options, name, locale }) => {
    const release = await creating(postgresql);
    await release.sql(runs(3));
    await release.backup();
    await sql(postgresql, 'postgres', `DROP DATABASE ${release.name}`);
    await sql(
      postgresql,
      'postgres',
      `CREATE DATABASE ${release.name} OWNER ${release.env['PGUSER'] ?? ''} TEMPLATE template0 ${options}`,
    );
    await restorePod(release, { from: 'latest' }).all();
    expect(await release.sql('SELECT count(*) FROM runs')).toBe('3');
    const found = `SELECT datlocprovider, ${name} FROM pg_database WHERE datname = '${release.name}'`;
    expect(await sql(postgresql, 'postgres', found)).toBe(locale);
  },
);
