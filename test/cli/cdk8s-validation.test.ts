/** The plugin in the hands of the real cdk8s command line. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { execute } from '../support/execute';
import { root } from '../support/root';

// As deep below the root as build/lib/ is: imports/ is found from there.
const plugin = join(root, 'node_modules', '.cache', 'cdk8s-validation.js');
let folder: string;

beforeAll(() => {
  buildSync({
    entryPoints: [join(root, 'lib/cli/cdk8s-validation.ts')],
    outfile: plugin,
    bundle: true,
    platform: 'node',
  });
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-validation-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** `cdk8s synth` of an app with one pod. */
async function synth(name: string, { image, properties }: { readonly image: string; readonly properties: object }) {
  const app = join(folder, name);
  mkdirSync(app);
  const cdk8s = JSON.stringify(join(root, 'node_modules', 'cdk8s'));
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'app', image }] },
  };
  writeFileSync(
    join(app, 'main.js'),
    `const { App, Chart, ApiObject } = require(${cdk8s});
const app = new App();
new ApiObject(new Chart(app, 'shop'), 'web', ${JSON.stringify(pod)});
app.synth();
`,
  );
  const validations = [{ package: plugin, version: '1.0.0', class: 'ManifestValidation', properties }];
  // JSON is YAML.
  const config = { language: 'typescript', app: 'node main.js', output: 'dist', validations };
  writeFileSync(join(app, 'cdk8s.yaml'), JSON.stringify(config));
  writeFileSync(join(app, 'validate.yaml'), 'rules: {latest-tag: error}\n');
  const cli = join(root, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s');
  const args = [
    cli,
    'synth',
    '--check-upgrade=false',
    '--validate',
    '--validation-reports-output-file',
    'reports.json',
  ];
  const outcome = await execute(process.execPath, args, { cwd: app });
  return { ...outcome, reports: () => readFileSync(join(app, 'reports.json'), 'utf8') };
}

test('a good app passes', async () => {
  const { code, stdout } = await synth('good', { image: 'nginx:1.29.3', properties: {} });
  expect(stdout).toContain('Validations ended succesfully');
  expect(code).toBe(0);
}, 60_000);

test('an error fails the synthesis, with the construct that it is about', async () => {
  const properties = { config: 'validate.yaml' };
  const { code, stdout, reports } = await synth('bad', { image: 'nginx:latest', properties });
  expect(code).toBe(2);
  for (const part of ['latest-tag (error)', 'shop/web', 'Pod default/web', 'Name the version that was tested']) {
    expect(stdout).toContain(part);
  }
  expect(JSON.parse(reports())).toMatchObject({ reports: [{ summary: { status: 'failure' } }] });
}, 60_000);
