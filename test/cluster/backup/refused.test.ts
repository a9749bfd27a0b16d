/** What a backup cannot do is said in words, and makes nothing that could be taken for a backup. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execute, outputOf } from '../../support/execute';
import { sql, toDatabase } from '../local/postgresql';
import { remark } from '../../support/proofs';
import { closeStores, destination, instead, newest, oldest, Release, runs, type Pod } from './pod';

let release: Release;

beforeAll(async () => {
  release = await Release.make(oldest);
  await release.sql(runs(30));
});
afterAll(closeStores);

async function failure(pod: Pod, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { code, said } = await pod.run('dump', env);
  expect(code).toBe(1);
  expect(readdirSync(pod.work)).not.toContain('dump.json');
  const [, name] = /^backup: (\S+) begins$/m.exec(said) ?? [];
  // Nothing waits for it.
  if (name !== undefined)
    expect(await release.sql(`SELECT count(*) FROM mlflow_chart.activity WHERE name = '${name}'`)).toBe('0');
  return said;
}

describe('the dump', () => {
  test('of another major', async () => {
    const PATH = (release.env['PATH'] ?? '').replace(oldest.programs, newest.programs);
    expect(await failure(release.pod({ PATH }))).toMatch(
      `backup: backup.image has pg_dump ${String(newest.major)}, but the server is PostgreSQL ${String(oldest.major)}: set backup.image.tag to an image of ${String(oldest.major)}\n`,
    );
  });

  test('of a database that does not answer', async () => {
    const said = await failure(release.pod({ PGPORT: '1', PREPARE_TIMEOUT_SECONDS: '1' }));
    expect(said).toMatch(/^backup: waiting for the database: .*Connection refused/m);
    expect(said).toMatch(/^backup: gave up waiting for the database: /m);
  });

  test('by a user who may not make a schema', async () => {
    const reader = `reader${String(process.pid)}`;
    const other = await Release.make(oldest);
    await sql(oldest, other.name, `CREATE ROLE ${reader} LOGIN`);
    expect(await failure(other.pod({ ...toDatabase(oldest, other.name, reader) }))).toMatch(
      `Let it, as the owner of the database: GRANT CREATE ON DATABASE "${other.name}" TO "${reader}";`,
    );
  });

  test('while a pod migrates', async () => {
    const key = "x'6d6c666c6f77'::bigint";
    const holding = release.sql(`SELECT pg_advisory_lock(${key}); SELECT pg_sleep(6)`);
    const pod = release.pod();
    const waiting = await failure(pod, { PREPARE_TIMEOUT_SECONDS: '2' });
    expect(waiting).toMatch(/waiting for the database: a pod is migrating it/);
    await holding;
    expect((await pod.run('dump')).code).toBe(0);
  });

  test.each([
    [
      'that pg_dump cannot make',
      'pg_dump',
      'echo "pg_dump: error: no rights" >&2; exit 1',
      /backup: pg_dump failed: pg_dump: error: no rights/,
    ],
    [
      'that pg_dump cuts short',
      'pg_dump',
      '"$REAL/pg_dump" "$@"; for last; do case $last in --file=*) truncate -s -300 "${last#*=}";; esac; done',
      /backup: pg_restore cannot read the dump to its end: it is damaged/,
    ],
    [
      'without the rows of a table',
      'pg_dump',
      '"$REAL/pg_dump" "$@" --exclude-table-data=public.runs',
      /backup: the dump is not whole: it lists the rows of \d+ tables of \d+/,
    ],
    [
      'that is empty',
      'pg_dump',
      'for last; do case $last in --file=*) : >"${last#*=}";; esac; done',
      /backup: pg_restore cannot list the dump/,
    ],
  ])('%s', async (_what, program, text, words) => {
    const version = '[ "$1" != --version ] || exec "$REAL/pg_dump" --version\n';
    const PATH = `${instead(program, version + text)}:${release.env['PATH'] ?? ''}`;
    const pod = release.pod({ PATH, REAL: oldest.programs });
    expect(await failure(pod)).toMatch(words);
  });

  test('on a volume that is full', async () => {
    const pod = release.pod();
    const small = ['unshare', '--mount', 'sh', '-ec', `mount -t tmpfs -o size=64k tmpfs ${pod.work}; exec bash "$0"`];
    const [file, ...args] = [...small, join(__dirname, '../../../charts/backup/dump.sh')];
    const { code, stderr } = await execute(file, args, { env: { ...pod.env, WORK: pod.work } });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^backup: \S+ is full: the dump, and the same again while it is encrypted, must fit there/m);
  });
});

describe('the copy', () => {
  test('into the bucket of the artefacts', async () => {
    const pod = release.pod();
    await pod.run('dump');
    const there = { BACKUP_ENDPOINT: release.env['MLFLOW_S3_ENDPOINT_URL'] ?? '', BACKUP_BUCKET: release.artifacts };
    const { code, said } = await pod.run('list', there);
    expect(code).toBe(1);
    expect(said).toMatch(/^backup: failed: the backup's bucket is the artefact store's/m);
  });

  test('by credentials that the destination does not know', async () => {
    const pod = release.pod({ BACKUP_SECRET_ACCESS_KEY: 'wrong' });
    await pod.run('dump');
    const { code, said } = await pod.run('list');
    expect(code).toBe(1);
    expect(said).toMatch(/^backup: failed: .*SignatureDoesNotMatch/m);
  });

  test('by nobody: without keys of its own, it is not the artefact store that gives the right', async () => {
    const pod = release.pod({
      BACKUP_ACCESS_KEY_ID: '',
      BACKUP_SECRET_ACCESS_KEY: '',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    await pod.run('dump');
    const { code, said } = await pod.run('list');
    expect(code).toBe(1);
    expect(said).toMatch(/^backup: failed: Unable to locate credentials/m);
  });

  test('of which rclone fails: the list stays, and the next try goes on', async () => {
    await release.put({ some: 'text' });
    const pod = release.pod();
    for (const container of ['dump', 'list'] as const) await pod.run(container);
    const PATH = `${instead('rclone', 'echo "no route" >&2; exit 5')}:${release.env['PATH'] ?? ''}`;
    const { code, said } = await pod.run('copy', { PATH });
    expect(code).toBe(1);
    expect(said).toMatch(
      /no route\nbackup: rclone could not copy list 1 of 1, and ended with 5: its words are above\n/,
    );
    const { name } = await pod.all(['copy', 'finish']);
    expect(await release.backedUp(name)).toEqual(await release.live());
  });
});

describe('encryption', () => {
  let home: string;
  let file: string;
  const gpg = async (...args: readonly string[]) =>
    outputOf(await execute('gpg', ['--homedir', home, '--batch', ...args]));

  beforeAll(async () => {
    home = instead('home', '');
    await execute('chmod', ['700', home]);
    for (const name of ['on-call', 'safe'])
      await gpg('--quiet', '--passphrase', '', '--quick-generate-key', name, 'default', 'default', 'never');
    file = join(home, 'recipients.asc');
    writeFileSync(file, await gpg('--armor', '--export'));
  });
  afterAll(async () => {
    await execute('gpgconf', ['--homedir', home, '--kill', 'all']);
  });

  test('to two public keys: what is uploaded opens with a key from outside, and the plain dump is gone', async () => {
    const encrypted = await Release.make(newest, { env: { ENCRYPTION_RECIPIENTS_FILE: file } });
    await encrypted.sql(runs(2));
    const { name, work, said } = await encrypted.backup();
    const manifest = await encrypted.manifest(name);
    const fingerprints = (await gpg('--with-colons', '--list-keys'))
      .split('\n')
      .filter((line, index, lines) => line.startsWith('fpr') && (lines[index - 1] ?? '').startsWith('pub'))
      .map((line) => line.split(':')[9]);
    expect(manifest.encryption?.recipients).toEqual(fingerprints);
    expect(fingerprints).toHaveLength(2);
    expect(said).toContain(`encrypted to ${fingerprints.join(' ')}`);
    expect(readdirSync(work)).not.toContain('database.dump');
    expect(manifest.database.file).toBe('database.dump.gpg');
    const fetched = join(work, 'fetched');
    await destination.do('save', encrypted.backups, `${name}/database.dump.gpg`, fetched);
    expect(outputOf(await execute('sha256sum', [fetched])).split(' ')[0]).toBe(manifest.database.sha256);
    await gpg('--output', `${fetched}.plain`, '--decrypt', fetched);
    const list = outputOf(await execute(join(newest.programs, 'pg_restore'), ['--list', `${fetched}.plain`]));
    expect(list.split('\n').filter((line) => line !== '' && !line.startsWith(';'))).toHaveLength(
      manifest.database.entries,
    );
    // As the one who restores gets it, without the identity.
    const shown = await execute('gpg', [
      '--homedir',
      home,
      '--batch',
      '--show-session-key',
      '--output',
      '/dev/null',
      '--yes',
      '--decrypt',
      fetched,
    ]);
    const [, session = ''] = /session key: '(\S+)'/.exec(shown.stderr) ?? [];
    const stranger = instead('stranger', '');
    await execute('chmod', ['700', stranger]);
    outputOf(
      await execute('gpg', [
        '--homedir',
        stranger,
        '--batch',
        '--override-session-key',
        session,
        '--output',
        `${fetched}.again`,
        '--decrypt',
        fetched,
      ]),
    );
    outputOf(await execute('cmp', [`${fetched}.plain`, `${fetched}.again`]));
    remark(`${String(manifest.database.bytes)} bytes, two recipients`);
  });

  test('to what is no key', async () => {
    writeFileSync(`${file}.wrong`, 'no key');
    expect(await failure(release.pod(), { ENCRYPTION_RECIPIENTS_FILE: `${file}.wrong` })).toMatch(
      /backup.encryption.recipients are no public keys of OpenPGP/,
    );
  });

  test('to a key that has expired', async () => {
    await gpg(
      '--quiet',
      '--passphrase',
      '',
      '--faked-system-time',
      '20200101T000000',
      '--quick-generate-key',
      'old',
      'default',
      'default',
      '1d',
    );
    writeFileSync(`${file}.old`, await gpg('--armor', '--export', 'old'));
    expect(await failure(release.pod(), { ENCRYPTION_RECIPIENTS_FILE: `${file}.old` })).toMatch(
      /backup: gpg failed: .*unusable: it is expired, or has no subkey for encryption/s,
    );
  });
});
