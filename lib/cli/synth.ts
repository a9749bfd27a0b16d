/** `npm run synth`: every file in values/ becomes an environment below dist/. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireAgreementOnSamples } from '../synth/agreement';
import { chartFiles } from '../synth/chart-files';
import type { ChartDefinition } from '../synth/chart';
import { environmentFiles, installationOf } from '../synth/environment';
import { symbolicModel } from '../synth/model';
import { replaceFolder } from '../synth/write-folder';
import { checkValues, formatProblems, type ValuesProblem } from '../values/check';
import { defaultsOf, type Fields } from '../values/schema';
import type { JsonObject } from '../values/merge';
import { progress, type ProgressStream } from './progress';

export interface SynthOptions<F extends Fields> {
  readonly definition: ChartDefinition<F>;
  /** The folder with values/ and dist/. */
  readonly root: string;
  readonly output: ProgressStream;
}

/** Below dist/, beside the environments: the unpacked chart. */
const CHART_FOLDER = 'chart';
/** It ends a namespace's name. */
const ENVIRONMENT_NAME = /^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/;

function misnamed(name: string): string {
  return name === CHART_FOLDER
    ? `an environment cannot be called ${name}: dist/${name}/ holds the unpacked chart. Rename the file.`
    : `${JSON.stringify(name)} cannot name an environment: expected lower-case letters, digits and dashes, at most 40. Rename the file.`;
}

interface Environment {
  readonly name: string;
  readonly values: JsonObject;
}

/**
 * Writes dist/ anew, or, if any environment's values are wrong, says what is wrong with all of them and leaves dist/ alone.
 * @returns the exit code: 0 written, 2 wrong or unreadable values, or dist/ cannot be written
 */
export function synth<F extends Fields>({ definition, root, output }: SynthOptions<F>): 0 | 2 {
  const { environments, problems } = readEnvironments(definition, root);
  if (problems.length > 0) {
    output.write(`${formatProblems(problems)}\n`);
    return 2;
  }
  const steps = progress(output, Math.max(...environments.map(({ name }) => name.length)));
  const model = symbolicModel(definition);
  requireAgreementOnSamples(model);
  const { name } = definition.metadata;
  const files = new Map<string, string | Uint8Array>();
  for (const environment of environments) {
    steps.start(environment.name, 'rendering');
    const rendered = environmentFiles(model, environment.values, installationOf(model, environment.name));
    for (const [path, content] of rendered.files) files.set(`${environment.name}/${path}`, content);
    const folder = `dist/${environment.name}`;
    steps.done(
      environment.name,
      `${String(rendered.objects)} objects`,
      `${folder}/manifests, ${folder}/${rendered.archive}`,
    );
  }
  for (const [path, content] of chartFiles(model, defaultsOf(definition.schema) as JsonObject)) {
    files.set(`${CHART_FOLDER}/${name}/${path}`, content);
  }
  try {
    replaceFolder(join(root, 'dist'), files);
  } catch (error) {
    // Not `instanceof`: Node's file system errors come from another realm under Jest.
    output.write(`cannot write dist/: ${(error as { readonly message: string }).message}\n`);
    return 2;
  }
  return 0;
}

function readEnvironments<F extends Fields>(definition: ChartDefinition<F>, root: string) {
  const environments: Environment[] = [];
  const problems: ValuesProblem[] = [];
  for (const file of readdirSync(join(root, 'values')).sort()) {
    if (!file.endsWith('.yaml')) continue;
    const name = file.slice(0, -'.yaml'.length);
    const path = `values/${file}`;
    if (!ENVIRONMENT_NAME.test(name) || name === CHART_FOLDER) {
      problems.push({ file: path, line: 1, column: 1, message: misnamed(name) });
      continue;
    }
    const checked = checkValues(definition, [{ file: path, text: readFileSync(join(root, path), 'utf8') }]);
    if (checked.ok) environments.push({ name, values: checked.values });
    else problems.push(...checked.problems);
  }
  return { environments, problems };
}
