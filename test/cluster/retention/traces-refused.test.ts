/** Traces that cannot go: each by itself stays, whole; what would be refused to all ends it. */
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { closeStores, newest, Release, store } from '../backup/pod';
import { objectsOf, sweep, SWEEPS } from './pod';

afterAll(closeStores);

let release: Release;
beforeEach(async () => {
  release = await Release.make(newest);
});

/** Traces of 2017 that no client has made, each with an object. */
async function made(count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, (_, index) => `tr-${String(index).padStart(3, '0')}`);
  await release.sql(`INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage) VALUES (7, 'seven', 'mlflow-artifacts:/7', 'active');
    INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, status) SELECT 'tr-' || lpad(n::text, 3, '0'), 7, 1500000000000 + n, 'OK' FROM generate_series(0, ${String(count - 1)}) n;
    INSERT INTO trace_tags (request_id, key, value) SELECT request_id, 'mlflow.artifactLocation', 'mlflow-artifacts:/7/traces/' || request_id || '/artifacts' FROM trace_info`);
  await release.put(Object.fromEntries(ids.map((id) => [`7/traces/${id}/artifacts/a`, 'text'])));
  return ids;
}
const left = async () => (await release.sql('SELECT request_id FROM trace_info ORDER BY 1')).split('\n').filter((id) => id !== ''); // prettier-ignore
const folders = async () => (await objectsOf(release)).map((path) => path.split('/')[2]);
const named = (said: string) => said.match(/CANNOT GO, and stays/g) ?? [];

test.each([
  ['list', ['s3:GetObject']],
  ['delete', ['s3:ListBucket']],
])(
  'the store lets nobody %s: after 20 times in a row nothing more is tried, and ten are named',
  async (what, rights) => {
    const ids = await made(100);
    await store.do('user', `no-${what}`, 'a long password', rights);
    const keys = { AWS_ACCESS_KEY_ID: `no-${what}`, AWS_SECRET_ACCESS_KEY: 'a long password' };
    const { code, said } = await sweep(release, { ...SWEEPS, ...keys });
    expect(said).toMatch(
      /traces: stopped: 20 times in a row the same: .*Access ?Denied.*\. The rest is tried the next time\n$/,
    );
    expect(named(said).length).toBeLessThanOrEqual(10);
    expect(code).toBe(1);
    expect(await left()).toEqual(ids);
    expect(await folders()).toEqual(ids);
  },
);

test('the store does not know the keys: nothing more is tried', async () => {
  const ids = await made(3);
  const { code, said } = await sweep(release, { ...SWEEPS, AWS_SECRET_ACCESS_KEY: 'another password' });
  expect(said).toMatch(
    /traces: stopped: the artefact store does not take the keys: .*\. The rest is tried the next time\n$/,
  );
  expect(named(said)).toEqual([]);
  expect(code).toBe(1);
  expect(await left()).toEqual(ids);
});

test.each([
  ['somebody holds a table', '55P03'],
  ['a right is missing', '42501'],
])('%s: after 20 times in a row nothing more is tried', async (_, code) => {
  const ids = await made(100);
  await release.sql(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '${code}'; END $$;
    CREATE TRIGGER refuse BEFORE DELETE ON trace_info FOR EACH ROW EXECUTE FUNCTION refuse()`);
  const ended = await sweep(release);
  expect(ended.said).toMatch(
    /traces: stopped: 20 times in a row the same: refused .*\. The rest is tried the next time\n$/,
  );
  expect(ended.code).toBe(1);
  expect(await left()).toEqual(ids);
  expect(await folders()).toEqual(ids);
});

test('more than 20 that others refer to do not hold up what follows; ten are named, as they can be printed', async () => {
  const ids = await made(30);
  const held = ids.slice(0, 25);
  await release.sql(`CREATE TABLE refers (trace text REFERENCES trace_info (request_id) ON UPDATE CASCADE);
    INSERT INTO refers SELECT request_id FROM trace_info ORDER BY timestamp_ms LIMIT 25;
    ALTER TABLE trace_tags DROP CONSTRAINT fk_trace_tags_request_id;
    DELETE FROM trace_tags WHERE request_id = 'tr-000';
    UPDATE trace_info SET request_id = E'tr-\\x1b[31m\\n000' WHERE request_id = 'tr-000'`);
  const { code, said } = await sweep(release);
  expect(said).toContain('traces: trace tr-\\x1b[31m\\n000 of experiment 7 CANNOT GO, and stays: ');
  expect(said).toMatch(/Key \(request_id\)=\(tr-\\x1b\[31m 000\) is still referenced/);
  expect(said).not.toContain('\x1b');
  expect(named(said)).toHaveLength(10);
  expect(said).toContain('traces: experiment 7: 25 traces CANNOT GO, the 10 above among them\n');
  expect(said).toContain("traces: experiment 7 ('seven'): deleted 5 traces, with 5 objects (");
  expect(said).toContain(
    'traces: failed: 25 traces CANNOT GO, for the reasons above; they are tried again the next time\n',
  );
  expect(code).toBe(1);
  expect(await folders()).toEqual(held);
});

test('of which the database keeps the row without a word: it stays, and what it has', async () => {
  await made(2);
  await release.sql(`CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
    CREATE TRIGGER keep BEFORE DELETE ON trace_info FOR EACH ROW WHEN (OLD.request_id = 'tr-001') EXECUTE FUNCTION keep()`);
  const { code, said } = await sweep(release);
  expect(said).toContain('traces: trace tr-001 of experiment 7 CANNOT GO, and stays: MLflow would delete 0 traces instead of 1\n'); // prettier-ignore
  expect(said).toContain('traces: deleted 1 trace, with 1 object (');
  expect(code).toBe(1);
  expect(await left()).toEqual(['tr-001']);
  expect(await release.sql('SELECT request_id FROM trace_tags')).toBe('tr-001');
  expect(await folders()).toEqual(['tr-001']);
});

test('one that is archived, and that others refer to: its archive stays, too', async () => {
  await made(1);
  const archive = 'archive/7/traces/tr-000/artifacts';
  await release.put({ [`${archive}/traces.pb`]: 'text' });
  await release.sql(`INSERT INTO trace_tags (request_id, key, value) VALUES ('tr-000', 'mlflow.trace.spansLocation', 'ARCHIVE_REPO'),
      ('tr-000', 'mlflow.trace.archiveLocation', 's3://${release.artifacts}/some/path/${archive}');
    CREATE TABLE refers (trace text REFERENCES trace_info (request_id)); INSERT INTO refers VALUES ('tr-000')`);
  expect((await sweep(release)).said).toMatch(
    /trace tr-000 of experiment 7 CANNOT GO, and stays: .*violates foreign key/,
  );
  expect(await objectsOf(release)).toEqual(['7/traces/tr-000/artifacts/a', `${archive}/traces.pb`]);
  await release.sql('DROP TABLE refers');
  expect((await sweep(release)).said).toContain('traces: deleted 1 trace, with 2 objects (');
  expect(await objectsOf(release)).toEqual([]);
});
