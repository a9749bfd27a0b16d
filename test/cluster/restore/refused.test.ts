/** What cannot be restored is refused in words, before anything is touched. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execute, outputOf } from '../../support/execute';
import { closeStores, destination, newest, oldest, Release, runs, type Variables } from '../backup/pod';
import { MLFLOW, MLFLOW_BEFORE } from '../images/versions';
import { inMlflow } from '../local/prepare';
import { databasesOf, over, restorePod, setAside, stateOf, type Container, type RestorePod, type State } from './pod';

/** MLflow looks at the second one when it is imported. */
const KEYS = {
  MLFLOW_CRYPTO_KEK_PASSPHRASE: 'a long passphrase',
  MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64url') + '=',
};

afterAll(closeStores);

let release: Release;
let first: string;
let second: string;
let before: State;

beforeAll(async () => {
  release = await Release.make(oldest, { env: KEYS });
  await release.sql(runs(3));
  await release.put({ a: 'a', b: 'b' });
  first = (await release.backup()).name;
  await release.put({ c: 'c' });
  second = (await release.backup()).name;
  await release.put({ a: 'x' });
  await release.remove('b');
  before = await stateOf(release);
});

/** What a pod says, the last of whose containers refuses. */
async function refusal(pod: RestorePod, containers: readonly Container[] = ['check']): Promise<string> {
  const last = containers.at(-1) ?? 'check';
  await pod.all(containers.slice(0, -1));
  const { code, said } = await pod.run(last);
  expect([code, said]).toEqual([1, expect.anything()]);
  return said;
}

async function isUntouched(): Promise<void> {
  expect(await stateOf(release)).toEqual(before);
  expect(await setAside(release)).toEqual([]);
  expect((await databasesOf(release)).filter((name) => name.includes('replaced'))).toEqual([]);
}

test('the latest is not what was backed up after the volume was lost', async () => {
  const lost = await Release.make(oldest, { env: KEYS });
  await lost.sql(runs(40));
  const full = (await lost.backup()).name;
  await lost.sql("DELETE FROM runs; UPDATE mlflow_chart.identity SET id = '0123456789ab'");
  const empty = (await lost.backup()).name;
  await lost.sql('DELETE FROM experiments WHERE experiment_id > 0');
  expect(await refusal(restorePod(lost, { from: 'latest' }))).toContain(
    `the latest backup, ${empty}, has 0 runs and 0 artefacts, or follows one that had far less than the one before: it may be what came after a loss. Name the one that you mean in restore.from: ${full} with 40 runs and 0 artefacts`,
  );
  expect((await restorePod(lost, { from: full }).run('check')).code).toBe(0);
  expect((await restorePod(lost, { from: empty }).run('check')).code).toBe(0);
});

describe('what is asked', () => {
  const short = () => second.split('/').slice(2).join('/');
  test.each([
    [
      'an unknown name',
      () => ({ from: first.replace(/.{4}$/, 'ffff') }),
      () =>
        `there is no complete backup ${first.replace(/.{4}$/, 'ffff')} in bucket ${release.backups}. The newest: ${second}, ${first}`,
    ],
    [
      'a name of this release that is unknown',
      () => ({ from: 'aaaaaaaaaaaa/20200101T000000Z-0000' }),
      () => `The newest: ${second}, ${first}`,
    ],
    [
      'a database that is not empty',
      () => ({ from: short() }),
      () =>
        `the database is not empty: public.experiments has a row that MLflow did not make at its first start. To replace what is there, set restore.from and restore.overwrite to ${second}; what is replaced is kept until the next restore`,
    ],
    [
      'the latest, over what is there',
      () => ({ from: 'latest' }),
      () => `To replace what is there, set restore.from and restore.overwrite to ${second}`,
    ],
    [
      'latest with overwrite',
      () => ({ from: 'latest', overwrite: first }),
      () => 'restore.overwrite and restore.from latest: what is latest changes',
    ],
    [
      'another one to overwrite with',
      () => ({ from: first, overwrite: second }),
      () => `restore.overwrite is ${second} and restore.from is ${first}: name the same backup in both`,
    ],
  ])('%s', async (_title, asked, words) => {
    expect(await refusal(restorePod(release, asked()))).toContain(words());
    await isUntouched();
  });

  test('the full and the short name are the same backup', async () => {
    const asked = { from: short(), overwrite: second };
    expect(await restorePod(release, asked).all(['check'])).toContain('restore.overwrite says that it may be replaced');
    await isUntouched();
  });
});

describe('keys', () => {
  test.each([
    [
      'another',
      { MLFLOW_CRYPTO_KEK_PASSPHRASE: 'another' },
      'the key MLFLOW_CRYPTO_KEK_PASSPHRASE is another one than when',
    ],
    [
      'none',
      { MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY: '' },
      'the key MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY is missing, and was there when',
    ],
  ])('%s', async (_title, env, words) => {
    const said = await refusal(over(release, second, '', env));
    expect(said).toContain(words);
    expect(said).toContain(
      'Put the old key back into its Secret (mlflow.encryption.existingSecret), restore, and rotate the key then (docs/secrets.md)',
    );
    await isUntouched();
  });
});

describe('damage', () => {
  const file = (path: string) => `${first}/${path}`;
  const spoil = async (path: string, change: (text: string) => string): Promise<() => Promise<unknown>> => {
    const saved = join(mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'saved-')), 'file');
    await destination.do('save', release.backups, path, saved);
    await destination.do('put', release.backups, { [path]: change('') });
    return () => destination.do('restore_file', release.backups, path, saved);
  };
  test.each([
    ['the manifest', 'manifest.json', /the manifest of backup \S+ is damaged: it is not what was written/],
    ['the dump', 'database.dump', /the dump of \S+ is damaged: it is not what was written/],
    ['the index', 'artifacts.jsonl.gz', /the index of backup \S+ is damaged: it is not what was written/],
    ['an object', 'artifacts/a', /\S+ is damaged: the copies of 1 artefacts are gone or changed: 'a'/],
  ])('%s', async (_title, path, words) => {
    const mend = await spoil(file(path), () => '{"format": 1}');
    const said = await refusal(over(release, first));
    expect(said).toMatch(words);
    expect(said).toMatch(/^restore: failed, and nothing was touched: /m);
    await isUntouched();
    await mend();
  });

  test('an object that is gone', async () => {
    const mend = await spoil(file('artifacts/b'), () => '');
    await destination.do('delete', release.backups, file('artifacts/b'));
    expect(await refusal(over(release, first))).toMatch(/the copies of 1 artefacts are gone or changed: 'b'/);
    await isUntouched();
    await mend();
    expect(await over(release, first).all(['check'])).toContain('2 objects');
  });
});

describe('versions', () => {
  test('of a newer MLflow', async () => {
    const PATH = (release.env['PATH'] ?? '').replace(binOf(MLFLOW), binOf(MLFLOW_BEFORE));
    const said = await refusal(over(release, first, '', { PATH }));
    expect(said).toMatch(
      /the tables of \S+ have schema \w+, which MLflow \S+ does not know: MLflow 3\.\d+\.\d+ made them, and none migrates back\. Install at least that version, and restore then/,
    );
  });

  test('of a newer PostgreSQL', async () => {
    const made = await Release.make(newest);
    const { name } = await made.backup();
    const older = await Release.make(oldest, { env: { BACKUP_BUCKET: made.backups } });
    expect(await refusal(over(older, name))).toContain(
      `${name} is of PostgreSQL ${String(newest.major)}, and the server is ${String(oldest.major)}: PostgreSQL loads no dump of a newer one`,
    );
    // The server could, the image of the backup cannot.
    const same = await Release.make(newest, { env: { BACKUP_BUCKET: made.backups } });
    const PATH = (same.env['PATH'] ?? '').replace(newest.programs, oldest.programs);
    expect(await refusal(over(same, name, '', { PATH }), ['check', 'load'])).toContain(
      `pg_restore is of PostgreSQL ${String(oldest.major)}, and pg_dump was of ${String(newest.major)}: set backup.image.tag to an image of ${String(newest.major)}`,
    );
  });
});

const binOf = (version: string) => inMlflow(version, 'python').replace(/\/python$/, '');

test('somebody has begun to use the database meanwhile', async () => {
  const empty = await Release.make(oldest, { env: { BACKUP_BUCKET: release.backups, ...KEYS } });
  const pod = restorePod(empty, { from: first });
  await pod.all(['check', 'load', 'copy']);
  await empty.sql(runs(1));
  const { code, said } = await pod.run('finish');
  expect([code, said]).toEqual([
    1,
    expect.stringContaining(
      'somebody has begun to use the database, which was empty: public.experiments has a row that',
    ),
  ]);
  expect(await empty.sql('SELECT count(*) FROM runs')).toBe('1');
});

describe('an encrypted dump', () => {
  let encrypted: Release;
  let name: string;
  let then: State;
  let home: string;
  const gpg = async (...args: readonly string[]) => {
    const outcome = await execute('gpg', [
      '--homedir',
      home,
      '--batch',
      '--pinentry-mode',
      'loopback',
      '--passphrase',
      '',
      ...args,
    ]);
    return `${outcome.stdout}${outcome.stderr}`;
  };

  beforeAll(async () => {
    home = mkdtempSync('/tmp/gpg-');
    outputOf(
      await execute('gpg', [
        '--homedir',
        home,
        '--batch',
        '--passphrase',
        '',
        '--quick-generate-key',
        'ops@example.com',
        'default',
        'default',
        'never',
      ]),
    );
    const recipients = join(home, 'recipients.asc');
    writeFileSync(
      recipients,
      outputOf(await execute('gpg', ['--homedir', home, '--armor', '--export', 'ops@example.com'])),
    );
    encrypted = await Release.make(oldest);
    await encrypted.sql(runs(5));
    name = (await encrypted.backup({ ENCRYPTION_RECIPIENTS_FILE: recipients })).name;
    then = await stateOf(encrypted);
    await encrypted.sql('DELETE FROM runs');
  });
  afterAll(async () => {
    await execute('gpgconf', ['--homedir', home, '--kill', 'all']);
    await execute('rm', ['-r', home]);
  });

  test('says how its key is had', async () => {
    const said = await refusal(over(encrypted, name));
    expect(said).toMatch(
      /is encrypted to [0-9A-F]{40}\. Whoever has one of these keys gets the key of this one dump, and no other, with: gpg --show-session-key/,
    );
  });

  test('is not opened by another key', async () => {
    const pod = over(encrypted, name, '', { RESTORE_SESSION_KEY: `9:${'0'.repeat(64)}` });
    const said = await refusal(pod, ['check', 'load']);
    expect(said).toContain('RESTORE_SESSION_KEY does not open this dump: ');
    // Nor is any said: it may be the right one of another.
    expect(said).not.toContain('0'.repeat(64));
  });

  test('is opened by its own, as gpg prints it', async () => {
    const file = join(home, 'dump.gpg');
    await destination.do('save', encrypted.backups, `${name}/database.dump.gpg`, file);
    const said = await gpg('--show-session-key', '--output', join(home, 'plain'), '--decrypt', file);
    const [, key = ''] = /session key: '([^']+)'/.exec(said) ?? [];
    // With the quotes, and the end of a file.
    const env: Variables = { RESTORE_SESSION_KEY: `'${key}'\n` };
    await over(encrypted, name, '', env).all();
    expect(await stateOf(encrypted)).toEqual(then);
  });
});
