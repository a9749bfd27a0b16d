/** What comes between while traces go: a kill, somebody who writes one, a store that is away, others at work. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { relayForTests } from '../local/relay-for-tests';
import { closeStores, Release, servers, store } from '../backup/pod';
import { ageTraces, atWork, meanwhile, objectsOf, People, startProgram, sweep, SWEEPS } from './pod';

afterAll(closeStores);
const relay = relayForTests(servers.store);

let people: People;
let release: Release;
let experiment: string;
beforeAll(async () => {
  ({ people, release, experiment } = await atWork());
});
afterAll(() => {
  people.close();
});

const through = () => ({ ...SWEEPS, MLFLOW_S3_ENDPOINT_URL: relay().endpoint });
async function old(count: number): Promise<readonly string[]> {
  const ids = await people.do<string[]>('traces', experiment, count);
  await ageTraces(release, 40, ...ids);
  await release.put(Object.fromEntries(ids.map((id) => [`${experiment}/traces/${id}/artifacts/a`, 'text'])));
  return [...ids].sort();
}
const left = async () => (await release.sql('SELECT request_id FROM trace_info ORDER BY 1')).split('\n').filter((id) => id !== ''); // prettier-ignore
const own = async () => (await objectsOf(release)).filter((path) => path.includes('/traces/'));

test.each(['before', 'after'] as const)(
  'killed %s the artefacts of a batch went: no artefact is without its trace, and the next time goes on',
  async (moment) => {
    const ids = await old(3);
    const running = startProgram(release, 'traces.py', through());
    relay()[moment] = (text) => {
      if (!text.startsWith('POST') || !text.includes('?delete')) return Promise.resolve();
      running.kill();
      return moment === 'before' ? new Promise(() => undefined) : Promise.resolve();
    };
    expect((await running.ended).code).toBe(-1);
    expect(await left()).toEqual(ids);
    relay().quiet();
    expect((await sweep(release)).said).toContain('traces: deleted 3 traces, with ');
    expect(await left()).toEqual([]);
    expect(await own()).toEqual([]);
  },
);

test('one that somebody is writing stays; who writes while they go waits, and is told that it is gone', async () => {
  const [first = '', second = ''] = await old(2);
  const writing = release.sql(`BEGIN; INSERT INTO trace_tags (request_id, key, value) VALUES ('${first}', 'note', 'a'); SELECT pg_sleep(60)`).catch(() => ''); // prettier-ignore
  for (let count = '0'; count === '0'; ) count = await release.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"); // prettier-ignore
  let tagging: Promise<unknown> | undefined;
  relay().before = async (text) => {
    if (tagging !== undefined || !text.includes('?delete')) return;
    tagging = people.do('tag', second, 'b').then(
      () => 'written',
      () => 'refused',
    );
    for (let waits = '0'; waits === '0'; )
      waits = await release.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"); // prettier-ignore
  };
  const { code, said } = await sweep(release, through());
  expect(said).toContain(`traces: trace ${first} of experiment ${experiment} stays: somebody is writing it, or it is gone\n`); // prettier-ignore
  expect(said).toContain('traces: deleted 1 trace, with ');
  expect(code).toBe(0);
  expect(await tagging).toBe('refused');
  expect(await left()).toEqual([first]);
  await release.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
  await writing;
  await sweep(release);
});

test('the store is away, or lets nobody delete: all stay, and go the next time', async () => {
  const ids = await old(2);
  const away = await sweep(release, { ...SWEEPS, MLFLOW_S3_ENDPOINT_URL: 'http://127.0.0.1:9' });
  expect(away.said).toMatch(/traces: stopped: the artefact store is away: .*\. The rest is tried the next time\n$/);
  expect(away.code).toBe(1);
  await store.do('user', 'reader', 'a long password', ['s3:ListBucket', 's3:GetObject']);
  const keys = { AWS_ACCESS_KEY_ID: 'reader', AWS_SECRET_ACCESS_KEY: 'a long password' };
  const { code, said } = await sweep(release, { ...SWEEPS, ...keys });
  for (const id of ids) expect(said).toMatch(new RegExp(`^traces: trace ${id} .* CANNOT GO, and stays: .*Access ?Denied`, 'm')); // prettier-ignore
  expect(code).toBe(1);
  expect(await left()).toEqual(ids);
  expect(await own()).not.toEqual([]);
  expect((await sweep(release)).said).toContain('traces: deleted 2 traces, with ');
});

describe('while a batch is on its way', () => {
  test.each([
    [
      'a run',
      'it is linked to a run: ',
      async (trace: string) => people.do('link', await people.do('run', experiment, {}), trace),
    ],
    [
      'a record of a dataset',
      'a record of an evaluation dataset was made of it: ',
      (trace: string) => people.do('dataset_of', experiment, trace),
    ],
    [
      'a review',
      "it waits for a review: 'first look'\n",
      (trace: string) =>
        release.sql(`INSERT INTO review_queues (queue_id, experiment_id, name, name_key, queue_type, creation_time_ms, last_update_time_ms)
        VALUES ('q-1', ${experiment}, 'first look', 'first look', 'custom', 1, 1);
      INSERT INTO review_queue_items (queue_id, item_type, item_id, status, creation_time_ms, last_update_time_ms) VALUES ('q-1', 'trace', '${trace}', 'pending', 1, 1)`),
    ],
  ])('%s comes to need one of them: that stays, and the others go', async (_, words, need) => {
    const [needed = '', free = ''] = await old(2);
    const { code, said } = await meanwhile(
      relay(),
      async () => {
        await need(needed);
      },
      () => sweep(release, through()),
    );
    expect(said).toContain(`trace ${needed} of experiment ${experiment} stays: ${words}`);
    expect(said).toContain('traces: deleted 1 trace, with ');
    expect(code).toBe(0);
    expect(await left()).toEqual([needed]);
    expect(await own()).toContain(`${experiment}/traces/${needed}/artifacts/a`);
    expect((await own()).filter((path) => path.includes(free))).toEqual([]);
    await sweep(release, { ...SWEEPS, TRACES_LINKED: 'true' });
  });

  test('and when its rows are gone already: they come back, before any artefact went', async () => {
    const ids = await old(2);
    await release.sql(`CREATE FUNCTION link() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO entity_associations (association_id, source_type, source_id, destination_type, destination_id) VALUES ('late', 'trace', OLD.request_id, 'novelty', 'x');
        RETURN OLD; END $$;
      CREATE TRIGGER link AFTER DELETE ON trace_info FOR EACH ROW WHEN (OLD.request_id = '${ids[0] ?? ''}') EXECUTE FUNCTION link()`);
    const { code, said } = await sweep(release);
    expect(said).toContain(
      `trace ${ids[0] ?? ''} of experiment ${experiment} stays: something is linked to it: 'novelty x'\n`,
    );
    expect(said).toContain('traces: deleted 1 trace, with ');
    expect(code).toBe(0);
    expect(await left()).toEqual([ids[0]]);
    expect(await own()).toContain(`${experiment}/traces/${ids[0] ?? ''}/artifacts/a`);
    await release.sql('DROP TRIGGER link ON trace_info');
    await sweep(release);
  });

  test('its experiment is deleted: what of it is tried again stays, for gc', async () => {
    const other = await people.do('experiment', 'deleted');
    const [first = '', second = ''] = (await people.do<string[]>('traces', other, 2)).sort();
    await ageTraces(release, 40, first, second);
    await release.sql(`CREATE TABLE refers (trace text REFERENCES trace_info (request_id)); INSERT INTO refers VALUES ('${second}')`); // prettier-ignore
    const { code, said } = await meanwhile(
      relay(),
      () => people.do('delete', 'experiment', other),
      () => sweep(release, through()),
    );
    expect(said).toContain(`trace ${first} of experiment ${other} stays: somebody is writing it, or it is gone\n`);
    expect(code).toBe(0);
    expect(await left()).toEqual([first, second]);
    await release.sql(`DROP TABLE refers; DELETE FROM trace_info WHERE experiment_id = ${other}`);
  });
});

describe('somebody else is at work', () => {
  const during = (what: () => Promise<void>) => meanwhile(relay(), what, () => sweep(release, through()));

  test('another one of these says so', async () => {
    await old(1);
    let second;
    const { said } = await during(async () => {
      second = await sweep(release);
    });
    expect(second).toMatchObject({ code: 1, said: expect.stringContaining('traces: failed: another collection is at work on this database\n') }); // prettier-ignore
    expect(said).toContain('traces: deleted 1 trace, with ');
  });

  test('a migration', async () => {
    const ids = await old(1);
    const session = release
      .sql(`SELECT pg_advisory_lock(x'6d6c666c6f77'::bigint); SELECT pg_sleep(60)`)
      .catch(() => '');
    const holder = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
    while ((await release.sql(holder)) === '');
    const { code, said } = await sweep(release);
    expect(said).toContain('traces: stopped: the database is being migrated or restored. The rest is tried the next time\n'); // prettier-ignore
    expect(code).toBe(1);
    expect(await left()).toEqual(ids);
    await release.sql(holder.replace('pid', 'pg_terminate_backend(pid)'));
    await session;
    await sweep(release);
  });

  test('a backup begins: the batch is done, and nothing more', async () => {
    await old(1);
    // In the next experiment.
    const other = await people.do('experiment', 'two');
    const second = await people.do('trace', other);
    await ageTraces(release, 40, second);
    await release.sql('CREATE SCHEMA mlflow_chart; CREATE TABLE mlflow_chart.activity (kind text, name text, until timestamptz)'); // prettier-ignore
    const { code, said } = await during(async () => {
      await release.sql("INSERT INTO mlflow_chart.activity VALUES ('backup', 'this one', now() + interval '1 hour')");
    });
    expect(said).toContain('traces: deleted 1 trace, with ');
    expect(said).toContain('traces: stopped: the backup this one is under way. The rest is tried the next time\n');
    expect(code).toBe(1);
    expect(await left()).toEqual([second]);
  });
});
