/** The bundle as users run it: only there can workers start. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { workload } from '../../lib/validate/example';

const root = resolve(__dirname, '../..');
const bundle = join(root, 'node_modules/.cache/threads-test.js');
const program = `
  import { isMainThread } from 'node:worker_threads';
  import { findInput } from './lib/validate/read/input';
  import { validate } from './lib/validate/validate';
  import { validateFiles } from './lib/validate/validate-files';
  async function main() {
    const { sources } = findInput([process.argv[2]]);
    const inThreads = await validateFiles(sources, {}, { threads: 2, worthThreads: 0 });
    console.log(JSON.stringify({ inThreads, here: validate(sources) }));
  }
  if (isMainThread) void main();
`;

interface Output {
  readonly inThreads: { readonly findings: readonly unknown[]; readonly counts: { readonly documents: number } };
  readonly here: unknown;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'threads-'));
  buildSync({
    stdin: { contents: program, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    outfile: bundle,
    logLevel: 'error',
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets, singular: widget}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, properties: {size: {type: integer}}}}
`;

test('threads find what one thread finds, in the same order', () => {
  const files: Record<string, string> = {
    // After what it defines.
    'z.yaml': definition,
    'broken.yaml': 'a: [\n',
    'binary.yaml': '\0',
    'ignored.yaml': `# validate-ignore latest-tag: pinned elsewhere\n${workload('image: nginx')}`,
  };
  for (let index = 0; index < 150; index++) {
    files[`${index}.yaml`] = [
      workload({ name: `w${index}`, container: `image: nginx\n# ${'x'.repeat(8000)}` }),
      `apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w${index}}\nsize: ${index % 2 === 0 ? 'x' : 1}\n`,
      `apiVersion: v1\nkind: Service\nmetadata: {name: w${index % 100}}\nspec: {selector: {app: none${index}}, ports: [{port: 80}]}\n`,
    ].join('---\n');
  }
  mkdirSync(join(folder, 'in'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, 'in', name), content);
  const output = execFileSync(process.execPath, [bundle, join(folder, 'in')], { maxBuffer: 1 << 28 });
  const { inThreads, here } = JSON.parse(output.toString()) as Output;
  expect(inThreads.counts.documents).toBe(453);
  expect(inThreads.findings.length).toBeGreaterThan(450);
  expect(inThreads).toEqual(here);
});
