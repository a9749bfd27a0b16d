/** The command `npm run synth`: every file of values in values/ becomes an environment below dist/. */
import { join, parse } from 'node:path';
import { systemReason } from '../files/read-file';
import { MisuseError } from '../expr/expr';
import { requireAgreementOnSamples } from '../synth/agreement';
import { chartFiles } from '../synth/chart-files';
import type { ChartDefinition } from '../synth/chart';
import { environmentFiles, installationOf } from '../synth/environment';
import { symbolicModel, type Model } from '../synth/model';
import { replaceFolder, type FolderFiles } from '../synth/write-folder';
import { nearestName } from '../text/nearest-name';
import { visible, visibleLines, withoutCommand } from '../text/visible';
import { SettingsError } from '../validate/settings/settings-error';
import { formatProblems, formatWarnings } from '../values/check';
import { defaultsOf, type Fields } from '../values/schema';
import type { JsonObject } from '../values/merge';
import { findEnvironments, readEnvironments, type Environment, type EnvironmentFile } from './environments';
import { progress, type ProgressStream } from './progress';
import { parseSynthArguments, synthHelp } from './synth-options';
import type { OutputStream } from './terminal';

export interface SynthContext<F extends Fields> {
  readonly definition: ChartDefinition<F>;
  /** The folder with values/ and dist/. */
  readonly root: string;
  readonly output: OutputStream;
  /** For progress, too. */
  readonly errors: ProgressStream;
}

/**
 * Writes dist/, or the folders of the environments that are named; or, if anything is wrong with their values, says all
 * that is and leaves dist/ alone. What is warned about is said, and changes nothing else.
 * @returns the exit code: 0 written, 2 bad usage, wrong or unreadable values, constructs that misuse a value, or dist/ cannot
 * be written
 */
export function synthCommand<F extends Fields>(args: readonly string[], context: SynthContext<F>): 0 | 2 {
  try {
    const { names, help } = parseSynthArguments(args);
    if (help) context.output.write(synthHelp);
    else synth(names, context);
    return 0;
  } catch (error) {
    if (!(error instanceof SettingsError || error instanceof MisuseError)) throw error;
    context.errors.write(`${visibleLines(error.message)}\n`);
    return 2;
  }
}

/** @throws SettingsError that says all that is wrong */
function synth<F extends Fields>(names: readonly string[], { definition, root, errors }: SynthContext<F>): void {
  const { environments, problems, warnings } = readEnvironments(definition, root, choose(names, filesOf(root)));
  if (problems.length > 0) throw new SettingsError(...problems.map((problem) => formatProblems([problem])));
  for (const warning of warnings) errors.write(`${withoutCommand(visible(formatWarnings([warning])))}\n`);
  const model = symbolicModel(definition);
  requireAgreementOnSamples(model);
  const rendered = render(model, environments, errors);
  if (names.length > 0) {
    for (const [name, files] of rendered) replace(root, `dist/${name}`, files);
    return;
  }
  const chart = chartFiles(model, defaultsOf(definition.schema) as JsonObject);
  replace(root, 'dist', below([...rendered, [`chart/${definition.metadata.name}`, chart]]));
}

function filesOf(root: string): readonly EnvironmentFile[] {
  try {
    return findEnvironments(root);
  } catch (error) {
    throw new SettingsError(`values/: ${systemReason(error)}: expected a folder with a file for each environment`);
  }
}

function choose(names: readonly string[], files: readonly EnvironmentFile[]): readonly EnvironmentFile[] {
  if (names.length > 0) {
    const known = files.map(({ name }) => name);
    const unknown = names.filter((name) => !known.includes(name));
    if (unknown.length > 0) throw new SettingsError(...unknown.map((name) => noEnvironment(name, known)));
    return files.filter(({ name }) => names.includes(name));
  }
  if (files.length > 0) return files;
  throw new SettingsError('values/: no file for any environment, such as values/dev.yaml: dist/ would lose all it has');
}

function noEnvironment(name: string, known: readonly string[]): string {
  // Who names the file means its environment.
  const near = nearestName(parse(name).name, known);
  const hint = near === undefined ? `known are: ${known.join(', ') || 'none'}` : `did you mean ${near}?`;
  return `there is no environment ${name}: no file of values/ is called so; ${hint}`;
}

/** Name → files below its folder. */
function render(
  model: Model,
  environments: readonly Environment[],
  output: ProgressStream,
): readonly (readonly [name: string, files: FolderFiles])[] {
  const steps = progress(output, Math.max(...environments.map(({ name }) => name.length)));
  return environments.map(({ name, path, values }) => {
    steps.start(name, 'rendering');
    const { files, objects, archive, problems } = environmentFiles(model, values, installationOf(model, name));
    if (problems.length > 0) throw new SettingsError(...problems.map((problem) => `${path}: ${problem}`));
    steps.done(name, `${String(objects)} objects`, `dist/${name}/manifests, dist/${name}/${archive}`);
    return [name, files];
  });
}

/** The files of several folders, as those of the folder around them. */
function below(folders: readonly (readonly [folder: string, files: FolderFiles])[]): FolderFiles {
  return new Map(
    folders.flatMap(([folder, files]) => [...files].map(([path, content]) => [`${folder}/${path}`, content] as const)),
  );
}

function replace(root: string, folder: string, files: FolderFiles): void {
  try {
    replaceFolder(join(root, folder), files);
  } catch (error) {
    // Not `instanceof`: Node's file system errors come from another realm under Jest.
    throw new SettingsError(`cannot write ${folder}/: ${(error as { readonly message: string }).message}`);
  }
}
