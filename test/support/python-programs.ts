/** A program of the monitor, of the doctor or of helm test in plain Python, without the drivers: a test says what it is asked for. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { afterAll } from '@jest/globals';
import { withFolder, writeFiles } from './chart-folder';
import { root } from './root';

/** Drivers that are imported and, here, not used. */
const STAND_INS = {
  'psycopg2.py': '',
  'boto3/__init__.py': '',
  'boto3/exceptions.py': 'class Boto3Error(Exception): pass\n',
  'botocore/__init__.py': 'UNSIGNED = None\n',
  'botocore/config.py': 'class Config: pass\n',
  'botocore/parsers.py': 'class ResponseParserError(Exception): pass\n',
  // Which is of which kind, as botocore has them.
  'botocore/exceptions.py': `class BotoCoreError(Exception): pass
class NoCredentialsError(BotoCoreError): pass
class PartialCredentialsError(BotoCoreError): pass
class ParamValidationError(BotoCoreError): pass
class ConnectionError(BotoCoreError): pass
class EndpointConnectionError(ConnectionError): pass
class ConnectTimeoutError(ConnectionError): pass
class ProxyConnectionError(ConnectionError): pass
class SSLError(ConnectionError): pass
class HTTPClientError(BotoCoreError): pass
class ReadTimeoutError(HTTPClientError): pass
class ConnectionClosedError(HTTPClientError): pass
class ClientError(Exception):
    def __init__(self, response): self.response = response
`,
  'botocore/httpsession.py': 'def get_cert_path(_): return None\n',
};

const PROGRAMS = ['smoke-test', 'doctor', 'monitoring', 'server', 'backup'].map((part) => join('charts', part));
const PATH = process.env['PATH'] ?? '';

interface Asked {
  readonly lines: string;
  readonly env: Readonly<Record<string, string>>;
  readonly path: readonly string[];
}
type Said = { readonly answer: unknown } | { readonly problem: string };

/** Forks for each snippet (forking.py): a test file asks up to sixty of them, and a new Python takes a tenth of a second. */
class Forking {
  readonly #folder = mkdtempSync(join(tmpdir(), 'python-'));
  readonly drivers = join(this.#folder, 'drivers');
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;
  /** One at a time: answers come in the order of questions. */
  #last: Promise<unknown> = Promise.resolve();

  constructor() {
    writeFiles(this.drivers, STAND_INS);
    const program = join(__dirname, 'forking.py');
    this.#process = spawn('python3', ['-S', program, join(this.#folder, 'compiled')], {
      ...{ cwd: root, env: { PATH }, stdio: ['pipe', 'pipe', 'inherit'] },
      // A group of its own: with it ends what a snippet has started.
      detached: true,
    });
    // That there is none, or no more, the answer says that does not come.
    for (const one of [this.#process, this.#process.stdin]) one.on('error', () => undefined);
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  ask(asked: Asked): Promise<unknown> {
    const answer = this.#last.then(() => this.#answer(asked));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #answer(asked: Asked): Promise<unknown> {
    this.#process.stdin.write(`${JSON.stringify(asked)}\n`);
    const next = await this.#answers.next();
    const said: Said =
      next.done === true ? { problem: 'no Python, or it has ended' } : (JSON.parse(next.value) as Said);
    if ('answer' in said) return said.answer;
    throw new Error(said.problem.trim());
  }

  async end(): Promise<void> {
    const { pid, exitCode, signalCode } = this.#process;
    if (pid !== undefined && exitCode === null && signalCode === null) {
      const closed = once(this.#process, 'close');
      process.kill(-pid, 'SIGKILL');
      await closed;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

let forking: Forking | undefined;
afterAll(() => forking?.end());

/**
 * What lines of Python say, once, by say(): in a process of its own, with this environment alone.
 * @param files further modules
 */
export async function python<T>(
  lines: string,
  env: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<T> {
  const asked = (forking ??= new Forking());
  return withFolder(files, async (folder) => {
    const path = [...PROGRAMS, folder, asked.drivers];
    return (await asked.ask({ lines, env: { PATH, ...env }, path })) as T;
  });
}
