/** A Git repository with this project's outputs in it, served over HTTP as every Git server does. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { synth } from '../../../lib/cli/synth';
import type { JsonObject } from '../../../lib/values/merge';
import { writeYaml } from '../../../lib/yaml/write';
import { execute, outputOf } from '../../support/execute';
import { definition } from '../../support/platform';
import { root } from '../../support/root';
import { freePort } from '../server';

const BRANCH = 'main';

export class Repository {
  private constructor(
    /** The work tree: values/, gitops.yaml and dist/. */
    readonly folder: string,
    readonly url: string,
    private readonly server: Server,
  ) {}

  /** @param settings of gitops.yaml, but for the repository; `environments` what there is in values/, by name */
  static async start(folder: string, settings: JsonObject, environments: readonly string[]): Promise<Repository> {
    const [bare, work] = [join(folder, 'served/project.git'), join(folder, 'work')];
    mkdirSync(work, { recursive: true });
    await git(folder, 'init', '--quiet', '--bare', `--initial-branch=${BRANCH}`, bare);
    await git(work, 'init', '--quiet', `--initial-branch=${BRANCH}`);
    await git(work, 'remote', 'add', 'origin', bare);
    const server = createServer((request, response) => {
      answer(join(folder, 'served'), request, response);
    });
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const repository = new Repository(work, `http://127.0.0.1:${String(port)}/project.git`, server);
    writeFileSync(join(work, 'gitops.yaml'), writeYaml({ ...settings, repository: repository.url }));
    for (const name of environments) cpSync(join(root, `values/${name}.yaml`), join(work, `values/${name}.yaml`));
    await repository.publish('The environments');
    return repository;
  }

  /** The values of an environment, as its file will have them; nothing for none. */
  write(environment: string, values: JsonObject | undefined): void {
    const file = join(this.folder, `values/${environment}.yaml`);
    if (values === undefined) rmSync(file);
    else writeFileSync(file, writeYaml(values));
  }

  /** `npm run synth`, and what it has written to the branch. */
  async publish(message: string): Promise<void> {
    const said: string[] = [];
    const output = { write: (text: string) => said.push(text) };
    if (synth(definition, { args: [], root: this.folder, output, errors: output }) !== 0)
      throw new Error(said.join(''));
    await git(this.folder, 'add', '--all');
    await git(this.folder, 'commit', '--quiet', '--message', message);
    await git(this.folder, 'push', '--quiet', 'origin', BRANCH);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** As somebody, whatever this machine knows of its user. */
async function git(folder: string, ...words: readonly string[]): Promise<string> {
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'somebody',
    GIT_AUTHOR_EMAIL: 'somebody@example.com',
    GIT_COMMITTER_NAME: 'somebody',
    GIT_COMMITTER_EMAIL: 'somebody@example.com',
  };
  return outputOf(await execute('git', words, { cwd: folder, env }));
}

/** By Git's own program for it: https://git-scm.com/docs/git-http-backend */
function answer(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(backend.stdin);
  let head = Buffer.alloc(0);
  let begun = false;
  backend.stdout.on('data', (chunk: Buffer) => {
    if (begun) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    begun = true;
    const headers = head
      .subarray(0, end)
      .toString()
      .split('\r\n')
      .map((line) => line.split(': ') as [string, string]);
    const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200';
    response.writeHead(Number.parseInt(status, 10), Object.fromEntries(headers.filter(([name]) => name !== 'Status')));
    response.write(head.subarray(end + 4));
  });
  backend.on('close', () => response.end());
}
