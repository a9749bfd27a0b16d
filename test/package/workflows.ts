/**
 * The workflow files of docs/ci, their steps run as GitHub and GitLab run them: in a project that has the package and nothing but `values/`
 * and what `synth` wrote, with a branch that changes something. What stands in for the two is what they are asked for at the end: `gh` writes
 * down how it is called, and a server on loopback what it is sent. Actions of others, which check out and install Node, are not run.
 */
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { isMapping, type JsonObject } from '../../lib/values/merge';
import { readDocuments } from '../../lib/yaml/read';
import { execute, outputOf } from '../support/execute';
import { root } from '../support/root';

/** @param folder for the project @param tarball the package */
export async function tryWorkflows(folder: string, tarball: string): Promise<void> {
  const project = await makeProject(folder, tarball);
  try {
    for (const { branch, values, code, says } of CHANGES) {
      outputOf(await git(project, 'switch', '--quiet', '--create', branch, 'main'));
      writeFileSync(join(project, 'values/prod.yaml'), values);
      if (code < 2) outputOf(await execute('npx', ['--no-install', 'mlflow-chart', 'synth'], { cwd: project }));
      outputOf(await git(project, 'commit', '--quiet', '--all', '--message', branch));
      const expected = { code, says };
      await asGitHub(project, expected);
      await asGitLab(project, expected);
    }
    // What Argo CD installs is not what the values make.
    outputOf(await git(project, 'switch', '--quiet', 'more-replicas'));
    outputOf(await git(project, 'checkout', '--quiet', 'main', '--', 'dist'));
    outputOf(await git(project, 'commit', '--quiet', '--message', 'dist/ as it was'));
    await asGitHub(project, { code: 1, says: '`3 → 5`' });
  } finally {
    rmSync(project, { recursive: true });
  }
  console.log('the workflows of docs/ci do what they say');
}

const PROD = readFileSync(join(root, 'values/prod.yaml'), 'utf8');

const CHANGES = [
  { branch: 'more-replicas', values: PROD.replace('replicaCount: 3', 'replicaCount: 5'), code: 0, says: '`3 → 5`' },
  {
    branch: 'larger-volume',
    values: PROD.replace('{ size: 100Gi }', '{ size: 200Gi }'),
    code: 1,
    says: '**recreate**',
  },
  {
    branch: 'refused',
    values: PROD.replace('replicaCount: 3', 'replicaCount: many'),
    code: 2,
    says: '    values/prod.yaml:4:17: mlflow.replicaCount: expected an integer',
  },
] as const;

interface Expected {
  /** Of `diff`, and of the job. */
  readonly code: 0 | 1 | 2;
  /** In the report, or in what takes its place where the values are refused. */
  readonly says: string;
}

async function makeProject(folder: string, tarball: string): Promise<string> {
  const project = mkdtempSync(join(folder, 'workflows-'));
  copyFileSync(tarball, join(project, 'mlflow-chart.tgz'));
  writeFileSync(join(project, 'package.json'), '{"private": true}\n');
  writeFileSync(join(project, '.gitignore'), 'node_modules/\ndiff.md\nrefused.txt\ncomment.md\n');
  mkdirSync(join(project, 'values'));
  writeFileSync(join(project, 'values/prod.yaml'), PROD);
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', './mlflow-chart.tgz'];
  outputOf(await execute('npm', install, { cwd: project }));
  outputOf(await execute('npx', ['--no-install', 'mlflow-chart', 'synth'], { cwd: project }));
  outputOf(await git(project, 'init', '--quiet', '--initial-branch', 'main'));
  outputOf(await git(project, 'add', '.'));
  outputOf(await git(project, 'commit', '--quiet', '--message', 'main'));
  return project;
}

function git(project: string, ...args: readonly string[]) {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
  return execute('git', [...identity, ...args], { cwd: project });
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Steps one after the other, each by `bash -e`, of one job after the other; what an expression says, the test has to know. */
async function asGitHub(project: string, { code, says }: Expected): Promise<void> {
  const outputs = new Map<string, string>();
  const files = { GITHUB_STEP_SUMMARY: join(project, '.git/summary'), GITHUB_OUTPUT: join(project, '.git/output') };
  const [called, programs, there] = ['called', 'programs', 'there'].map((name) => join(project, '.git', name));
  assert.ok(called !== undefined && programs !== undefined && there !== undefined);
  mkdirSync(programs, { recursive: true });
  // It writes down how it is called, and with which comment; `there` has the comment that it would find.
  writeFileSync(
    join(programs, 'gh'),
    `#!/bin/sh\nprintf '%s\\n' "$GH_TOKEN $*" >>'${called}'\ncase $* in *--jq*) cat '${there}' ;; *) cat comment.md >>'${called}' ;; esac\n`,
  );
  chmodSync(join(programs, 'gh'), 0o755);
  const main = outputOf(await git(project, 'rev-parse', 'main')).trim();
  const evaluated = (text: string): string =>
    text.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
      const values = new Map([
        ['github.event.pull_request.base.sha', main],
        ['github.event.pull_request.number', '7'],
        ['github.repository', 'us/it'],
        ['github.token', 'a-token'],
        ...[...outputs].map(([name, value]) => [`steps.diff.outputs.${name}`, value] as const),
      ]);
      const value = values.get(expression);
      assert.ok(value !== undefined, `the workflow asks for ${expression}`);
      return value;
    });
  const PATH = `${programs}:${process.env['PATH'] ?? ''}`;
  /** The last code, and what was said; where a step fails, those after it are left out. */
  const run = async (job: string): Promise<{ readonly code: number; readonly said: string }> => {
    let said = '';
    for (const { run: script, env = {}, uses } of field(field(jobs, job), 'steps') as readonly Step[]) {
      if (script === undefined) {
        assert.match(uses ?? '', /^actions\/(?:checkout|setup-node|upload-artifact|download-artifact)@v\d+$/);
        continue;
      }
      const own = Object.fromEntries(Object.entries(env).map(([name, text]) => [name, evaluated(text)]));
      const result = await execute('bash', ['-e', '-c', script], {
        cwd: project,
        env: { ...process.env, ...files, ...own, PATH },
      });
      said += result.stderr;
      for (const line of readFileSync(files.GITHUB_OUTPUT, 'utf8').split('\n')) {
        const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
        if (name !== undefined) outputs.set(name, value ?? '');
      }
      if (result.code !== 0) return { code: result.code, said };
    }
    return { code: 0, said };
  };
  const jobs = field(documentOf('diff.github.yaml'), 'jobs');
  for (const comment of ['', '41\n']) {
    for (const file of [...Object.values(files), called]) writeFileSync(file, '');
    writeFileSync(there, comment);
    const ended = await run('diff');
    assert.equal(ended.code, code, ended.said);
    const summary = readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8');
    assert.equal(summary, readFileSync(join(project, 'diff.md'), 'utf8'));
    assert.match(summary, code === 2 ? /^### Nothing can be compared\n/ : /^### Difference of prod\n/);
    assert.ok(summary.includes(says), summary);
    assert.deepEqual(await run('comment'), { code: 0, said: '' });
    const api = 'repos/us/it/issues';
    const to = comment === '' ? `POST ${api}/7/comments` : `PATCH ${api}/comments/41`;
    const calls: readonly string[] = readFileSync(called, 'utf8').split('\n');
    assert.match(calls[0] ?? '', /^a-token api --paginate repos\/us\/it\/issues\/7\/comments --jq /);
    assert.equal(calls[1], `a-token api --silent --method ${to} --field body=@comment.md`);
    assert.equal(calls.slice(2).join('\n'), `<!-- mlflow-chart diff -->\n${summary}`);
  }
}

/** All lines in one shell, which ends with the first that fails. */
async function asGitLab(project: string, { code, says }: Expected): Promise<void> {
  const jobs = documentOf('diff.gitlab.yaml');
  const sent: string[] = [];
  let notes: readonly unknown[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const note = new URLSearchParams(body).get('body');
      sent.push(
        `${String(request.method)} ${String(request.url)} ${String(request.headers['private-token'])}`,
        note ?? '',
      );
      response.writeHead(request.method === 'POST' ? 201 : 200).end(JSON.stringify(note === null ? notes : {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const main = outputOf(await git(project, 'rev-parse', 'main')).trim();
    const env = {
      ...process.env,
      CI_MERGE_REQUEST_DIFF_BASE_SHA: main,
      CI_API_V4_URL: `http://127.0.0.1:${String(port)}/api/v4`,
      CI_PROJECT_ID: '3',
      CI_MERGE_REQUEST_IID: '7',
      DIFF_TOKEN: 'a-token',
    };
    const run = async (name: string) => {
      const script = (field(field(jobs, name), 'script') as readonly string[]).join('\n');
      return await execute('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd: project, env });
    };
    const ended = await run('diff');
    assert.equal(ended.code, code, ended.stderr);
    const report = readFileSync(join(project, 'diff.md'), 'utf8');
    assert.ok(report.includes(says), report);
    const comment = `<!-- mlflow-chart diff -->\n${report}`;
    const api = '/api/v4/projects/3/merge_requests/7/notes';
    const asked = [`GET ${api}?per_page=100 a-token`, ''];
    assert.equal((await run('diff-comment')).code, 0);
    notes = [
      { id: 5, body: 'of somebody' },
      { id: 6, body: comment },
    ];
    assert.equal((await run('diff-comment')).code, 0);
    assert.deepEqual(sent, [...asked, `POST ${api} a-token`, comment, ...asked, `PUT ${api}/6 a-token`, comment]);
  } finally {
    server.close();
  }
}

function documentOf(file: string): JsonObject {
  const path = join('docs/ci', file);
  const value = readDocuments(readFileSync(join(root, path), 'utf8'), path)[0]?.value;
  assert.ok(isMapping(value));
  return value;
}

function field(value: unknown, name: string): unknown {
  const found = (value as Readonly<Record<string, unknown>>)[name];
  assert.ok(found !== undefined, `there is no ${name}`);
  return found;
}
