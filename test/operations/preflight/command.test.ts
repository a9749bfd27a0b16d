/** `mlflow-chart preflight` as a user meets it, with a kubectl that answers what it is told to. */
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { deployment, pod, service, statefulSet } from '../../../operations/doctor/examples';
import { preflightCommand } from '../../../operations/preflight';
import { WELL } from '../../../operations/preflight/facts';
import { withFolder } from '../../support/chart-folder';

/** A file for what is asked for, by the kind or the verb; what has none is a list of nothing. */
const KUBECTL = `#!/bin/sh
printf '%s\\n' "$(printf '%s' "$*" | tr '\\n' ' ')" >>"$0.asked"
name=$2
case $1 in
  exec) name=inside; case "$*" in *exporter.py*) name=backups ;; *) cat >"$0.input" ;; esac ;;
  version) name=version ;;
esac
case "$*" in *owner=helm*) name=helm ;; *--all-namespaces*) name=all-pods ;; esac
folder=$(dirname "$0")
if [ -e "$folder/$name.refused" ]; then cat "$folder/$name.refused" >&2; exit 1; fi
cat "$folder/$name" 2>/dev/null || echo '{"items": []}'
`;

const list = (...items: readonly unknown[]) => JSON.stringify({ items });
const server = pod('tracking', {
  status: {
    containerStatuses: [
      { name: 'mlflow', image: 'a', imageID: '', ready: true, restartCount: 0, state: { running: {} } },
    ],
  },
});
const { database } = WELL.inside ?? {};
const inside = (more: object = {}) =>
  JSON.stringify({ format: 1, mlflow: '3.10.1', database: { ...database, ...more }, unseen: [] });
const WHOLE: Readonly<Record<string, string>> = {
  'deployments.apps': list(deployment('tracking'), deployment('backup-exporter')),
  pods: list(server),
  services: list(service('tracking')),
  namespace: JSON.stringify({ metadata: { labels: {} } }),
  version: JSON.stringify({ serverVersion: { gitVersion: 'v1.37.2' } }),
  helm: '2 deployed\n1 superseded\n',
  'all-pods': '',
  inside: inside(),
  backups: JSON.stringify(WELL.backups),
};
const VALUES = `postgresql: {auth: {password: a}}
minio: {enabled: true, auth: {rootUser: somebody, rootPassword: a-long-password}}
`;

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly asked: readonly string[];
}

async function preflight(files: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Said> {
  return withFolder(
    { ...files, kubectl: KUBECTL, 'kubectl.asked': '', 'values.yaml': files['values.yaml'] ?? VALUES },
    async (folder) => {
      chmodSync(join(folder, 'kubectl'), 0o755);
      let stdout = '';
      let stderr = '';
      const given = args.map((arg) => arg.replace('FOLDER', folder));
      const code = await preflightCommand(['mlflow', '-n', 'ml', ...given], {
        output: { write: (text) => (stdout += text) },
        errors: { write: (text) => (stderr += text) },
        environment: { PATH: `${folder}:/usr/bin:/bin` },
        tool: { name: 'mlflow-chart', version: '1.0.0' },
      });
      return { code, stdout, stderr, asked: readFileSync(join(folder, 'kubectl.asked'), 'utf8').trim().split('\n') };
    },
  );
}

describe('exit codes', () => {
  test('0: nothing is in the way; from what to what is said', async () => {
    const { code, stdout, stderr } = await preflight(WHOLE);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^mlflow in ml: nothing is in the way\.\n\n {2}MLflow {6}3\.10\.1 → 3\.18\.0\n {2}chart {7}mlflow-\S+, with its defaults[^]*schema {6}1b5f0d9ad7c1 \(MLflow 3\.10\); 21 migrations, about 0 s: e1f2a3b4c5d6 \(budgets\)[^]*PostgreSQL {2}17\.7, 100\.0 MiB\n {2}Kubernetes {2}1\.37\.2\n$/,
    );
  });

  test('0, and it is said: what is only to be known', async () => {
    const { code, stdout } = await preflight({ ...WHOLE, inside: inside({ jobs: 2 }) });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/\n\nKnow before\n\n {2}jobs-cancelled: /)]);
  });

  test('1: something is in the way, in JSON, with all that is known', async () => {
    const { code, stdout } = await preflight({ ...WHOLE, helm: '1 pending-upgrade\n' }, '--format', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      format: 1,
      release: 'mlflow',
      namespace: 'ml',
      from: { mlflow: '3.10.1', schema: ['1b5f0d9ad7c1'], users: null, postgresql: 170007, kubernetes: '1.37.2' },
      to: { mlflow: '3.18.0' },
      migrations: expect.arrayContaining([{ revision: 'e1f2a3b4c5d6', title: 'budgets' }]),
      seconds: 0,
      findings: [
        {
          id: 'release-pending',
          level: 'error',
          evidence: 'revision 1 is pending-upgrade',
          where: 'secret/sh.helm.release.v1.mlflow.v1',
        },
      ],
      unseen: [],
    });
  });

  test('1: the release makes no backups', async () => {
    const { code, stdout } = await preflight({ ...WHOLE, 'deployments.apps': list(deployment('tracking')) });
    expect([code, stdout]).toEqual([1, expect.stringContaining('  backup-none: ')]);
  });

  test('1: the values are refused, each with its place', async () => {
    const files = { ...WHOLE, 'values.yaml': 'mlflow:\n  replicas: 3\n' };
    const { code, stdout } = await preflight(files, '--values', 'FOLDER/values.yaml');
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/values-refused: [^]*values\.yaml:2:3: mlflow\.replicas/),
    ]);
  });

  test('1: the values bring another major, another volume, and an older MLflow', async () => {
    const claim = { metadata: { name: 'data' }, spec: { resources: { requests: { storage: '1Ti' } } } };
    const { spec, ...set } = statefulSet('postgresql');
    const files = {
      ...WHOLE,
      'statefulsets.apps': list({ ...set, spec: { ...spec, volumeClaimTemplates: [claim] } }),
      'values.yaml': `${VALUES}mlflow: {image: {tag: v2.9.0-full}}\n`.replace('{auth:', '{image: {tag: "18"}, auth:'),
    };
    const { code, stdout } = await preflight(files, '--values', 'FOLDER/values.yaml', '--format', 'json');
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly { readonly id: string }[] };
    const ids = findings.map(({ id }) => id);
    expect([code, ids]).toEqual([1, expect.arrayContaining(['schema-backwards', 'postgresql-major', 'claim-changes'])]);
    const newer = await preflight(files, '--values', 'FOLDER/values.yaml', '--to', '3.18.0');
    expect(newer.stdout).toContain('backup-before-off');
    expect(newer.stdout).not.toContain('schema-backwards');
  });

  test('--to says the version that an image’s tag does not', async () => {
    const files = { ...WHOLE, 'values.yaml': `${VALUES}mlflow: {image: {tag: ours-7}}\n` };
    const { stdout } = await preflight(files, '--values', 'FOLDER/values.yaml');
    expect(stdout).toContain('version-unknown');
    const said = await preflight(files, '--values', 'FOLDER/values.yaml', '--to', '3.18.0');
    expect(said.stdout).not.toContain('version-unknown');
    expect(said.stdout).toContain('3.10.1 → 3.18.0');
  });

  test.each(['inside', 'backups'])('2: no right to exec for %s', async (what) => {
    const refused = 'Error from server (Forbidden): pods "p" is forbidden: cannot create resource "pods/exec"\n';
    const { code, stdout } = await preflight({ ...WHOLE, [`${what}.refused`]: refused });
    expect([code, stdout]).toEqual([
      2,
      expect.stringMatching(/nothing is in the way, in what could be looked at\.[^]*Not looked at:\n {2}.*pods\/exec/),
    ]);
  });

  test.each(['helm', 'all-pods', 'version', 'resourcequotas', 'nodes'])(
    '0, and it is said: no right to see %s',
    async (what) => {
      const { code, stdout } = await preflight({
        ...WHOLE,
        [`${what}.refused`]: 'Error from server (Forbidden): no\n',
      });
      expect([code, stdout]).toEqual([0, expect.stringMatching(/Not looked at:\n {2}.*Forbidden/)]);
    },
  );

  test.each([
    '',
    'null',
    '[]',
    '<html>log in</html>',
    '{"format": 1, "mlflow": 3, "database": null, "unseen": []}',
    '{"format": 1, "mlflow": "3.10.1", "database": {"server": "x"}, "unseen": []}',
    inside({ tables: { runs: 3 } }),
    inside({ tracking: 'x' }),
    inside({ users: 3 }),
    inside({ strange: 'many' }),
  ])('2, and no stack: from inside comes what is no answer: %s', async (text) => {
    const { code, stdout, stderr } = await preflight({ ...WHOLE, inside: text });
    expect([code, stdout, stderr]).toEqual([2, expect.stringContaining('prints something else than that'), '']);
  });

  test('2, and it is said: the database did not answer', async () => {
    const unseen = [{ what: 'database', reason: 'connection refused' }, null];
    const { code, stdout } = await preflight({
      ...WHOLE,
      inside: JSON.stringify({ format: 1, mlflow: '3.10.1', database: null, unseen }),
    });
    expect([code, stdout]).toEqual([
      2,
      expect.stringMatching(/database: connection refused\n {2}the database: nobody says why\n$/),
    ]);
  });

  test.each([
    ['helm', 'a b c\n'],
    ['version', '{}'],
    ['backups', '{}'],
  ])('%s prints something else', async (what, text) => {
    const { stdout, stderr } = await preflight({ ...WHOLE, [what]: text });
    expect([stdout, stderr]).toEqual([expect.stringContaining('kubectl prints something else than that'), '']);
  });

  test.each<[string, readonly string[], RegExp]>([
    ['a version that is none', ['--to', 'newest'], /--to: expected a version such as 3\.18\.0, got newest/],
    ['another release', ['other'], /expected one RELEASE, got mlflow and other/],
    ['values that are not there', ['--values', 'nowhere.yaml'], /nowhere\.yaml/],
    ['an environment that there is not', ['--env', 'nowhere'], /nowhere/],
  ])('2: %s', async (_title, args, words) => {
    const { code, stdout, stderr } = await preflight(WHOLE, ...args);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(words)]);
  });
});

test('--help fits 80 columns, and has every option', async () => {
  const { code, stdout } = await preflight(WHOLE, '--help');
  expect([code, stdout.split('\n').filter((line) => line.length > 80)]).toEqual([0, []]);
  for (const option of ['--namespace', '--context', '--values', '--env', '--to', '--format'])
    expect(stdout).toContain(option);
});

describe('what it asks', () => {
  test('nothing that changes anything, and of the release’s Secrets labels alone', async () => {
    const { asked } = await preflight(WHOLE);
    expect(asked.filter((line) => !/^(get|exec|logs|version) /.test(line))).toEqual([]);
    const [helm = ''] = asked.filter((line) => line.includes('owner=helm'));
    expect(helm).toMatch(
      /--output go-template=\{\{range \.items\}\}\{\{\.metadata\.labels\.version\}\} \{\{\.metadata\.labels\.status\}\}/,
    );
  });

  test('of another context', async () => {
    const { asked } = await preflight(WHOLE, '--context', 'other');
    expect(asked.filter((line) => !line.includes('--context other'))).toEqual([]);
  });
});

test('room on nodes is what their pods leave', async () => {
  const node = (name: string, memory: string, more: object = {}) => ({
    metadata: { name },
    spec: more,
    status: { allocatable: { cpu: '2', memory } },
  });
  const asking = deployment('tracking', {
    template: {
      spec: { containers: [{ name: 'mlflow', image: 'a', resources: { requests: { cpu: '1', memory: '1Gi' } } }] },
    },
  });
  const files = (pods: string) => ({
    ...WHOLE,
    'deployments.apps': list(asking, deployment('backup-exporter')),
    nodes: list(
      node('a', '4Gi'),
      node('b', '64Gi', { unschedulable: true }),
      node('c', '64Gi', { taints: [{ effect: 'NoSchedule' }] }),
    ),
    'all-pods': pods,
  });
  expect((await preflight(files('a 500m,1Gi <no value>,1Gi\n'))).code).toBe(0);
  const { code, stdout } = await preflight(files('a 500m,3500Mi\n'));
  expect([code, stdout]).toEqual([1, expect.stringContaining('no node has both: at most 1.5 cores and 0.6 GiB')]);
});
