/** What is empty: no tables, or what migration and a first start of the real MLflow create, and not a row more. */
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../../support/root';
import { closeStores, oldest, Release, runs } from '../backup/pod';
import { VERSIONS } from '../local/prepare';
import { sql } from '../local/postgresql';
import { RestorePod, restorePod } from './pod';
import { startMlflow } from './mlflow';

afterAll(closeStores);

/** Not in MLflow's images without its extra `auth`; here nobody sends a form. */
function withoutForms(): string {
  const folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'forms-'));
  mkdirSync(join(folder, 'flask_wtf'));
  writeFileSync(join(folder, 'flask_wtf/__init__.py'), '');
  writeFileSync(
    join(folder, 'flask_wtf/csrf.py'),
    'class CSRFProtect:\n    def __init__(self, *_):\n        pass\n    def init_app(self, _):\n        pass\n    def exempt(self, view):\n        return view\n',
  );
  return folder;
}

describe.each(VERSIONS)('MLflow %s', (version) => {
  let release: Release;
  let backup: string;

  const asked = async (): Promise<string> => {
    const { said } = await restorePod(release, { from: backup }).run('check');
    return said;
  };

  beforeAll(async () => {
    const other = await Release.make(oldest, { version });
    backup = (await other.backup()).name;
    release = await Release.make(oldest, { version, env: { BACKUP_BUCKET: other.backups } });
  });

  test('migrated, and then started', async () => {
    expect(await asked()).toContain('restore: the database is empty\n');
    const server = await startMlflow(release);
    server.stop();
    expect(await release.sql('SELECT name FROM experiments')).toBe('Default');
    expect(await asked()).toContain('restore: the database is empty\n');
  });

  test('with an administrator of its own login', async () => {
    const folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'login-'));
    cpSync(join(root, 'charts/access/prepare-login.py'), join(folder, 'prepare-login.py'));
    const pod = new RestorePod({
      ...release.env,
      PYTHONPATH: withoutForms(),
      LOGIN_SETTINGS:
        '[mlflow]\ndefault_permission = READ\nauthorization_function = mlflow.server.auth:authenticate_request_basic_auth\n',
      MLFLOW_AUTH_CONFIG_PATH: join(folder, 'settings.ini'),
      MLFLOW_AUTH_ADMIN_USERNAME: 'admin',
      MLFLOW_AUTH_ADMIN_PASSWORD: 'a long password',
      MLFLOW_FLASK_SERVER_SECRET_KEY: 'a key',
    });
    await pod.all(['migrate']);
    expect(await release.sql('SELECT username FROM users')).toBe('admin');
    expect(await asked()).toContain('restore: the database is empty\n');
  });

  test.each([
    ['a run', runs(1), 'public.experiments has 2 rows'],
    ['another user', "INSERT INTO users (username, password_hash) VALUES ('ann', 'x')", 'public.users has 2 rows'],
    [
      'a renamed experiment',
      "UPDATE experiments SET name = 'Ours'",
      'public.experiments has a row that MLflow did not make at its first start',
    ],
    [
      'a tag',
      "INSERT INTO experiment_tags (key, value, experiment_id) VALUES ('a', 'b', 0)",
      'public.experiment_tags has 1 row',
    ],
    ['a described workspace', "UPDATE workspaces SET description = 'ours'", 'public.workspaces has a row that'],
    [
      'a table of somebody else',
      'CREATE SCHEMA other; CREATE TABLE other.things AS SELECT 1',
      'other.things has 1 row',
    ],
  ])('not with %s', async (_title, change, words) => {
    const copy = `${release.name}_copy`;
    await sql(oldest, 'postgres', `DROP DATABASE IF EXISTS ${copy}; `);
    await sql(oldest, 'postgres', `CREATE DATABASE ${copy} TEMPLATE ${release.name}`);
    await sql(oldest, copy, change);
    const { code, said } = await restorePod(release, { from: backup }, { PGDATABASE: copy }).run('check');
    expect([code, said]).toEqual([1, expect.stringContaining(`the database is not empty: ${words}`)]);
  });
});
