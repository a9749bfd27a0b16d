/** Everything is back byte for byte, once, in both ways: beside the database and by a new name, or in one transaction. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { closeStores, destination, newest, oldest, Release, runs } from '../backup/pod';
import { MLFLOW, MLFLOW_BEFORE } from '../images/versions';
import { sql } from '../local/postgresql';
import { inMlflow } from '../local/prepare';
import { creating, databasesOf, over, ownedBy, restorePod, setAside, stateOf, type State } from './pod';

afterAll(closeStores);

const WAYS = [
  { way: 'a new name', postgresql: oldest, make: Release.make.bind(Release) },
  { way: 'a new name', postgresql: newest, make: creating },
  { way: 'one transaction', postgresql: oldest, make: ownedBy },
  { way: 'one transaction', postgresql: newest, make: ownedBy },
];
/** Rows that look like what pg_restore writes around them. */
const ROWS = `INSERT INTO params (key, value, run_uuid) VALUES
  ('end', E'\\\\.', 'run1'), ('lines', E'a\\n\\\\.\\n\\\\restrict x\\tb', 'run1'), ('statement', 'COPY x FROM stdin;', 'run2'),
  ('long', repeat('é', 7000), 'run3')`;
const OBJECTS = {
  '1/run1/model': 'first',
  '1/run1/large': 9 * 1024 * 1024,
  'odd\nname': 'odd',
  'gone\u2400': 'odd, too',
  unchanged: 'unchanged',
};

describe.each(WAYS)('$way, PostgreSQL $postgresql.major', ({ way, postgresql, make }) => {
  let release: Release;
  let first: string;
  let then: State;

  beforeAll(async () => {
    release = await make(postgresql);
    await release.sql(runs(2000));
    await release.sql(ROWS);
    await release.put(OBJECTS);
    first = (await release.backup()).name;
    then = await stateOf(release);
  });

  /** Overwrites, deletes and adds. */
  async function damage(): Promise<State> {
    await release.sql(
      `SET ROLE ${release.env['PGUSER'] ?? ''}; DELETE FROM params; UPDATE runs SET name = 'another'; ${runs(5, 'later')}; CREATE TABLE more (x int)`,
    );
    await release.put({ '1/run1/model': 'other', 'odd\nname': 'od2', later: 'stays' });
    await release.remove('1/run1/large', 'gone\u2400');
    return stateOf(release);
  }

  test('what was overwritten and deleted is back; what is new since stays in the artefact store', async () => {
    const before = await damage();
    const from = Date.now();
    const said = await over(release, first).all();
    remark(`${String(Date.now() - from)} ms`);
    expect(await stateOf(release)).toEqual({
      rows: then.rows,
      artifacts: { ...then.artifacts, later: before.artifacts['later'] },
    });
    expect(said).toContain(way === 'a new name' ? 'and takes its name at the end' : 'the user may create no database');
    const run = (await setAside(release)).filter((path) => path !== 'state.json');
    expect(run.map((path) => path.replace(/^[0-9a-f]{12}\//, ''))).toEqual(['1/run1/model', 'odd\nname']);
  });

  test('the same Job again does nothing, and says so', async () => {
    await release.sql(runs(1, 'after'));
    const again = over(release, first);
    const said = await again.all();
    expect(said).toMatch(
      /^restore: this restore, of \S+, was done at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC: nothing is done now\. Another restore\.request restores once more\n$/,
    );
    expect(again.isDone).toBe(true);
    expect(await release.sql("SELECT count(*) FROM runs WHERE run_uuid = 'after1'")).toBe('1');
  });

  test('restore, write, back up, restore that, restore the first again', async () => {
    const identity = await release.identity();
    expect(first.split('/')[2]).not.toBe(identity);
    // Where a server has seen artefacts is not for whoever restores the backup, perhaps elsewhere.
    await release.sql("CREATE TABLE mlflow_chart.artifact_place AS SELECT 's3://here' AS place, false AS was_empty");
    await release.sql(`ALTER TABLE mlflow_chart.artifact_place OWNER TO "${release.env['PGUSER'] ?? ''}"`);
    const second = (await release.backup()).name;
    expect(second.split('/')[2]).toBe(identity);
    const written = await stateOf(release);
    await damage();
    await over(release, second).all();
    expect((await stateOf(release)).rows).toBe(written.rows);
    expect(await release.sql('SELECT backup FROM mlflow_chart.restores')).toBe(second);
    expect(await release.sql('SELECT count(*) FROM mlflow_chart.artifact_place')).toBe('0');
    await over(release, first, 'once more').all();
    expect((await stateOf(release)).rows).toBe(then.rows);
    expect((await stateOf(release)).artifacts).toMatchObject(then.artifacts);
  });

  test('of what was replaced one is kept, and is in no backup', async () => {
    const kept = await databasesOf(release);
    const schemas = await release.sql("SELECT nspname FROM pg_namespace WHERE nspname ~ '_replaced_2' ORDER BY 1");
    if (way === 'a new name') {
      expect(kept).toEqual([release.name, expect.stringMatching(/_replaced_\d{8}T\d{6}Z$/)]);
      expect(schemas).toBe('');
    } else {
      expect(kept).toEqual([release.name]);
      expect(schemas.split('\n')).toEqual([
        expect.stringMatching(/^mlflow_chart_replaced_/),
        expect.stringMatching(/^public_replaced_/),
      ]);
    }
    const { database } = await release.manifest((await release.backup()).name);
    expect(Object.keys(database.tables).filter((table) => table.includes('replaced'))).toEqual([]);
  });

  test('into an empty database: latest, of an MLflow before, which is upgraded', async () => {
    const old = await make(postgresql, { version: MLFLOW_BEFORE });
    await old.sql(runs(10));
    await old.put({ a: 'a' });
    const { name } = await old.backup();
    await old.remove('a');
    const tables = await old.sql('SELECT count(*) FROM params');
    // The volume is lost, and MLflow starts anew.
    const owner = old.env['PGUSER'] ?? '';
    await sql(postgresql, 'postgres', `DROP DATABASE ${old.name}`);
    await sql(postgresql, 'postgres', `CREATE DATABASE ${old.name} OWNER ${owner}`);
    const PATH = (old.env['PATH'] ?? '').replace(binOf(MLFLOW_BEFORE), binOf(MLFLOW));
    const pod = restorePod(old, { from: 'latest' }, { PATH });
    const said = await pod.all();
    expect(said).toContain('restore: the database is empty\n');
    expect(said).toMatch(/^restore: the tables are at schema \w+, from \w+$/m);
    expect(await old.sql('SELECT backup FROM mlflow_chart.restores')).toBe(name);
    expect(await old.sql('SELECT count(*) FROM runs')).toBe('10');
    expect(await old.sql('SELECT count(*) FROM params')).toBe(tables);
    expect(Object.keys(await old.live())).toEqual(['a']);
    const migrated = await pod.run('migrate');
    expect(migrated.said).toMatch(/^migrate: tracking store is at schema /m);
  });
});

const binOf = (version: string) => inMlflow(version, 'python').replace(/\/python$/, '');

test('another release reads a backup, and neither writes nor prunes there', async () => {
  const from = await Release.make(oldest);
  await from.sql(runs(7));
  await from.put({ a: 'a' });
  const { name } = await from.backup();
  const before = await destination.do('sums', from.backups);
  const elsewhere = await Release.make(newest, { env: { BACKUP_BUCKET: from.backups } });
  const pod = restorePod(elsewhere, { from: name });
  await pod.all();
  expect(await stateOf(elsewhere)).toEqual(await stateOf(from));
  expect(await destination.do('sums', from.backups)).toEqual(before);
  const { name: own } = await elsewhere.backup();
  expect(own.startsWith(`team/${elsewhere.name}/`)).toBe(true);
  expect(await destination.do('sums', from.backups, name)).toEqual(
    Object.fromEntries(
      Object.entries(before as Record<string, string>)
        .filter(([key]) => key.startsWith(name))
        .map(([key, sum]) => [key.slice(name.length), sum]),
    ),
  );
});
