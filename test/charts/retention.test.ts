/** Retention: who has which keys, and what follows which value. */
import { describe, expect, test } from '@jest/globals';
import type { ConfigMap, CronJob } from '../../imports/kubernetes/types';
import { evaluateModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import { complete, environmentNames, environmentValues, model, SMALLEST } from '../support/platform';

const release = { name: 'ml', namespace: 'team' };
const ON: JsonObject = { retention: { gc: { enabled: true } } };
const BACKED_UP: JsonObject = {
  backup: {
    enabled: true,
    destination: { bucket: 'backups', endpoint: 'https://s3.example.com', existingSecret: 'backup-keys' },
  },
};

const objectsOf = (...values: readonly JsonObject[]) =>
  new Map(Object.entries(Object.fromEntries(evaluateModel(model, { values: complete(SMALLEST, ...values), release }))));
const find = (file: string, ...values: readonly JsonObject[]): unknown => objectsOf(...values).get(file);
const gc = (...values: readonly JsonObject[]) => (find('retention-gc', ON, ...values) as CronJob).spec;
const podOf = (...values: readonly JsonObject[]) => gc(...values).jobTemplate.spec?.template.spec;
const settings = (...values: readonly JsonObject[]) => (find('retention-settings', ON, ...values) as ConfigMap).data;

describe('what there is', () => {
  const files = (...values: readonly JsonObject[]) =>
    [...objectsOf(...values).keys()].filter((file) => /^(retention|backup)/.test(file));

  test.each(environmentNames)('%s has none of it', (name) => {
    expect(files(environmentValues(name))).toEqual([]);
  });

  test('with it, of backups the catalogue alone', () => {
    expect(files(ON)).toEqual([
      'backup-catalogue-programs',
      ...['serviceaccount', 'settings', 'programs', 'gc'].map((name) => `retention-${name}`),
    ]);
  });
});

describe('maintenance of the database alone', () => {
  const MAINTAINED: JsonObject = {
    retention: {
      database: { enabled: true, bloatPercent: 33, bloatMegabytes: 7, createIndexes: true, lockSeconds: 5 },
    },
  };

  test('there is no gc, and its pod has the password of the database, and no other key', () => {
    expect(find('retention-gc', MAINTAINED)).toBeUndefined();
    const { spec } = find('retention-database', MAINTAINED, BACKED_UP) as CronJob;
    expect(spec).toMatchObject({ schedule: '30 3 * * 6', concurrencyPolicy: 'Forbid' });
    const [container] = spec.jobTemplate.spec?.template.spec?.containers ?? [];
    expect(container).toMatchObject({ name: 'database', command: ['python', '/prepare/maintain.py'] });
    expect(container?.env?.map(({ name }) => name)).toEqual(['PGPASSWORD']);
  });

  test('what follows the values', () => {
    expect((find('retention-settings', MAINTAINED) as ConfigMap).data).toMatchObject({
      BLOAT_PERCENT: '33',
      BLOAT_MEGABYTES: '7',
      CREATE_INDEXES: 'true',
      LOCK_SECONDS: '5',
    });
    expect((find('retention-settings', ON) as ConfigMap).data).toMatchObject({ CREATE_INDEXES: 'false' });
  });
});

describe('lifecycle alone', () => {
  const TIDY: JsonObject = { retention: { lifecycle: { enabled: true } } };
  const data = (...values: readonly JsonObject[]) => (find('retention-settings', TIDY, ...values) as ConfigMap).data;

  test('only says what it would do, and has no rule, unless the values say otherwise', () => {
    expect(data()).toMatchObject({ LIFECYCLE_APPLY: 'false', LIFECYCLE_UPLOAD_DAYS: '7' });
    expect(data()).not.toHaveProperty('LIFECYCLE_NONCURRENT_DAYS');
    expect(data()).not.toHaveProperty('LIFECYCLE_BACKUPS');
    const more = { apply: true, abortUploadsAfterDays: 3, noncurrentDays: 90 };
    expect(data(BACKED_UP, { retention: { lifecycle: more } })).toMatchObject({
      LIFECYCLE_APPLY: 'true',
      LIFECYCLE_UPLOAD_DAYS: '3',
      LIFECYCLE_NONCURRENT_DAYS: '90',
      LIFECYCLE_BACKUPS: 'true',
    });
  });

  test('its pod has the keys of the buckets, and not the database’s password', () => {
    expect(find('retention-gc', TIDY)).toBeUndefined();
    const { spec } = find('retention-lifecycle', TIDY, BACKED_UP) as CronJob;
    expect(spec).toMatchObject({ schedule: '0 6 * * *', concurrencyPolicy: 'Forbid' });
    const [container] = spec.jobTemplate.spec?.template.spec?.containers ?? [];
    expect(container).toMatchObject({ name: 'lifecycle', command: ['python', '/prepare/lifecycle.py'] });
    const keys = ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY'];
    expect(container?.env?.map(({ name }) => name)).toEqual(
      ['AWS', 'BACKUP'].flatMap((whose) => keys.map((key) => `${whose}_${key}`)),
    );
  });
});

describe('traces alone', () => {
  const BY_AGE: JsonObject = { retention: { traces: { enabled: true } } };
  const data = (...values: readonly JsonObject[]) => (find('retention-settings', BY_AGE, ...values) as ConfigMap).data;

  test('it only says which would go, unless the values say otherwise', () => {
    expect(data()).toMatchObject({
      TRACES_DELETE: 'false',
      TRACES_OLDER_THAN: '90d',
      TRACES_LINKED: 'false',
      TRACES_EXPERIMENTS: '[]',
    });
    expect(data()).not.toHaveProperty('TRACES_BACKUP_HOURS');
    const experiments = [{ name: `its 'own' "name" ü`, olderThan: 'never' }];
    const more = { delete: true, olderThan: '7d', linked: true, experiments, backupWithinHours: 77 };
    const given = data(BACKED_UP, { retention: { traces: more } }) ?? {};
    expect(given).toMatchObject({
      TRACES_DELETE: 'true',
      TRACES_OLDER_THAN: '7d',
      TRACES_LINKED: 'true',
      TRACES_BACKUP_HOURS: '77',
      BACKUP_BUCKET: 'backups',
    });
    expect(JSON.parse(given['TRACES_EXPERIMENTS'] ?? '')).toEqual(experiments);
  });

  test('its pod has the keys of the database and of the buckets', () => {
    expect(find('retention-gc', BY_AGE)).toBeUndefined();
    const { spec } = find('retention-traces', BY_AGE, BACKED_UP) as CronJob;
    expect(spec).toMatchObject({ schedule: '45 5 * * *', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid' });
    const [container] = spec.jobTemplate.spec?.template.spec?.containers ?? [];
    expect(container).toMatchObject({ name: 'traces', command: ['python', '/prepare/traces.py'] });
    expect(container?.env?.map(({ name }) => name)).toEqual([
      'PGPASSWORD',
      ...['AWS', 'BACKUP'].flatMap((whose) => ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY'].map((key) => `${whose}_${key}`)),
    ]);
  });
});

test('it only says what would go, unless the values say otherwise', () => {
  expect(settings()).toMatchObject({ GC_DELETE: 'false', GC_OLDER_THAN: '30d', GC_MODELS: 'true', GC_JOBS: 'false' });
  expect(settings()).not.toHaveProperty('GC_BACKUP_HOURS');
  const more = { delete: true, olderThan: '7d', loggedModels: false, jobs: true };
  expect(settings({ retention: { gc: more } })).toMatchObject({
    GC_DELETE: 'true',
    GC_OLDER_THAN: '7d',
    GC_MODELS: 'false',
    GC_JOBS: 'true',
  });
});

describe('with backups', () => {
  const given = (...values: readonly JsonObject[]) =>
    podOf(...values)?.containers.flatMap(({ env = [] }) => env.map(({ name }) => name));
  const OWN = ['PGPASSWORD', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

  test('it goes by them, and has their keys', () => {
    expect(settings(BACKED_UP, { retention: { gc: { backupWithinHours: 200 } } })).toMatchObject({
      GC_BACKUP_HOURS: '200',
      BACKUP_BUCKET: 'backups',
      BACKUP_ENDPOINT: 'https://s3.example.com',
      RELEASE_NAMESPACE: 'team',
      RELEASE_NAME: 'ml',
    });
    expect(given(BACKED_UP)).toEqual([...OWN, 'BACKUP_ACCESS_KEY_ID', 'BACKUP_SECRET_ACCESS_KEY']);
  });

  test('that are named, but not made, it does not', () => {
    const named: JsonObject = { backup: { ...(BACKED_UP['backup'] as JsonObject), enabled: false } };
    expect(Object.keys(settings(named) ?? {}).filter((name) => name.includes('BACKUP'))).toEqual([]);
    expect(given(named)).toEqual(OWN);
  });
});

test('one at a time, for a limited time, as the values say; nobody but its own account', () => {
  const spec = gc({
    retention: {
      gc: { schedule: '@weekly' },
      timeoutSeconds: 77,
      scratchSize: '2Gi',
      serviceAccount: { annotations: { 'eks.amazonaws.com/role-arn': 'a' } },
      nodeSelector: { a: 'b' },
      resources: { limits: { memory: '3Gi' } },
    },
  });
  expect(spec).toMatchObject({ schedule: '@weekly', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid' });
  expect(spec.jobTemplate.spec).toMatchObject({ activeDeadlineSeconds: 77, backoffLimit: 2 });
  const pod = spec.jobTemplate.spec?.template.spec;
  expect(pod).toMatchObject({
    serviceAccountName: 'ml-retention',
    automountServiceAccountToken: false,
    nodeSelector: { a: 'b' },
  });
  expect(pod?.volumes).toContainEqual({ name: 'backup-work', emptyDir: { sizeLimit: '2Gi' } });
  expect(pod?.containers[0]).toMatchObject({
    name: 'gc',
    command: ['python', '/prepare/collect.py'],
    resources: { limits: { memory: '3Gi' } },
    securityContext: { readOnlyRootFilesystem: true },
  });
  expect(find('retention-serviceaccount', ON, { retention: { serviceAccount: { annotations: { a: 'b' } } } })).toMatchObject({ metadata: { annotations: { a: 'b' } }, automountServiceAccountToken: false }); // prettier-ignore
});
