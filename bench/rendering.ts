/** One environment's manifests as YAML: evaluated in process, against `helm template` of the same chart. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentFiles } from '../lib/synth/environment';
import { evaluateModel } from '../lib/synth/model';
import { checkValues } from '../lib/values/check';
import { writeYaml } from '../lib/yaml/write';
import { withFolder } from '../test/support/chart-folder';
import { helms, type Helm } from '../test/support/helm';
import { complete, definition, environmentValues, model } from '../test/support/platform';
import { root } from '../test/support/root';
import { median, row } from './measure';

export async function benchRendering(): Promise<readonly string[]> {
  const release = { name: 'mlflow', namespace: 'mlflow-prod' };
  const values = complete(environmentValues('prod'));
  // As bytes: a text in JavaScript may still be pieces that nobody has put together.
  const render = (): number =>
    Buffer.from([...evaluateModel(model, { values, release }).values()].map(writeYaml).join('---\n')).length;
  const ours = await median(500, render);
  const file = 'values/prod.yaml';
  const checking = await median(500, () => {
    checkValues(definition, [{ file, text: readFileSync(join(root, file), 'utf8') }]);
    render();
  });
  const lines = [
    'Rendering prod to YAML',
    row('this model, evaluated in process', `${ours.toFixed(2)} ms`),
    row('with its values file read and checked first', `${checking.toFixed(2)} ms`),
  ];
  // Packed now: what is in dist/ may be older than the model.
  const { files, archive } = environmentFiles(model, values, release);
  await withFolder({ [archive]: files.get(archive) ?? '' }, async (folder) => {
    for (const helm of helms()) {
      const args = ['template', release.name, join(folder, archive), '-n', release.namespace];
      const theirs = await median(20, () => succeed(helm, args));
      const ratio = `${(theirs / ours).toFixed(0)}× as long; ${(theirs / checking).toFixed(0)}× with reading and checking`;
      lines.push(row(`helm template, Helm ${helm.version}`, `${theirs.toFixed(1)} ms`, ratio));
    }
  });
  return lines;
}

/** A Helm that fails would be a fast one. */
async function succeed(helm: Helm, args: readonly string[]): Promise<void> {
  const { code, stderr } = await helm.run(args);
  if (code !== 0) throw new Error(`helm ${args.join(' ')} ended with ${code}: ${stderr}`);
}
