/** Backups and restores: who has which keys, what follows which value, and a Job that is another one where its pod is. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CronJob, Deployment, Job, PodSpec } from '../../imports/kubernetes/types';
import { evaluateModel } from '../../lib/synth/model';
import { mergeValues, type JsonObject } from '../../lib/values/merge';
import { plausibleValues } from '../cluster/plausible-values';
import { complete, environmentNames, environmentValues, model, SMALLEST } from '../support/platform';

const release = { name: 'ml', namespace: 'team' };
const DESTINATION = { bucket: 'backups', endpoint: 'https://s3.example.com', existingSecret: 'backup-keys' };
const ON: JsonObject = { backup: { enabled: true, destination: DESTINATION, rehearsal: { enabled: true } } };
const RESTORE: JsonObject = { backup: { destination: DESTINATION }, restore: { enabled: true } };

const objectsOf = (...values: readonly JsonObject[]) =>
  new Map(Object.entries(Object.fromEntries(evaluateModel(model, { values: complete(SMALLEST, ...values), release }))));
const find = (file: string, ...values: readonly JsonObject[]): unknown => objectsOf(...values).get(file);
const podOf = (file: string, ...values: readonly JsonObject[]): PodSpec => {
  const object = find(file, ...values) as CronJob | Deployment | Job | undefined;
  const workload = object?.kind === 'CronJob' ? object.spec.jobTemplate : object;
  const spec = workload?.spec?.template.spec;
  if (spec === undefined) throw new Error(`no ${file}`);
  return spec;
};
const dataOf = (file: string, ...values: readonly JsonObject[]) =>
  (find(file, ...values) as { readonly data: Readonly<Record<string, string>> } | undefined)?.data;
const containersOf = ({ initContainers = [], containers }: PodSpec) => [...initContainers, ...containers];
const filesOf = (...values: readonly JsonObject[]) =>
  [...objectsOf(...values).keys()].filter((file) => /^(backup|restore)/.test(file));

describe('what there is', () => {
  test.each(environmentNames)('%s has none of it: no destination is named', (name) => {
    expect(filesOf(environmentValues(name))).toEqual([]);
  });

  test('with backups', () => {
    expect(filesOf(ON)).toEqual([
      ...['serviceaccount', 'settings'].map((name) => `backup-${name}`),
      ...['catalogue', 'dump', 'copy', 'completion', 'exporter'].map((part) => `backup-${part}-programs`),
      ...['cronjob', 'rehearsal', 'exporter-service', 'exporter'].map((name) => `backup-${name}`),
      'restore-programs',
    ]);
  });

  test('with a restore alone, nothing that writes backups', () => {
    const files = filesOf(RESTORE);
    expect(files).toContain('restore-job');
    for (const name of ['cronjob', 'rehearsal', 'exporter']) expect(files).not.toContain(`backup-${name}`);
  });
});

describe('who has which keys', () => {
  const variables = (pod: PodSpec) =>
    Object.fromEntries(
      containersOf(pod).map(({ name, env = [] }) => [
        name,
        env.map((variable) => variable.name).filter((one) => /KEY|PASS/.test(one)),
      ]),
    );
  const [DATABASE, STORE, BACKUPS] = [
    ['PGPASSWORD'],
    ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
    ['BACKUP_ACCESS_KEY_ID', 'BACKUP_SECRET_ACCESS_KEY'],
  ];
  const ENCRYPTION = ['MLFLOW_CRYPTO_KEK_PASSPHRASE', 'MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY'];
  const SEALED: JsonObject = { mlflow: { encryption: { existingSecret: 'keys' } } };

  test('a backup: each of its containers what it needs', () => {
    expect(variables(podOf('backup-cronjob', ON, SEALED))).toEqual({
      dump: DATABASE,
      list: [...STORE, ...BACKUPS],
      copy: [...STORE, ...BACKUPS],
      finish: [...DATABASE, ...STORE, ...BACKUPS, ...ENCRYPTION],
    });
  });

  test('its exporter reads the bucket, and nothing else', () => {
    expect(variables(podOf('backup-exporter', ON, SEALED))).toEqual({ exporter: BACKUPS });
  });

  test('the server: one init container, and never the one that serves', () => {
    const pod = podOf('tracking-deployment', ON, SEALED);
    const withKeys = Object.entries(variables(pod)).filter(([, names]) => names.includes('BACKUP_SECRET_ACCESS_KEY'));
    expect(withKeys.map(([name]) => name)).toEqual(['backup-store']);
    expect(podOf('tracking-deployment', ON, { backup: { beforeMigration: false } }).initContainers).toHaveLength(2);
  });

  test('a session key opens a dump where it is loaded', () => {
    const pod = podOf('restore-job', RESTORE, { restore: { existingSecret: 'session' } });
    const holders = containersOf(pod).filter(({ env = [] }) => env.some(({ name }) => name === 'RESTORE_SESSION_KEY'));
    expect(holders.map(({ name }) => name)).toEqual(['check', 'load']);
  });

  test('what mlflow.env sets wins in each of them', () => {
    const own = { name: 'PGPASSWORD', value: 'mine' };
    const pod = podOf('backup-cronjob', ON, { mlflow: { env: [own] } });
    for (const { env = [] } of containersOf(pod)) {
      expect(env.filter(({ name }) => name === 'PGPASSWORD')).toEqual([own]);
    }
  });
});

describe('the image with pg_dump', () => {
  const imageOf = (...values: readonly JsonObject[]) =>
    podOf('backup-cronjob', ON, ...values).initContainers?.find(({ name }) => name === 'dump')?.image;
  const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

  test.each<[string, JsonObject, string]>([
    ['is PostgreSQL’s own', {}, 'postgres:17.7'],
    ['follows it', { postgresql: { image: { tag: '18.1' } } }, 'postgres:18.1'],
    ['follows its digest', { postgresql: { image: { digest: digest('a') } } }, `postgres@${digest('a')}`],
    [
      'by its own tag, whatever the digest of the other',
      { postgresql: { image: { digest: digest('a') } }, backup: { image: { tag: '16.4' } } },
      'postgres:16.4',
    ],
    ['by its own digest', { backup: { image: { digest: digest('b') } } }, `postgres@${digest('b')}`],
    ['from another repository', { backup: { image: { repository: 'mirror/postgres' } } }, 'mirror/postgres:17.7'],
  ])('%s', (_, values, expected) => {
    expect(imageOf(values)).toBe(expected);
  });
});

test('settings say what the programs ask for', () => {
  const data = (...values: readonly JsonObject[]) => dataOf('backup-settings', ON, ...values);
  const key = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nabc=\n-----END PGP PUBLIC KEY BLOCK-----\n';
  expect(data()).toMatchObject({
    ARTIFACTS_URI: 's3://mlflow-artefacts',
    BACKUP_BUCKET: 'backups',
    BACKUP_ENDPOINT: 'https://s3.example.com',
    PGDATABASE: 'mlflow',
    RELEASE_NAME: 'ml',
    RELEASE_NAMESPACE: 'team',
    RETENTION_COUNT: '14',
    RETENTION_DAYS: '30',
    ACTIVE_SECONDS: '21600',
    WORK: '/work',
  });
  expect(data()).not.toHaveProperty('RETENTION_ACKNOWLEDGE');
  expect(data()).not.toHaveProperty('ENCRYPTION_RECIPIENTS_FILE');
  const more = {
    retention: { acknowledge: '0123456789ab/20261127T021500Z-00ff' },
    encryption: { recipients: [key, key] },
  };
  expect(data({ backup: { rehearsal: { enabled: false }, ...more } })).toMatchObject({
    RETENTION_ACKNOWLEDGE: '0123456789ab/20261127T021500Z-00ff',
    ENCRYPTION_RECIPIENTS_FILE: '/prepare/recipients.asc',
  });
  const programs = dataOf('backup-dump-programs', ON, {
    backup: { rehearsal: { enabled: false }, ...more },
  });
  expect(programs?.['recipients.asc']).toBe(`${key}\n${key}`);
});

describe('a restore', () => {
  const jobOf = (...values: readonly JsonObject[]) => find('restore-job', RESTORE, ...values) as Job | undefined;
  const nameOf = (...values: readonly JsonObject[]) => jobOf(...values)?.metadata?.name ?? '';

  test('is a Job that stays, tries again, and is called after what it does', () => {
    const job = jobOf();
    expect(job?.spec).toMatchObject({ backoffLimit: 6, template: { spec: { restartPolicy: 'Never' } } });
    expect(job?.spec).not.toHaveProperty('ttlSecondsAfterFinished');
    expect(nameOf()).toMatch(/^ml-restore-[0-9a-f]{8}$/);
    expect(nameOf()).toBe(nameOf());
  });

  const NAME = '0123456789ab/20261127T021500Z-00ff';
  test.each<[string, JsonObject]>([
    ['another backup', { restore: { from: NAME } }],
    ['what it overwrites', { restore: { from: NAME, overwrite: NAME } }],
    ['once more', { restore: { request: 'again' } }],
    ['another image of MLflow', { mlflow: { image: { tag: 'v3.19.0-full' } } }],
    ['another image of PostgreSQL', { postgresql: { image: { tag: '18.1' } } }],
    ['another image of rclone', { backup: { copyImage: { tag: '1.77.0' } } }],
    ['other resources', { backup: { resources: { limits: { memory: '2Gi' } } } }],
    ['another place for it', { backup: { nodeSelector: { a: 'b' } } }],
    ['another Secret', { backup: { destination: { existingSecret: 'other' } } }],
    ['a variable', { mlflow: { env: [{ name: 'HTTPS_PROXY', value: 'http://proxy' }] } }],
    ['a label on everything', { commonLabels: { team: 'data' } }],
  ])('%s is another Job', (_, values) => {
    expect(nameOf(values)).not.toBe(nameOf());
  });

  test('one pod, one name, and the reverse: what Kubernetes does not let a Job change', () => {
    const counts = { same: 0, other: 0 };
    const restoring = (values: JsonObject) =>
      mergeValues(complete(values), RESTORE, { restore: { from: 'latest', overwrite: '' } });
    const parts = fc.constantFrom(
      'auth',
      'backup',
      'commonLabels',
      'global',
      'minio',
      'mlflow',
      'postgresql',
      'proxy',
      'tls',
    );
    fc.assert(
      fc.property(plausibleValues, plausibleValues, parts, (one, other, part) => {
        const [before, after] = [one, { ...one, [part]: other[part] ?? {} }].map((values) => {
          const objects = Object.fromEntries(evaluateModel(model, { values: restoring(values), release }));
          const job = objects['restore-job'] as unknown as Job;
          return { name: job.metadata?.name, template: job.spec?.template };
        });
        // In whichever order a map has its keys.
        const isSame = isDeepStrictEqual(before?.template, after?.template);
        expect(before?.name === after?.name).toBe(isSame);
        counts[isSame ? 'same' : 'other'] += 1;
      }),
      { numRuns: 60 },
    );
    // Of nine parts, some never change it, and some nearly always do.
    expect(Math.min(counts.same, counts.other)).toBeGreaterThan(2);
  });

  test('servers know what they wait for, and only then', () => {
    const settings = (...values: readonly JsonObject[]) => dataOf('tracking-settings', ...values) ?? {};
    expect(settings(RESTORE, { restore: { request: 'again' } })).toMatchObject({
      RESTORE_FROM: 'latest',
      RESTORE_REQUEST: 'again',
    });
    expect(Object.keys(settings(ON)).filter((name) => name.startsWith('RESTORE'))).toEqual([]);
  });

  test('servers undo what an interrupted one has left wherever there may be one', () => {
    const commandOf = (name: string, ...values: readonly JsonObject[]) =>
      podOf('tracking-deployment', ...values)
        .initContainers?.find((one) => one.name === name)
        ?.command?.at(-1);
    expect(commandOf('stores')).toBeUndefined();
    for (const values of [ON, RESTORE, { backup: { destination: DESTINATION } }]) {
      const [first] = podOf('tracking-deployment', values).initContainers ?? [];
      expect(first?.name).toBe('stores');
      expect(commandOf('stores', values)).toBe('python /prepare/create-bucket.py\npython /prepare/reopen.py\n');
      // What it has not done, the migration waits for; only then artefacts are looked for.
      expect(commandOf('prepare', values)).toMatch(
        /^python \/prepare\/migrate[.]py\npython \/prepare\/create-bucket[.]py\npython \/prepare\/artifacts-there[.]py\n/,
      );
    }
  });

  test.each<[string, JsonObject, string | undefined]>([
    ['of an ordinary start', ON, undefined],
    ['that is told so', { objectStore: { startEmpty: true } }, 'true'],
    ['of a restore', RESTORE, 'true'],
    [
      'of a database that goes back to a second',
      { ...ON, restore: { enabled: true, from: '2026-11-28T14:04:00Z' } },
      'true',
    ],
  ])('whether the store may be empty: %s', (_, values, expected) => {
    expect(dataOf('tracking-settings', values)?.['STORE_MAY_BE_EMPTY']).toBe(expected);
  });
});
