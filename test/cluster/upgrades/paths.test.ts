/** Databases that a real, old MLflow has filled: the chart's migration takes them to newer ones, step by step and at once, and nothing is lost. */
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execute, outputOf } from '../../support/execute';
import { remark } from '../../support/proofs';
import { root } from '../../support/root';
import { schemasOf } from '../../../operations/preflight/migrations';
import { TRIED } from '../../../operations/preflight/tried';
import { closeStores, newest, oldest, Release, type Variables } from '../backup/pod';
import { installedMlflow } from '../images/installed-mlflow';
import { sql } from '../local/postgresql';
import { inMlflow } from '../local/prepare';
import { startMlflow } from '../restore/mlflow';

afterAll(closeStores);

/** Not in MLflow's images without its extra `auth`; here nobody sends a form. */
const FORMS = `class CSRFProtect:
    def __init__(self, *_): pass
    def init_app(self, _): pass
    def exempt(self, view): return view
`;

interface Said {
  readonly kept: unknown;
  readonly traces: unknown;
}

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';

/** One database, on its way through versions. */
class Upgraded {
  private constructor(
    readonly release: Release,
    private readonly folder: string,
  ) {}

  /** Empty: the first version makes its own tables. */
  static async make(postgresql: typeof newest): Promise<Upgraded> {
    const release = await Release.make(postgresql);
    await sql(postgresql, 'postgres', `DROP DATABASE ${release.name}; CREATE DATABASE ${release.name}`);
    const folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'upgraded-'));
    for (const program of ['server/migrate.py', 'server/whole_lock.py', 'access/prepare-login.py'])
      cpSync(join(root, 'charts', program), join(folder, program.replace(/.*\//, '')));
    mkdirSync(join(folder, 'flask_wtf'));
    writeFileSync(join(folder, 'flask_wtf/__init__.py'), '');
    writeFileSync(join(folder, 'flask_wtf/csrf.py'), FORMS);
    return new Upgraded(release, folder);
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

  private async python(version: string, ...args: readonly string[]): Promise<string> {
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

describe.each(
  TRIED.flatMap((way) => [oldest, newest].map((postgresql) => ({ way, words: way.join(' → '), postgresql }))),
)('MLflow $words, PostgreSQL $postgresql.major', ({ way, postgresql }) => {
  const [first = '', ...others] = way;
  let upgraded: Upgraded;
  let kept: unknown;
  let traces: unknown;
  let users: unknown;

  beforeAll(async () => {
    upgraded = await Upgraded.make(postgresql);
    await upgraded.migrate(first);
    ({ kept, traces } = await upgraded.kept(first, 'write'));
    users = await upgraded.users(first, 'write');
  });

  test(`MLflow ${first} fills it`, async () => {
    expect(kept).toMatchObject({ losses: [[0, 1], [1, 1 / 2], [2, 1 / 3]], text: 'hello', predicted: [1] }); // prettier-ignore
    expect(users).toEqual({ users: ['admin', 'alice'], administrator: true, password: true, experiment: 'EDIT', model: 'READ' }); // prettier-ignore
    expect(await upgraded.release.sql('SELECT version_num FROM alembic_version')).toBe(schemasOf(first)?.tracking);
  });

  test.each(others)('MLflow %s: it is migrated, and all is there', async (version) => {
    const seconds = await upgraded.migrate(version);
    remark(`${installedMlflow(version)?.version ?? ''}: migrated in ${seconds.toFixed(1)} s`);
    expect(await upgraded.release.sql('SELECT version_num FROM alembic_version')).toBe(schemasOf(version)?.tracking);
    const said = await upgraded.kept(version, 'read');
    expect(said.kept).toEqual(kept);
    if (traces !== null) expect(said.traces).toEqual(traces);
    expect(await upgraded.users(version, 'read')).toEqual(users);
    // What is new in this version, the next one has to keep.
    const more = await upgraded.kept(version, traces === null ? 'write' : 'read');
    expect(more.kept).toEqual(kept);
    expect(more.traces).toMatchObject({ name: 'root', feedback: [['good', true]], prompt: 'Hi {{name}}' });
    ({ traces } = more);
  });

  test('none goes back: the version before says so, and touches nothing', async () => {
    const before = await upgraded.release.sql('SELECT version_num FROM alembic_version');
    await expect(upgraded.migrate(way.at(-2) ?? '')).rejects.toThrow('A newer MLflow made it, and none migrates back');
    expect(await upgraded.release.sql('SELECT version_num FROM alembic_version')).toBe(before);
  });
});
