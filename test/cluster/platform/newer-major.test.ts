/** docs/database.md, “A newer major of PostgreSQL”, and the way back, typed as they stand there; and what becomes of a newer image alone. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commandsIn, filesIn, textOf } from '../../docs/shown';
import { chartOf } from '../../support/dist';
import { outputOf } from '../../support/execute';
import { remark } from '../../support/proofs';
import { Client, type Logged } from '../clients/client';
import { ALICE } from '../clients/login';
import { eventually } from '../eventually';
import { POSTGRESQL_IMAGE, POSTGRESQL_NEWEST } from '../images/versions';
import { realCluster } from '../nodes/running';
import { BUCKET, endpointIn, KEYS, makeDestination } from './destination';
import { Platform } from './platform';
import { ordinarySecrets, secret } from './secrets';
import { typed } from './typed';

const NAMESPACE = 'newer-major';
/** Somebody else's, with the bucket of backups. */
const ELSEWHERE = `${NAMESPACE}-elsewhere`;
const DOCUMENT = 'docs/database.md';
const SHOWN = '0123456789ab/20261127T021500Z-1a2b';
/** Of the chart. */
const TAG = POSTGRESQL_IMAGE.split(':').at(-1) ?? '';
const MAJOR = TAG.split('.')[0] ?? '';

const cluster = realCluster();
/** As the page has it, and as it is here. */
const here = (text: string) =>
  text
    .replaceAll('--env prod', `--env staging --namespace ${NAMESPACE}`)
    .replaceAll('mlflow-prod', NAMESPACE)
    .replaceAll('dist/prod/', 'dist/staging/')
    .replaceAll('https://s3.example.org', endpointIn(ELSEWHERE))
    .replaceAll('{ cidr: 198.51.100.7/32 }', `{ namespace: ${ELSEWHERE} }`);
/** Three nodes of two processors have room for it. */
const VALUES = {
  mlflow: { workers: 1, resources: { requests: { cpu: '250m' } } },
  backup: {
    enabled: true,
    destination: { bucket: BUCKET, endpoint: endpointIn(ELSEWHERE), existingSecret: 'mlflow-backup' },
  },
  networkPolicy: { externalCidrs: { backups: [{ namespace: ELSEWHERE }] } },
};

describe(`from PostgreSQL ${TAG} to ${POSTGRESQL_NEWEST}, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE, ALICE);
  const client = new Client(cluster, NAMESPACE, { login: ALICE });
  let logged: Logged;
  /** On the newer one. */
  let later: Logged;
  let volume = '';

  const version = async () =>
    (
      await platform.shell('postgresql', 'psql -XqAt -U "$POSTGRES_USER" "$POSTGRES_DB" -c "SHOW server_version"')
    ).trim();
  const volumeOfClaim = () =>
    cluster.ok([
      ...['get', 'pvc', 'data-mlflow-postgresql-0', '--namespace', NAMESPACE],
      '--output=jsonpath={.spec.volumeName}',
    ]);
  const upgrade = async (...values: readonly string[]) => {
    const args = ['upgrade', 'mlflow', chartOf('staging'), '--namespace', NAMESPACE, '--reset-then-reuse-values'];
    outputOf(await cluster.helm('4', [...args, ...values]));
  };
  const serves = async () => {
    await cluster.settled(NAMESPACE, 480);
    await client.check(logged);
  };

  beforeAll(async () => {
    await makeDestination(cluster, ELSEWHERE);
    await platform.makeNamespace();
    await cluster.apply([...ordinarySecrets(NAMESPACE), secret(NAMESPACE, 'mlflow-backup', KEYS)]);
    await platform.install('staging', VALUES);
    logged = await client.log('before', 5);
    volume = await volumeOfClaim();
  });
  afterAll(async () => {
    await platform.remove();
    await cluster.ok(['delete', 'namespace', ELSEWHERE]);
    await cluster.ok(['delete', 'persistentvolume', volume, '--ignore-not-found']);
  });

  test('another image alone: it says what to do, and its tag set back, it serves again', async () => {
    expect(await version()).toMatch(new RegExp(`^${MAJOR}\\.`));
    await upgrade('--set-string', `postgresql.image.tag=${POSTGRESQL_NEWEST}`);
    const said = async () =>
      (await cluster.kubectl(['logs', 'mlflow-postgresql-0', '--container=postgresql', '--namespace', NAMESPACE]))
        .stdout;
    await eventually(
      async () =>
        (await said()).includes(
          `the database on the volume is of PostgreSQL ${MAJOR}, and postgresql.image is ${POSTGRESQL_NEWEST}, which cannot read it`,
        ),
      true,
      240,
    );
    expect(await said()).toContain(`set postgresql.image.tag to ${MAJOR} again`);
    remark((await said()).trim());
    const started = performance.now();
    await upgrade('--set-string', `postgresql.image.tag=${TAG}`);
    const [, deletion = ''] = /`(kubectl -n mlflow-prod delete pod [^`]+)`/.exec(textOf(DOCUMENT)) ?? [];
    outputOf(await cluster.run('bash', ['-c', here(deletion)]));
    await serves();
    remark(`serving again after ${((performance.now() - started) / 1000).toFixed(0)} s`);
    expect(await version()).toMatch(new RegExp(`^${MAJOR}\\.`));
  });

  test('the page: everything comes along, and the old volume stays', async () => {
    const values = filesIn(DOCUMENT).get('postgresql-18.yaml') ?? '';
    expect(values).toContain(`tag: '${POSTGRESQL_NEWEST}'`);
    expect(values).toContain(SHOWN);
    const started = performance.now();
    await typed(cluster, {
      document: 'docs/database.md',
      heading: 'A newer major of PostgreSQL',
      here,
      files: { 'backup.yaml': here(filesIn('docs/backup.md').get('backup.yaml') ?? '') },
      edited: (printed) => {
        const [name] = /\b[0-9a-f]{12}\/\d{8}T\d{6}Z-[0-9a-f]{4}\b/.exec(printed.at(-1) ?? '') ?? [];
        return name === undefined ? {} : { 'postgresql-18.yaml': here(values.replace(SHOWN, name)) };
      },
      namespace: NAMESPACE,
    });
    remark(`from one major to the other in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    expect(await version()).toMatch(new RegExp(`^${POSTGRESQL_NEWEST}\\.`));
    await serves();
    expect(await platform.pods('tracking')).toHaveLength(2);
    const { spec, status } = await cluster.json<Volume>(['get', 'persistentvolume', volume]);
    expect([spec.persistentVolumeReclaimPolicy, status.phase]).toEqual(['Retain', 'Released']);
    expect(await volumeOfClaim()).not.toBe(volume);
  });

  test('restore.enabled set to false: it stays, with what is written now', async () => {
    later = await client.log('after', 1);
    await upgrade('--set', 'restore.enabled=false');
    await serves();
    await client.check(later);
    expect(await cluster.ok(['get', 'jobs', '--namespace', NAMESPACE, '--output=name'])).not.toContain('restore');
  });

  test('back to the major before: its volume, with what was on it', async () => {
    const heading = 'Back to the major before';
    expect(commandsIn(DOCUMENT, heading).join('\n')).toContain(`postgresql.image.tag=${TAG}\n`);
    const found = (text: string) => here(text).replaceAll('"$volume"', volume);
    await typed(cluster, { document: DOCUMENT, heading, here: found, namespace: NAMESPACE });
    expect(await version()).toMatch(new RegExp(`^${MAJOR}\\.`));
    expect(await volumeOfClaim()).toBe(volume);
    await serves();
    expect(await platform.pods('tracking')).toHaveLength(2);
    await expect(client.check(later)).rejects.toThrow('ended with code');
  });
});

interface Volume {
  readonly spec: { readonly persistentVolumeReclaimPolicy: string };
  readonly status: { readonly phase: string };
}
