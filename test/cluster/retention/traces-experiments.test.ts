/** At which age traces go, of which experiment; and how old a trace is, whose client alone says when it began. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { closeStores, newest, Release } from '../backup/pod';
import { ownedBy } from '../restore/pod';
import { ageTraces, atWork, People, sweep, SWEEPS } from './pod';

afterAll(closeStores);

let people: People;
let release: Release;
beforeAll(async () => {
  ({ people, release } = await atWork());
});
afterAll(() => {
  people.close();
});

const traces = async () => (await release.sql('SELECT request_id FROM trace_info ORDER BY 1')).split('\n').filter((id) => id !== ''); // prettier-ignore
const by = (...experiments: readonly object[]) => ({ ...SWEEPS, TRACES_EXPERIMENTS: JSON.stringify(experiments) });

/** An experiment, and in it a trace of 40 days ago. */
async function withTrace(name: string): Promise<readonly [experiment: string, trace: string]> {
  const experiment = await people.do('experiment', name);
  const trace = await people.do('trace', experiment);
  await ageTraces(release, 40, trace);
  return [experiment, trace];
}

test('those that are deleted are gc’s; of some traces go later, sooner or never', async () => {
  const names = ['deleted', 'later', 'never', 'others', 'sooner'];
  const made: Record<string, string> = {};
  for (const name of names) {
    const experiment = await people.do('experiment', name);
    const trace = await people.do('trace', experiment);
    made[name] = trace;
    await ageTraces(release, name === 'sooner' ? 10 : 40, trace);
    if (name === 'deleted') await people.do('delete', 'experiment', experiment);
  }
  const TRACES_EXPERIMENTS = JSON.stringify([
    { name: 'later', olderThan: '60d' },
    { name: 'never', olderThan: 'never' },
    { name: 'sooner', olderThan: '7d' },
  ]);
  const { code, said } = await sweep(release, { ...SWEEPS, TRACES_EXPERIMENTS });
  expect(said).toContain('traces: deleted 2 traces, with ');
  expect(code).toBe(0);
  expect(await traces()).toEqual([made['deleted'], made['later'], made['never']].sort());

  const renamed = await sweep(release, { ...SWEEPS, TRACES_EXPERIMENTS: JSON.stringify([{ name: 'Never', olderThan: 'never' }]) }); // prettier-ignore
  expect(renamed.said).toContain("traces: failed: there is no experiment 'Never', which retention.traces.experiments names: mend its name, or remove it\n"); // prettier-ignore
  expect(renamed.code).toBe(1);
  expect(await traces()).toContain(made['never']);
});

test.each(['', '0h', '30', '30m', '-1d', 'never'])('an age of %j is none, and nothing goes', async (given) => {
  const count = (await traces()).length;
  const { code, said } = await sweep(release, { ...SWEEPS, TRACES_OLDER_THAN: given });
  expect(said).toContain(`traces: failed: TRACES_OLDER_THAN is '${given}': expected an age of at least an hour, such as 30d, 12h or 1d12h\n`); // prettier-ignore
  expect(code).toBe(1);
  expect(await traces()).toHaveLength(count);
});

test('of which MLflow keeps sums by the day: those days are summed anew', async () => {
  const experiment = await people.do('experiment', 'summed');
  const trace = await people.do('trace', experiment);
  await ageTraces(release, 40, trace);
  const queued = () => release.sql('SELECT DISTINCT experiment_id FROM sql_trace_rollup_rebuild_queue');
  await release.sql(`INSERT INTO sql_trace_metric_daily_rollups (experiment_id, rollup_day, metric_name, grouping_set, sample_count)
    VALUES (${experiment}, now() - interval '40 days', 'trace_count', '', 1)`);
  expect((await sweep(release)).said).toContain("('summed'): deleted 1 trace, with ");
  expect((await queued()).split('\n')).toContain(experiment);
});

describe('one by its name', () => {
  const NEVER = 'never';
  const refused = async (words: string, ...experiments: readonly object[]) => {
    const before = await traces();
    const { code, said } = await sweep(release, by(...experiments));
    expect(said).toContain(`traces: failed: ${words}\n`);
    expect(code).toBe(1);
    expect(await traces()).toEqual(before);
  };
  const ELSEWHERE = 'give the id of the one that is meant, in the place of the name';

  test('somebody renames it, and calls another one so: nothing goes until the values say which is meant', async () => {
    const [golden, kept] = await withTrace('golden');
    const report = await sweep(release, { ...by({ name: 'golden', olderThan: NEVER }), TRACES_DELETE: '' });
    expect(report.code).toBe(0);
    await people.do('rename', golden, 'old gold');
    await refused(
      `in retention.traces.experiments, the name 'golden' led to experiment ${golden}, which is called 'old gold', and leads to none now: ${ELSEWHERE}`,
      { name: 'golden', olderThan: NEVER },
    );
    const [other, goes] = await withTrace('golden');
    await refused(
      `in retention.traces.experiments, the name 'golden' led to experiment ${golden}, which is called 'old gold', and leads to experiment ${other} now: ${ELSEWHERE}`,
      { name: 'golden', olderThan: NEVER },
    );
    // The words that it asks for.
    expect((await sweep(release, by({ id: golden, olderThan: NEVER }))).said).toContain(
      'traces: deleted 1 trace, with ',
    );
    expect(await traces()).toContain(kept);
    expect(await traces()).not.toContain(goes);
    // What the values do not name any more is forgotten.
    expect(await release.sql('SELECT count(*) FROM mlflow_chart.trace_experiments')).toBe('0');
    expect((await sweep(release, by({ name: 'golden', olderThan: NEVER }))).said).toContain("('old gold'): deleted 1 trace, with "); // prettier-ignore
    expect(await release.sql('SELECT name, experiment FROM mlflow_chart.trace_experiments')).toBe(`golden|${other}`);
  });

  test('which is gone for good, and whose name another one has', async () => {
    const [first] = await withTrace('gone');
    await sweep(release, by({ name: 'gone', olderThan: NEVER }));
    await release.sql(`DELETE FROM spans WHERE experiment_id = ${first}; DELETE FROM trace_info WHERE experiment_id = ${first};
      DELETE FROM experiments WHERE experiment_id = ${first}`);
    const [second] = await withTrace('gone');
    await refused(
      `in retention.traces.experiments, the name 'gone' led to experiment ${first}, which is gone for good, and leads to experiment ${second} now: ${ELSEWHERE}`,
      { name: 'gone', olderThan: NEVER },
    );
    await sweep(release);
  });

  test('by its id, it is called as it likes; with both, they have to be of the same; and once each', async () => {
    const [number, trace] = await withTrace('by id');
    const one = { id: number, olderThan: NEVER };
    await people.do('rename', number, 'by id, now');
    expect((await sweep(release, by({ ...one, name: 'by id, now' }))).code).toBe(0);
    expect((await sweep(release, by(one))).code).toBe(0);
    await refused(
      `experiment ${number} is called 'by id, now', and not 'by id' as in retention.traces.experiments: mend that, or leave the name out`,
      { ...one, name: 'by id' },
    );
    await refused('there is no experiment 77777, which retention.traces.experiments names: mend its id, or remove it', {
      id: '77777',
      olderThan: NEVER,
    });
    const twice = `retention.traces.experiments has experiment ${number} ('by id, now') more than once: which age is meant?`;
    const named = { name: 'by id, now', olderThan: '1d' };
    await refused(twice, { ...named, olderThan: NEVER }, named);
    await refused(twice, one, named);
    await refused('an entry of retention.traces.experiments has neither an id nor a name', { olderThan: NEVER });
    expect(await traces()).toContain(trace);
    await sweep(release);
  });

  test('who may make no schema to remember it in gives ids; a report says so, and goes on', async () => {
    const own = await ownedBy(newest);
    await own.sql(`ALTER DATABASE ${own.name} OWNER TO admin;
      INSERT INTO experiments (experiment_id, name, lifecycle_stage) VALUES (7, 'named', 'active');
      INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, status) VALUES ('tr-1', 7, 1500000000000, 'OK')`);
    const words = `what names lead to cannot be remembered: give ids in retention.traces.experiments, or, as the owner: GRANT CREATE ON DATABASE ${own.name} TO ${own.name}_owner\n`;
    const named = { name: 'named', olderThan: '1d' };
    const report = await sweep(own, { ...by(named), TRACES_DELETE: '' });
    expect(report.said).toContain(`traces: ${words}`);
    expect(report.said).toContain('traces: would delete 1 trace, with ');
    expect(report.code).toBe(0);
    expect(await sweep(own, by(named))).toMatchObject({ code: 1, said: expect.stringContaining(`traces: failed: ${words}`) }); // prettier-ignore
    expect(await own.sql('SELECT count(*) FROM trace_info')).toBe('1');
    expect((await sweep(own, by({ id: '7', olderThan: '1d' }))).said).toContain('traces: deleted 1 trace, with ');
  });
});

test.each([
  ['ahead', 200],
  ['behind', -200],
])('the database’s clock is %s: a trace is as old as it is by the clock that is behind', async (_, seconds) => {
  const [, trace] = await withTrace(`clock ${String(seconds)}`);
  const began = (more: number) => release.sql(`UPDATE trace_info SET timestamp_ms = (extract(epoch FROM pg_catalog.now() - interval '30 days ${String(more)} s') * 1000)::bigint
    WHERE request_id = '${trace}'`); // prettier-ignore
  await release.sql(`CREATE SCHEMA IF NOT EXISTS shadow; CREATE OR REPLACE FUNCTION shadow.now() RETURNS timestamptz LANGUAGE sql AS
      'SELECT pg_catalog.now() + interval ''${String(seconds)} s''';
    ALTER DATABASE ${release.name} SET search_path = shadow, pg_catalog, public`);
  // Old enough by one of the two, too young by the other.
  await began(-seconds / 2);
  expect((await sweep(release)).said).toContain('traces: deleted 0 traces, with ');
  await began(300);
  expect((await sweep(release)).said).toContain('traces: deleted 1 trace, with ');
  await release.sql(`ALTER DATABASE ${release.name} RESET search_path`);
});

test('a moment that cannot be, before 2015 or in the future, is no age: such traces stay, and are named', async () => {
  const experiment = await people.do('experiment', 'clocks');
  const [seconds = '', nanoseconds = '', first = '', last = ''] = await people.do<string[]>('traces', experiment, 4);
  const began = (trace: string, moment: string) => release.sql(`UPDATE spans SET start_time_unix_nano = 1, end_time_unix_nano = 2 WHERE trace_id = '${trace}';
    UPDATE trace_info SET timestamp_ms = ${moment} WHERE request_id = '${trace}'`); // prettier-ignore
  await began(seconds, '1600000000');
  await began(nanoseconds, '1600000000000000000');
  await began(first, '1420070400000');
  await began(last, '1420070399999');
  for (const env of [{ TRACES_OLDER_THAN: '30d' }, { ...SWEEPS, TRACES_LINKED: 'true' }]) {
    const { code, said } = await sweep(release, env);
    for (const trace of [seconds, last])
      expect(said).toContain(`traces: trace ${trace} of experiment ${experiment} stays: it began before 2015, by its client's clock: that is no age\n`); // prettier-ignore
    expect(said).toContain(`traces: trace ${nanoseconds} of experiment ${experiment} stays: it begins in the future, by its client's clock\n`); // prettier-ignore
    expect(said).toMatch(/traces: (would delete|deleted) 1 trace, with /);
    expect(code).toBe(0);
  }
  expect(await traces()).toEqual(expect.arrayContaining([seconds, nanoseconds, last]));
  expect(await traces()).not.toContain(first);
});
