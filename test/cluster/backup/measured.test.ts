/** What a backup of a large installation takes, and what people who work meanwhile notice. It takes minutes: it runs when it is asked for. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { ask, startMlflow } from '../restore/mlflow';
import { closeStores, newest, Release, runs } from './pod';

afterAll(closeStores);

const RUNS = 50_000;
const METRICS_OF_EACH = 40;
/** In MiB. */
const OBJECTS = { count: 1024, size: 10 };
/** What a container of the CronJob may take (values/backup.ts). */
const LIMIT = 1024;

/** As MLflow writes them, of every run. */
const METRICS = `INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan)
    SELECT 'loss' || n % 8, random(), 1700000000000 + n, run_uuid, n / 8, false FROM runs, generate_series(0, ${String(METRICS_OF_EACH - 1)}) n;
  INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid)
    SELECT DISTINCT ON (run_uuid, key) key, value, timestamp, step, is_nan, run_uuid FROM metrics ORDER BY run_uuid, key, step DESC;
  ANALYZE;`;

const share = (values: readonly number[], part: number): string =>
  `${([...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? NaN).toFixed(0)} ms`;

test(`${String(RUNS)} runs, ${String(RUNS * METRICS_OF_EACH)} metrics, ${String((OBJECTS.count * OBJECTS.size) / 1024)} GiB of artefacts`, async () => {
  const release = await Release.make(newest);
  await release.sql(runs(RUNS));
  await release.sql(METRICS);
  expect(await release.sql('SELECT count(*) FROM metrics')).toBe(String(RUNS * METRICS_OF_EACH));
  for (let begun = 0; begun < OBJECTS.count; begun += 64) {
    const paths = Array.from(
      { length: 64 },
      (_, index) => [`run${String(begun + index)}/model`, OBJECTS.size * 2 ** 20] as const,
    );
    await release.put(Object.fromEntries(paths));
  }
  const mlflow = await startMlflow(release);
  const asked = async (): Promise<number> => {
    const started = performance.now();
    // The default experiment, which MLflow has made itself.
    const body = { experiment_id: '0', start_time: Date.now(), run_name: 'meanwhile' };
    const made = await ask<{ readonly run: { readonly info: { readonly run_id: string } } }>(
      mlflow.url,
      '2.0/mlflow/runs/create',
      body,
    );
    const metric = { run_id: made?.run.info.run_id, key: 'loss1', value: 1, timestamp: Date.now(), step: 0 };
    expect(await ask(mlflow.url, '2.0/mlflow/runs/log-metric', metric)).toEqual({});
    return performance.now() - started;
  };
  try {
    for (let count = 0; count < 3; count += 1) await asked();
    const before: number[] = [];
    for (let count = 0; count < 30; count += 1) before.push(await asked());
    for (const name of ['the first', 'nothing new']) {
      const meanwhile: number[] = [];
      const started = performance.now();
      const made = release.backup();
      const one = async (): Promise<false> => {
        meanwhile.push(await asked());
        await sleep(100);
        return false;
      };
      while (!(await Promise.race([made.then(() => true), one()])));
      const { peaks, name: backup } = await made;
      const { database, artifacts } = await release.manifest(backup);
      remark(
        `${name}: ${((performance.now() - started) / 1000).toFixed(0)} s; dump ${(database.bytes / 2 ** 20).toFixed(0)} MiB; ${String(artifacts.copied)} of ${String(artifacts.objects)} objects copied; at most ${Object.entries(
          peaks,
        )
          .map(([container, peak]) => `${container} ${String(peak)}`)
          .join(', ')} MiB`,
      );
      remark(
        `to create a run and log a metric takes ${share(before, 0.5)} (95 of 100: ${share(before, 0.95)}), and meanwhile ${share(meanwhile, 0.5)} (${share(meanwhile, 0.95)})`,
      );
      expect(database.tables['public.metrics']).toBeGreaterThan(RUNS * METRICS_OF_EACH);
      expect(artifacts.objects).toBe(OBJECTS.count);
      for (const peak of Object.values(peaks)) expect(peak).toBeLessThan(LIMIT);
    }
    const { copied } = (await release.manifest((await release.complete()).at(-1) ?? '')).artifacts;
    expect(copied).toBe(0);
  } finally {
    mlflow.stop();
  }
}, 3_600_000);
