/** A file that was named on the command line. */
import { readText } from '../files/read-file';
import { SettingsError } from '../validate/settings/settings-error';
import { YamlError } from '../yaml/error';
import { requirePath } from './missing-path';

/** @throws SettingsError that says why it cannot be read */
export function readGiven(path: string): string {
  requirePath(path);
  try {
    return readText(path);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const { line, column, reason, message } = error;
    // The beginning is where what is wrong with the file as a whole is.
    throw new SettingsError(line === 1 && column === 1 ? `cannot read ${path}: ${reason}` : message);
  }
}
