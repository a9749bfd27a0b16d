/** A database on its way through versions of MLflow, with the chart's own migration, and what servers and clients of each have of it. */
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute, outputOf } from '../../support/execute';
import { root } from '../../support/root';
import { Release, type newest, type Variables } from '../backup/pod';
import { sql } from '../local/postgresql';
import { inMlflow } from '../local/prepare';
import { startMlflow } from '../restore/mlflow';

/** Not in MLflow's images without its extra `auth`; here nobody sends a form. */
const FORMS = `class CSRFProtect:
    def __init__(self, *_): pass
    def init_app(self, _): pass
    def exempt(self, view): return view
`;

export interface Said {
  readonly kept: unknown;
  readonly traces: unknown;
}

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';

export class Upgraded {
  private constructor(
    readonly release: Release,
    private readonly folder: string,
  ) {}

  /** Empty: the first version makes its own tables. */
  static async make(postgresql: typeof newest): Promise<Upgraded> {
    const release = await Release.make(postgresql);
    await sql(postgresql, 'postgres', `DROP DATABASE ${release.name}; CREATE DATABASE ${release.name}`);
    return Upgraded.of(release);
  }

  /** With what it has. */
  static of(release: Release): Upgraded {
    const folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'upgraded-'));
    for (const program of ['server/migrate.py', 'server/whole_lock.py', 'access/prepare-login.py'])
      cpSync(join(root, 'charts', program), join(folder, program.replace(/.*\//, '')));
    mkdirSync(join(folder, 'flask_wtf'));
    writeFileSync(join(folder, 'flask_wtf/__init__.py'), '');
    writeFileSync(join(folder, 'flask_wtf/csrf.py'), FORMS);
    return new Upgraded(release, folder);
  }

  /** The same programs, for another release. */
  with(release: Release): Upgraded {
    return new Upgraded(release, this.folder);
  }

  get env(): Variables {
    return {
      ...this.release.env,
      PYTHONPATH: this.folder,
      PYTHONWARNINGS: 'ignore',
      LOGIN_SETTINGS:
        '[mlflow]\ndefault_permission = READ\nauthorization_function = mlflow.server.auth:authenticate_request_basic_auth\n',
      MLFLOW_AUTH_CONFIG_PATH: join(this.folder, 'settings.ini'),
      MLFLOW_AUTH_ADMIN_USERNAME: 'admin',
      MLFLOW_AUTH_ADMIN_PASSWORD: 'a long password',
      MLFLOW_FLASK_SERVER_SECRET_KEY: 'a key',
    };
  }

  async python(version: string, ...args: readonly string[]): Promise<string> {
    return outputOf(await execute(inMlflow(version, 'python'), ['-B', ...args], { env: this.env, cwd: this.folder }));
  }

  /** As the server's init container does it; in seconds. */
  async migrate(version: string): Promise<number> {
    const started = performance.now();
    await this.python(version, join(this.folder, 'migrate.py'));
    return (performance.now() - started) / 1000;
  }

  async users(version: string, action: 'write' | 'read'): Promise<unknown> {
    return JSON.parse(lastLine(await this.python(version, join(__dirname, 'users.py'), action)));
  }

  /** What a server of this version, and its client, have. */
  async kept(version: string, action: 'write' | 'read'): Promise<Said> {
    const server = await startMlflow(this.release.with({ MLFLOW_VERSION: version }));
    try {
      return JSON.parse(lastLine(await this.python(version, join(__dirname, 'kept.py'), action, server.url))) as Said;
    } finally {
      server.stop();
    }
  }
}
