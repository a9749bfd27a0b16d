/** What docs/migrating.md says of file stores: its commands, on a store that has one of everything. */
import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execute, outputOf } from '../../support/execute';
import { root } from '../../support/root';
import { commandsIn } from '../../docs/shown';
import { closeStores, newest, oldest, Release } from '../backup/pod';
import { startMlflow, type Mlflow } from '../restore/mlflow';

afterAll(closeStores);

const [once = '', migrate = '', copy = ''] = commandsIn('docs/migrating.md', 'From a file store');
const QUIET = { PYTHONWARNINGS: 'ignore', MLFLOW_ALLOW_FILE_STORE: 'true' };

interface Made {
  readonly first: string;
  readonly gone: string;
  readonly parent: string;
  readonly trace: string;
}

describe.each([{ postgresql: oldest }, { postgresql: newest }])('PostgreSQL $postgresql.major', ({ postgresql }) => {
  let release: Release;
  let folder: string;
  let made: Made;
  let server: Mlflow | undefined;
  const run = (command: string, env = {}) =>
    execute('bash', ['-c', command], { cwd: folder, env: { ...release.env, ...QUIET, ...env } });
  const program = (name: string, ...args: readonly string[]) =>
    run(['python', join(__dirname, name), ...args].join(' '));
  const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';

  beforeAll(async () => {
    release = await Release.make(postgresql);
    folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'file-store-'));
    cpSync(join(root, 'docs/sqlite-to-postgresql.py'), join(folder, 'sqlite-to-postgresql.py'));
    const outcome = await program('file_store.py', `file://${folder}/mlruns`);
    made = JSON.parse(lastLine(outputOf(outcome))) as Made;
  });
  afterAll(() => {
    server?.stop();
  });

  test('as it is, MLflow’s own program fails at what stands twice in a file of metrics', async () => {
    const { code, stderr } = await run(migrate);
    expect(stderr).toContain('UNIQUE constraint failed: metrics');
    expect(code).toBe(1);
    outputOf(await run('rm mlflow.db'));
  });

  test('it does not write to PostgreSQL', async () => {
    const { code, stderr } = await run(migrate.replace('sqlite:///mlflow.db', 'postgresql://db/mlflow'));
    expect(stderr).toContain("Must be a SQLite URI starting with 'sqlite:///'");
    expect(code).toBe(2);
  });

  test('each line once: then it does', async () => {
    const losses = () => readFileSync(join(folder, 'mlruns', made.first, made.parent, 'metrics/loss'), 'utf8');
    const before = losses().trim().split('\n');
    outputOf(await run(once));
    expect(losses().trim().split('\n')).toEqual([...new Set(before)]);
    expect(outputOf(await run(migrate))).toContain('Migration completed successfully!');
  });

  test('from SQLite to PostgreSQL, with shorter numbers of experiments', async () => {
    const said = outputOf(await run(copy));
    // By their old numbers.
    const [one, two] = [made.first, made.gone].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
    expect(said).toContain(`experiment ${one ?? ''} is 1 now\nexperiment ${two ?? ''} is 2 now\n`);
    expect(said).toMatch(/^runs: 3$/m);
  });

  test('all of it or nothing: a second time it is refused', async () => {
    const { code, stderr } = await run(copy);
    expect(stderr).toContain('the target is not empty: runs has 3 rows');
    expect(code).toBe(1);
  });

  test('a server finds everything in the bucket, and goes on', async () => {
    const { artifacts } = release;
    const upload = `import boto3, os, pathlib
s3 = boto3.client("s3")
for path in pathlib.Path("mlruns").rglob("*"):
    if path.is_file(): s3.upload_file(str(path), "${artifacts}", "some/path/" + str(path.relative_to("mlruns")))`;
    outputOf(await run(`python -c '${upload}'`, { AWS_ENDPOINT_URL: release.env['MLFLOW_S3_ENDPOINT_URL'] ?? '' }));
    server = await startMlflow(release);
    const found: unknown = JSON.parse(
      lastLine(outputOf(await program('found.py', server.url, made.parent, made.trace))),
    );
    const [first, gone] = BigInt(made.first) < BigInt(made.gone) ? ['1', '2'] : ['2', '1'];
    expect(found).toEqual({
      experiments: {
        Default: ['0', 'active', 'mlflow-artifacts:/0'],
        first: [first, 'active', `mlflow-artifacts:/${made.first}`],
        gone: [gone, 'deleted', `mlflow-artifacts:/${made.gone}`],
      },
      tags: { team: 'a' },
      runs: { parent: 'active', child: 'active', deleted: 'deleted' },
      losses: [1, 0.5, 1 / 3, 0.25, 0.2],
      param: 5000,
      models: 1,
      text: 'hello',
      predicted: [1],
      version: { key: 'value' },
      trace: [{ question: 'why' }, 'because'],
      // Its time is lost.
      feedback: [['good', true, 0]],
      prompt: 'Hi {{name}}',
      next: '3',
      more: `mlflow-artifacts:/${made.first}/RUN/artifacts`,
    });
  });
});

test('schemas of two versions are refused', async () => {
  const release = await Release.make(newest);
  const folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'schemas-'));
  const env = { ...release.env, ...QUIET };
  outputOf(await execute('mlflow', ['db', 'upgrade', 'sqlite:///mlflow.db'], { cwd: folder, env }));
  await release.sql("UPDATE alembic_version SET version_num = '451aebb31d03'");
  const program = join(root, 'docs/sqlite-to-postgresql.py');
  const args = [program, 'sqlite:///mlflow.db', 'postgresql+psycopg2://'];
  const { code, stderr } = await execute('python', args, { cwd: folder, env });
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'the schemas differ: bring both to one version first, by mlflow db upgrade\n' }); // prettier-ignore
});
