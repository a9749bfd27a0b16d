/**
 * The drill of docs/recovery.md, typed as it stands there: fill, back up, spoil, back up, destroy; the newest comes back in its
 * place, and the oldest somewhere else and then in its place, too. Everything is compared: each row, each artefact.
 * What was backed up may have been older programs.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { filesIn } from '../../docs/shown';
import { outputOf } from '../../support/execute';
import { remark } from '../../support/proofs';
import { ask } from '../clients/http';
import { basic, type Login } from '../clients/login';
import { printed, startPython } from '../clients/python';
import { TRACKING } from '../clients/services';
import { SEARCH } from '../clients/tracking-api';
import { realCluster } from '../nodes/running';
import { endpointIn, KEYS, makeDestination } from './destination';
import { letTestsIn } from './let-in';
import { Platform } from './platform';
import { ordinarySecrets, secret } from './secrets';
import { typed } from './typed';

const ADMIN: Login = { username: 'admin', password: 'what the admin remembers' };
const ANN: Login = { username: 'ann', password: 'what ann remembers' };
const ANN_LATER: Login = { username: 'ann', password: 'another that is long' };
const program = (file: string) => readFileSync(join(__dirname, '../clients', file), 'utf8');
const SHOWN = '0123456789ab/20261127T021500Z-1a2b';

export interface Drill {
  readonly namespace: string;
  /** What is backed up, and what it is restored by, where that is not the chart's own. */
  readonly from?: Programs;
  readonly to?: Pick<Programs, 'postgresql'>;
  /** Tables with other rows afterwards, because MLflow's migrations have changed them. */
  readonly migrated?: readonly string[];
}

/** Versions: of MLflow, and the tag of PostgreSQL's image. */
interface Programs {
  readonly mlflow: string;
  readonly postgresql: string;
}

export function drill({ namespace: NAMESPACE, from, to, migrated = [] }: Drill): void {
  const cluster = realCluster();
  const REHEARSAL = `${NAMESPACE}-rehearsal`;
  const ELSEWHERE = `${NAMESPACE}-elsewhere`;
  const BACKUPS = {
    backup: {
      enabled: true,
      destination: { bucket: 'mlflow-backups', endpoint: endpointIn(ELSEWHERE), existingSecret: 'mlflow-backup' },
    },
    networkPolicy: { externalCidrs: { backups: [{ namespace: ELSEWHERE }] } },
  };
  const ours = valuesOf(to);

  const platform = new Platform(cluster, NAMESPACE);
  const rehearsal = new Platform(cluster, REHEARSAL);
  /** The names of the two backups, as the page would have them. */
  let [first, second] = ['', ''];
  let whole: readonly [before: Whole, after: Whole];
  /** Columns are those that were asked for. */
  const unmigrated = ({ tables, artifacts }: Whole) => ({
    tables: Object.fromEntries(Object.entries(tables).filter(([table]) => !migrated.includes(table))),
    artifacts,
  });

  const here =
    (backup = '') =>
    (text: string) =>
      text
        .replaceAll(SHOWN, backup)
        .replaceAll('mlflow-rehearsal', REHEARSAL)
        .replaceAll('mlflow-prod', NAMESPACE)
        .replaceAll('dist/prod/mlflow-1.0.0.tgz', 'dist/staging/mlflow-1.0.0.tgz -f ours.yaml')
        .replaceAll('https://s3.example.org', endpointIn(ELSEWHERE))
        .replaceAll('{ cidr: 198.51.100.7/32 }', `{ namespace: ${ELSEWHERE} }`);
  const files = (backup?: string) => ({
    'ours.yaml': JSON.stringify(ours),
    'backup.yaml': here(backup)(filesIn('docs/backup.md').get('backup.yaml') ?? ''),
  });
  const type = (heading: string, backup?: string) =>
    typed(cluster, {
      document: 'docs/recovery.md',
      heading,
      here: here(backup),
      files: files(backup),
      namespace: heading === 'Somewhere else' ? REHEARSAL : NAMESPACE,
    });
  const secretsOf = (namespace: string) => [
    ...ordinarySecrets(namespace),
    secret(namespace, 'mlflow-login', {
      'admin-username': ADMIN.username,
      'admin-password': ADMIN.password,
      'flask-secret-key': 'a key of forms that is long enough',
    }),
    secret(namespace, 'mlflow-backup', KEYS),
    letTestsIn(cluster, namespace),
  ];
  const inServer = async (of: Platform, text: string): Promise<string> => {
    const [pod] = await of.pods('tracking');
    if (pod === undefined) throw new Error('no pod');
    return outputOf(await cluster.exec(pod.metadata, 'mlflow', ['python', '-c', text]));
  };
  /** Of the tables and columns that were backed up, if that was an older MLflow. */
  const wholeOf = async (of: Platform, { columns }: Partial<Whole> = {}): Promise<Whole> => {
    const only = columns === undefined ? '' : `import os; os.environ["COLUMNS"] = ${text(columns)}\n`;
    return JSON.parse(await inServer(of, only + program('whole.py'))) as Whole;
  };
  const client = async (what: 'fill' | 'spoil' | 'use', version?: string): Promise<string> => {
    const env = {
      MLFLOW_TRACKING_URI: `http://${TRACKING}:5000`,
      MLFLOW_TRACKING_USERNAME: ADMIN.username,
      MLFLOW_TRACKING_PASSWORD: ADMIN.password,
    };
    const said = await printed(
      startPython(cluster, NAMESPACE, `import sys; sys.argv.append("${what}")\n${program('fill.py')}`, {
        env,
        ...(version === undefined ? {} : { version }),
      }),
    );
    const last = said.trim().split('\n').at(-1) ?? '';
    remark(last);
    return last;
  };
  const backUp = async (name: string): Promise<string> => {
    const job = ['create', 'job', '--from=cronjob/mlflow-backup', name, '--namespace', NAMESPACE];
    await cluster.ok(job);
    await cluster.ok(['wait', '--for=condition=complete', '--timeout=5m', `job/${name}`, '--namespace', NAMESPACE]);
    const log = await cluster.ok(['logs', `job/${name}`, '--container=finish', '--namespace', NAMESPACE]);
    const [said, full = ''] = /backup: (\S+) is complete: .*/.exec(log) ?? [];
    remark(said ?? log);
    return full.split('/').slice(2).join('/');
  };
  const statuses = async (of: Platform, namespace: string, ...logins: readonly Login[]) => {
    const address = await cluster.serviceAddress(namespace, TRACKING);
    expect(await of.pods('tracking')).not.toEqual([]);
    const headers = { Host: `${TRACKING}:5000` };
    return Promise.all(
      logins.map(
        async (login) => (await ask({ address, path: SEARCH, headers: { ...headers, ...basic(login) } })).status,
      ),
    );
  };
  /** What the gateway has stored is decrypted by the server that serves now. */
  const decrypted = async (of: Platform): Promise<unknown> => JSON.parse(await inServer(of, program('encrypted.py')));

  beforeAll(async () => {
    await makeDestination(cluster, ELSEWHERE);
    await platform.makeNamespace();
    await rehearsal.makeNamespace();
    await cluster.apply([...secretsOf(NAMESPACE), ...secretsOf(REHEARSAL)]);
    await platform.install('staging', { ...valuesOf(from), ...BACKUPS });
    await client('fill', from?.mlflow);
    first = await backUp('first');
    const before = await wholeOf(platform);
    await client('spoil', from?.mlflow);
    second = await backUp('second');
    whole = [before, await wholeOf(platform)];
    expect(whole[1]).not.toEqual(before);
  });
  afterAll(async () => {
    await platform.remove();
    await rehearsal.remove();
    await cluster.ok(['delete', 'namespace', ELSEWHERE]);
  });

  test('database and bucket destroyed: the newest comes back, everything of it', async () => {
    await platform.uninstall();
    await cluster.ok(['delete', 'pvc', '--all', '--namespace', NAMESPACE]);
    const started = performance.now();
    const said = await type('The newest, into an empty place', second);
    remark(`from helm install to serving: ${((performance.now() - started) / 1000).toFixed(0)} s`);
    remark(said[2]?.trim().split('\n').at(-1) ?? '');
    expect(unmigrated(await wholeOf(platform, whole[1]))).toEqual(unmigrated(whole[1]));
    expect(await decrypted(platform)).toEqual([1, { api_key: 'of the provider' }]);
    expect(await statuses(platform, NAMESPACE, ADMIN, ANN_LATER, ANN)).toEqual([200, 200, 401]);
  });

  test('somewhere else: the oldest, by its whole name, which stays as it is', async () => {
    await type('Somewhere else', first);
    await cluster.ok(['rollout', 'status', `deployment/${TRACKING}`, '--namespace', REHEARSAL, '--timeout=9m']);
    expect(unmigrated(await wholeOf(rehearsal, whole[0]))).toEqual(unmigrated(whole[0]));
    expect(await decrypted(rehearsal)).toEqual([1, { api_key: 'of the provider' }]);
    expect(await statuses(rehearsal, REHEARSAL, ADMIN, ANN, ANN_LATER)).toEqual([200, 200, 401]);
    await rehearsal.uninstall();
  });

  test('going back to the oldest, where something is: artefacts that it does not know stay', async () => {
    const said = await type('Going back', first);
    await cluster.settled(NAMESPACE, 480);
    remark(said[2]?.trim().split('\n').at(-1) ?? '');
    const now = await wholeOf(platform, whole[0]);
    expect(unmigrated(now).tables).toEqual(unmigrated(whole[0]).tables);
    expect(now.artifacts).toEqual({ ...whole[1].artifacts, ...whole[0].artifacts });
    expect(Object.keys(now.artifacts).length).toBeGreaterThan(Object.keys(whole[0].artifacts).length);
    expect(await statuses(platform, NAMESPACE, ADMIN, ANN)).toEqual([200, 200]);
  });

  test('once: what is written afterwards stays, whatever becomes of the Job', async () => {
    expect(JSON.parse(await client('use'))).toEqual({
      answers: [42, 42],
      span: ['question', { q: 'what is kept?' }, { a: 'all of it' }],
      may: 'EDIT',
    });
    await client('spoil');
    const written = await wholeOf(platform);
    await cluster.ok(['delete', 'jobs', '--all', '--namespace', NAMESPACE]);
    const said = await type('Going back', first);
    await cluster.settled(NAMESPACE, 480);
    remark(said[2]?.trim().split('\n').at(-1) ?? '');
    expect(await wholeOf(platform)).toEqual(written);
    // Servers look for what an interrupted one has left, and find nothing.
    await type('What it does, in this order');
    await cluster.settled(NAMESPACE, 480);
    expect(await wholeOf(platform)).toEqual(written);
  });
}

/** Of each table, how many rows, and their sum; of each artefact, its sum. */
interface Whole {
  readonly tables: Readonly<Record<string, readonly [number, string]>>;
  readonly columns: Readonly<Record<string, readonly string[]>>;
  readonly artifacts: Readonly<Record<string, string>>;
}

/** Three nodes of two processors have room for a server more. */
function valuesOf({ mlflow, postgresql }: Partial<Programs> = {}) {
  return {
    mlflow: {
      replicaCount: 2,
      workers: 1,
      resources: { requests: { cpu: '250m', memory: '1Gi' } },
      ...(mlflow === undefined ? {} : { image: { tag: `v${mlflow}-full` } }),
    },
    aiGateway: { enabled: true },
    auth: { mode: 'mlflow', basic: { existingSecret: '' }, mlflow: { existingSecret: 'mlflow-login' } },
    ...(postgresql === undefined ? {} : { postgresql: { image: { tag: postgresql } } }),
  };
}

/** As a literal of Python: an object of strings, as JSON, as JSON. */
function text(value: unknown): string {
  return JSON.stringify(JSON.stringify(value));
}
