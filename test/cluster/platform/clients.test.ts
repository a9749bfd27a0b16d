/** docs/clients.md: each text that it shows, with a password. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readDocuments } from '../../../lib/yaml/read';
import { blocksIn, commandsIn, filesIn } from '../../docs/shown';
import { withFolder } from '../../support/chart-folder';
import { execute, outputOf } from '../../support/execute';
import { traceThroughCollector } from '../clients/collector';
import { basic } from '../clients/login';
import { printed, startPython } from '../clients/python';
import { TRACKING } from '../clients/services';
import { realCluster } from '../nodes/running';
import { Platform } from './platform';
import { users } from './secrets';

const NAMESPACE = 'clients';
const DOCUMENT = 'docs/clients.md';
/** As the page has it, and as it is here. */
const here = (text: string) => text.replaceAll('mlflow-prod', NAMESPACE);

const cluster = realCluster();
const [connect = '', login = ''] = blocksIn(DOCUMENT, 'python').map(here);
const [curl = ''] = blocksIn(DOCUMENT, 'sh');
const files = filesIn(DOCUMENT);

/** What docs/install.md writes into alice.txt: a person types it, and the page makes a Secret of the file as it is. */
const [makePassword = ''] = commandsIn('docs/install.md').filter((line) => /^openssl .*> alice[.]txt$/.test(line));
const FILE = execFileSync('sh', ['-ec', makePassword.replace(/> alice.txt$/, '')], { encoding: 'utf8' });
const LINE = execFileSync('htpasswd', ['-niB', '-C', '10', 'alice'], { encoding: 'utf8', input: FILE });
const ALICE = { username: 'alice', password: FILE.trim(), hash: LINE.trim().slice('alice:'.length) };

describe(`docs/clients.md with auth.mode basic, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE, ALICE);
  let address: string;

  const python = (
    program: string,
    env: Readonly<Record<string, string>>,
    typed: readonly string[] = [],
  ): Promise<string> => printed(startPython(cluster, NAMESPACE, program, { env, typed }));

  beforeAll(async () => {
    await platform.makeNamespace();
    await cluster.apply([users(NAMESPACE, ALICE)]);
    await platform.install('dev', { auth: { mode: 'basic', basic: { existingSecret: 'mlflow-users' } } });
    address = await cluster.serviceAddress(NAMESPACE, TRACKING);
  });
  afterAll(() => platform.remove());

  test('Python, with the login in its environment', async () => {
    const env = { MLFLOW_TRACKING_USERNAME: ALICE.username, MLFLOW_TRACKING_PASSWORD: ALICE.password };
    const printed = await python(connect, env);
    expect(printed).toContain(`http://mlflow-tracking.${NAMESPACE}:5000\n`);
    expect(printed).toContain('Experiment: Default');
  });

  test('a notebook that asks for it', async () => {
    expect(await python(`${login}${connect}`, {}, [ALICE.username, ALICE.password])).toContain('Experiment: Default');
  });

  test('a training pod, with the Secret that the page makes', async () => {
    await withFolder({ 'alice.txt': FILE }, async (folder) => {
      for (const command of commandsIn('docs/clients.md').filter((line) => line.startsWith('kubectl ')))
        outputOf(await cluster.run('sh', ['-ec', here(command)], { cwd: folder }));
    });
    const [job] = readDocuments(here(files.get('training.yaml') ?? ''), 'training.yaml');
    const { metadata, ...rest } = job?.value as { readonly metadata: object };
    await cluster.apply([{ ...rest, metadata: { ...metadata, namespace: NAMESPACE } }]);
    await cluster.ok(['wait', '--for=condition=Complete', 'job/training', '--namespace', NAMESPACE, '--timeout=240s']);
    const path = '/api/2.0/mlflow/experiments/get-by-name?experiment_name=training';
    const { body } = await (await platform.api()).get(`${TRACKING}:5000`, path);
    expect(JSON.parse(body)).toMatchObject({ experiment: { name: 'training' } });
  });

  test('a CI, with curl', async () => {
    await withFolder({}, async (folder) => {
      writeFileSync(join(folder, '.curlrc'), `resolve = "${TRACKING}:5000:${address}"\n`);
      const env = {
        HOME: folder,
        PATH: process.env['PATH'] ?? '',
        MLFLOW_TRACKING_URI: `http://${TRACKING}:5000`,
        MLFLOW_TRACKING_USERNAME: ALICE.username,
      };
      const run = async (password: string) =>
        execute('sh', ['-ec', curl], { env: { ...env, MLFLOW_TRACKING_PASSWORD: password } });
      expect(JSON.parse(outputOf(await run(ALICE.password)))).toMatchObject({ experiments: [{ name: 'training' }] });
      expect((await run('wrong')).code).toBe(22);
    });
  });

  test('traces, by an OpenTelemetry collector with the configuration that the page shows', async () => {
    const configuration = here(files.get('collector.yaml') ?? '');
    const env = { BASIC: basic(ALICE).Authorization.slice('Basic '.length) };
    await traceThroughCollector(cluster, { namespace: NAMESPACE, configuration, env }, basic(ALICE));
  });

  test('the page shows nothing else', () => {
    const text = readFileSync(join(__dirname, '../../..', DOCUMENT), 'utf8');
    const withOidc = [
      'training-oidc',
      'long-training-oidc',
      'ci-values',
      'gitlab-ci',
      'github-workflow',
      'collector-oidc',
    ];
    expect(new Set(files.keys())).toEqual(
      new Set(['training', 'collector', ...withOidc].map((name) => `${name}.yaml`)),
    );
    // Beside them, Python and curl: of each kind the last is clients-oidc.test.ts's.
    expect(text.match(/^```\w/gm)).toHaveLength(files.size + 3 + 2);
  });
});
