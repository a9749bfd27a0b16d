/** `mlflow-chart images` as a user meets it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { imagesCommand } from '../../operations/images';
import { withFolder } from '../support/chart-folder';
import { defaults } from '../support/platform';
import { root } from '../support/root';

const before = process.cwd();
beforeAll(() => {
  process.chdir(root);
});
afterAll(() => {
  process.chdir(before);
});

async function images(...args: readonly string[]) {
  let stdout = '';
  let stderr = '';
  const code = await imagesCommand(args, {
    output: { write: (text) => (stdout += text) },
    errors: { write: (text) => (stderr += text) },
    environment: {},
    tool: { name: 'mlflow-chart', version: '1.0.0' },
  });
  return { code, lines: stdout.split('\n').slice(0, -1), stderr };
}

interface Imaged {
  readonly image: { readonly repository: string; readonly tag: string };
}
const written = ({ image }: Imaged) => `${image.repository}:${image.tag}`;
const imageOf = (component: string) => written(defaults[component] as unknown as Imaged);
const exporter = written((defaults['monitoring'] as unknown as { readonly databaseExporter: Imaged }).databaseExporter);

test('prod’s: each once, in order', async () => {
  const all = [...['mlflow', 'minio', 'postgresql', 'proxy'].map(imageOf), exporter].sort();
  expect(await images('--env', 'prod')).toEqual({ code: 0, lines: all, stderr: '' });
});

test('by digest, from a mirror, and your own', async () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const values = `
global: {imageRegistry: mirror.example.com}
auth: {mode: oidc, basic: {existingSecret: ''}, oidc: {issuerUrl: 'https://login.example.com', clientId: mlflow, existingSecret: a, allowedGroups: [b]}}
networkPolicy: {enabled: false}
mlflow:
  image: {digest: '${digest}'}
  extraInitContainers: [{name: before, image: 'busybox:1.37'}]
  extraContainers: [{name: beside, image: 'registry.example.com/logs:2'}]
extraObjects:
  - {apiVersion: batch/v1, kind: Job, metadata: {name: mine}, spec: {template: {spec: {containers: [{name: a, image: 'a:1'}]}}}}
`;
  await withFolder({ 'more.yaml': values }, async (folder) => {
    const { code, lines } = await images('--env', 'prod', '--values', join(folder, 'more.yaml'));
    expect(code).toBe(0);
    expect(lines).toContain(`mirror.example.com/ghcr.io/mlflow/mlflow@${digest}`);
    for (const image of ['busybox:1.37', 'registry.example.com/logs:2', 'a:1']) expect(lines).toContain(image);
    expect(lines.filter((line) => line.includes('oauth2-proxy'))).toHaveLength(1);
  });
});

test('values alone are enough', async () => {
  await withFolder({}, async (folder) => {
    const file = join(folder, 'values.yaml');
    writeFileSync(file, 'postgresql: {auth: {password: a}}\nexternalS3: {bucket: my-bucket}\n');
    expect((await images('-f', file)).lines).toEqual(['mlflow', 'postgresql', 'proxy'].map(imageOf).sort());
  });
});

test('what CloudNativePG makes pods of is pulled, too', async () => {
  await withFolder({}, async (folder) => {
    const file = join(folder, 'values.yaml');
    const cnpg = '{image: {tag: 17.9-system-trixie}, pooler: {enabled: true}, backup: {plugin: {objectStore: a}}}';
    writeFileSync(file, `database: {engine: cloudnative-pg, cnpg: ${cnpg}}\nexternalS3: {bucket: my-bucket}\n`);
    const { lines } = await images('-f', file);
    expect(lines).toContain('ghcr.io/cloudnative-pg/postgresql:17.9-system-trixie');
    expect(lines.filter((line) => line.startsWith('ghcr.io/cloudnative-pg/pgbouncer:'))).toHaveLength(1);
  });
});

test.each([
  [[], 'expected --env NAME, or --values FILE; see --help\n'],
  [['prod'], 'expected options only, got prod: did you mean --env prod?\n'],
  [['--env', 'prod', '--env', 'dev'], '--env is given more than once; once is enough\n'],
  [['--env', 'prd'], 'there is no environment prd: no file of values/ is called so; did you mean prod?\n'],
])('%j is refused in words', async (args, said) => {
  expect(await images(...args)).toEqual({ code: 2, lines: [], stderr: said });
});

test('its help fits 80 columns', async () => {
  const { code, lines } = await images('--help');
  expect(code).toBe(0);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines[0]).toBe('Usage: mlflow-chart images --env NAME [OPTION…]');
});
