/** docs/backup.md, “Every change”, and docs/recovery.md, “To a second”, typed as they stand there. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../lib/values/merge';
import { filesIn } from '../../docs/shown';
import { remark } from '../../support/proofs';
import { Client, type Logged } from '../clients/client';
import { ALICE } from '../clients/login';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { endpointIn, KEYS, makeDestination } from './destination';
import { letTestsIn } from './let-in';
import { Platform } from './platform';
import { ordinarySecrets, secret } from './secrets';
import { typed } from './typed';

const SHOWN = '2026-11-28T14:04:00Z';

/** @param postgresql the tag of its image */
export function toASecond(NAMESPACE: string, postgresql: string): void {
  const cluster = realCluster();
  /** Three nodes of two processors have room for it. */
  const SMALL = {
    mlflow: { workers: 1, resources: { requests: { cpu: '250m' } } },
    postgresql: { image: { tag: postgresql } },
  };
  /** Somebody else's, with the bucket of backups. */
  const ELSEWHERE = `${NAMESPACE}-elsewhere`;
  const platform = new Platform(cluster, NAMESPACE, ALICE);
  const client = new Client(cluster, NAMESPACE, { login: ALICE });
  const logged = new Map<string, Logged>();
  /** When what is given up first was there. */
  let afterwards = '';

  const here =
    (time = '') =>
    (text: string) =>
      text
        .replaceAll(SHOWN, time)
        .replaceAll('mlflow-prod', NAMESPACE)
        .replaceAll('dist/prod/', 'dist/staging/')
        .replaceAll('https://s3.example.org', endpointIn(ELSEWHERE))
        .replaceAll('{ cidr: 198.51.100.7/32 }', `{ namespace: ${ELSEWHERE} }`);
  const type = (page: { readonly document: string; readonly heading: string }, time?: string) =>
    typed(cluster, {
      ...page,
      here: here(time),
      files: { 'backup.yaml': here()(filesIn('docs/backup.md').get('backup.yaml') ?? '') },
      namespace: NAMESPACE,
    });
  const log = async (name: string) => {
    logged.set(name, await client.log(name, 1));
  };
  const known = (name: string): Logged => {
    const found = logged.get(name);
    if (found === undefined) throw new Error(`${name} is not logged`);
    return found;
  };
  const inDatabase = async (query: string): Promise<string> =>
    (await platform.shell('postgresql', `psql -XqAt -U "$POSTGRES_USER" "$POSTGRES_DB" -c "${query}"`)).trim();
  const experiments = async () =>
    (await inDatabase('SELECT name FROM experiments WHERE experiment_id > 0 ORDER BY 1')).split('\n');
  /** Values of the release that somebody has given. */
  const installed = async (): Promise<Readonly<Record<'backup' | 'networkPolicy', JsonObject>>> => {
    const { stdout } = await cluster.helm('4', ['get', 'values', 'mlflow', '--namespace', NAMESPACE, '--output=json']);
    const { backup = {}, networkPolicy = {} } = JSON.parse(stdout) as Readonly<Record<string, JsonObject>>;
    return { backup, networkPolicy };
  };
  /** From when until when one can go back. */
  const reach = async () =>
    (
      JSON.parse(await platform.shell('backup-exporter', 'python /prepare/exporter.py list')) as {
        readonly pointInTime: { readonly from: string | null; readonly until: string | null };
      }
    ).pointInTime;
  /** A second between what was done before and what is done after. */
  const second = async (): Promise<string> => {
    await sleep(2000);
    const time = `${new Date().toISOString().slice(0, 19)}Z`;
    await sleep(2000);
    return time;
  };
  const arrived = async (): Promise<void> => {
    const written = `${new Date().toISOString().slice(0, 19)}Z`;
    const started = performance.now();
    await eventually(async () => ((await reach()).until ?? '') > written, true);
    remark(`in the bucket after ${((performance.now() - started) / 1000).toFixed(0)} s`);
  };
  const goBack = async (time: string): Promise<void> => {
    const started = performance.now();
    const said = await type({ document: 'docs/recovery.md', heading: 'To a second' }, time);
    remark(`serving again after ${((performance.now() - started) / 1000).toFixed(0)} s`);
    remark(said[2]?.trim().split('\n').at(-2) ?? '');
  };

  beforeAll(async () => {
    await makeDestination(cluster, ELSEWHERE);
    await platform.makeNamespace();
    await cluster.apply([
      ...ordinarySecrets(NAMESPACE),
      secret(NAMESPACE, 'mlflow-backup', KEYS),
      letTestsIn(cluster, NAMESPACE),
    ]);
    await platform.install('staging', SMALL);
  });
  afterAll(async () => {
    await platform.remove();
    await cluster.ok(['delete', 'namespace', ELSEWHERE]);
  });

  test('“Every change”, as docs/backup.md has it', async () => {
    await type({ document: 'docs/backup.md', heading: 'Every change' });
    await cluster.settled(NAMESPACE);
    await log('first');
    await arrived();
    expect((await reach()).from).toMatch(/^20\d\d-/);
  });

  test('back to a second between two runs: the first is there, and the second is not', async () => {
    const between = await second();
    await log('second');
    afterwards = await second();
    await arrived();
    await goBack(between);
    expect(await experiments()).toEqual(['first']);
    await client.check(known('first'));
  });

  test('it was the wrong second: to a later one, which had been given up', async () => {
    await log('instead');
    await arrived();
    expect(await experiments()).toEqual(['first', 'instead']);
    await goBack(afterwards);
    expect(await experiments()).toEqual(['first', 'second']);
    await client.check(known('second'));
  });

  test('once: a pod that is replaced, and a release that is upgraded, keep what was written afterwards', async () => {
    await log('third');
    await cluster.ok(['delete', 'pod', 'mlflow-postgresql-0', '--namespace', NAMESPACE]);
    await cluster.settled(NAMESPACE);
    expect(await platform.log('postgresql', 'plan')).toContain('nothing is done now');
    expect(await experiments()).toEqual(['first', 'second', 'third']);
  });

  test('database destroyed: all of it comes back into a new volume', async () => {
    const last = await second();
    await arrived();
    const { backup, networkPolicy } = await installed();
    await platform.uninstall();
    await cluster.ok(['delete', 'pvc', 'data-mlflow-postgresql-0', '--namespace', NAMESPACE]);
    const started = performance.now();
    await platform.install('staging', { ...SMALL, backup, networkPolicy, restore: { enabled: true, from: last } });
    remark(`from helm install to serving: ${((performance.now() - started) / 1000).toFixed(0)} s`);
    expect(await experiments()).toEqual(['first', 'second', 'third']);
    for (const one of logged.values()) if (one !== logged.get('instead')) await client.check(one);
  });

  test('no longer kept: PostgreSQL keeps nothing for nobody', async () => {
    const slots = async () =>
      (await inDatabase('SELECT slot_name FROM pg_replication_slots ORDER BY 1'))
        .split('\n')
        .filter((name) => name !== '');
    await eventually(slots, ['mlflow_archive', 'mlflow_receive']);
    const { backup, networkPolicy } = await installed();
    await platform.upgrade('staging', {
      ...SMALL,
      backup: { ...backup, pointInTime: { enabled: false } },
      networkPolicy,
    });
    await eventually(slots, [], 240);
  });
}
