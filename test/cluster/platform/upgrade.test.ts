/** The staging chart with an older MLflow, upgraded to the chart's own, and rolled back. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commandsIn } from '../../docs/shown';
import { withFolder } from '../../support/chart-folder';
import { outputOf } from '../../support/execute';
import { locateHelm } from '../../support/helm-binary';
import { root } from '../../support/root';
import { remark } from '../../support/proofs';
import { Client, type Logged } from '../clients/client';
import { ALICE } from '../clients/login';
import { during, expectAllAnswered, inWords } from '../clients/load';
import { TRACKING } from '../clients/services';
import type { TrackingApi } from '../clients/tracking-api';
import { eventually } from '../eventually';
import { MLFLOW, MLFLOW_BEFORE } from '../images/versions';
import type { Pod } from '../nodes/real-cluster';
import { realCluster } from '../nodes/running';
import { letTestsIn } from './let-in';
import { Platform } from './platform';
import { ordinarySecrets } from './secrets';

const NAMESPACE = 'upgrade';
const cluster = realCluster();

/** What all has that the chart makes, and the volumes too. */
const OURS = 'app.kubernetes.io/instance=mlflow';

const valuesOf = (version: string) => ({
  mlflow: { workers: 2, image: { tag: `v${version}-full` }, resources: { requests: { cpu: '250m' } } },
});

describe(`dist/staging's chart, from MLflow ${MLFLOW_BEFORE} to ${MLFLOW}, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE, ALICE);
  let api: TrackingApi;
  let logged: Logged;

  beforeAll(async () => {
    await platform.makeNamespace();
    await cluster.apply([...ordinarySecrets(NAMESPACE), letTestsIn(cluster, NAMESPACE)]);
    await platform.install('staging', valuesOf(MLFLOW_BEFORE));
    api = await platform.api();
    logged = await new Client(cluster, NAMESPACE, { login: ALICE, version: MLFLOW_BEFORE }).log('before', 10);
  });
  afterAll(() => platform.remove());

  test('the page’s commands say beforehand what would hurt: no backup, and what the migration does', async () => {
    const [values = '', preflight = ''] = commandsIn('docs/upgrading.md', 'Before you upgrade').map((command) =>
      command.replaceAll('mlflow-prod', NAMESPACE).replaceAll('--env prod', '--env staging'),
    );
    await withFolder({}, async (folder) => {
      symlinkSync(locateHelm('4').file, join(folder, 'helm'));
      const file = join(folder, 'values.yaml');
      outputOf(
        await cluster.run('sh', ['-c', `PATH="${folder}:$PATH"; ${values.replace('values.yaml', file)}`], {
          cwd: root,
        }),
      );
      const asked = `${preflight.replace('values.yaml', file)} --to ${MLFLOW} --format json`;
      const { code, stdout, stderr } = await cluster.run('sh', ['-c', asked], { cwd: root });
      expect(stderr).toBe('');
      const said = JSON.parse(stdout) as {
        readonly from: object;
        readonly migrations: readonly object[];
        readonly findings: readonly { readonly id: string; readonly level: string }[];
        readonly unseen: readonly object[];
      };
      expect(said.from).toMatchObject({ mlflow: MLFLOW_BEFORE });
      expect(said.migrations.length).toBeGreaterThan(10);
      expect(said.unseen).toEqual([]);
      remark(said.findings.map(({ id }) => id).join(', '));
      expect([code, said.findings.filter(({ level }) => level === 'error').map(({ id }) => id)]).toEqual([
        1,
        ['backup-none'],
      ]);
    });
  });

  test('`helm upgrade`: the first new pod migrates the schema, once, and no request fails meanwhile', async () => {
    const outcome = await during(
      () => platform.upgrade('staging', valuesOf(MLFLOW)),
      () => api.get(`${TRACKING}:5000`),
    );
    const logs = await platform.logs('tracking', 'prepare');
    const migrated = logs.filter((log) => /schema \w{8,} -> \w+/.test(log));
    remark(`${inWords(outcome)}; ${/schema \w+ -> \w+/.exec(migrated[0] ?? '')?.[0] ?? ''}`);
    expect(migrated).toHaveLength(1);
    expect(logs.filter((log) => /is at schema \w+/.test(log))).toHaveLength(1);
    expectAllAnswered(outcome);
  });

  test('what the older version stored is there, for new clients and old ones', async () => {
    await new Client(cluster, NAMESPACE, { login: ALICE }).check(logged);
    await new Client(cluster, NAMESPACE, { login: ALICE, version: MLFLOW_BEFORE }).check(logged);
  });

  test('`helm rollback`: the older version does not start on the newer schema, and the pods that serve go on', async () => {
    let complaint = '';
    const hasComplained = async () => {
      const pod = (await platform.pods('tracking')).find((one) => !isReady(one));
      const failures = pod?.status.initContainerStatuses?.[0]?.restartCount ?? 0;
      // What it says at this attempt, as long as it has begun to.
      if (pod !== undefined && failures > 0) complaint = await platform.logOf(pod, 'prepare');
      return complaint.includes('A newer MLflow made it, and none migrates back');
    };
    const outcome = await during(
      async () => {
        await platform.rollback(1);
        await eventually(hasComplained, true);
      },
      () => api.get(`${TRACKING}:5000`),
    );
    remark(inWords(outcome));
    remark(complaint.trim().split('\n').at(-1) ?? '');
    expectAllAnswered(outcome);
    expect((await platform.pods('tracking')).filter(isReady)).toHaveLength(2);
  });

  test('`helm rollback` to the newer version again: nothing is restarted, and no request fails', async () => {
    const outcome = await during(
      async () => {
        await platform.rollback(2);
        await cluster.settled(NAMESPACE);
      },
      () => api.get(`${TRACKING}:5000`),
    );
    remark(inWords(outcome));
    expect(outcome.failures).toEqual([]);
    expect(await platform.restarts('tracking')).toBe(0);
    await new Client(cluster, NAMESPACE, { login: ALICE }).check(logged);
  });

  test('`helm uninstall`: nothing runs any more, and the volumes stay; installed again, everything is there', async () => {
    await platform.uninstall();
    const left = async (kinds: string) =>
      (await cluster.ok(['get', kinds, '--namespace', NAMESPACE, '--output=name', '--selector', OURS])).trim();
    await eventually(() => left('pods'), '');
    expect(await left('all,ingress,configmap,poddisruptionbudget,serviceaccount')).toBe('');
    const volumes = (await left('persistentvolumeclaims')).split('\n').sort();
    remark(`left: ${volumes.join(', ')}`);
    expect(volumes).toEqual([
      'persistentvolumeclaim/data-mlflow-minio-0',
      'persistentvolumeclaim/data-mlflow-postgresql-0',
    ]);
    await platform.install('staging', valuesOf(MLFLOW));
    await new Client(cluster, NAMESPACE, { login: ALICE }).check(logged);
  });
});

function isReady({ status }: Pod): boolean {
  return status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;
}
