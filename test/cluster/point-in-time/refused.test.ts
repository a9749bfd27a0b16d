/** What is not done, and in which words; what is done once; and what is left where somebody is killed. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { destination, keysOf, makeRelease, second, servers, stopAll, Volume, type Release } from './volume';

afterAll(stopAll);

const [oldest, newest] = servers.postgresql;
if (oldest === undefined || newest === undefined) throw new Error('there are not two of PostgreSQL');

/** The release of all tests: what was written, and when. */
let release: Release;
let early: string;
let between: string;
let late: string;

const volume = (postgresql = newest) => new Volume(postgresql, release);
/** One that goes back, and what it has then. */
const writtenOf = async (one: Volume): Promise<readonly string[]> => {
  await one.start();
  const found = await one.written();
  one.stop();
  return found;
};

beforeAll(async () => {
  release = await makeRelease();
  early = await second();
  const one = volume();
  const archive = await one.kept();
  await one.write('first');
  between = await second();
  await one.write('second');
  await archive.reach();
  late = await second();
  await archive.reach();
  await archive.kill();
  one.stop();
});

const quoted = (text: string) => text.replace(/[().]/g, '\\$&');

describe('refused, and nothing is touched', () => {
  const WORDS =
    'point in time: failed, and the database is as it was, but does not run (restore.enabled: false starts it): ';

  test('a time that nobody has kept', async () => {
    const one = volume();
    expect(await one.refused({ from: early })).toMatch(
      new RegExp(
        `^${quoted(WORDS)}there is no base backup below team/${release.name}/point-in-time/ in bucket ${release.bucket} that was complete by then; the oldest was at \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\n$`,
      ),
    );
    expect(await one.refused({ from: `team/another/${between}` })).toContain(
      'there is no base backup below team/another/point-in-time/',
    );
    expect(await one.refused({ from: await second() })).toMatch(
      new RegExp(
        `^${quoted(WORDS)}the changes in bucket ${release.bucket} reach until \\S+Z\\. For a later time, let it run for a minute `,
      ),
    );
    expect(await one.refused({ from: '2099-01-01T00:00:00Z' })).toBe(
      `${WORDS}restore.from is a time that is still to come\n`,
    );
    expect(await one.refused({ from: '2026-02-31T00:00:00Z' })).toContain(WORDS);
    expect(one.has('point-in-time')).toBe(false);
  });

  test('a volume that has a database, unless overwrite names the same time', async () => {
    const one = volume();
    await one.make();
    await one.write('mine');
    one.stop();
    expect(await one.refused({ from: between })).toBe(
      `${WORDS}the volume has a database. To go back with it, set restore.overwrite to ${between}, too: what is there now is kept beside it, as pgdata.replaced. To start as it is, set restore.enabled to false\n`,
    );
    expect(await one.refused({ from: between, overwrite: late })).toBe(
      `${WORDS}restore.overwrite is ${late} and restore.from is ${between}: name the same time in both\n`,
    );
    expect(await writtenOf(one)).toEqual(['mine']);
  });

  test('another major version of PostgreSQL', async () => {
    const one = volume(oldest);
    await expect(one.restore({ from: between })).rejects.toThrow(
      `the base backup is of PostgreSQL ${String(newest.major)}, and postgresql.image of ${String(oldest.major)}`,
    );
    expect(one.has('pgdata')).toBe(false);
  });

  test('a user or a database that were not there then', async () => {
    const one = volume();
    const words = 'postgresql.auth has to name the user and the database of then: ';
    await expect(one.restore({ from: between }, { POSTGRES_USER: 'another' })).rejects.toThrow(words);
    await expect(one.restore({ from: between }, { POSTGRES_DB: 'another' })).rejects.toThrow(words);
    expect(one.has('pgdata')).toBe(false);
    expect(await one.restore({ from: between })).toContain('restored');
    expect(await writtenOf(one)).toEqual(['first']);
  });

  test('a volume without room', async () => {
    const one = volume();
    const small = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'small-'));
    writeFileSync(
      join(small, 'sitecustomize.py'),
      'import shutil, collections\nUsage = collections.namedtuple("Usage", "total used free")\nshutil.disk_usage = lambda _: Usage(9, 9, 1 << 20)\n',
    );
    expect(await one.refused({ from: between }, { PYTHONPATH: small })).toMatch(
      /the volume has 1\.0 MiB free, and going back needs \d+\.\d GiB beside what is there: enlarge the claim, or remove pgdata\.replaced/,
    );
  });

  describe('what is in the bucket is damaged', () => {
    const kept = join(mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'kept-')), 'object');
    const keyOf = async (pattern: RegExp) => (await keysOf(release.bucket)).find((key) => pattern.test(key)) ?? '';
    /** With one object of the bucket as it should not be. */
    const damaged = async (pattern: RegExp, how: 'other' | 'gone', then: () => Promise<void>) => {
      const key = await keyOf(pattern);
      await destination.do('save', release.bucket, key, kept);
      if (how === 'gone') await destination.do('delete', release.bucket, key);
      else await destination.do('put', release.bucket, { [key]: 'something else' });
      try {
        await then();
      } finally {
        await destination.do('restore_file', release.bucket, key, kept);
      }
    };

    test('the base backup', async () => {
      const one = volume();
      await damaged(/base\.tar\.gz$/, 'other', async () => {
        await expect(one.restore({ from: between })).rejects.toThrow(
          'the base backup is damaged: it is not what was written',
        );
      });
      expect(one.has('pgdata')).toBe(false);
      // What was fetched then is not taken for good.
      await one.restore({ from: between });
      expect(await writtenOf(one)).toEqual(['first']);
    });

    test('its manifest: then there is none', async () => {
      await damaged(/manifest\.json$/, 'other', async () => {
        const said = await volume().refused({ from: between });
        expect(said).toMatch(/the manifest of backup base\/\S+ is damaged/);
        expect(said).toContain('there is no base backup below');
      });
    });

    test('its manifest is that of another: whoever can write to the bucket has put it there', async () => {
      const key = await keyOf(/manifest\.json$/);
      await damaged(/manifest\.json$/, 'other', async () => {
        const name = key.replace(/\/manifest\.json$/, '');
        const manifest = JSON.parse(readFileSync(kept, 'utf8')) as object;
        await destination.do('write_manifest', release.bucket, name, { ...manifest, name: 'base/../../../x' });
        expect(await volume().refused({ from: between })).toMatch(
          /the manifest of base\/\S+ is that of another base backup: this chart did not write it there/,
        );
      });
    });

    test('a change that it needs is gone', async () => {
      await damaged(/\/wal\/[0-9A-F]+(\.partial)?\.gz$/, 'gone', async () => {
        expect(await volume().refused({ from: between })).toMatch(
          /changes that base backup base\/\S+ needs are gone from/,
        );
      });
    });

    test('a change that it needs is another one', async () => {
      const one = volume();
      await damaged(/\/wal\/[0-9A-F]+(\.partial)?\.gz$/, 'other', async () => {
        await expect(one.restore({ from: between })).rejects.toThrow('is damaged: it is no whole segment');
      });
      expect(one.has('pgdata')).toBe(false);
    });

    test('up to when everything is there', async () => {
      await damaged(/reached\/00000001\.json$/, 'other', async () => {
        expect(await volume().refused({ from: between })).toMatch(/reached\/00000001\.json is damaged/);
      });
      await damaged(/reached\/00000001\.json$/, 'gone', async () => {
        expect(await volume().refused({ from: between })).toContain('reach until nowhere');
      });
    });
  });

  test('a base backup of which nobody keeps the changes', async () => {
    const one = new Volume(newest, await makeRelease());
    await one.make();
    await expect(one.base({ PREPARE_TIMEOUT_SECONDS: '1' })).rejects.toThrow(
      'nobody keeps changes of this database: pod wal-archive has not begun, and its log says why',
    );
  });
});

test('once; and once more with another request', async () => {
  const one = volume();
  await one.restore({ from: between });
  await one.start();
  await one.write('afterwards');
  one.stop();
  const again = await one.restore({ from: between });
  expect(again).toMatch(
    new RegExp(
      `^point in time: this restore, to ${between}, was done at \\S+: nothing is done now. Another restore.request restores once more\n$`,
    ),
  );
  expect(await writtenOf(one)).toEqual(['first', 'afterwards']);
  const asked = { from: between, overwrite: between, request: 'once more' };
  expect(await one.restore(asked)).toContain('restored');
  expect(await writtenOf(one)).toEqual(['first']);
  expect(one.has('pgdata.replaced/PG_VERSION')).toBe(true);
});

describe('killed', () => {
  /** Before a program runs for the nth time in recover.sh, that is killed, and the program too. */
  const killing = (program: string, time: number, isAfter = false): Readonly<Record<string, string>> => {
    const folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'instead-'));
    const counted = join(folder, 'counted');
    mkdirSync(counted);
    chmodSync(folder, 0o755);
    chmodSync(counted, 0o777);
    const rest = `PATH=\${PATH#*:} ${program} "$@"`;
    writeFileSync(
      join(folder, program),
      `#!/bin/bash\ntouch "${counted}/$$"\nif [ "$(ls "${counted}" | wc -l)" = ${String(time)} ]; then ${isAfter ? `${rest}; ` : ''}kill -KILL $PPID; exit 137; fi\n${rest}\n`,
      { mode: 0o755 },
    );
    return { PATH: `${folder}:${volume().env()['PATH'] ?? ''}` };
  };

  test.each([
    ['while it unpacks', 'tar', 1, false],
    ['before PostgreSQL repeats changes', 'pg_ctl', 1, false],
    ['while it does', 'psql', 1, false],
    ['when it is done, before it is said to be', 'sync', 1, false],
    ['when the former database has been put aside', 'mv', 2, true],
    ['when it is in its place', 'mv', 3, true],
  ])('%s: the old state or the new, and the next run succeeds', async (_when, program, time, isAfter) => {
    const one = volume();
    await one.make();
    await one.write('old');
    one.stop();
    const asked = { from: between, overwrite: between };
    for (const container of ['plan', 'fetch'] as const)
      expect((await one.prepare(container, asked).ended).code).toBe(0);
    const { code } = await one.prepare('recover', asked, killing(program, time, isAfter)).ended;
    expect(code).not.toBe(0);
    one.endRecovery();
    if (one.has('pgdata')) expect([['old'], ['first']]).toContainEqual(await writtenOf(one));
    await one.restore(asked);
    expect(await writtenOf(one)).toEqual(['first']);
    expect(one.has('point-in-time')).toBe(false);
    expect(one.has('pgdata.replaced/PG_VERSION')).toBe(true);
  });

  test.each(['plan', 'fetch'] as const)('%s: the next run succeeds', async (container) => {
    const one = volume();
    if (container === 'fetch') expect((await one.prepare('plan', { from: between }).ended).code).toBe(0);
    const running = one.prepare(container, { from: between });
    await new Promise((resolve) => setTimeout(resolve, 150));
    running.kill();
    await running.ended;
    await one.restore({ from: between });
    expect(await writtenOf(one)).toEqual(['first']);
  });
});
