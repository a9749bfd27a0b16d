/** `mlflow-chart convert` as a user meets it. */
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { convertCommand } from '../../../operations/convert';
import { execute } from '../../support/execute';
import { withFolder } from '../../support/chart-folder';
import { root } from '../../support/root';

async function converted(...args: readonly string[]) {
  let stdout = '';
  let stderr = '';
  const code = await convertCommand(args, {
    output: { write: (text) => (stdout += text) },
    errors: { write: (text) => (stderr += text) },
    environment: {},
    tool: { name: 'mlflow-chart', version: '1.0.0' },
  });
  return { code, stdout, stderr };
}

/** With the file's name instead of its folder's, too. */
async function of(text: string, chart: string) {
  return await withFolder({ 'values.yaml': text }, async (folder) => {
    const { code, stdout, stderr } = await converted(join(folder, 'values.yaml'), '--from', chart);
    const short = (given: string) => given.replaceAll(`${folder}/`, '').replace(/^#.*\n(#.*\n)*\n?/, '');
    return { code, stdout: short(stdout), stderr: short(stderr) };
  });
}

const ON_BUCKET = `
mlflow:
  backendStoreUri: postgresql://mlflow@db.example.com/tracking
  artifactsDestination: s3://my-bucket
env: [{name: PGPASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}]
`;

test('0: all of it, in our order, and nothing that our defaults say', async () => {
  expect(
    await of(`${ON_BUCKET}replicaCount: 2\nserver: {value_options: {workers: 4, port: 5000}}\n`, 'mlflow'),
  ).toEqual({
    code: 0,
    stdout: `mlflow:
  replicaCount: 2
  env:
    - name: PGPASSWORD
      valueFrom:
        secretKeyRef:
          name: db
          key: password

database:
  engine: external

externalDatabase:
  host: db.example.com
  database: tracking

externalS3:
  bucket: my-bucket
`,
    stderr: '',
  });
});

test('a note alone is 0', async () => {
  const { code, stderr } = await of(`${ON_BUCKET}metrics: {path: /other}\n`, 'mlflow');
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: 'values.yaml:6:11: note: metrics.path: metrics are at /metrics of port 9113 here.\n1 to know.\n',
  });
});

test.each([
  ['storage: {size: 1Gi}\nreplicas: 3\n', 'values.yaml:7:1: unknown: replicas: is no value of that chart.'],
  ['replicaCout: 3\n', 'values.yaml:6:1: unknown: replicaCout: is no value of that chart: did you mean replicaCount?'],
  ['probes: {startup: {enable: false}}\n', 'values.yaml:6:20: unknown: probes.startup.enable: is no value of that chart: did you mean enabled?'], // prettier-ignore
  [
    'replicaCount: 70\n',
    'values.yaml:6:1: left out: replicaCount: would be mlflow.replicaCount, which is not possible here: expected an integer from 0 to 50, got 70.',
  ],
  [
    'podLabels: {team: "{{ .Release.Name }}"}\n',
    'values.yaml:6:1: left out: podLabels: has a template ({{ }}), and values are not evaluated here: write what it gives into mlflow.podLabels.',
  ],
])('1: %j', async (more, line) => {
  const { code, stderr } = await of(`${ON_BUCKET}${more}`, 'mlflow');
  expect(stderr.split('\n')).toContain(line);
  expect(code).toBe(1);
});

test('what contradicts itself stays, with a comment', async () => {
  const { code, stdout, stderr } = await of(
    `${ON_BUCKET}server: {value_options: {uvicorn_opts: "--port 80"}}\n`,
    'mlflow',
  );
  expect(code).toBe(1);
  expect(stdout).toContain('  # To decide: mlflow.extraArgs has options of the web server that say where it listens');
  expect(stderr).toContain(
    'values.yaml:6:26: decide: server.value_options.uvicorn_opts: here, mlflow.extraArgs has options',
  );
});

describe('passwords', () => {
  const SECRET = 'hunter2-secret';

  test.each([
    ['mlflow', `mlflow: {backendStoreUri: "postgresql://me:${SECRET}@db/tracking"}`],
    ['mlflow', `mlflow: {backendStoreUri: "postgresql://db/tracking?user=me&password=${SECRET}"}`],
    ['mlflow', `mlflow: {backendStoreUri: "postgresql://me:${SECRET}@[broken/tracking"}`],
    ['mlflow', `mlflow: {backendStoreUri: "postgresql://me:12/${SECRET}@db/tracking"}`],
    ['mlflow', `mlflow: {backendStoreUri: "postgresql://me:12#${SECRET}@db/tracking"}`],
    ['mlflow', `mlflow: {registryStoreUri: "postgresql://me:12/${SECRET}@db/registry"}`],
    ['mlflow', `podAnnotations: {a: "Bearer ${SECRET}"}`],
    ['mlflow', `mlflow: {backendStoreUri: "mysql+pymysql://me:${SECRET}@db/tracking"}`],
    ['mlflow', `mlflow: {registryStoreUri: "postgresql://me:${SECRET}@db/registry"}`],
    ['mlflow', `server: {value_options: {registry_store_uri: "postgresql://me:${SECRET}@db/r"}}`],
    ['mlflow', `server: {value_options: {some_token: ${SECRET}}}`],
    ['mlflow', `env: [{name: MY_PASSWORD, value: ${SECRET}}]`],
    ['mlflow', `env: [{name: HTTPS_PROXY, value: "http://me:${SECRET}@proxy:3128"}]`],
    ['mlflow', `extraContainers: [{name: a, image: b, env: [{name: API_TOKEN, value: ${SECRET}}]}]`],
    ['mlflow', `extraContainers: [{name: a, image: b, args: ["--password=${SECRET}"]}]`],
    ['mlflow', `podAnnotations: {dsn: "postgres://me:${SECRET}@db"}`],
    ['community-charts', `flaskServerSecretKey: ${SECRET}\nauth: {enabled: true, adminUsername: a, adminPassword: ${SECRET}}`],
    ['community-charts', `backendStore: {mssql: {enabled: true, connectionUrl: "mssql+pyodbc://me:${SECRET}@db"}}`],
    ['community-charts', `extraDeploy: [{apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: {a: ${SECRET}}}]`],
    ['community-charts', `extraArgs: {backendStoreUri: "postgresql://me:${SECRET}@db/tracking"}`],
    ['community-charts', `minio: {enabled: true, rootPassword: ${SECRET}, users: [{accessKey: a, secretKey: ${SECRET}}]}`],
    ['community-charts', `oidcAuth: {enabled: true, discoveryUrl: "https://a.example.com", clientId: a, clientSecret: ${SECRET}, database: {uri: "postgresql://a:${SECRET}@b/c"}}`],
    ['bitnami', `tracking: {ingress: {enabled: true, secrets: [{name: a, key: "-----BEGIN RSA PRIVATE KEY----- ${SECRET}", certificate: b}]}}`],
    ['bitnami', `tracking: {extraArgs: [--backend-store-uri, "postgresql://me:${SECRET}@db/tracking"]}`],
    ['bitnami', `tracking: {extraArgs: ["postgresql://me:${SECRET}@db/tracking"]}`],
    ['bitnami', `externalAzureBlob: {storageAccount: a, connectionString: "AccountKey=${SECRET}", clientSecret: ${SECRET}}\nminio: {enabled: false}`],
    ['bitnami', `mlflow: {password: ${SECRET}}\ntracking: {replicaCount: "${SECRET}"}`],
  ])('%s: %s', async (chart, text) => {
    const { code, stdout, stderr } = await of(text, chart);
    expect(code).toBe(1);
    // A password where a number belongs is shown as what is wrong with it.
    expect((stdout + stderr).replace(/got "hunter2-secret"/, '')).not.toContain(SECRET);
  }); // prettier-ignore

  test('one that stands in a variable becomes a Secret, and the others stay', async () => {
    const { stdout } = await of(
      `${ON_BUCKET.replace(/env:.*\n/, '')}env: [{name: A, value: b}, {name: MY_TOKEN, value: c}]`,
      'mlflow',
    );
    expect(stdout).toContain(`  # Make this Secret first:
  #   kubectl create secret generic mlflow-env -n NAMESPACE --from-env-file=FILE
  # FILE has the lines
  #   MY_TOKEN=…
  env:
    - name: A
      value: b
    - name: MY_TOKEN
      valueFrom:
        secretKeyRef:
          name: mlflow-env
          key: MY_TOKEN
`);
  });
});

describe('2', () => {
  test.each([
    [[], 'expected a file with values, or - for standard input; see --help\n'],
    [['a.yaml', 'b.yaml', '--from', 'bitnami'], 'expected one file: merge several first, as helm get values does\n'],
    [['a.yaml'], 'expected --from, one of community-charts, bitnami, mlflow\n'],
    [['a.yaml', '--from', 'bitnamy'], '--from: expected one of community-charts, bitnami, mlflow, got bitnamy; did you mean bitnami?\n'], // prettier-ignore
    [['a.yaml', '--from', 'bitnami', '--from', 'mlflow'], '--from is given more than once; once is enough\n'],
    [['a.yaml', '--form', 'bitnami'], 'there is no option --form; --help lists all options\n'],
  ])('%j', async (args, stderr) => {
    expect(await converted(...args)).toEqual({ code: 2, stdout: '', stderr });
  });

  test.each([
    ['a: [', /^values\.yaml:1:\d+: /],
    ['- a\n', /^values\.yaml:1:1: expected a mapping of values\n$/],
    ['a: 1\n---\nb: 2\n', /^values\.yaml:3:1: expected one document, found another\n$/],
    [
      'tracking: {replicaCount: 2}\nrun: {enabled: false}\n',
      /^these are hardly values of mlflow\/mlflow: it knows 0 of 2; did you mean --from bitnami\?\n$/,
    ],
  ])('%j', async (text, stderr) => {
    const { code, stdout, stderr: said } = await of(text, 'mlflow');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(said).toMatch(stderr);
  });

  test('a file that is not there', async () => {
    const { code, stderr } = await converted('nowhere.yaml', '--from', 'mlflow');
    expect(code).toBe(2);
    expect(stderr).toContain('nowhere.yaml');
  });
});

test('from standard input, as helm get values prints it', async () => {
  const command = [
    'node_modules/.bin/tsx',
    '--require',
    './test/support/text-files.js',
    'main.ts',
    'convert',
    '-',
    '--from',
    'mlflow',
  ];
  const stdin = `USER-SUPPLIED VALUES:${ON_BUCKET}`;
  const { code, stdout, stderr } = await execute(command[0] ?? '', command.slice(1), { cwd: root, stdin });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('# Of standard input, values of mlflow/mlflow (0.1.1), by mlflow-chart convert.\n');
});

test('its help fits 80 columns, and names the charts', async () => {
  const { code, stdout } = await converted('--help');
  expect(code).toBe(0);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(stdout).toContain('  community-charts  community-charts/mlflow 1.11.5\n');
});
