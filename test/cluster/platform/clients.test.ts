/** docs/clients.md: each text that it shows, with a login. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readDocuments } from '../../../lib/yaml/read';
import { blocksIn, commandsIn, filesIn } from '../../docs/shown';
import { withFolder } from '../../support/chart-folder';
import { execute, outputOf } from '../../support/execute';
import { RESTRICTED } from '../clients/client';
import { ask } from '../clients/http';
import { ALICE, basic } from '../clients/login';
import { TRACKING } from '../clients/services';
import { MLFLOW, mlflowImage } from '../images/versions';
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
    await withFolder({ 'alice.txt': ALICE.password }, async (folder) => {
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

  test('traces, with the address and the headers that the collector is given', async () => {
    const [collector] = readDocuments(here(files.get('collector.yaml') ?? ''), 'collector.yaml');
    const { exporters } = collector?.value as {
      readonly exporters: {
        readonly otlphttp: { readonly traces_endpoint: string; readonly headers: Readonly<Record<string, string>> };
      };
    };
    const { traces_endpoint: endpoint, headers } = exporters.otlphttp;
    const url = new URL(endpoint);
    const encoded = basic(ALICE).Authorization.slice('Basic '.length);
    const trace = JSON.stringify({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'collector' } }] },
          scopeSpans: [
            {
              spans: [
                {
                  traceId: '5b8efff798038103d269b633813fc60c',
                  spanId: 'eee19b7ec3c1b174',
                  name: 'a span',
                  kind: 1,
                  startTimeUnixNano: '1764200000000000000',
                  endTimeUnixNano: '1764200001000000000',
                },
              ],
            },
          ],
        },
      ],
    });
    const send = async (authorization: string) =>
      ask({
        address,
        method: 'POST',
        path: url.pathname,
        headers: {
          ...headers,
          Host: url.host,
          Authorization: authorization,
          'Content-Type': 'application/json',
        },
        body: trace,
      });
    const authorization = (headers['Authorization'] ?? '').replace('${env:BASIC}', encoded);
    expect((await send(authorization)).status).toBe(200);
    expect((await send('Basic d3Jvbmc6d3Jvbmc=')).status).toBe(401);
  });

  test('the page shows nothing else', () => {
    const text = readFileSync(join(__dirname, '../../..', DOCUMENT), 'utf8');
    // training-oidc.yaml is login-oidc.test.ts's.
    expect([...files.keys()]).toEqual(['training.yaml', 'training-oidc.yaml', 'collector.yaml']);
    expect(text.match(/^```\w/gm)).toHaveLength(6);
  });
});
