/** The command that makes a chart: every file of values becomes an environment below dist/. */
import { readlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isInside } from '../files/files-below';
import { MisuseError } from '../expr/expr';
import { requireAgreementOnSamples } from '../synth/agreement';
import { chartFiles } from '../synth/chart-files';
import type { ChartDefinition } from '../synth/chart';
import { isOwnOfCompose } from '../synth/compose/own-files';
import { environmentFiles, installationOf } from '../synth/environment';
import { kindsOf, type Kind } from '../synth/kinds';
import { symbolicModel, type Model } from '../synth/model';
import { replaceFolder, type FolderFiles } from '../synth/write-folder';
import { visible, visibleLines, withoutCommand } from '../text/visible';
import { SettingsError } from '../validate/settings/settings-error';
import { formatProblems, formatWarnings } from '../values/check';
import { defaultsOf, type Fields } from '../values/schema';
import type { JsonObject } from '../values/merge';
import { environmentFilesIn, namedEnvironments } from './choose-environments';
import { readEnvironments } from './environments';
import type { Environment, EnvironmentFile, Folders } from './environments';
import { gitOpsFiles, readGitOps } from './gitops';
import { progress, type ProgressStream } from './progress';
import { parseSynthArguments, synthHelp } from './synth-options';
import type { OutputStream } from './terminal';

/** Where things are, and what was asked for. */
export interface SynthOptions {
  /** Names of environments, or `--help`: what stands on the command line. @default process.argv.slice(2) */
  readonly args?: readonly string[];
  /** The folder that `values` and `dist` are in. @default the current one */
  readonly root?: string;
  /** The folder with a YAML file for each environment, below `root`. @default values */
  readonly values?: string;
  /** The folder below `root` that is written; nothing else may be in it. @default dist */
  readonly dist?: string;
  /** How people start the program, for its help page. @default npm run synth */
  readonly command?: string;
  /** @default process.stdout */
  readonly output?: OutputStream;
  /** For progress, too. @default process.stderr */
  readonly errors?: ProgressStream;
}

/**
 * The program that writes a chart and its manifests: for each environment, `dist/<environment>/manifests/*.yaml` and
 * `dist/<environment>/<chart>-<version>.tgz`, for a chart that declares it `dist/<environment>/compose/`, and for review
 * `dist/chart/<chart>/`. With names in `args`, only the folders of those environments. If anything is wrong with their values, it says all that is and leaves `dist` alone. What is warned about
 * is said, and changes nothing else.
 *
 * @example process.exitCode = synth(chart);
 * @returns the exit code: 0 written, 2 bad usage, wrong or unreadable values, constructs that misuse a value, or `dist` cannot be
 * written
 * @throws only what the constructs throw by themselves
 */
export function synth<F extends Fields>(definition: ChartDefinition<F>, options: SynthOptions = {}): 0 | 2 {
  const { args = process.argv.slice(2), command = 'npm run synth' } = options;
  const { output = process.stdout, errors = process.stderr } = options;
  const { root = process.cwd(), values = 'values', dist = 'dist' } = options;
  const folders = { root, values, dist };
  try {
    const { names, help } = parseSynthArguments(args);
    if (help) output.write(synthHelp(command, folders));
    else write(names, definition, { ...folders, command }, errors);
    return 0;
  } catch (error) {
    if (!(error instanceof SettingsError || error instanceof MisuseError)) throw error;
    errors.write(`${visibleLines(error.message)}\n`);
    return 2;
  }
}

/** @throws SettingsError that says all that is wrong */
function write<F extends Fields>(
  names: readonly string[],
  definition: ChartDefinition<F>,
  folders: Folders & { readonly command: string },
  errors: ProgressStream,
): void {
  requireApart(folders);
  for (const folder of [folders.dist, ...names.map((name) => `${folders.dist}/${name}`)])
    requireNoLink(folders.root, folder);
  const chosen = choose(names, folders);
  const { environments, problems, warnings } = readEnvironments(definition, folders.root, chosen);
  if (problems.length > 0) throw new SettingsError(...problems.map((problem) => formatProblems([problem])));
  for (const warning of warnings) errors.write(`${withoutCommand(visible(formatWarnings([warning])))}\n`);
  const gitOps = names.length > 0 ? undefined : readGitOps(folders, namesOf(environments));
  const model = symbolicModel(definition);
  requireAgreementOnSamples(model);
  const rendered = render(model, environments, folders, errors);
  if (names.length > 0) {
    for (const { name, files } of rendered) replace(folders.root, `${folders.dist}/${name}`, files);
    return;
  }
  const { metadata, namespaceLabels = {} } = definition;
  const chart = chartFiles(model, defaultsOf(definition.schema) as JsonObject);
  const all = below([...rendered.map(({ name, files }) => [name, files] as const), [`chart/${metadata.name}`, chart]]);
  if (gitOps === undefined) {
    replace(folders.root, folders.dist, all);
    return;
  }
  const told = rendered.map((one) => ({ ...one, namespaceLabels, release: installationOf(model, one.name) }));
  const kinds = [...kindsOf(model), ...rendered.flatMap((one) => one.kinds)];
  replace(folders.root, folders.dist, new Map([...all, ...gitOpsFiles(gitOps, metadata, folders, told, kinds)]));
}

const namesOf = (environments: readonly Environment[]) => environments.map(({ name }) => name);

interface Rendered {
  readonly name: string;
  readonly files: FolderFiles;
  readonly kinds: readonly Kind[];
  readonly namespaces: readonly string[];
  /** Of its values. */
  readonly overrides: JsonObject;
}

/** What is written takes the place of the whole folder: never of one with sources in it. */
function requireApart({ root, values, dist }: Folders): void {
  const written = resolve(root, dist);
  if (![resolve(root), resolve(root, values)].some((folder) => isInside(folder, written))) return;
  throw new SettingsError(
    `${dist}: everything in it would be replaced, ${values}/ too: expected a folder of its own, such as dist`,
  );
}

/** Git keeps links: a stranger's branch could lead it to any folder, and everything there would be replaced. */
function requireNoLink(root: string, folder: string): void {
  const parts = folder.split('/');
  for (const [index] of parts.entries()) {
    const path = parts.slice(0, index + 1).join('/');
    const target = linkTarget(join(root, path));
    if (target === undefined) continue;
    throw new SettingsError(
      `${path}: a link to ${visible(target)}, where everything would be replaced: expected a folder, or nothing. Remove the link.`,
    );
  }
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    // No link, or nothing that can be asked: who writes there says what is wrong.
    return undefined;
  }
}

function choose(names: readonly string[], folders: Folders): readonly EnvironmentFile[] {
  if (names.length > 0) return namedEnvironments(names, folders);
  const files = environmentFilesIn(folders);
  if (files.length > 0) return files;
  const { values, dist } = folders;
  throw new SettingsError(
    `${values}/: no file for any environment, such as ${values}/dev.yaml: ${dist}/ would lose all it has`,
  );
}

function render(
  model: Model,
  environments: readonly Environment[],
  { dist, command }: Folders & { readonly command: string },
  output: ProgressStream,
): readonly Rendered[] {
  const steps = progress(output, Math.max(...environments.map(({ name }) => name.length)));
  return environments.map(({ name, path, values, overrides }) => {
    steps.start(name, 'rendering');
    const { files, objects, kinds, namespaces, archive, noCompose, problems } = environmentFiles(
      model,
      values,
      installationOf(model, name),
      `environment ${name}, made of ${path} by ${command}`,
    );
    if (problems.length > 0) throw new SettingsError(...problems.map((problem) => `${path}: ${problem}`));
    steps.done(
      name,
      `${String(objects)} objects`,
      written(files, archive)
        .map((one) => `${dist}/${name}/${one}`)
        .join(', '),
    );
    if (noCompose !== undefined) output.write(`${path}: no Compose file: ${visible(noCompose)}\n`);
    return { name, files, kinds, namespaces, overrides };
  });
}

/** What there is to look at. */
function written(files: FolderFiles, archive: string): readonly string[] {
  return ['manifests', archive, ...(files.has('compose/compose.yaml') ? ['compose'] : [])];
}

/** The files of several folders, as those of the folder around them. */
function below(folders: readonly (readonly [folder: string, files: FolderFiles])[]): FolderFiles {
  return new Map(
    folders.flatMap(([folder, files]) => [...files].map(([path, content]) => [`${folder}/${path}`, content] as const)),
  );
}

function replace(root: string, folder: string, files: FolderFiles): void {
  try {
    replaceFolder(join(root, folder), files, isOwnOfCompose);
  } catch (error) {
    // Not `instanceof`: Node's file system errors come from another realm under Jest.
    throw new SettingsError(`cannot write ${folder}/: ${(error as { readonly message: string }).message}`);
  }
}
