import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { nearestName } from '../text/nearest-name';
import { SettingsError } from '../validate/settings/settings-error';

/** @throws SettingsError if the path does not exist, with the one beside it that was probably meant */
export function requirePath(path: string): void {
  if (existsSync(path)) return;
  if (isLink(path)) throw new SettingsError(`${path} is a link that leads nowhere`);
  const parent = dirname(path);
  const near = existsSync(parent) ? nearestName(basename(path), siblings(parent)) : undefined;
  const hint = near === undefined ? '' : `; did you mean ${path.startsWith(parent) ? join(parent, near) : near}?`;
  throw new SettingsError(`there is no file or folder ${path}${hint}`);
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

function siblings(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
