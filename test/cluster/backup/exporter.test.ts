/** What the exporter says of backups: to Prometheus, and to `mlflow-chart backups`. */
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { backupsPage, readBackups, type Backups } from '../../../operations/backups/report';
import { execute, outputOf } from '../../support/execute';
import { root } from '../../support/root';
import { MLFLOW } from '../images/versions';
import { inMlflow } from '../local/prepare';
import { start, type Running } from '../local/container';
import { closeStores, destination, oldest, Release, runs, type Backup } from './pod';

const EXPORTER = join(root, 'charts/backup/exporter.py');

describe('the exporter', () => {
  let release: Release;
  let backups: readonly Backup[];
  let running: Running | undefined;

  const listed = async (of = release): Promise<Backups> => {
    const env = { ...of.env, PATH: `${dirname(inMlflow(MLFLOW, 'python'))}:/usr/bin:/bin` };
    const found = readBackups(outputOf(await execute('python', ['-B', EXPORTER, 'list'], { env })));
    if (found === undefined) throw new Error('no list');
    return found;
  };
  const metrics = async (): Promise<Readonly<Record<string, number>>> => {
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const answer = await fetch('http://127.0.0.1:9114/metrics').catch(() => undefined);
      if (answer !== undefined) {
        expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
        const lines = [...(await answer.text()).matchAll(/^mlflow_backup_(\w+) (\S+)$/gm)];
        return Object.fromEntries(lines.map(([, name = '', value]) => [name, Number(value)]));
      }
      await sleep(500);
    }
    throw new Error('it does not answer');
  };

  beforeAll(async () => {
    release = await Release.make(oldest, { protection: 'versioning', env: { RETENTION_COUNT: '10' } });
    await release.sql(runs(12));
    await release.put({ a: 1000, b: 'two' });
    const first = await release.backup();
    await release.put({ c: 'three' });
    backups = [first, await release.backup()];
  });
  afterAll(async () => {
    running?.kill();
    await running?.ended;
    closeStores();
  });

  test('lists complete ones with their manifests, the oldest first, and what rehearsals said', async () => {
    const [first, second] = backups.map(({ name }) => name);
    const result = {
      started: '2026-11-27T04:45:00Z',
      finished: '2026-11-27T04:46:00Z',
      ok: false,
      reason: 'rows differ',
    };
    await destination.do('put', release.backups, { [`${second ?? ''}/rehearsal.json`]: JSON.stringify(result) });
    const found = await listed();
    expect(found.bucket).toBe(release.backups);
    expect(found.backups.map(({ name }) => name)).toEqual([first, second]);
    expect(found.backups[1]?.manifest).toEqual(await release.manifest(second ?? ''));
    expect(found.rehearsals).toEqual({ [first ?? '']: null, [second ?? '']: result });
    expect(backupsPage(found)).toMatch(/ 12 .* 3, 1008 B .* complete\n/);
    expect(backupsPage(found)).toContain('it failed: rows differ.');
  });

  test('a database that is another one, after its volume was lost, is of the same release', async () => {
    await release.sql("UPDATE mlflow_chart.identity SET id = '0123456789ab'");
    const { name } = await release.backup();
    const found = await listed();
    expect(found.backups.map((backup) => backup.name)).toEqual([...backups.map((backup) => backup.name), name]);
    backups = [...backups, { name, said: '', peaks: {}, work: '' }];
  });

  test('other releases of the bucket are theirs', async () => {
    expect((await listed(release.with({ RELEASE_NAME: 'other' }))).backups).toEqual([]);
  });

  test('Prometheus gets the figures of the newest', async () => {
    running = start(['python', '-B', EXPORTER], {
      ...release.env,
      PATH: `${dirname(inMlflow(MLFLOW, 'python'))}:/usr/bin:/bin`,
    });
    const newest = await release.manifest(backups.at(-1)?.name ?? '');
    const found = await metrics();
    expect(found).toMatchObject({
      read_success: 1,
      complete: 3,
      incomplete: 0,
      newest_runs: 12,
      newest_artifact_objects: 3,
      newest_artifact_bytes: 1008,
      newest_database_bytes: newest.database.bytes,
      bucket_protected: 1,
      rehearsal_success: 0,
      rehearsal_timestamp_seconds: Date.parse('2026-11-27T04:46:00Z') / 1000,
    });
    const { newest_started_timestamp_seconds: from = 0, newest_finished_timestamp_seconds: to = 0 } = found;
    expect(found['newest_duration_seconds']).toBe(to - from);
    expect([from, to]).toEqual([newest.started, newest.finished].map((moment) => Date.parse(moment) / 1000));
    expect((await fetch('http://127.0.0.1:9114/health')).status).toBe(200);
    expect((await fetch('http://127.0.0.1:9114/anything')).status).toBe(404);
  });

  test('without the bucket it says that it could not read, in metrics and in words', async () => {
    running?.kill();
    await running?.ended;
    const gone = release.with({ BACKUP_BUCKET: `${release.backups}-gone` });
    await expect(listed(gone)).rejects.toThrow(/exporter: cannot read the bucket \S+-gone: /);
    running = start(['python', '-B', EXPORTER], {
      ...gone.env,
      PATH: `${dirname(inMlflow(MLFLOW, 'python'))}:/usr/bin:/bin`,
    });
    expect(await metrics()).toEqual({ read_success: 0 });
  });

  test('says what is interrupted, and what is damaged; not what older ones have left', async () => {
    const [first = ''] = backups.map(({ name }) => name);
    const folder = first.split('/').slice(0, 3).join('/');
    const [early, late] = [`${folder}/20200101T000000Z-0000`, `${folder}/20991231T235959Z-ffff`];
    await destination.do('put', release.backups, {
      [`${early}/artifacts/a`]: 'kept',
      [`${late}/artifacts/a`]: 'begun',
    });
    expect((await listed()).backups.map(({ name, problem }) => [name, problem])).toEqual([
      ...backups.map(({ name }) => [name, undefined]),
      [late, 'has no manifest: it is being made, or was interrupted'],
    ]);
    const text = JSON.stringify({ ...(await release.manifest(first)), chart: 'another' });
    await destination.do('put', release.backups, { [`${first}/manifest.json`]: text });
    const [damaged] = (await listed()).backups;
    expect(damaged).toMatchObject({ name: first, damage: true });
    expect(damaged?.problem).toContain('is damaged: it is not what was written');
  });
});
