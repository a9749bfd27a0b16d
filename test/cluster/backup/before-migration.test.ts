/** No migration of a database with tables without a fresh backup of it; of many pods, one makes it. */
import { existsSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { MLFLOW, MLFLOW_BEFORE } from '../images/versions';
import { inMlflow, migrate } from '../local/prepare';
import { closeStores, destination, newest, oldest, Release, read, runs, type Container } from './pod';

afterAll(closeStores);

const CONTAINERS: readonly Container[] = ['needed', 'dump', 'finish'];

/** A database of an older MLflow, and the server's pods of this one. */
async function upgraded(): Promise<{ readonly release: Release; readonly env: Record<string, string> }> {
  const release = await Release.make(oldest, { version: MLFLOW_BEFORE });
  await release.sql(runs(7));
  const PATH = (release.env['PATH'] ?? '').replace(
    join(inMlflow(MLFLOW_BEFORE, 'python'), '..'),
    join(inMlflow(MLFLOW, 'python'), '..'),
  );
  return { release, env: { BEFORE_MIGRATION: '1', PATH, MLFLOW_VERSION: MLFLOW } };
}

describe('before a migration', () => {
  test('an empty database needs no backup, and neither does one of this MLflow', async () => {
    const release = await Release.make(newest);
    const current = release.pod({ BEFORE_MIGRATION: '1' });
    const { said } = await current.all(CONTAINERS);
    expect(said).toMatch(
      /^backup: no migration is due \(tracking store at [0-9a-f]{12}, users at None\): no backup is needed$/m,
    );
    await release.sql('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    expect((await release.pod({ BEFORE_MIGRATION: '1' }).all(CONTAINERS)).said).toMatch(/the database has no tables/);
    expect(await release.keys()).toEqual([]);
    expect(await release.sql("SELECT to_regnamespace('mlflow_chart') IS NULL")).toBe('t');
  });

  test('one that a newer MLflow made needs none: it will not be migrated', async () => {
    const release = await Release.make(oldest);
    await release.sql("UPDATE alembic_version SET version_num = 'ffffffffffff'");
    const { said } = await release.pod({ BEFORE_MIGRATION: '1' }).all(CONTAINERS);
    expect(said).toMatch(/does not know the schema ffffffffffff, which a newer one made/);
    expect(await release.keys()).toEqual([]);
  });

  test("one whose users are an older MLflow's needs one where MLflow has its own login", async () => {
    const release = await Release.make(newest);
    await release.sql(`CREATE TABLE users (id int); CREATE TABLE alembic_version_auth (version_num text);
      INSERT INTO alembic_version_auth VALUES ('8606fa83a998')`);
    const pod = release.pod({ BEFORE_MIGRATION: '1' });
    expect((await pod.run('needed')).said).toMatch(/^backup: no migration is due/m);
    const { said } = await pod.run('needed', { LOGIN_SETTINGS: '[mlflow]' });
    expect(said).toMatch(/^backup: a migration of the users is due \(tracking store at \w+, users at 8606fa83a998\)/m);
    const { name } = await pod.all(['dump', 'finish']);
    expect((await release.manifest(name)).schema.auth).toBe('8606fa83a998');
  });

  test('of three pods at once, one makes the backup, and the others wait for it', async () => {
    const { release, env } = await upgraded();
    await release.put({ artifact: 'text' });
    const scheduled = await release.backup();
    const pods = await Promise.all([1, 2, 3].map(() => release.beforeMigration(env)));
    const makers = pods.filter(({ name }) => name !== '');
    expect(makers).toHaveLength(1);
    const [{ name } = { name: '' }] = makers;
    expect(await release.complete()).toEqual([scheduled.name, name]);
    for (const { said } of pods.filter((pod) => pod.name === ''))
      expect(said).toContain(`backup: ${name} is a backup of this schema, younger than an hour`);
    const manifest = await release.manifest(name);
    expect(manifest).toMatchObject({
      kind: 'before-migration',
      artifacts: { objects: 1, copied: 0, index: { backup: scheduled.name } },
    });
    expect(manifest.database.tables['public.runs']).toBe(7);
    expect(await release.backedUp(name)).toEqual(await release.live());
    expect(await release.sql('SELECT count(*) FROM mlflow_chart.activity')).toBe('0');
    remark(
      pods
        .map(({ said }) => (said.includes('waiting for the backup before this migration') ? 'waited' : 'did not wait'))
        .join(', '),
    );
    // The migration itself, and then nothing is due.
    await migrate(oldest, release.name, MLFLOW);
    expect((await release.beforeMigration(env)).said).toMatch(/no migration is due/);
  });

  test('a fresh backup of the same schema is enough; one of an hour ago, or of another schema, is not', async () => {
    const { release, env } = await upgraded();
    const first = await release.beforeMigration(env);
    expect(first.said).toMatch(/no backup has copied artefacts yet/);
    expect((await release.beforeMigration(env)).name).toBe('');
    await release.sql("UPDATE mlflow_chart.migration_backups SET finished = now() - interval '61 minutes'");
    const second = await release.beforeMigration(env);
    expect(second.name).not.toBe('');
    await release.sql("UPDATE mlflow_chart.migration_backups SET revision = 'another'");
    const third = await release.beforeMigration(env);
    expect(await release.complete()).toEqual([first.name, second.name, third.name]);
  });

  test('a claim of another pod is waited for while it is young, and taken over when it is not', async () => {
    const { release, env } = await upgraded();
    const stuck = release.pod(env);
    for (const container of ['needed', 'dump'] as const) expect((await stuck.run(container)).code).toBe(0);
    const other = release.pod({ ...env, PREPARE_TIMEOUT_SECONDS: '3' });
    await other.run('needed');
    const waited = await other.run('dump');
    expect(waited.code).toBe(1);
    expect(waited.said).toMatch(
      /gave up waiting for the backup before this migration: another pod is making \S+, or was until less than 15 minutes ago/,
    );
    // The same pod, from its first container: its claim is its own.
    expect((await stuck.all(CONTAINERS)).name).not.toBe('');
    await release.sql(
      "UPDATE mlflow_chart.migration_backups SET finished = NULL, claimed = now() - interval '16 minutes'",
    );
    expect((await other.all(CONTAINERS)).name).not.toBe('');
  });

  test('a dump that has waited for the bucket for more than an hour is not uploaded: it would be taken for fresh', async () => {
    const { release, env } = await upgraded();
    const pod = release.pod(env);
    for (const container of ['needed', 'dump'] as const) expect((await pod.run(container)).code).toBe(0);
    const file = join(pod.work, 'dump.json');
    const dump = JSON.parse(read(file)) as { readonly started: string };
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString().replace(/[.]\d+Z/, 'Z');
    writeFileSync(file, JSON.stringify({ ...dump, started: ago(61) }));
    const { code, said } = await pod.run('finish');
    expect([code, await release.complete()]).toEqual([1, []]);
    expect(said).toContain('is older than an hour, and what was written since is not in it: delete this pod');
    writeFileSync(file, JSON.stringify({ ...dump, started: ago(59) }));
    expect((await pod.run('finish')).code).toBe(0);
    // It is as old as what is in it, and so not fresh for much longer.
    const age = 'SELECT round(extract(epoch FROM now() - finished) / 60) FROM mlflow_chart.migration_backups';
    expect(await release.sql(age)).toBe('59');
  });

  test('a backup that fails leaves no claim behind, and the migration does not begin', async () => {
    const { release, env } = await upgraded();
    const pod = release.pod(env);
    await pod.run('needed');
    const broken = await pod.run('dump', { ENCRYPTION_RECIPIENTS_FILE: '/dev/null' });
    expect(broken.code).toBe(1);
    expect(await release.sql('SELECT count(*) FROM mlflow_chart.migration_backups')).toBe('0');
    await pod.run('dump');
    const unreachable = await pod.run('finish', { BACKUP_BUCKET: 'no-such-bucket' });
    expect(unreachable.code).toBe(1);
    expect(unreachable.said).toMatch(/^backup: failed: .*bucket/im);
    expect((await pod.run('finish')).code).toBe(0);
  });

  test('nothing of it is left in the pod that could be taken for more', async () => {
    const { release, env } = await upgraded();
    const pod = release.pod(env);
    await pod.all(CONTAINERS);
    expect(existsSync(join(pod.work, 'listing'))).toBe(false);
    expect(await destination.do('complete', release.backups)).toHaveLength(1);
  });
});
