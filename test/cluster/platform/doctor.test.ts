/** A platform is broken in all the ways of doctor-cases.ts; the doctor names the cause each time, and nothing once it is mended. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Finding } from '../../../operations/doctor/finding';
import { remark } from '../../support/proofs';
import { SHOWN } from '../../../operations/doctor/example-certificates';
import { installTraefik } from '../addons/install';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { Broken } from './broken';
import { buildCommand, diagnose, NOTHING_WRONG, runDoctor, saidOf } from './doctor';
import { CASES } from './doctor-cases';
import { commandsIn } from '../../docs/shown';
import { Platform } from './platform';
import { typed } from './typed';

const NAMESPACE = 'doctor';
const HOST = 'mlflow.example.com';
const cluster = realCluster();
/** Until pods have come and gone, on a busy machine. */
const PATIENCE_SECONDS = 420;

const VALUES = {
  mlflow: {
    workers: 1,
    ingress: {
      enabled: true,
      controller: 'traefik',
      className: 'traefik',
      hosts: [{ host: HOST }],
      tls: [{ secretName: 'shown', hosts: [HOST] }],
    },
  },
  postgresql: { maxConnections: 40 },
};

describe(`the doctor, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE);
  const broken = new Broken(cluster, platform, VALUES);

  beforeAll(async () => {
    await buildCommand();
    await installTraefik(cluster);
    await platform.makeNamespace();
    await cluster.apply([
      {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'kubernetes.io/tls',
        metadata: { name: 'shown', namespace: NAMESPACE },
        stringData: { 'tls.crt': SHOWN, 'tls.key': 'of nobody' },
      },
    ]);
    for (const [component, mebibytes] of [
      ['postgresql', 400],
      ['minio', 300],
    ] as const)
      await cluster.smallVolume({ namespace: NAMESPACE, name: `data-mlflow-${component}-0` }, 'node-1', mebibytes);
    await platform.install('dev', VALUES);
  });
  afterAll(() => platform.remove());

  const healthy = () => eventually(() => saidOf(cluster, NAMESPACE), NOTHING_WRONG, PATIENCE_SECONDS);

  test('there are at least twenty-five ways, of every symptom', () => {
    expect(new Set(CASES.map(({ id }) => id)).size).toBeGreaterThanOrEqual(25);
    expect(new Set(CASES.map(({ symptom }) => symptom)).size).toBe(4);
  });

  test('of what is whole it says nothing', healthy);

  describe.each(CASES.map((one) => [one.title, one] as const))(
    '%s',
    (_title, { id, evidence = /./, companions = [], ...one }) => {
      const known = async () => {
        const { exit, findings } = await diagnose(cluster, NAMESPACE);
        const others = findings.filter((finding) => finding.id !== id && !companions.includes(finding.id));
        const found = findings.find((finding) => finding.id === id && evidence.test(finding.evidence));
        return {
          exit,
          found: found?.id,
          others: others.map((finding) => `${finding.id}: ${finding.evidence}`),
          words: found,
        };
      };

      test(`is named: ${id}`, async () => {
        await one.break(broken);
        let words: unknown;
        await eventually(
          async () => {
            const { words: said, ...rest } = await known();
            words = said;
            return rest;
          },
          { exit: 1, found: id, others: [] },
          PATIENCE_SECONDS,
        );
        const { evidence: seen = '', where = '' } = (words ?? {}) as Partial<Finding>;
        remark(`${where}: ${seen}`.slice(0, 200));
      });

      test('mended, it says nothing', async () => {
        await one.mend(broken);
        await healthy();
      });
    },
  );

  test('what docs/troubleshooting.md has people type', async () => {
    const of = (heading: string) =>
      typed(cluster, {
        document: 'docs/troubleshooting.md',
        heading,
        here: (text) => text.replaceAll('mlflow-dev', NAMESPACE),
        namespace: NAMESPACE,
      });
    const [logs, objects, , one, answers, keys] = await of('By hand');
    expect(logs).toMatch(/uvicorn|mlflow/i);
    expect(objects).toMatch(/service\/mlflow-tracking[^]*persistentvolumeclaim\/data-mlflow-postgresql-0/);
    expect([one, answers, keys]).toEqual([
      expect.stringContaining('(1 row)'),
      'it answers\n',
      expect.stringMatching(/^\[.*\]$/m),
    ]);
    const [page] = await of('The doctor');
    expect(page).toBe(`mlflow in ${NAMESPACE}: nothing wrong was found.\n`);
  });

  test('as a Job, it finds nothing, and what is wrong when it is asked again', async () => {
    const log = 'kubectl -n mlflow-dev logs -l app.kubernetes.io/component=doctor --tail=-1';
    expect(commandsIn('docs/troubleshooting.md', 'As a Job')).toEqual([log]);
    const said = () => broken.kubectl('logs', '-l', 'app.kubernetes.io/component=doctor', '--tail=-1').catch(() => '');
    await platform.upgrade('dev', { ...VALUES, doctor: { enabled: true, request: 'first' } });
    await eventually(async () => (await said()).includes('doctor: found nothing wrong\n'), true, PATIENCE_SECONDS);
    await broken.bucket('delete_bucket');
    await platform.upgrade('dev', { ...VALUES, doctor: { enabled: true, request: 'second' } });
    await eventually(
      async () => /doctor: bucket-missing: [^]*\ndoctor: 1 finding\n/.test(await said()),
      true,
      PATIENCE_SECONDS,
    );
    const failed = () =>
      broken.kubectl(
        'get',
        'jobs',
        '-l',
        'app.kubernetes.io/component=doctor',
        '--output=jsonpath={.items[*].status.failed}',
      );
    await eventually(failed, '1');
    await broken.bucket('create_bucket');
  });

  test('without a right, it says which', async () => {
    await cluster.apply([
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'guest', namespace: NAMESPACE } },
    ]);
    const token = (await broken.kubectl('create', 'token', 'guest')).trim();
    await cluster.ok(['config', 'set-credentials', 'guest', `--token=${token}`]);
    const cluster0 = (await cluster.ok(['config', 'view', '--output=jsonpath={.clusters[0].name}'])).trim();
    await cluster.ok(['config', 'set-context', 'guest', `--cluster=${cluster0}`, '--user=guest']);
    const { code, stderr } = await runDoctor(cluster, ['mlflow', '-n', NAMESPACE, '--context', 'guest']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/cannot list resource "pods"/)]);
    const absent = await runDoctor(cluster, ['gone', '-n', NAMESPACE]);
    expect([absent.code, absent.stderr]).toEqual([2, expect.stringContaining('there is no release gone')]);
  });
});
