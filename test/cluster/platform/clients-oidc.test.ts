/** docs/clients.md: each text that it shows, with a token: of a person, of the cluster, of a CI. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../lib/values/merge';
import { readDocuments } from '../../../lib/yaml/read';
import { blocksIn, commandsIn, filesIn } from '../../docs/shown';
import { withFolder } from '../../support/chart-folder';
import { execute, outputOf } from '../../support/execute';
import { picture, withBrowser } from '../clients/browser';
import { traceThroughCollector } from '../clients/collector';
import { ask } from '../clients/http';
import { printed, startPython } from '../clients/python';
import { TRACKING } from '../clients/services';
import { SEARCH } from '../clients/tracking-api';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { Issuer, type Person } from './issuer';
import { Platform } from './platform';
import { secret } from './secrets';

const NAMESPACE = 'clients-oidc';
const DOCUMENT = 'docs/clients.md';
const URL_HERE = `http://${TRACKING}:5000`;
/** As the page has it, and as it is here. */
const here = (text: string) =>
  text.replaceAll('mlflow-prod', NAMESPACE).replaceAll('https://mlflow.example.com', URL_HERE);

const ANN: Person = { name: 'ann', password: 'of ann', email: 'ann@example.com', groups: ['science'] };
const CLIENT = { id: 'mlflow', secret: 'a secret of the client', redirectUrl: `${URL_HERE}/oauth2/callback` };
/** Subjects as GitLab and GitHub write them. */
const GITLAB_JOB = 'project_path:team/model:ref_type:branch:ref:main';
const GITHUB_JOB = 'repo:team/model:ref:refs/heads/main';

const files = filesIn(DOCUMENT);
const shown = (name: string): unknown => readDocuments(here(files.get(name) ?? ''), name)[0]?.value;
const python = blocksIn(DOCUMENT, 'python').map(here);
const [connect = ''] = python;
const device = python.find((text) => text.includes('device_code')) ?? '';
const curl = blocksIn(DOCUMENT, 'sh').find((text) => text.includes('Bearer')) ?? '';

interface GitLabJob {
  readonly train: {
    readonly id_tokens: Readonly<Record<string, { readonly aud: string }>>;
    readonly variables: Readonly<Record<string, string>>;
    readonly script: readonly string[];
  };
}
interface GitHubWorkflow {
  readonly jobs: {
    readonly train: {
      readonly env: Readonly<Record<string, string>>;
      readonly steps: readonly { readonly shell?: string; readonly run: string }[];
    };
  };
}

const cluster = realCluster();

describe(`docs/clients.md with auth.mode oidc, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE);
  const company = new Issuer(cluster, NAMESPACE, 'company', { client: CLIENT, people: [ANN], programs: {} });
  const ofJobs = (name: string, audience: string, ...subjects: readonly string[]) =>
    new Issuer(cluster, NAMESPACE, name, {
      client: CLIENT,
      people: [],
      programs: Object.fromEntries(subjects.map((subject) => [subject, { secret: 'of a job', audience }])),
    });
  const gitlab = ofJobs('gitlab', 'mlflow-gitlab', GITLAB_JOB, GITLAB_JOB.replace('model', 'other'));
  const github = ofJobs('github', 'mlflow-github', GITHUB_JOB, GITHUB_JOB.replace('team', 'stranger'));
  let address: string;
  let ann: Readonly<Record<string, string>>;

  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
  const get = (path: string, headers: Readonly<Record<string, string>>) =>
    ask({ address, path, headers: { Host: `${TRACKING}:5000`, ...headers } });
  const hasExperiment = async (name: string) => {
    const { body } = await get(`/api/2.0/mlflow/experiments/get-by-name?experiment_name=${name}`, ann);
    expect(JSON.parse(body)).toMatchObject({ experiment: { name } });
  };

  beforeAll(async () => {
    await platform.makeNamespace();
    await cluster.apply([
      secret(NAMESPACE, 'mlflow-oidc', {
        'client-secret': CLIENT.secret,
        'cookie-secret': '0123456789abcdefghijklmnopqrstuv',
      }),
    ]);
    await cluster.ok(['create', 'serviceaccount', 'trainer', '--namespace', NAMESPACE]);
    const [allow = ''] = commandsIn('docs/access.md').filter((line) => line.includes('clusterrolebinding'));
    await cluster.ok(allow.split(' ').slice(1));
    await Promise.all([company.start(), gitlab.start(), github.start()]);
    const ci = readDocuments(
      (files.get('ci-values.yaml') ?? '')
        .replace('https://gitlab.example.com', gitlab.url)
        .replace('https://token.actions.githubusercontent.com', github.url),
      'ci-values.yaml',
    )[0]?.value as { readonly auth: { readonly oidc: JsonObject } };
    await platform.install('dev', {
      auth: {
        mode: 'oidc',
        oidc: {
          ...company.values,
          allowedGroups: ['science'],
          allowedDomains: ['example.com'],
          serviceAccounts: {
            enabled: true,
            issuerUrl: 'https://kubernetes.default.svc',
            allowed: [`${NAMESPACE}/trainer`],
          },
          ...ci.auth.oidc,
        },
      },
    });
    address = await cluster.serviceAddress(NAMESPACE, TRACKING);
    ann = bearer(await company.personToken(ANN));
  });
  afterAll(async () => {
    await cluster.ok(['delete', 'clusterrolebinding', 'issuer-discovery', '--ignore-not-found']);
    await platform.remove();
  });

  test('a notebook whose person logs in with a browser elsewhere', async () => {
    const program = `${device.replace('https://login.example.com/realms/team', company.url)}\n${connect}`;
    const notebook = startPython(cluster, NAMESPACE, program);
    const link = () => /^Log in at (\S+)$/m.exec(notebook.output())?.[1];
    await Promise.race([eventually(() => Promise.resolve(link() !== undefined), true), printed(notebook)]);
    await withBrowser({ host: company.host, address: await company.address() }, async (page) => {
      await page.goto(link() ?? '');
      await page.getByLabel('Username:').fill(ANN.name);
      await page.getByLabel('Password:').fill(ANN.password);
      await page.getByRole('button', { name: 'Login' }).click();
      await picture(page, 'clients-oidc-device');
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.getByText('allowed').first().waitFor();
    });
    expect(await printed(notebook)).toContain('Experiment: Default');
  });

  test.each([
    ['training-oidc.yaml', 'training'],
    ['long-training-oidc.yaml', 'long-training'],
  ])('%s as it stands', async (file, name) => {
    const { metadata, ...rest } = shown(file) as JsonObject & { readonly metadata: JsonObject };
    await cluster.apply([
      { ...rest, apiVersion: 'batch/v1', kind: 'Job', metadata: { ...metadata, name, namespace: NAMESPACE } },
    ]);
    await cluster.ok(['wait', '--for=condition=Complete', `job/${name}`, '-n', NAMESPACE, '--timeout=240s']);
    await hasExperiment(name);
  });

  test('gitlab-ci.yaml: its script, with a token of an issuer that has GitLab’s subjects', async () => {
    const { train } = shown('gitlab-ci.yaml') as GitLabJob;
    expect(train.id_tokens).toEqual({ MLFLOW_TRACKING_TOKEN: { aud: 'mlflow-gitlab' } });
    const env = { ...train.variables, MLFLOW_TRACKING_TOKEN: await gitlab.programToken(GITLAB_JOB) };
    await printed(startPython(cluster, NAMESPACE, shell(train.script), { env }));
    await hasExperiment('gitlab');
    const other = bearer(await gitlab.programToken(GITLAB_JOB.replace('model', 'other')));
    expect((await get(SEARCH, other)).status).toBe(403);
  });

  test('github-workflow.yaml: its steps, where GitHub gives a token of an issuer that has its subjects', async () => {
    const { env: variables, steps } = (shown('github-workflow.yaml') as GitHubWorkflow).jobs.train;
    const [ask, use] = steps;
    expect(steps.map((step) => step.shell)).toEqual(['python', undefined]);
    const token = await github.programToken(GITHUB_JOB);
    const written = await tokenStep(ask?.run ?? '', token);
    expect(written).toEqual({ printed: `::add-mask::${token}\n`, file: `MLFLOW_TRACKING_TOKEN=${token}\n` });
    const env = { ...variables, MLFLOW_TRACKING_TOKEN: token };
    await printed(startPython(cluster, NAMESPACE, shell([use?.run ?? '']), { env }));
    await hasExperiment('github');
    const stranger = bearer(await github.programToken(GITHUB_JOB.replace('team', 'stranger')));
    expect((await get(SEARCH, stranger)).status).toBe(403);
  });

  test('a program with curl', async () => {
    await withFolder({ '.curlrc': `resolve = "${TRACKING}:5000:${address}"\n` }, async (folder) => {
      const run = async (token: string) =>
        execute('sh', ['-ec', curl], {
          env: {
            HOME: folder,
            PATH: process.env['PATH'] ?? '',
            MLFLOW_TRACKING_URI: URL_HERE,
            MLFLOW_TRACKING_TOKEN: token,
          },
        });
      const token = await gitlab.programToken(GITLAB_JOB);
      expect(JSON.parse(outputOf(await run(token)))).toMatchObject({ experiments: [{}] });
      expect((await run(`${token}x`)).code).toBe(22);
    });
  });

  test('traces, by an OpenTelemetry collector with the token of its pod', async () => {
    const token = { account: 'trainer', audience: 'mlflow-tracking', folder: '/var/run/secrets/mlflow' };
    const configuration = here(files.get('collector-oidc.yaml') ?? '');
    await traceThroughCollector(cluster, { namespace: NAMESPACE, configuration, token }, ann);
  });
});

/** Python that runs lines of a shell, which end at the first that fails. */
function shell(lines: readonly string[]): string {
  return `import subprocess\nsubprocess.run(["sh", "-ec", ${JSON.stringify(lines.join('\n'))}], check=True)\n`;
}

/**
 * Runs the step that asks GitHub for a token. In GitHub's place is a server that does what its documents say: it wants the
 * login of the job and an audience, and gives the token as `value`.
 */
async function tokenStep(program: string, token: string): Promise<{ readonly printed: string; readonly file: string }> {
  const server = createServer((request, response) => {
    const isAsked = request.url === '/token?api-version=2.0&audience=mlflow-github';
    const isJob = request.headers.authorization === 'Bearer of the job';
    response.writeHead(isAsked && isJob ? 200 : 400, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ count: token.length, value: token }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return await withFolder({ env: '' }, async (folder) => {
      const file = join(folder, 'env');
      const ran = await execute('python3', ['-c', program], {
        env: {
          PATH: process.env['PATH'] ?? '',
          ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${String(port)}/token?api-version=2.0`,
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of the job',
          GITHUB_ENV: file,
        },
      });
      return { printed: outputOf(ran), file: readFileSync(file, 'utf8') };
    });
  } finally {
    server.close();
  }
}
