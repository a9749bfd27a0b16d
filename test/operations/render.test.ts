/** `mlflow-chart render` and `synth` as a user meets them, in the repository. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { renderCommand } from '../../operations/render';
import { synthCommand } from '../../operations/synth';
import { withFolder } from '../support/chart-folder';
import { root } from '../support/root';

const before = process.cwd();
beforeAll(() => {
  process.chdir(root);
});
afterAll(() => {
  process.chdir(before);
});

async function run(command: typeof renderCommand, args: readonly string[]) {
  let [stdout, stderr] = ['', ''];
  const code = await command(args, {
    output: { write: (text) => (stdout += text) },
    errors: { write: (text) => (stderr += text) },
    environment: {},
    tool: { name: 'mlflow-chart', version: '1.0.0' },
  });
  return { code, stdout, stderr };
}
/** What the chart asks for, and nothing to warn of. */
const LEAST = 'externalS3: {bucket: models}\npostgresql: {auth: {existingSecret: db}}\nmlflow: {workers: 1}\n';
const render = (...args: readonly string[]) => run(renderCommand, args);

/** With these as values.yaml, whose folder is left out of what is said. */
async function rendered(values: string, ...args: readonly string[]) {
  return await withFolder({ 'values.yaml': values }, async (folder) => {
    const { code, stdout, stderr } = await render('-f', join(folder, 'values.yaml'), ...args);
    return { code, stdout, stderr: stderr.replaceAll(`${folder}/`, '') };
  });
}

test.each(['dev', 'staging', 'prod'])(
  '%s: what synth has written below manifests/, in the order of its files',
  async (name) => {
    const folder = join(root, 'dist', name, 'manifests');
    const written = readdirSync(folder)
      .sort()
      .map((file) => readFileSync(join(folder, file), 'utf8'));
    const { code, stdout } = await render('--env', name);
    expect(code).toBe(0);
    expect(stdout).toBe(written.join('---\n'));
  },
);

test('what synth warns of is said on standard error', async () => {
  const { stderr } = await render('--env', 'prod');
  expect(stderr).toMatch(
    /^values\/prod\.yaml:\d+:1: warning: backup\.destination\.bucket: is empty: NOTHING IS BACKED UP/,
  );
  expect((await render('--env', 'dev')).stderr).toBe('');
});

test('--set wins over files, the last one over those before', async () => {
  const args = ['--env', 'dev', '--only', 'tracking-deployment'];
  const { stdout } = await render(...args, '--set', 'mlflow.replicaCount=7', '--set', 'mlflow.replicaCount=8');
  expect(stdout).toMatch(/^ {2}replicas: 8$/m);
  expect((await render(...args)).stdout).not.toMatch(/^ {2}replicas: 8$/m);
});

test('a release and a namespace of other names', async () => {
  const { stdout } = await render('--env', 'dev', '--release', 'mine', '-n', 'team', '--only', 'tracking-deployment');
  expect(stdout).toMatch(/^ {2}name: mine-mlflow-tracking$|^ {2}name: mine-tracking$/m);
  expect(stdout).toMatch(/^ {2}namespace: team$|app\.kubernetes\.io\/instance: mine$/m);
  expect(stdout).not.toContain('mlflow-dev');
});

test('values without an environment: in the namespace default', async () => {
  const { code, stdout, stderr } = await rendered(LEAST);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('\nkind: Deployment\n');
});

test('--only: objects by their files, in the order of all', async () => {
  const { stdout } = await render('--env', 'dev', '--only', '4-tracking-deployment.yaml', '--only', 'minio-service');
  expect([...stdout.matchAll(/^kind: (.*)$/gm)].map(([, kind]) => kind)).toEqual(['Service', 'Deployment']);
});

describe('2, in words', () => {
  test.each<readonly [values: string, args: readonly string[], words: string]>([
    [
      'mlflow: {replicaCout: 1}\n',
      [],
      'values.yaml:1:10: mlflow.replicaCout: unknown key. Did you mean replicaCount?\n',
    ],
    ['a: [\n', [], 'values.yaml:2:1: '],
    [
      '{}\n',
      ['--set', 'mlflow.workers=many', '--env', 'dev'],
      '--set mlflow.workers=many: mlflow.workers: expected an integer from 1 to 64, got "many"\n',
    ],
    [
      '{}\n',
      ['--set', 'a={b,c}'],
      '--set a={b,c}: expected KEY=VALUE with one plain value, such as mlflow.replicaCount=3; put lists',
    ],
    ['{}\n', ['--set', 'a'], '--set a: expected KEY=VALUE with one plain value'],
    [
      '{}\n',
      ['--env', 'dev', '--only', 'trackin-deployment'],
      '--only: there is no object trackin-deployment; did you mean tracking-deployment?\n',
    ],
    [
      '{}\n',
      ['--env', 'dev', '--release', 'A'],
      '--release: expected lower-case letters, digits, dashes and dots, got A\n',
    ],
    [
      '{}\n',
      ['--env', 'dev', '--release', 'a'.repeat(54)],
      '--release: expected at most 53 characters, which Helm takes\n',
    ],
    ['{}\n', ['--env', 'dev', '-n', 'a.b'], '--namespace: expected lower-case letters, digits and dashes, got a.b\n'],
    ['{}\n', ['dev'], 'expected options only, got dev: did you mean --env dev?\n'],
  ])('%s %j', async (values, args, words) => {
    const { code, stdout, stderr } = await rendered(values, ...args);
    expect([code, stdout, stderr.slice(0, words.length)]).toEqual([2, '', words]);
  });
});

test('synth: in a folder with only values/, dist/ comes beside it', async () => {
  await withFolder({ 'values/mine.yaml': LEAST }, async (folder) => {
    process.chdir(folder);
    try {
      const { code, stderr } = await run(synthCommand, []);
      expect([code, stderr]).toEqual([
        0,
        expect.stringMatching(/^mine +\d+\.\d\d s {2}\d+ objects {2}dist\/mine\/manifests, /),
      ]);
      expect(readdirSync('dist').sort()).toEqual(['chart', 'mine']);
    } finally {
      process.chdir(root);
    }
  });
});
