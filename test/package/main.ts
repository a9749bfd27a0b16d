/**
 * `npm run test:package`: what a user gets who installs the package. Not among the other tests: it packs, and installs
 * what the package depends on, which takes ten seconds and npm's cache or a registry.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute, outputOf } from '../support/execute';
import { fetchHelm, locateHelm } from '../support/helm-binary';
import { root } from '../support/root';
import { tryOwnChart } from './own-chart';
import { tryValuesAlone } from './values-alone';
import { tryWorkflows } from './workflows';

const pod = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: app
      image: nginx
      ports: [{containerPort: http}]
`;

async function main(folder: string): Promise<void> {
  await fetchHelm('4');
  const home = join(folder, 'home');
  mkdirSync(home);
  const packed = join(folder, 'mlflow-chart');
  mkdirSync(packed);
  outputOf(await execute('npm', ['pack', '--silent', '--pack-destination', packed], { cwd: root }));
  const [tarball] = readdirSync(packed);
  assert.ok(tarball);
  await tryOwnChart(folder);
  writeFileSync(join(home, 'package.json'), '{"private": true}');
  const install = ['install', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund', join(packed, tarball)];
  outputOf(await execute('npm', install, { cwd: home }));
  writeFileSync(join(home, 'web.yaml'), pod);
  const bin = join(home, 'node_modules/.bin/mlflow-chart');
  const run = (...args: readonly string[]) => execute(bin, ['validate', ...args], { cwd: home });

  const found = await run('web.yaml', '--output', 'json');
  assert.equal(found.stderr, '');
  // The second one needs the schemas in imports/.
  for (const path of ['spec.containers[0].image', 'spec.containers[0].ports[0].containerPort']) {
    assert.ok(found.stdout.includes(`"path": "${path}"`), `nothing was found at ${path}:\n${found.stdout}`);
  }
  assert.equal(found.code, 1);

  // Another file of the package, in another folder; it needs the schemas in imports/, too.
  writeFileSync(join(home, 'values.yaml'), 'postgresql: {auth: {existingSecret: db}}\nexternalS3: {bucket: models}\n');
  const made = await execute(bin, ['secrets', '-f', 'values.yaml', '-n', 'ml', '--offline'], { cwd: home });
  assert.deepEqual([made.code, made.stderr], [0, 'db: made\n']);
  assert.match(made.stdout, /^kind: Secret\nmetadata:\n {2}name: db\n {2}namespace: ml$/m);

  // The chart is in the program: it needs no repository around it.
  const env = { ...process.env, HELM: locateHelm('4').file };
  const published = await execute(bin, ['publish', 'charts', '--dry-run'], { cwd: home, env });
  assert.deepEqual([published.code, published.stderr], [0, '']);
  assert.match(
    published.stdout,
    /^mlflow \S+ is not there yet, and would be published: charts\n {2}archive {3}sha256:/,
  );

  await requireSmall(home);
  await tryValuesAlone(home);
  await tryWorkflows(folder, join(packed, tarball));

  const closed = await execute('bash', ['-o', 'pipefail', '-c', `${bin} validate --list | head -1`], { cwd: home });
  assert.equal(closed.stderr, '');

  // The best of three: how fast the program is, not how busy the machine.
  const times: number[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    const started = performance.now();
    await run('web.yaml');
    times.push(performance.now() - started);
  }
  const milliseconds = Math.min(...times);

  const library = `
import { checks, validate } from 'mlflow-chart/validate';
const { findings } = validate([{ name: 'web.yaml', text: () => ${JSON.stringify(pod)} }]);
console.log(findings.some(({ rule }) => rule === 'latest-tag'), checks.length > 10);
`;
  writeFileSync(join(home, 'use.mjs'), library);
  assert.equal(outputOf(await execute('node', ['use.mjs'], { cwd: home })), 'true true\n');
  writeFileSync(join(home, 'use.ts'), library.replace('findings', 'findings, unreadable'));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const typecheck = [
    '--noEmit',
    '--strict',
    '--module',
    'node20',
    '--target',
    'es2023',
    '--lib',
    'es2023,dom',
    'use.ts',
  ];
  outputOf(await execute('node', [tsc, ...typecheck], { cwd: home }));

  const plugin = "console.log(typeof new (require('mlflow-chart').ManifestValidation)().validate)";
  assert.equal(outputOf(await execute('node', ['-e', plugin], { cwd: home })), 'function\n');
  console.log(`the package works; a run on one manifest takes ${milliseconds.toFixed()} ms`);
}

/** Mebibytes that it may take, with all that it needs. */
const LARGEST = 25;

async function requireSmall(home: string): Promise<void> {
  const [size = ''] = outputOf(await execute('du', ['-sm', 'node_modules'], { cwd: home })).split('\t');
  assert.ok(Number(size) <= LARGEST, `installed, it takes ${size} MiB, of ${String(LARGEST)} that it may`);
  console.log(`installed, it takes ${size} MiB`);
}

const folder = mkdtempSync(join(tmpdir(), 'package-'));
void main(folder).finally(() => {
  rmSync(folder, { recursive: true });
});
