/** An empty project with the package and a folder of values: the command does all of it there, and writes the same bytes as in a clone. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute, type Outcome } from '../support/execute';
import { locateHelm } from '../support/helm-binary';
import { root } from '../support/root';

/** @param home has the package installed */
export async function tryValuesAlone(home: string): Promise<void> {
  const env = { ...process.env, HELM: locateHelm('4').file };
  const run = (...args: readonly string[]): Promise<Outcome> =>
    execute('npx', ['--no-install', 'mlflow-chart', ...args], { cwd: home, env });
  const fine = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...args);
    assert.deepEqual([args, code], [args, 0], stderr);
    return stdout;
  };

  mkdirSync(join(home, 'values'));
  for (const file of readdirSync(join(root, 'values')).filter((name) => name.endsWith('.yaml')))
    copyFileSync(join(root, 'values', file), join(home, 'values', file));
  copyFileSync(join(root, 'gitops.yaml'), join(home, 'gitops.yaml'));
  await fine('synth');
  assert.deepEqual(contentOf(join(home, 'dist')), contentOf(join(root, 'dist')));

  const manifests = join(home, 'dist/prod/manifests');
  const written = readdirSync(manifests)
    .sort()
    .map((file) => readFileSync(join(manifests, file), 'utf8'));
  const rendered = await fine('render', '--env', 'prod');
  assert.equal(rendered, written.join('---\n'));
  writeFileSync(join(home, 'prod.yaml'), rendered);
  assert.match(await fine('render', '--env', 'prod', '--set', 'mlflow.replicaCount=7'), /^ {2}replicas: 7$/m);

  const { stdout, code } = await run('validate', 'dist/dev/mlflow-1.0.0.tgz', '--output', 'json');
  assert.deepEqual([code, (JSON.parse(stdout) as { readonly findings: unknown[] }).findings.length > 0], [0, true]);
  // Since what was written: there is no repository here.
  assert.match(await fine('diff', '--env', 'prod'), /^prod {2}dist\/prod → values\/prod\.yaml\n {2}nothing differs: /);
  const differs = await run('diff', '--env', 'prod', '--from', 'dev');
  assert.match(differs.stdout, /^ {4}mlflow\.replicaCount: 1 → 3 /m, differs.stderr);
  assert.equal(differs.code, 1);
  assert.match(await fine('images', '--env', 'prod'), /^ghcr\.io\/mlflow\/mlflow:v/m);
  const secrets = await run('secrets', '--env', 'prod', '--offline', '--users', 'alice');
  assert.match(secrets.stdout, /^kind: Secret$/m, secrets.stderr);
  writeFileSync(join(home, 'theirs.yaml'), 'replicaCount: 2\n');
  const converted = await run('convert', 'theirs.yaml', '--from', 'community-charts');
  assert.match(converted.stdout, /replicaCount: 2/, converted.stderr);
  assert.match(await fine('publish', 'charts', '--dry-run', '--unreleased'), /would be published: charts$/m);
  for (const shell of ['bash', 'zsh', 'fish']) assert.match(await fine('completion', shell), /mlflow-chart/);

  // Threads start from the package's own file, too.
  await tryThreads(home, run);

  writeFileSync(join(home, 'values/prod.yaml'), 'mlflow:\n  replicaCout: 3\n');
  const wrong = await run('synth');
  assert.deepEqual(
    [wrong.code, wrong.stdout, wrong.stderr],
    [2, '', 'values/prod.yaml:2:3: mlflow.replicaCout: unknown key. Did you mean replicaCount?\n'],
  );
}

/** Enough to be worth it: 60 MB. */
async function tryThreads(home: string, run: (...args: readonly string[]) => Promise<Outcome>): Promise<void> {
  const folder = join(home, 'many');
  mkdirSync(folder);
  const padding = 'x'.repeat(100_000);
  for (let index = 0; index < 640; index += 1) {
    const name = `m${String(index)}`;
    writeFileSync(
      join(folder, `${name}.yaml`),
      `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}, data: {a: ${padding}}${index === 7 ? ', dta: {}' : ''}}\n`,
    );
  }
  const { code, stdout } = await run('validate', 'many', '--output', 'json');
  const { findings } = JSON.parse(stdout) as {
    readonly findings: readonly { readonly rule: string; readonly file: string }[];
  };
  assert.deepEqual([code, findings.map(({ rule, file }) => `${rule} ${file}`)], [1, ['unknown-field many/m7.yaml']]);
}

/** Path → bytes; what is not the chart's own, such as passwords beside a Compose file, does not count. */
function contentOf(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !/\/compose\/(\.env$|secrets\/)/.test(path));
  return Object.fromEntries(
    paths.sort().map((path) => [path.slice(folder.length + 1), readFileSync(path).toString('base64')]),
  );
}
