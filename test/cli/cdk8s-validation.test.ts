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

const pod = (image: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { containers: [{ name: 'app', image }] },
});

interface App {
  /** Those of one chart. */
  readonly objects: readonly object[];
  readonly properties?: object;
  /** Files that the app writes beside its charts: name → content. */
  readonly beside?: Readonly<Record<string, string>>;
}

/** `cdk8s synth` of an app. */
async function synth(name: string, { objects, properties = {}, beside = {} }: App) {
  const app = join(folder, name);
  mkdirSync(app);
  const cdk8s = JSON.stringify(join(root, 'node_modules', 'cdk8s'));
  writeFileSync(
    join(app, 'main.js'),
    `const { App, Chart, ApiObject } = require(${cdk8s});
const app = new App();
const chart = new Chart(app, 'shop');
for (const [index, object] of ${JSON.stringify(objects)}.entries()) new ApiObject(chart, 'web' + (index || ''), object);
app.synth();
for (const [file, text] of Object.entries(${JSON.stringify(beside)})) require('fs').writeFileSync(app.outdir + '/' + file, text);
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
  const { code, stdout } = await synth('good', { objects: [pod('nginx:1.29.3')] });
  expect(stdout).toContain('Validations ended succesfully');
  expect(code).toBe(0);
});

test('an error fails the synthesis, with the construct that it is about', async () => {
  const properties = { config: 'validate.yaml' };
  const { code, stdout, reports } = await synth('bad', { objects: [pod('nginx:latest')], properties });
  expect(code).toBe(2);
  for (const part of ['latest-tag (error)', 'shop/web', 'Pod default/web', 'Name the version that was tested']) {
    expect(stdout).toContain(part);
  }
  expect(JSON.parse(reports())).toMatchObject({ reports: [{ summary: { status: 'failure' } }] });
});

test('no name is a command to a CI server, and thousands of findings are counted', async () => {
  const annotations = { 'validate-ignore/no-such-rule': 'x' };
  const named = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, annotations }, dta: {} });
  const objects = [named('a\n::error::b'), ...Array.from({ length: 1004 }, (_, index) => named(`c${String(index)}`))];
  const { code, stdout, reports } = await synth('many', { objects, beside: { 'd\n::error::e.k8s.yaml': 'a: [' } });
  expect(code).toBe(2);
  expect(stdout).toContain('dist/d\\n::error::e.k8s.yaml:1:5: ');
  for (const rule of ['unknown-field', 'suppression-of-unknown-rule']) {
    expect(stdout).toContain(`${rule}: 5 more findings of this rule, not listed here\n`);
  }
  // That of the file is the command line's own, in its list of files.
  expect(stdout.split('\n').filter((line) => /^\s*::error::b/.test(line))).toEqual([]);
  const [report] = (JSON.parse(reports()) as { readonly reports: readonly Report[] }).reports;
  const [violation] = (report?.violations ?? []).filter(({ ruleName }) => ruleName === 'unknown-field (error)');
  expect(violation?.violatingConstructs).toHaveLength(1000);
  expect(violation?.violatingConstructs[0]).toMatchObject({
    resourceName: 'a\\n::error::b',
    locations: [expect.stringContaining('ConfigMap default/a\\n::error::b: ')],
  });
});

interface Report {
  readonly violations: readonly {
    readonly ruleName: string;
    readonly violatingConstructs: readonly { readonly resourceName: string; readonly locations: readonly string[] }[];
  }[];
}
