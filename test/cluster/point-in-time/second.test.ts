/** Going back to a second: everything that was committed by then is there, and nothing that came later. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { makeRelease, second, servers, stopAll, Volume, writtenBy, type Release } from './volume';

afterAll(stopAll);

describe.each(servers.postgresql)('PostgreSQL $major', (postgresql) => {
  const volume = async (release?: Release) => new Volume(postgresql, release ?? (await makeRelease()));

  test('to a second between two runs, into an empty volume; and then on as ever', async () => {
    const old = await volume();
    const archive = await old.kept();
    await old.sql('CREATE SCHEMA mlflow_chart; CREATE TABLE mlflow_chart.identity (id text)');
    await old.sql('CREATE TABLE mlflow_chart.activity (x text); CREATE TABLE mlflow_chart.migration_backups (x text)');
    await old.sql(
      `INSERT INTO mlflow_chart.identity VALUES ('0123456789ab'); INSERT INTO mlflow_chart.activity VALUES ('one')`,
    );
    await old.write('first');
    const between = await second();
    await old.write('second');
    await archive.reach();
    await archive.kill();
    old.stop('immediate');
    const restored = await volume(old.release);
    const said = await restored.restore({ from: between });
    expect(said).toMatch(
      /point in time: base backup \d{8}T\d{6}Z-\w{4}, and \d+ files with the changes after it, up to /,
    );
    expect(said).toMatch(/point in time: last completed transaction was at log time \d{4}-/);
    expect(said).toMatch(/point in time: restored\n$/);
    await restored.start();
    expect(await restored.written()).toEqual(['first']);
    // It is another database than it was, and its user logs in with the Secret's password.
    expect(await restored.sql('SELECT id FROM mlflow_chart.identity')).toMatch(/^(?!0123456789ab)[0-9a-f]{12}$/);
    expect(await restored.sql('SELECT count(*) FROM mlflow_chart.activity')).toBe('0');
    expect(await restored.sql(`SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolname = 'admin'`)).toBe(
      't',
    );
    expect(restored.has('point-in-time')).toBe(false);
    expect(restored.has('pgdata.replaced')).toBe(false);
    // Its changes are kept from the first one on, and nobody needs a base backup for that.
    await restored.write('third');
    const later = restored.archive();
    await later.reach();
    const after = await second();
    await restored.write('fourth');
    await later.reach();
    await later.kill();
    restored.stop('immediate');
    const again = await volume(old.release);
    await again.restore({ from: after });
    await again.start();
    expect(await again.written()).toEqual(['first', 'third']);
  });

  test('in its place, to the wrong second; and then to one that had been given up', async () => {
    const one = await volume();
    const archive = await one.kept();
    await one.write('first');
    const wrong = await second();
    await one.write('second');
    const right = await second();
    await one.write('spoilt');
    await archive.reach();
    one.stop();
    const go = async (from: string) => {
      const said = await one.restore({ from, overwrite: from });
      expect(said).toContain('the former database lies in pgdata.replaced');
      await one.start();
    };
    await go(wrong);
    expect(await one.written()).toEqual(['first']);
    await one.write('instead');
    await archive.reach();
    one.stop();
    await go(right);
    expect(await one.written()).toEqual(['first', 'second']);
    // And once more forward, to what was written instead.
    await one.write('third');
    await archive.reach();
    const last = await second();
    await archive.reach();
    one.stop();
    await go(last);
    expect(await one.written()).toEqual(['first', 'second', 'third']);
    await archive.kill();
  });

  test('with base backups of what was given up: each time is as it was then', async () => {
    const one = await volume();
    const archive = await one.kept();
    const go = async (from: string) => {
      one.stop();
      requests += 1;
      await one.restore({ from, overwrite: from, request: String(requests) });
      await one.start();
      return one.written();
    };
    let requests = 0;
    const write = async (name: string) => {
      await one.write(name);
      // So that what was given up and what came instead have the same positions.
      for (let count = 0; count < 3; count += 1) await one.sql('SELECT txid_current(); SELECT pg_switch_wal()');
      const time = await second();
      await archive.reach();
      return time;
    };
    const first = await write('first');
    const second1 = await write('of the first line');
    expect(await go(first)).toEqual(['first']);
    await one.base();
    const second2 = await write('of the second line');
    expect(await go(first)).toEqual(['first']);
    const second3 = await write('of the third line');
    // Its newest base backup is of before everything.
    expect(await go(second3)).toEqual(['first', 'of the third line']);
    expect(await go(second2)).toEqual(['first', 'of the second line']);
    expect(await go(second1)).toEqual(['first', 'of the first line']);
    await archive.kill();
  });

  test('a time after the last change: nothing was written between', async () => {
    const one = await volume();
    const archive = await one.kept();
    await one.write('last');
    await archive.reach();
    const idle = await second();
    await archive.reach();
    await archive.kill();
    one.stop('immediate');
    expect(await writtenBy(one, idle)).toEqual(['last']);
  });
});
