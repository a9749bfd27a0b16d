/** Which files of a folder of values are environments. What might have been meant as one is refused, never passed over. */
import { lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { irregularity, readText, systemReason } from '../files/read-file';
import { checkValues, type Checkable, type ValuesProblem } from '../values/check';
import type { JsonObject } from '../values/merge';
import type { Fields } from '../values/schema';
import { YamlError } from '../yaml/error';

/** A file of the folder that is an environment, or should not be there. */
export interface EnvironmentFile {
  /** Of the environment, as its file has it: it may be none that is allowed. */
  readonly name: string;
  /** Its path for messages: `values/dev.yaml`. */
  readonly path: string;
  /** Why it cannot be an environment. */
  readonly fault?: string;
}

export interface Environment {
  readonly name: string;
  /** Of its file, for messages. */
  readonly path: string;
  readonly values: JsonObject;
  /** What its file says, without the defaults. */
  readonly overrides: JsonObject;
}

/** Folders of what is written that are no environments, and what they hold. */
const RESERVED: Readonly<Record<string, string>> = {
  argocd: 'what Argo CD reads',
  chart: 'the unpacked chart',
  flux: 'what Flux reads',
};

/** It names a folder, and is or ends the name of a namespace, which may have 63 characters. */
const ENVIRONMENT_NAME = /^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/;
const YAML = /\.ya?ml$/i;
/** What lies beside them for other reasons: hidden files, declarations, notes, and what editors and git leave behind. */
const OTHERS = /^\.|\.(ts|md|orig|rej|bak)$|~$/;

/** Where things are: `root` is absolute or relative to the current folder, the others to `root`. */
export interface Folders {
  readonly root: string;
  /** With a file for each environment. */
  readonly values: string;
  /** What is written. */
  readonly dist: string;
}

/** @throws Node's error if there is no such folder, or it cannot be read */
export function findEnvironments(folders: Folders): readonly EnvironmentFile[] {
  const { root, values } = folders;
  const found: EnvironmentFile[] = [];
  for (const file of readdirSync(join(root, values)).sort()) {
    if (OTHERS.test(file)) continue;
    const path = `${values}/${file}`;
    if (YAML.test(file)) {
      const name = file.replace(YAML, '');
      const other = found.find((each) => each.name === name && YAML.test(each.path));
      const fault =
        misnamed(name, folders) ?? (other && `a second file for ${name}, beside ${other.path}. Remove one of them.`);
      found.push({ name, path, ...(fault !== undefined && { fault }) });
    } else {
      const fault = strange(join(root, path), folders);
      if (fault !== undefined) found.push({ name: file.replace(/\..*$/, ''), path, fault });
    }
  }
  return found;
}

/** The environments of these files, or all that is wrong with them. */
export function readEnvironments<F extends Fields>(
  definition: Checkable<F>,
  root: string,
  files: readonly EnvironmentFile[],
): {
  readonly environments: readonly Environment[];
  readonly problems: readonly ValuesProblem[];
  readonly warnings: readonly ValuesProblem[];
} {
  const environments: Environment[] = [];
  const problems: ValuesProblem[] = [];
  const warnings: ValuesProblem[] = [];
  for (const { name, path, fault } of files) {
    if (fault !== undefined) {
      problems.push({ file: path, line: 1, column: 1, message: fault });
      continue;
    }
    try {
      const checked = checkValues(definition, [{ file: path, text: environmentText(join(root, path)) }]);
      if (checked.ok) {
        environments.push({ name, path, values: checked.values, overrides: checked.overrides });
        warnings.push(...checked.warnings);
      } else problems.push(...checked.problems);
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      const { line, column, reason } = error;
      problems.push({ file: path, line, column, message: reason });
    }
  }
  return { environments, problems, warnings };
}

function misnamed(name: string, { dist }: Folders): string | undefined {
  if (Object.hasOwn(RESERVED, name)) {
    return `an environment cannot be called ${name}: ${dist}/${name}/ holds ${String(RESERVED[name])}. Rename the file.`;
  }
  if (ENVIRONMENT_NAME.test(name)) return undefined;
  return `${JSON.stringify(name)} cannot name an environment: expected lower-case letters, digits and dashes, at most 40. Rename the file.`;
}

/** What is wrong with something that is not called *.yaml; a folder may be there that holds no values. */
function strange(path: string, { values }: Folders): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory() !== true) {
    return `no environment is made of it, as its name does not end in .yaml. Rename it, or move it out of ${values}/.`;
  }
  const inside = listed(path).find((file) => YAML.test(file));
  return inside === undefined
    ? undefined
    : `no environment is made of ${inside} in this folder: environments are files directly in ${values}/. Move it there, or out of ${values}/.`;
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** @throws YamlError */
export function environmentText(path: string): string {
  const start = { line: 1, column: 1 };
  const link = linkTarget(path);
  let stats;
  try {
    stats = statSync(path);
  } catch (error) {
    const reason = link === undefined ? systemReason(error) : `a link to ${link}: ${systemReason(error)}`;
    throw new YamlError(path, start, reason);
  }
  if (stats.isFile()) return readText(path);
  // What follows the colon is advice for other commands.
  const kind = (irregularity(stats) ?? '').replace(/:.*/, '');
  throw new YamlError(path, start, `expected a file of values, found ${kind}`);
}

function linkTarget(path: string): string | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true ? readlinkSync(path) : undefined;
}
