/** `npm run synth` as a user meets it: what it writes, says, and leaves alone. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { synth } from '../../lib/cli/synth';
import { helms } from '../support/helm';
import { definition, environmentNames } from '../support/platform';
import { root } from '../support/root';

let folder: string;
const said: string[] = [];
const output = { write: (text: string) => said.push(text) };

/** Path → bytes, of everything below a folder. */
function contentOf(target: string): ReadonlyMap<string, string> {
  const files = readdirSync(target, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(target, path)).isFile(),
  );
  return new Map(files.sort().map((path) => [path, readFileSync(join(target, path)).toString('base64')]));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synth-'));
  cpSync(join(root, 'values'), join(folder, 'values'), { recursive: true });
  expect(synth({ definition, root: folder, output })).toBe(0);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the committed dist/ is up to date, byte for byte', () => {
  expect([...contentOf(join(folder, 'dist')).keys()]).toEqual([...contentOf(join(root, 'dist')).keys()]);
  expect(contentOf(join(folder, 'dist'))).toEqual(contentOf(join(root, 'dist')));
});

test('says one line for each environment', () => {
  expect(said.map((line) => line.split(' ')[0])).toEqual([...environmentNames].sort());
});

test('no template, and no definition among the helpers, is longer than a person reads', () => {
  const templates = join(folder, 'dist/chart/mlflow/templates');
  for (const name of readdirSync(templates)) {
    const text = readFileSync(join(templates, name), 'utf8');
    const [parts, most] = name === '_helpers.tpl' ? [text.split('\n\n'), 60] : [[text], 230];
    for (const part of parts) expect(part.split('\n').length).toBeLessThan(most);
  }
});

describe.each(helms().map((helm) => [helm.version, helm] as const))('Helm %s', (_, helm) => {
  test.each(['chart/mlflow', ...environmentNames.map((name) => `${name}/mlflow-${definition.metadata.version}.tgz`)])(
    'lint --strict has nothing to say of %s',
    async (path) => {
      const { code, stdout } = await helm.run(['lint', '--strict', join(folder, 'dist', path)]);
      expect(stdout).not.toMatch(/\[(ERROR|WARNING|INFO)\]/);
      expect(code).toBe(0);
    },
  );

  test('without a password, an installation is refused in the words of the rules', async () => {
    const { code, stderr } = await helm.run(['template', 'mlflow', join(folder, 'dist/chart/mlflow')]);
    expect(code).not.toBe(0);
    expect(stderr).toContain(
      'postgresql.auth.password: is empty, and there is no postgresql.auth.existingSecret. ' +
        'Name a Secret in existingSecret, or, for development, set the password.',
    );
  });

  test('an unknown key is refused by the schema', async () => {
    const chart = join(folder, `dist/dev/mlflow-${definition.metadata.version}.tgz`);
    const { code, stderr } = await helm.run(['template', 'mlflow', chart, '--set', 'mlflow.replicaCout=2']);
    expect(code).not.toBe(0);
    expect(stderr).toContain('replicaCout');
  });
});

test('wrong values are all named, with their place, and dist/ stays as it is', () => {
  const before = contentOf(join(folder, 'dist'));
  const file = join(folder, 'values', 'wrong.yaml');
  writeFileSync(file, 'mlflow:\n  replicaCout: 2\n  workers: many\npostgresql:\n  enabled: [\n');
  said.length = 0;
  expect(synth({ definition, root: folder, output })).toBe(2);
  expect(said.join('')).toMatch(/^values\/wrong\.yaml:\d+:\d+: /);
  writeFileSync(file, 'mlflow:\n  replicaCout: 2\n  workers: many\n');
  said.length = 0;
  expect(synth({ definition, root: folder, output })).toBe(2);
  expect(said.join('')).toBe(
    'values/wrong.yaml:2:3: mlflow.replicaCout: unknown key. Did you mean replicaCount?\n' +
      'values/wrong.yaml:3:12: mlflow.workers: expected an integer from 1 to 64, got "many"\n',
  );
  rmSync(file);
  expect(contentOf(join(folder, 'dist'))).toEqual(before);
});

test('what is warned about is said with its place, and the environment is made all the same', () => {
  const file = join(folder, 'values', 'scaled.yaml');
  const prod = readFileSync(join(folder, 'values', 'prod.yaml'), 'utf8');
  writeFileSync(file, prod.replace('replicaCount: 3', 'replicaCount: 12'));
  said.length = 0;
  expect(synth({ definition, root: folder, output })).toBe(0);
  expect(said[0]).toMatch(
    /^values\/scaled\.yaml:\d+:\d+: warning: postgresql\.resources\.requests\.memory: is enough for 307 connections of 10 MiB beside the shared buffers, but 556 connections can be open: .* Raise it, lower mlflow\.databasePool or mlflow\.workers, or connect through a pooler in session mode, as the externalDatabase\.\n$/,
  );
  expect(said.slice(1).map((text) => text.split(' ')[0])).toEqual([...environmentNames, 'scaled'].sort());
  expect(readdirSync(join(folder, 'dist/scaled'))).not.toEqual([]);
  rmSync(file);
});

test('a new values file is a new environment, and a removed one goes', () => {
  const file = join(folder, 'values', 'team-a.yaml');
  cpSync(join(folder, 'values', 'dev.yaml'), file);
  expect(synth({ definition, root: folder, output })).toBe(0);
  expect(readdirSync(join(folder, 'dist'))).toContain('team-a');
  rmSync(file);
  expect(synth({ definition, root: folder, output })).toBe(0);
  expect(readdirSync(join(folder, 'dist'))).not.toContain('team-a');
});

test.each([
  ['chart', 'an environment cannot be called chart: dist/chart/ holds the unpacked chart. Rename the file.'],
  [
    'Team A',
    '"Team A" cannot name an environment: expected lower-case letters, digits and dashes, at most 40. Rename the file.',
  ],
])('values/%s.yaml is refused', (name, message) => {
  const file = join(folder, 'values', `${name}.yaml`);
  cpSync(join(folder, 'values', 'dev.yaml'), file);
  said.length = 0;
  expect(synth({ definition, root: folder, output })).toBe(2);
  expect(said.join('')).toBe(`values/${name}.yaml:1:1: ${message}\n`);
  rmSync(file);
});
