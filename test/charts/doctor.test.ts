/** The doctor as a Job: it has what the server has, may do nothing, and looks again where the server has changed. */
import { describe, expect, test } from '@jest/globals';
import type { ConfigMap, Job } from '../../imports/kubernetes/types';
import { CAUSES } from '../../charts/doctor/causes';
import { evaluateModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import { execute } from '../support/execute';
import { withFolder } from '../support/chart-folder';
import { complete, environmentNames, environmentValues, model, SMALLEST } from '../support/platform';

const release = { name: 'ml', namespace: 'team' };
const ON: JsonObject = { doctor: { enabled: true } };
const objectsOf = (...values: readonly JsonObject[]) =>
  evaluateModel(model, { values: complete(SMALLEST, ON, ...values), release });
const jobOf = (...values: readonly JsonObject[]) => objectsOf(...values).get('doctor-job') as unknown as Job;
const nameOf = (...values: readonly JsonObject[]) => jobOf(...values).metadata?.name;
const podOf = (...values: readonly JsonObject[]) => jobOf(...values).spec?.template.spec;
const programs = (objectsOf().get('doctor-programs') as unknown as ConfigMap).data ?? {};

describe('whether there is one', () => {
  test.each(environmentNames)('in %s, only where somebody asks for it', (name) => {
    const values = environmentValues(name);
    const filesOf = (more: JsonObject) =>
      [...evaluateModel(model, { values: complete(values, more), release }).keys()].filter((file) =>
        file.includes('doctor'),
      );
    expect(filesOf({})).toEqual([]);
    expect(filesOf(ON)).toEqual(expect.arrayContaining(['doctor-job', 'doctor-programs']));
  });
});

describe('its pod', () => {
  test('has the server’s settings, Secrets and ServiceAccount', () => {
    const more: JsonObject = { mlflow: { env: [{ name: 'A', value: 'b' }] } };
    const [{ envFrom, env = [] } = {}] = podOf(more)?.containers ?? [];
    expect(envFrom).toEqual([{ configMapRef: { name: 'ml-tracking' } }]);
    const names = env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom?.secretKeyRef?.name]);
    expect(Object.fromEntries(names)).toEqual({
      PGPASSWORD: 'ml-database-from-values',
      AWS_ACCESS_KEY_ID: 'ml-s3-from-values',
      AWS_SECRET_ACCESS_KEY: 'ml-s3-from-values',
      DOCTOR_SERVER: 'http://ml-tracking.team.svc.cluster.local:5000',
      DOCTOR_SECONDS: '600',
      BLOAT_PERCENT: '50',
      BLOAT_MEGABYTES: '64',
      A: 'b',
    });
    expect(podOf()?.serviceAccountName).toBe('ml-tracking');
    expect(podOf({ mlflow: { serviceAccount: { create: false, name: 'given' } } })?.serviceAccountName).toBe('given');
    expect(podOf({ mlflow: { serviceAccount: { create: false } } })?.serviceAccountName).toBe('default');
  });

  test('has the request, so that another one is another pod', () => {
    const [{ env = [] } = {}] = podOf({ doctor: { request: 'once more' } })?.containers ?? [];
    expect(env).toContainEqual({ name: 'DOCTOR_REQUEST', value: 'once more' });
  });

  test('is labelled as its Job is, and both are of the release', () => {
    const { metadata, spec } = jobOf({ doctor: { podLabels: { team: 'ml' } } });
    const labels = { 'app.kubernetes.io/instance': 'ml', 'app.kubernetes.io/component': 'doctor' };
    expect([metadata, spec?.template.metadata]).toMatchObject([
      { namespace: 'team', labels },
      { labels: { ...labels, team: 'ml' } },
    ]);
  });

  test('may do nothing, asks the Kubernetes API nothing, and is not tried again', () => {
    expect(jobOf().spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 1200 });
    expect(jobOf().spec?.ttlSecondsAfterFinished).toBeUndefined();
    expect(podOf()).toMatchObject({
      automountServiceAccountToken: false,
      restartPolicy: 'Never',
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          command: ['python', '-B', '/prepare/doctor.py'],
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ['ALL'] },
            readOnlyRootFilesystem: true,
          },
        },
      ],
    });
  });
});

describe('it looks again', () => {
  test('not for the same values', () => {
    expect(nameOf()).toBe(nameOf());
    expect(nameOf()).toMatch(/^ml-doctor-[0-9a-f]{8}$/);
  });

  test.each<[string, JsonObject]>([
    ['when asked', { doctor: { request: 'once more' } }],
    ['on other nodes', { doctor: { nodeSelector: { disk: 'ssd' } } }],
    ['with other labels', { doctor: { podLabels: { team: 'ml' } } }],
    ['for another image', { mlflow: { image: { tag: 'v3.17.0' } } }],
    ['for another setting of the server', { mlflow: { workers: 2, databasePool: { size: 7 } } }],
    ['for another password in the values', { postgresql: { auth: { password: 'another' } } }],
    ['for another bucket', { minio: { bucket: 'others' } }],
  ])('%s', (_title, values) => {
    expect(nameOf(values)).not.toBe(nameOf());
  });
});

describe('its programs', () => {
  test('have the words of every cause', () => {
    const words = JSON.parse(programs['causes.json'] ?? '') as Readonly<Record<string, unknown>>;
    expect(Object.keys(words)).toEqual(Object.keys(CAUSES));
    expect(words['database-login']).toEqual({
      what: CAUSES['database-login']?.what,
      remedy: CAUSES['database-login']?.remedy,
    });
  });

  test('name no cause that is not declared, and each that is', () => {
    const text = Object.entries(programs)
      .flatMap(([name, content]) => (name.endsWith('steps.py') ? [content] : []))
      .join('\n');
    const ends = [
      'name-unknown',
      'refused',
      'no-answer',
      'certificate-expired',
      'certificate-host',
      'certificate-authority',
      'tls',
      'scheme',
    ];
    const named = [
      ...text.matchAll(/"((?:server|database|store|bucket|schema|keys|index|table|clock|names)-[a-z-]+)"/g),
    ].map(([, name = '']) => name);
    const causes = new Set(Object.keys(CAUSES));
    const files = named.filter((name) => !causes.has(name));
    expect(files).toEqual([]);
    const unnamed = [...causes].filter(
      (name) => !named.includes(name) && !ends.some((end) => name.endsWith(`-${end}`)),
    );
    expect(unnamed).toEqual(['store-addressing']);
    expect(text).toContain('"addressing"');
  });

  test('none is missing: each imports what is there, or what the image has', async () => {
    await withFolder({ ...programs, 's3_client.py': '' }, async (folder) => {
      const own = Object.keys(programs).flatMap((name) => (name.endsWith('.py') ? [name.slice(0, -3)] : []));
      const find = `import ast, sys
for name in ${JSON.stringify(own)}:
    for node in ast.walk(ast.parse(open(name + ".py").read())):
        for imported in [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module] if isinstance(node, ast.ImportFrom) else []:
            print(imported.split(".")[0])`;
      const { stdout } = await execute('python3', ['-c', find], { cwd: folder });
      const image = ['boto3', 'botocore', 'certifi', 'cryptography', 'mlflow', 'psycopg2', 'sqlalchemy'];
      const { stdout: standard } = await execute('python3', [
        '-c',
        'import sys; print("\\n".join(sys.stdlib_module_names))',
      ]);
      const known = new Set([...own, 's3_client', ...image, ...standard.split('\n')]);
      expect(stdout.split('\n').filter((name) => name !== '' && !known.has(name))).toEqual([]);
    });
  });
});
