import { knownMinors } from '../../schema/availability';
import { SettingsError } from './settings-error';

/**
 * 34 for `1.34`, `v1.34` and `1.34.2`.
 * @throws SettingsError for what is no version, or none of those whose schemas are known; `what` says who wants it
 */
export function minorOf(version: string, what: string): number {
  const minor = /^v?1\.(\d{1,3})(\.\d+)?$/.exec(version)?.[1];
  if (minor === undefined) throw new SettingsError(`${what}: expected 1.N, such as 1.34, got ${version}`);
  const { oldest, newest } = knownMinors();
  if (Number(minor) >= oldest && Number(minor) <= newest) return Number(minor);
  const known = `1.${String(oldest)} to 1.${String(newest)}`;
  throw new SettingsError(`${what}: ${version} is not known here; known are ${known}`);
}
