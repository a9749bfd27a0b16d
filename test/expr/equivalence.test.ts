/** The engine's guarantee on random manifests: evaluating a tree gives what real Helm renders from its template. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluate } from '../../lib/expr/evaluate';
import type { Tree } from '../../lib/expr/expr';
import { TemplatePrinter } from '../../lib/expr/helm-template';
import { readDocuments } from '../../lib/yaml/read';
import { writeYaml } from '../../lib/yaml/write';
import type { Json } from '../../lib/yaml/json';
import { CHART_YAML, withFolder } from '../support/chart-folder';
import { helms, type Helm } from '../support/helm';
import { visible } from '../support/visible';
import { anyManifest, anyNumber, anyValues } from './arbitrary-tree';

const RELEASE = { name: 'rel-1', namespace: 'ns' };

describe.each(helms().map((helm) => [helm.version, helm] as const))('Helm %s', (_, helm) => {
  test('renders what evaluate() computes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyManifest, { minLength: 20, maxLength: 20 }), anyValues, async (trees, values) => {
        const expected = trees.map((tree) => evaluate(tree, { values, release: RELEASE }));
        expect(visible(await render(helm, trees, values as Json))).toEqual(visible(expected));
      }),
      { numRuns: 12 },
    );
  }, 600_000);

  // YAML reads 1e+06 as the same number, but Kubernetes takes it for no integer.
  test('writes whole numbers as such', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyNumber, { minLength: 50, maxLength: 50 }), anyValues, async (numbers, values) => {
        const expected = numbers.map((number) => `tree: ${String(evaluate(number, { values, release: RELEASE }))}`);
        const text = await renderText(helm, numbers, values as Json);
        expect(text.match(/^tree: .*/gm)).toEqual(expected);
      }),
      { numRuns: 5 },
    );
  }, 600_000);
});

async function render(helm: Helm, trees: readonly Tree[], values: Json): Promise<readonly unknown[]> {
  const found = new Map(
    readDocuments(await renderText(helm, trees, values), 'helm').map(({ value }) => {
      const document = value as { readonly index: number; readonly tree?: unknown };
      return [document.index, document.tree] as const;
    }),
  );
  return trees.map((_, index) => found.get(index));
}

/** Each tree as a template of its own, wrapped so that an empty one is still a document. */
async function renderText(helm: Helm, trees: readonly Tree[], values: Json): Promise<string> {
  const printer = new TemplatePrinter('tiny');
  const templates = trees.map((tree, index) => [
    `templates/t${String(index).padStart(3, '0')}.yaml`,
    printer.manifest({ index, tree }, { comment: 'random' }),
  ]);
  const files = {
    'Chart.yaml': CHART_YAML,
    ...Object.fromEntries(templates),
    'templates/_helpers.tpl': printer.helpers(),
    'v.yaml': writeYaml(values),
  } as Record<string, string>;
  return withFolder(files, async (folder) => {
    const args = ['template', RELEASE.name, folder, '-n', RELEASE.namespace, '-f', `${folder}/v.yaml`];
    const { code, stdout, stderr } = await helm.run(args);
    if (code !== 0) throw new Error(`${stderr}\n${Object.values(files).join('\n')}`);
    return stdout;
  });
}
