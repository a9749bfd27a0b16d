/** The bucket of artefacts: uploads that nobody completes, a rule of its own, and rules of others, to the letter. */
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { closeStores, destination, newest, Release, store } from '../backup/pod';
import { startProgram } from './pod';

afterAll(closeStores);

let release: Release;
beforeEach(async () => {
  release = await Release.make(newest);
});

const APPLIED = { LIFECYCLE_APPLY: 'true', LIFECYCLE_UPLOAD_DAYS: '7' };
const arrange = (env: Readonly<Record<string, string>> = APPLIED) =>
  startProgram(release, 'lifecycle.py', { LIFECYCLE_UPLOAD_DAYS: '7', ...env }).ended;
const rules = () => store.do<string>('rules', release.artifacts);
const rulesIn = (text: string) => [...text.matchAll(/<Rule>.*?<\/Rule>/gs)].map(([rule]) => rule);
const own = () => `mlflow-chart/team/${release.name}/noncurrent`;

/** The last has what only MinIO knows. */
const THEIRS = `<Rule><ID>logs</ID><Status>Enabled</Status><Filter><Prefix>logs/</Prefix></Filter><Expiration><Days>3</Days></Expiration></Rule>
  <Rule><ID>markers ü</ID><Status>Enabled</Status><Filter><Prefix>some/</Prefix></Filter><DelMarkerExpiration><Days>5</Days></DelMarkerExpiration></Rule>`;

describe('uploads', () => {
  const keys = ['some/path/1/a b/ü', 'some/path/2', 'some/pathological', 'other/1'];
  beforeEach(async () => {
    for (const key of keys) await store.do('upload_begun', release.artifacts, key);
  });
  const uploads = () => store.do<string[]>('uploads', release.artifacts);

  test('that are young stay', async () => {
    const { code, said } = await arrange({ ...APPLIED, LIFECYCLE_UPLOAD_DAYS: '1' });
    expect(said).toContain('lifecycle: 0 uploads that nobody has completed are ended\n');
    expect(code).toBe(0);
    expect(await uploads()).toEqual([...keys].sort());
  });

  test('that are old end, below the root of the artefacts alone; before that, they are said', async () => {
    const report = await arrange({ LIFECYCLE_UPLOAD_DAYS: '0' });
    expect(report.said).toContain("lifecycle: would end the upload of 'some/path/1/a b/ü', which began on ");
    expect(report.said).toContain('lifecycle: 2 uploads that nobody has completed\n');
    expect(report.said).toContain('lifecycle: nothing was changed: with retention.lifecycle.apply: true it would be\n');
    expect(await uploads()).toEqual([...keys].sort());
    const { code, said } = await arrange({ ...APPLIED, LIFECYCLE_UPLOAD_DAYS: '0' });
    expect(said).toContain('lifecycle: 2 uploads that nobody has completed are ended\n');
    expect(code).toBe(0);
    expect(await uploads()).toEqual(['other/1', 'some/pathological']);
    expect(await rules()).toBe('');
  });
});

describe('the rule for older versions', () => {
  const KEPT = { ...APPLIED, LIFECYCLE_NONCURRENT_DAYS: '90' };

  test('is said, made, changed and taken away; rules of others stay to the letter', async () => {
    await store.do('set_rules', release.artifacts, THEIRS);
    const before = rulesIn(await rules());
    expect(before).toHaveLength(2);
    const report = await arrange({ ...KEPT, LIFECYCLE_APPLY: 'false' });
    expect(report.said).toContain(`lifecycle: + ${own()}: versions below 'some/path/' end 90 days after they were replaced or deleted\nlifecycle:   2 rules of others stay as they are\n`); // prettier-ignore
    expect(rulesIn(await rules())).toEqual(before);

    expect((await arrange(KEPT)).code).toBe(0);
    const made = rulesIn(await rules());
    expect(made).toEqual(expect.arrayContaining(before));
    expect(made).toHaveLength(3);
    const [ours = ''] = made.filter((rule) => !before.includes(rule));
    for (const part of [`<ID>${own()}</ID>`, '<Status>Enabled</Status>', '<Prefix>some/path/</Prefix>', '<NoncurrentDays>90</NoncurrentDays>']) expect(ours).toContain(part); // prettier-ignore

    const again = await arrange(KEPT);
    expect(again.said).toContain('are as they should be: 2 of others, 1 of this release\n');
    expect(rulesIn(await rules())).toEqual(made);

    const changed = await arrange({ ...KEPT, LIFECYCLE_NONCURRENT_DAYS: '120' });
    expect(changed.said).toContain(`lifecycle: - ${own()}: versions below 'some/path/' end 90 days`);
    expect(changed.said).toContain(`lifecycle: + ${own()}: versions below 'some/path/' end 120 days`);
    expect(rulesIn(await rules())).toHaveLength(3);
    expect(await rules()).toContain('<NoncurrentDays>120</NoncurrentDays>');

    expect((await arrange()).said).toContain(`lifecycle: - ${own()}`);
    expect(rulesIn(await rules())).toEqual(before);
  });

  test('where nobody has any: it is the only one, and then there is none', async () => {
    expect((await arrange(KEPT)).code).toBe(0);
    expect(rulesIn(await rules())).toHaveLength(1);
    await arrange();
    expect(await rules()).toBe('');
  });

  test('of another release in the same bucket stays', async () => {
    await arrange(KEPT);
    const other = release.with({ RELEASE_NAME: 'other' });
    await startProgram(other, 'lifecycle.py', KEPT).ended;
    expect(rulesIn(await rules())).toHaveLength(2);
    await arrange();
    expect(await rules()).toContain('<ID>mlflow-chart/team/other/noncurrent</ID>');
  });

  test('of less than 30 days is refused, and nothing is changed', async () => {
    const { code, said } = await arrange({ ...KEPT, LIFECYCLE_NONCURRENT_DAYS: '29' });
    expect(said).toContain(
      'lifecycle: failed: LIFECYCLE_NONCURRENT_DAYS is 29: versions have to live at least 30 days\n',
    );
    expect(code).toBe(1);
    expect(await rules()).toBe('');
    expect((await arrange({ ...KEPT, LIFECYCLE_NONCURRENT_DAYS: '30' })).code).toBe(0);
  });

  test('of less than the age of the oldest backup is refused, too', async () => {
    const { name } = await release.backup();
    const days = (count: number) => new Date(Date.now() - count * 86_400_000).toISOString().replace(/[-:]|\.\d+/g, '');
    const old = name.replace(/\d{8}T\d{6}Z/, days(50));
    await destination.do('forge', release.backups, old, {}, {});
    const backups = { ...KEPT, LIFECYCLE_BACKUPS: 'true' };
    const { code, said } = await arrange({ ...backups, LIFECYCLE_NONCURRENT_DAYS: '50' });
    expect(said).toContain('lifecycle: failed: the oldest backup is 51 days old, and versions would end after 50: set retention.lifecycle.noncurrentDays to more than that\n'); // prettier-ignore
    expect(code).toBe(1);
    expect(await rules()).toBe('');
    expect((await arrange({ ...backups, LIFECYCLE_NONCURRENT_DAYS: '51' })).code).toBe(0);
    const away = await arrange({ ...backups, BACKUP_ENDPOINT: 'http://127.0.0.1:9' });
    expect([away.code, away.said]).toEqual([1, expect.stringContaining('Could not connect')]);
  });
});

describe('a rule of somebody else that ends artefacts by their age', () => {
  const expiry = (prefix: string, status = 'Enabled') =>
    `<Rule><ID>theirs</ID><Status>${status}</Status><Filter><Prefix>${prefix}</Prefix></Filter><Expiration><Days>300</Days></Expiration></Rule>`;

  test.each(['', 'some/', 'some/path/', 'some/path/1/'])('below %j is said, and stays', async (prefix) => {
    await store.do('set_rules', release.artifacts, expiry(prefix));
    const before = await rules();
    const { code, said } = await arrange();
    expect(said).toContain(`lifecycle: THE RULE 'theirs' OF BUCKET ${release.artifacts} ENDS ARTEFACTS BY THEIR AGE: whatever is older is lost.`); // prettier-ignore
    expect(said).toContain('lifecycle: failed: artefacts are lost by a rule of the bucket, which is named above\n');
    expect(code).toBe(1);
    expect(await rules()).toBe(before);
  });

  test.each([
    ['elsewhere', expiry('other/')],
    ['that is off', expiry('', 'Disabled')],
    ['of versions alone', THEIRS],
  ])('%s is nobody’s loss', async (_, text) => {
    await store.do('set_rules', release.artifacts, text);
    expect((await arrange()).code).toBe(0);
  });
});

test('without the right to, or without the store, it says so', async () => {
  await store.do('user', 'watcher', 'a long password', ['s3:ListBucket', 's3:ListBucketMultipartUploads']);
  const keys = { AWS_ACCESS_KEY_ID: 'watcher', AWS_SECRET_ACCESS_KEY: 'a long password' };
  const denied = await arrange({ ...APPLIED, ...keys });
  expect([denied.code, denied.said]).toEqual([1, expect.stringMatching(/lifecycle: failed: .*AccessDenied/)]);
  const away = await arrange({ ...APPLIED, MLFLOW_S3_ENDPOINT_URL: 'http://127.0.0.1:9' });
  expect([away.code, away.said]).toEqual([1, expect.stringContaining('lifecycle: failed: Could not connect')]);
});
