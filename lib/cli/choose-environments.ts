/** Which environments a command is about, by the names that it was given. */
import { parse } from 'node:path';
import { systemReason } from '../files/read-file';
import { nearestName } from '../text/nearest-name';
import { SettingsError } from '../validate/settings/settings-error';
import { findEnvironments, type EnvironmentFile, type Folders } from './environments';

/** @throws SettingsError for a name that no file of the folder has, or without the folder */
export function namedEnvironments(names: readonly string[], folders: Folders): readonly EnvironmentFile[] {
  const files = environmentFilesIn(folders);
  const known = files.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new SettingsError(...unknown.map((name) => noEnvironment(name, known, folders.values)));
  return files.filter(({ name }) => names.includes(name));
}

/** @throws SettingsError without the folder */
export function environmentFilesIn(folders: Folders): readonly EnvironmentFile[] {
  try {
    return findEnvironments(folders);
  } catch (error) {
    throw new SettingsError(
      `${folders.values}/: ${systemReason(error)}: expected a folder with a file for each environment`,
    );
  }
}

export function noEnvironment(name: string, known: readonly string[], values: string): string {
  // Who names the file means its environment.
  const near = nearestName(parse(name).name, known);
  const hint = near === undefined ? `known are: ${known.join(', ') || 'none'}` : `did you mean ${near}?`;
  return `there is no environment ${name}: no file of ${values}/ is called so; ${hint}`;
}
