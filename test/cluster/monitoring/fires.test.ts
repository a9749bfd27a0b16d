/** Alerts that fire and clear for real: Prometheus and Alertmanager of docs/, before PostgreSQL, MinIO and backups. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FIRED_LOCALLY, FIRED_ON_NODES } from '../../../docs/fired-alerts';
import { execute } from '../../support/execute';
import { goFolder } from '../../support/go-build';
import { root } from '../../support/root';
import exporters from '../../fixtures/series.json';
import { alertmanager, prometheus } from '../addons/prometheus';
import { closeStores, destination, newest, oldest, Release } from '../backup/pod';
import { eventually } from '../eventually';
import { Store } from '../local/bucket';
import { start } from '../local/container';
import { GARAGE_BUCKET } from '../local/garage';
import { MLFLOW } from '../images/versions';
import { sql, toDatabase } from '../local/postgresql';
import { inMlflow } from '../local/prepare';
import { stopAll, Volume } from '../point-in-time/volume';
import { RestorePod } from '../restore/pod';
import { alertsOf, hasty, impatient, rulesFor, type Rules } from './rules-files';
import { Watched } from './watched';

const RELEASE = { name: 'mlflow', namespace: 'mlflow' };
/** The chart's defaults, both stores, and backups each hour that take a minute at most. */
const VALUES = {
  monitoring: { enabled: true, databaseExporter: { enabled: true } },
  objectStore: { engine: 'garage', migrateFrom: 'minio' },
  backup: {
    enabled: true,
    rehearsal: { enabled: true },
    pointInTime: { enabled: true },
    destination: { bucket: 'b', endpoint: 'https://s3.example.com', existingSecret: 'k' },
    schedule: '@hourly',
    timeoutSeconds: 60,
  },
};
/** Seconds after which something is old here. */
const OLD = {
  MlflowBackupOld: 20,
  MlflowRehearsalOld: 20,
  MlflowPointInTimeBehind: 20,
  MlflowDatabaseLongTransaction: 5,
};

let watched: Watched;
const fired = new Set<string>();

/** Until it is so; others may fire for reasons of their own (no pods of MLflow, for one). */
const isFiring = (name: string) => async () => (await watched.firing()).includes(name);
async function fires(name: string): Promise<void> {
  await eventually(isFiring(name), true);
  fired.add(name);
}
const clears = (name: string) => eventually(isFiring(name), false);
const told = (to: string, name: string, status: string) => () =>
  Promise.resolve(
    watched.received.some(
      (message) =>
        message.to === to &&
        message.alerts.some((alert) => alert.labels['alertname'] === name && alert.status === status),
    ),
  );

beforeAll(async () => {
  const release = await Release.make(oldest);
  await release.put({ a: 'one' });
  watched = new Watched(release, oldest);
  const rules = JSON.parse(
    rulesFor(RELEASE, VALUES).replaceAll('datname=\\"mlflow\\"', `datname=\\"${release.name}\\"`),
  ) as Rules;
  await watched.start(JSON.stringify(hasty(impatient(rules), OLD)));
});
afterAll(async () => {
  watched.stop();
  closeStores();
  await stopAll();
});

describe('the documents', () => {
  test('docs/prometheus.yml is one: promtool', async () => {
    const file = join(watched.folder, 'document.yml');
    writeFileSync(join(watched.folder, 'token'), 'a token');
    const document = readFileSync(join(root, 'docs/prometheus.yml'), 'utf8');
    writeFileSync(file, document.replaceAll('/var/run/secrets/kubernetes.io/serviceaccount', watched.folder));
    const { code, stdout, stderr } = await execute(join(goFolder(prometheus), 'promtool'), ['check', 'config', file]);
    expect([code, code === 0 ? '' : stdout + stderr]).toEqual([0, '']);
  });

  test('docs/alertmanager.yml routes by severity', async () => {
    const routes = readFileSync(join(root, 'docs/alertmanager.yml'), 'utf8');
    expect(routes).toContain("matchers: ['severity = critical']");
    expect(alertmanager.version).toBe('0.28.1');
    await eventually(isFiring('MlflowDown'), true);
    await eventually(told('pages', 'MlflowDown', 'firing'), true);
    expect(
      watched.received.filter(
        ({ to, alerts }) => to === 'tickets' && alerts.some(({ labels }) => labels['severity'] === 'critical'),
      ),
    ).toEqual([]);
  });
});

test('every source is read, and says the series that test/fixtures/series.json has', async () => {
  await eventually(
    async () => (await watched.ask<{ result: unknown[] }>('query', { query: 'up == 1' })).result.length,
    4,
  );
  for (const [service, series] of Object.entries(exporters)) {
    const query = `group by (__name__) ({service="mlflow-${service}"})`;
    const { result } = await watched.ask<{ result: readonly { readonly metric: Readonly<Record<string, string>> }[] }>(
      'query',
      { query },
    );
    const names = new Set(result.map(({ metric }) => metric['__name__'] ?? ''));
    expect(Object.keys(series).filter((name) => !names.has(name))).toEqual([]);
  }
});

test('every rule is evaluated without an error', async () => {
  const { groups } = await watched.ask<{
    readonly groups: readonly {
      readonly rules: readonly { readonly name: string; readonly health: string; readonly lastError?: string }[];
    }[];
  }>('rules');
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(50);
  await eventually(async () => {
    const now = await watched.ask<{ readonly groups: typeof groups }>('rules');
    return now.groups.flatMap((group) => group.rules).filter(({ health }) => health !== 'ok').length;
  }, 0);
});

describe('fires, and clears', () => {
  test('no backup; then one', async () => {
    await fires('MlflowBackupMissing');
    await watched.release.backup();
    watched.backups();
    await clears('MlflowBackupMissing');
    await eventually(told('pages', 'MlflowBackupMissing', 'resolved'), true);
  });

  test('a backup that is old; and a new one', async () => {
    await fires('MlflowBackupOld');
    await watched.release.backup();
    watched.backups();
    await clears('MlflowBackupOld');
  });

  test('a rehearsal that finds damage; one that does not; and none for long', async () => {
    const rehearse = async () => {
      const { name } = await watched.release.backup();
      return {
        name,
        end: async () => {
          await new RestorePod({ ...watched.release.env, REHEARSAL: '1' }).all(['fetch', 'load', 'compare']);
          watched.backups();
        },
      };
    };
    const damaged = await rehearse();
    await destination.do('put', watched.release.backups, { [`${damaged.name}/database.dump`]: 'no dump' });
    await damaged.end();
    await fires('MlflowRehearsalFailed');
    await fires('MlflowRehearsalOld');
    await (await rehearse()).end();
    await clears('MlflowRehearsalFailed');
    await clears('MlflowRehearsalOld');
  });

  test('changes that nobody ships, without a base backup and with one; and shipped', async () => {
    await fires('MlflowPointInTimeBehind');
    const volume = new Volume(newest, { name: watched.release.name, bucket: watched.release.backups });
    const archive = await volume.kept();
    watched.backups();
    await clears('MlflowPointInTimeBehind');
    await archive.stopShipping();
    watched.backups();
    await fires('MlflowPointInTimeBehind');
    archive.shipAgain();
    await archive.reach();
    watched.backups();
    await clears('MlflowPointInTimeBehind');
    await archive.kill();
  });

  test('a bucket of backups that is gone; and is there again', async () => {
    watched.backups({ BACKUP_BUCKET: `${watched.release.backups}-gone` });
    await fires('MlflowBackupsUnread');
    await eventually(told('tickets', 'MlflowBackupsUnread', 'firing'), true);
    watched.backups();
    await clears('MlflowBackupsUnread');
  });

  test('a backup with far less in it than the one before; and one that has all again', async () => {
    const all = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`model-${String(index)}`, 'x'.repeat(9000)]),
    );
    const backUp = async () => {
      await watched.release.backup();
      watched.backups();
    };
    await watched.release.put(all);
    await backUp();
    const objects = async () =>
      (
        await watched.ask<{ result: readonly { readonly value: readonly [number, string] }[] }>('query', {
          query: 'mlflow_backup_newest_artifact_objects',
        })
      ).result.map(({ value }) => Number(value[1]));
    await eventually(objects, [41]);
    await watched.release.remove(...Object.keys(all));
    await backUp();
    await fires('MlflowBackupShrunk');
    await watched.release.put(all);
    await backUp();
    await clears('MlflowBackupShrunk');
  });

  test('transactions that end in deadlocks', async () => {
    await sql(
      oldest,
      watched.release.name,
      'CREATE TABLE IF NOT EXISTS one (a int); CREATE TABLE IF NOT EXISTS other (a int)',
    );
    const program = [
      'import psycopg2, threading',
      'def lock(barrier, *tables):',
      '    connection = psycopg2.connect("")',
      '    try:',
      '        for table in tables:',
      '            connection.cursor().execute("LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE" % table)',
      '            if table == tables[0]: barrier.wait()',
      '    except psycopg2.errors.DeadlockDetected: pass',
      '    connection.close()',
      'for _ in range(12):',
      '    barrier = threading.Barrier(2)',
      '    both = [threading.Thread(target=lock, args=(barrier, *pair)) for pair in (("one", "other"), ("other", "one"))]',
      '    for thread in both: thread.start()',
      '    for thread in both: thread.join()',
    ].join('\n');
    const running = start([inMlflow(MLFLOW, 'python'), '-c', program], {
      PATH: '/usr/bin:/bin',
      ...toDatabase(oldest, watched.release.name),
    });
    expect((await running.ended).code).toBe(0);
    await fires('MlflowDatabaseDeadlocks');
    // It goes by the last hour.
  });

  test('connections near the limit: 90 of 97', async () => {
    const program = 'import psycopg2, time\nall = [psycopg2.connect("") for _ in range(90)]\ntime.sleep(600)';
    const running = start([inMlflow(MLFLOW, 'python'), '-c', program], {
      PATH: '/usr/bin:/bin',
      ...toDatabase(oldest, watched.release.name),
    });
    await fires('MlflowDatabaseConnections');
    running.kill();
    await clears('MlflowDatabaseConnections');
  });

  // One that keeps readers out, too, would keep the exporter waiting itself.
  test('sessions that wait for a lock', async () => {
    await sql(oldest, watched.release.name, 'CREATE TABLE IF NOT EXISTS waited (a int)');
    const program = [
      'import psycopg2, threading, time',
      'first = psycopg2.connect(""); first.cursor().execute("LOCK TABLE waited IN SHARE ROW EXCLUSIVE MODE")',
      'wait = lambda: psycopg2.connect("").cursor().execute("LOCK TABLE waited IN SHARE ROW EXCLUSIVE MODE")',
      'for _ in range(6): threading.Thread(target=wait, daemon=True).start()',
      'time.sleep(600)',
    ].join('\n');
    const running = start([inMlflow(MLFLOW, 'python'), '-c', program], {
      PATH: '/usr/bin:/bin',
      ...toDatabase(oldest, watched.release.name),
    });
    await fires('MlflowDatabaseLocks');
    running.kill();
    await clears('MlflowDatabaseLocks');
  });

  test('a transaction that somebody has left open', async () => {
    const program =
      'import psycopg2, time\nleft = psycopg2.connect("")\nleft.cursor().execute("SELECT 1")\ntime.sleep(600)';
    const running = start([inMlflow(MLFLOW, 'python'), '-c', program], {
      PATH: '/usr/bin:/bin',
      ...toDatabase(oldest, watched.release.name),
    });
    await fires('MlflowDatabaseLongTransaction');
    running.kill();
    await clears('MlflowDatabaseLongTransaction');
  });

  test('PostgreSQL that nobody gets to', async () => {
    watched.gates.postgresql.shut();
    await fires('MlflowDatabaseExporterBlind');
    watched.gates.postgresql.reopen();
    await clears('MlflowDatabaseExporterBlind');
  });

  test('MinIO that does not answer', async () => {
    watched.gates.minio.shut();
    await fires('MlflowMinioDown');
    watched.gates.minio.reopen();
    await clears('MlflowMinioDown');
  });

  test('Garage that does not answer', async () => {
    watched.gates.garage.shut();
    await fires('MlflowGarageDown');
    watched.gates.garage.reopen();
    await clears('MlflowGarageDown');
  });

  test('Garage’s disk, which fills, is full, and is enlarged', async () => {
    const { disk, endpoint } = watched.garage;
    const garage = new Store(endpoint);
    // What is twice there Garage keeps once, and the noise of one object repeats itself.
    const put = (name: string, mebibytes: number) => {
      const keys = Array.from({ length: mebibytes }, (_, index) => `${name}/${String(index)}`);
      return garage.do('put', GARAGE_BUCKET, Object.fromEntries(keys.map((key) => [key, 2 ** 20])));
    };
    // It goes by what it saw at each full minute.
    await put('some', 20);
    const seen = 'count_over_time(garage_local_disk_avail{volume="data"}[12h:1m])';
    await eventually(
      async () => (await watched.ask<{ result: readonly unknown[] }>('query', { query: seen })).result.length,
      1,
      120,
    );
    await put('others', 45);
    await eventually(isFiring('MlflowGarageFilling'), true, 240);
    fired.add('MlflowGarageFilling');
    await put('more', 27);
    await fires('MlflowGarageFull');
    disk.enlarge();
    await clears('MlflowGarageFull');
    await clears('MlflowGarageFilling');
    garage.close();
  });
});

/** What the dashboard asks of sources that do not run here: of MLflow's pods (test/cluster/platform has the proxy's), Garage, the kubelets, cAdvisor, and going back to a second. */
const ELSEWHERE = /service="mlflow-(metrics|garage-metrics)"|kubelet_|container_|point_in_time|rehearsal/;

test('the dashboard’s queries are answered', async () => {
  const { panels } = JSON.parse(readFileSync(join(root, 'docs/dashboard.json'), 'utf8')) as {
    readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
  };
  const asked = panels.flatMap(({ targets = [] }) =>
    targets.map(({ expr }) =>
      expr.replaceAll('$namespace', 'mlflow').replaceAll('$release', 'mlflow').replaceAll('$__rate_interval', '20s'),
    ),
  );
  const unanswered = async () => {
    const answers = await Promise.all(
      asked.map(async (query) => ({
        query,
        data: (await watched.ask<{ result: readonly unknown[] }>('query', { query })).result,
      })),
    );
    return answers.filter(({ data }) => data.length === 0).map(({ query }) => query);
  };
  // A scrape that came too late on a busy machine leaves nothing to ask for until the next.
  await eventually(async () => (await unanswered()).filter((query) => !ELSEWHERE.test(query)), []);
  expect(asked.length - (await unanswered()).length).toBeGreaterThan(14);
});

test('docs/fired-alerts.ts names those that fired', () => {
  expect([...fired].sort()).toEqual([...FIRED_LOCALLY].sort());
  const names = alertsOf(JSON.parse(rulesFor(RELEASE, VALUES)) as Rules).map(({ alert }) => alert);
  expect([...FIRED_LOCALLY, ...FIRED_ON_NODES].filter((name) => !names.includes(name))).toEqual([]);
});
