/** What is kept, whatever ends or is away: the receiver with its node, the bucket, the database. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import {
  destination,
  keysOf,
  makeRelease,
  reachedBy,
  saidOf,
  second,
  servers,
  stopAll,
  Volume,
  writtenBy,
  type Release,
} from './volume';

afterAll(stopAll);

const [, newest] = servers.postgresql;
const volume = async (release?: Release) => {
  if (newest === undefined) throw new Error('there is no PostgreSQL');
  return new Volume(newest, release ?? (await makeRelease()));
};
const SLOTS = 'SELECT slot_name FROM pg_replication_slots ORDER BY 1';

test('nothing is there, changes without a base backup, and both', async () => {
  const one = await volume();
  await one.make();
  expect(await saidOf(one)).toEqual({ from: null, isReached: false });
  const archive = one.archive();
  await archive.reach();
  expect(await saidOf(one)).toEqual({ from: null, isReached: true });
  await one.base();
  const said = await saidOf(one);
  const oldest = (await keysOf(one.release.bucket)).find((key) => key.endsWith('manifest.json')) ?? '';
  const { finished } = JSON.parse(await destination.do('text', one.release.bucket, oldest)) as {
    readonly finished: string;
  };
  expect(said).toEqual({ from: finished, isReached: true });
  await archive.kill();
});

test('a receiver is lost with all that it had received: nothing is missing', async () => {
  const one = await volume();
  const first = await one.kept();
  await first.stopShipping();
  await one.write('received, and not in the bucket');
  await one.sql('SELECT pg_switch_wal()');
  await one.write('neither is this');
  // It has them, and the server would let go of what it has if it were asked for one slot alone.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await first.kill();
  await one.sql('CHECKPOINT');
  await one.sql('CHECKPOINT');
  const next = one.archive();
  await next.reach();
  expect(await writtenBy(one, await next.end())).toEqual(['received, and not in the bucket', 'neither is this']);
});

test('killed and started again, each of the two containers: nothing is missing', async () => {
  const one = await volume();
  const archive = await one.kept();
  await one.write('first');
  await archive.stopReceiving();
  archive.receiveAgain();
  await one.write('second');
  await archive.reach();
  await archive.stopShipping();
  await one.write('third');
  archive.shipAgain();
  await archive.reach();
  expect(await writtenBy(one, await archive.end())).toEqual(['first', 'second', 'third']);
});

test('a receiver is killed, and what it had handed over gone meanwhile: it goes on', async () => {
  const one = await volume();
  const archive = await one.kept();
  await archive.stopShipping();
  await one.write('handed over');
  await one.sql('SELECT pg_switch_wal()');
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await archive.stopReceiving();
  archive.shipAgain();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  archive.receiveAgain();
  expect(await writtenBy(one, await archive.end())).toEqual(['handed over']);
});

test('the bucket is away: changes wait, in the pod up to a limit and then on the server; and it promises nothing meanwhile', async () => {
  const one = await volume();
  const archive = await one.kept();
  await archive.stopShipping();
  archive.shipAgain({ BACKUP_ENDPOINT: 'http://127.0.0.1:1' });
  await one.write('while it was away');
  const before = await reachedBy(one.release);
  for (let count = 0; count < 50; count += 1) await one.sql(`SELECT txid_current(); SELECT pg_switch_wal()`);
  const end = Date.now() + 60_000;
  while (!archive.said().includes('what comes now waits on the server') && Date.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 300));
  expect(archive.said()).toMatch(/receive: \d+ files wait for the bucket: what comes now waits on the server/);
  expect(await reachedBy(one.release)).toBe(before);
  await archive.stopShipping();
  archive.shipAgain();
  await archive.reach(120);
  expect(await writtenBy(one, await archive.end())).toEqual(['while it was away']);
});

test('the database is restarted: it goes on', async () => {
  const one = await volume();
  const archive = await one.kept();
  await one.write('before');
  one.stop();
  await one.start();
  await one.write('after');
  await archive.reach();
  expect(archive.said()).toContain('pg_receivewal has ended, and is started again');
  expect(await one.sql(SLOTS)).toBe('mlflow_archive\nmlflow_receive');
  await archive.kill();
});

test('more than the server may keep: it says so, and the next base backup begins anew', async () => {
  const one = await volume();
  await one.make();
  one.stop();
  await one.start({ max_slot_wal_keep_size: '32MB' });
  const first = one.archive();
  await first.reach();
  await one.base();
  await one.write('before the gap');
  const before = await second();
  await one.write('the end of what is there');
  await first.reach();
  await first.kill();
  for (let count = 0; count < 8; count += 1) await one.sql(`SELECT txid_current(); SELECT pg_switch_wal()`);
  await one.sql('CHECKPOINT');
  await one.write('in the gap');
  const within = await second();
  const next = one.archive();
  await next.reach();
  expect(next.said()).toContain('the server had to drop changes that were not in the bucket yet');
  expect(await saidOf(one)).toEqual({ from: null, isReached: true });
  await one.write('after the gap');
  const later = await second();
  await one.write('later');
  await next.reach();
  const broken = await volume(one.release);
  await expect(broken.restore({ from: within })).rejects.toThrow('changes are missing in the bucket');
  await expect(broken.restore({ from: later })).rejects.toThrow('changes are missing in the bucket');
  await broken.restore({ from: before });
  await broken.start();
  expect(await broken.written()).toEqual(['before the gap']);
  await one.base();
  const whole = await saidOf(one);
  expect([(whole.from ?? '') > later, whole.isReached]).toEqual([true, true]);
  await one.write('with a base backup');
  const well = await second();
  await one.write('last');
  await next.reach();
  await next.kill();
  one.stop('immediate');
  expect(await writtenBy(one, well)).toEqual([
    'before the gap',
    'the end of what is there',
    'in the gap',
    'after the gap',
    'later',
    'with a base backup',
  ]);
});

test('a file that cannot be compressed, on a full disk for example, is not taken for one that is in the bucket', async () => {
  const one = await volume();
  const folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'instead-'));
  const full = join(folder, 'full');
  writeFileSync(
    join(folder, 'gzip'),
    `#!/bin/bash\n[ ! -e "${full}" ] || { echo "no space left" >&2; exit 1; }\nPATH=\${PATH#*:} gzip "$@"\n`,
    { mode: 0o755 },
  );
  await one.make();
  const archive = one.archive({ PATH: `${folder}:${one.env()['PATH'] ?? ''}` });
  await archive.reach();
  await one.base();
  writeFileSync(full, '');
  await one.write('meanwhile');
  const written = await one.sql('SELECT pg_current_wal_flush_lsn()');
  await one.sql('SELECT pg_switch_wal()');
  await new Promise((resolve) => setTimeout(resolve, 4000));
  expect(archive.said()).toContain('no space left');
  const isKept = `SELECT restart_lsn < '${written}' FROM pg_replication_slots WHERE slot_name = 'mlflow_archive'`;
  expect(await one.sql(isKept)).toBe('t');
  rmSync(full);
  await archive.reach();
  expect(await writtenBy(one, await archive.end())).toEqual(['meanwhile']);
});

test('somebody drops what keeps them: what there is of a segment is not taken for all of it', async () => {
  const one = await volume();
  const first = await one.kept();
  await one.write('in the bucket');
  await first.reach();
  await first.kill();
  await one.sql(`SELECT pg_drop_replication_slot('mlflow_archive'); SELECT pg_drop_replication_slot('mlflow_receive')`);
  await one.write('of that segment, too');
  await one.sql('SELECT pg_switch_wal()');
  await one.sql('CHECKPOINT');
  const next = one.archive();
  await next.reach();
  const time = await second();
  await next.reach();
  expect(await saidOf(one)).toEqual({ from: null, isReached: true });
  await next.kill();
  one.stop('immediate');
  await expect((await volume(one.release)).restore({ from: time })).rejects.toThrow(
    'changes are missing in the bucket',
  );
});

test('base backups end, and with them the changes before; those of the days that one can go back do not', async () => {
  const one = await volume();
  const archive = await one.kept();
  await one.sql('SELECT txid_current(); SELECT pg_switch_wal()');
  await archive.reach();
  const named = async (pattern: RegExp) => (await keysOf(one.release.bucket)).filter((key) => pattern.test(key));
  const bases = () => named(/\/base\/.*manifest/);
  const [first] = await bases();
  await one.base();
  expect(await bases()).toHaveLength(2);
  const segments = await named(/\/wal\//);
  // A tenth of a second ago: of what is older, the newest is needed.
  const said = await one.base({ POINT_IN_TIME_DAYS: '0.000001' });
  expect(said).toContain(`base: pruned ${first?.replace(/^.*\/(base\/[^/]+)\/.*$/, '$1') ?? ''}`);
  expect(await bases()).toHaveLength(1);
  expect(await named(/\/base\/.*tar/)).toHaveLength(1);
  const left = await named(/\/wal\//);
  expect(left.length).toBeLessThan(segments.length);
  await one.write('first');
  const time = await second();
  await one.write('second');
  await archive.reach();
  await archive.kill();
  one.stop('immediate');
  expect(await writtenBy(one, time)).toEqual(['first']);
});
