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
      outputOf(await git(project, 'commit', '--quiet', '--all', '--message', branch));
      const expected = { code, says };
      await asGitHub(project, expected);
      await asGitLab(project, expected);
    }
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
  { branch: 'refused', values: PROD.replace('replicaCount: 3', 'replicaCount: many'), code: 2, says: '' },
] as const;

interface Expected {
  /** Of `diff`, and of the job. */
  readonly code: 0 | 1 | 2;
  /** In the report; there is none where the values are refused. */
  readonly says: string;
}

async function makeProject(folder: string, tarball: string): Promise<string> {
  const project = mkdtempSync(join(folder, 'workflows-'));
  copyFileSync(tarball, join(project, 'mlflow-chart.tgz'));
  writeFileSync(join(project, 'package.json'), '{"private": true}\n');
  writeFileSync(join(project, '.gitignore'), 'node_modules/\ndiff.md\n');
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

/** Steps one after the other, each by `bash -e`; what an expression says, the test has to know. */
async function asGitHub(project: string, { code, says }: Expected): Promise<void> {
  const outputs = new Map<string, string>();
  const files = { GITHUB_STEP_SUMMARY: join(project, '.git/summary'), GITHUB_OUTPUT: join(project, '.git/output') };
  const called = join(project, '.git/called');
  const programs = join(project, '.git/programs');
  mkdirSync(programs, { recursive: true });
  // There is no comment to edit yet.
  writeFileSync(
    join(programs, 'gh'),
    `#!/bin/sh\nprintf '%s\\n' "$GH_TOKEN $*" >>'${called}'\ncase $* in *--edit-last*) exit 1 ;; esac\n`,
  );
  chmodSync(join(programs, 'gh'), 0o755);
  for (const file of [...Object.values(files), called]) writeFileSync(file, '');
  const main = outputOf(await git(project, 'rev-parse', 'main')).trim();
  const evaluated = (text: string): string =>
    text.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
      const values = new Map([
        ['github.event.pull_request.base.sha', main],
        ['github.event.pull_request.number', '7'],
        ['github.token', 'a-token'],
        ...[...outputs].map(([name, value]) => [`steps.diff.outputs.${name}`, value] as const),
      ]);
      const value = values.get(expression);
      assert.ok(value !== undefined, `the workflow asks for ${expression}`);
      return value;
    });
  const jobs = field(documentOf('diff.github.yaml'), 'jobs');
  let ended = 0;
  for (const step of field(field(jobs, 'diff'), 'steps') as readonly Step[]) {
    const { run, env = {}, uses } = step;
    if (run === undefined) {
      assert.match(uses ?? '', /^actions\/(?:checkout|setup-node)@v\d+$/);
      continue;
    }
    const own = Object.fromEntries(Object.entries(env).map(([name, text]) => [name, evaluated(text)]));
    const PATH = `${programs}:${process.env['PATH'] ?? ''}`;
    const result = await execute('bash', ['-e', '-c', run], {
      cwd: project,
      env: { ...process.env, ...files, ...own, PATH },
    });
    for (const line of readFileSync(files.GITHUB_OUTPUT, 'utf8').split('\n')) {
      const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
      if (name !== undefined) outputs.set(name, value ?? '');
    }
    ended = result.code;
    if (ended === 2)
      assert.match(result.stderr, /^values\/prod\.yaml:4:17: mlflow\.replicaCount: expected an integer/m);
    if (ended !== 0) break;
  }
  assert.equal(ended, code);
  const summary = readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8');
  const calls = readFileSync(called, 'utf8');
  if (code === 2) {
    assert.deepEqual([summary, calls], ['', '']);
    return;
  }
  assert.match(summary, /^### Difference of prod\n/);
  assert.ok(summary.includes(says), summary);
  assert.equal(summary, readFileSync(join(project, 'diff.md'), 'utf8'));
  const comment = 'a-token pr comment 7';
  assert.equal(calls, `${comment} --edit-last --body-file diff.md\n${comment} --body-file diff.md\n`);
}

/** All lines in one shell, which ends with the first that fails. */
async function asGitLab(project: string, { code, says }: Expected): Promise<void> {
  const job = field(documentOf('diff.gitlab.yaml'), 'diff');
  const script = (field(job, 'script') as readonly string[]).join('\n');
  const sent: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const report = new URLSearchParams(body).get('body') ?? '';
      sent.push(`${String(request.method)} ${String(request.url)} ${String(request.headers['private-token'])}`, report);
      response.writeHead(201).end('{}');
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
    };
    rmSync(join(project, 'diff.md'), { force: true });
    const run = (more: Readonly<Record<string, string>>) =>
      execute('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd: project, env: { ...env, ...more } });
    assert.equal((await run({})).code, code);
    assert.deepEqual(sent, []);
    assert.equal((await run({ DIFF_TOKEN: 'a-token' })).code, code);
    if (code === 2) {
      assert.deepEqual(sent, []);
      return;
    }
    const report = readFileSync(join(project, 'diff.md'), 'utf8');
    assert.ok(report.includes(says), report);
    assert.deepEqual(sent, ['POST /api/v4/projects/3/merge_requests/7/notes a-token', report]);
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
