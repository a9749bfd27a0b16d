/** What GitOps tools read, from one small file beside the folder of values. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { argoCdFiles } from '../synth/gitops/argocd';
import type { GitOpsChart, GitOpsEnvironment } from '../synth/gitops/environment';
import { fluxFiles } from '../synth/gitops/flux';
import { gitOpsRules, gitOpsSchema, type GitOpsSettings } from '../synth/gitops/settings';
import type { Kind } from '../synth/kinds';
import type { FolderFiles } from '../synth/write-folder';
import { SettingsError } from '../validate/settings/settings-error';
import { checkValues, formatProblems } from '../values/check';
import { YamlError } from '../yaml/error';
import { noEnvironment } from './choose-environments';
import { environmentText, type Folders } from './environments';

/** Whoever has none gets neither. */
export const GITOPS_FILE = 'gitops.yaml';

/**
 * @param names of all environments
 * @returns undefined without the file
 * @throws SettingsError that says all that is wrong with it
 */
export function readGitOps({ root, values }: Folders, names: readonly string[]): GitOpsSettings | undefined {
  const path = join(root, GITOPS_FILE);
  // A link to nothing is a mistake, not the lack of a file.
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  const settings = checked(path);
  const unknown = settings.manual.filter((name) => !names.includes(name));
  if (unknown.length === 0) return settings;
  throw new SettingsError(...unknown.map((name) => `${GITOPS_FILE}: manual: ${noEnvironment(name, names, values)}`));
}

function checked(path: string): GitOpsSettings {
  try {
    const found = checkValues({ schema: gitOpsSchema, rules: gitOpsRules }, [
      { file: GITOPS_FILE, text: environmentText(path) },
    ]);
    if (!found.ok) throw new SettingsError(...found.problems.map((problem) => formatProblems([problem])));
    // A list that is null is none: so says Helm, whose way of merging this is.
    return { manual: [], ...found.values } as unknown as GitOpsSettings;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new SettingsError(
      `${GITOPS_FILE}:${String(error.line)}:${String(error.column)}: ${error.reason.replace('a file of values', 'a file')}`,
    );
  }
}

/** @returns path below the folder that is written → content */
export function gitOpsFiles(
  settings: GitOpsSettings,
  chart: GitOpsChart,
  { values, dist }: Folders,
  environments: readonly GitOpsEnvironment[],
  kinds: readonly Kind[],
): FolderFiles {
  const within = (folder: string) => (settings.folder === '' ? folder : `${settings.folder}/${folder}`);
  const props = { settings, chart, environments, folders: { dist: within(dist), values: within(values) } };
  return new Map([
    ...[...argoCdFiles({ ...props, kinds })].map(([path, text]) => [`argocd/${path}`, text] as const),
    ...[...fluxFiles(props)].map(([path, text]) => [`flux/${path}`, text] as const),
  ]);
}
