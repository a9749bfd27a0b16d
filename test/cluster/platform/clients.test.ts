/** docs/clients.md: each text that it shows, with a login. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readDocuments } from '../../../lib/yaml/read';
import { blocksIn, commandsIn, filesIn } from '../../docs/shown';
import { withFolder } from '../../support/chart-folder';
import { execute, outputOf } from '../../support/execute';
import { COLLECTOR_IMAGE } from '../addons/collector';
import { RESTRICTED } from '../clients/client';
import { ask } from '../clients/http';
import { basic } from '../clients/login';
import { TRACKING } from '../clients/services';
import { MLFLOW, mlflowImage } from '../images/versions';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { Platform } from './platform';
import { users } from './secrets';

const NAMESPACE = 'clients';
const DOCUMENT = 'docs/clients.md';
/** As the page has it, and as it is here. */
const here = (text: string) => text.replaceAll('mlflow-prod', NAMESPACE);

/** To the collector of its pod, as soon as that listens. */
const SEND_A_SPAN = `
import json, time, urllib.request
span = {
    "traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174", "name": "a span", "kind": 1,
    "startTimeUnixNano": "1764200000000000000", "endTimeUnixNano": "1764200001000000000",
}
body = json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}).encode()
request = urllib.request.Request("http://127.0.0.1:4318/v1/traces", body, {"Content-Type": "application/json"})
while True:
    try:
        urllib.request.urlopen(request)
        break
    except OSError:
        time.sleep(1)
time.sleep(5)
print("sent")
`;

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

  /** What a program prints that runs in a pod, with this environment and these lines typed. */
  const python = async (
    program: string,
    env: Readonly<Record<string, string>>,
    typed: readonly string[] = [],
  ): Promise<string> => {
    const { code, output } = await cluster.start({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'python', namespace: NAMESPACE },
      spec: {
        backoffLimit: 0,
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [
              {
                name: 'python',
                image: mlflowImage(MLFLOW),
                command: ['sh', '-ec', `printf '%s\\n' "$@" | python3 -c "$PROGRAM"`, 'sh', ...typed],
                env: Object.entries({ HOME: '/tmp', PROGRAM: program, ...env }).map(([name, value]) => ({
                  name,
                  value,
                })),
                securityContext: RESTRICTED,
              },
            ],
          },
        },
      },
    }).ended;
    if (code !== 0) throw new Error(output.slice(-3000));
    return output;
  };

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
    const encoded = basic(ALICE).Authorization.slice('Basic '.length);
    await cluster.apply([
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'collector', namespace: NAMESPACE },
        data: { 'collector.yaml': here(files.get('collector.yaml') ?? '') },
      },
    ]);
    const { code, output } = await cluster.start({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'traces', namespace: NAMESPACE },
      spec: {
        backoffLimit: 0,
        template: {
          spec: {
            restartPolicy: 'Never',
            // Beside the program that sends to it, whose end it does not outlive.
            initContainers: [
              {
                name: 'collector',
                image: COLLECTOR_IMAGE,
                restartPolicy: 'Always',
                args: ['--config=/etc/otelcol/collector.yaml'],
                env: [{ name: 'BASIC', value: encoded }],
                securityContext: RESTRICTED,
                volumeMounts: [{ name: 'configuration', mountPath: '/etc/otelcol' }],
              },
            ],
            containers: [
              {
                name: 'program',
                image: mlflowImage(MLFLOW),
                command: ['python3', '-c', SEND_A_SPAN],
                securityContext: RESTRICTED,
              },
            ],
            volumes: [{ name: 'configuration', configMap: { name: 'collector' } }],
          },
        },
      },
    }).ended;
    expect([code, output]).toEqual([0, expect.stringContaining('sent')]);
    const found = async () => {
      const { body } = await ask({
        address,
        method: 'POST',
        path: '/api/3.0/mlflow/traces/search',
        headers: { Host: `${TRACKING}:5000`, ...basic(ALICE), 'Content-Type': 'application/json' },
        body: JSON.stringify({ locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '1' } }] }),
      });
      return body;
    };
    await eventually(async () => (await found()).includes('tr-5b8efff798038103d269b633813fc60c'), true);
  });

  test('the page shows nothing else', () => {
    const text = readFileSync(join(__dirname, '../../..', DOCUMENT), 'utf8');
    // training-oidc.yaml is login-oidc.test.ts's.
    expect([...files.keys()]).toEqual(['training.yaml', 'training-oidc.yaml', 'collector.yaml']);
    expect(text.match(/^```\w/gm)).toHaveLength(6);
  });
});
