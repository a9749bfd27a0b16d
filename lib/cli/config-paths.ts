/** What a configuration file names is in the working directory, or the folder of that file: somebody else may have written it. */
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isInside } from '../files/files-below';
import { pathText } from '../validate/finding';
import type { Config } from '../validate/settings/config';
import { SettingsError } from '../validate/settings/settings-error';
import { positionFinder } from '../yaml/position';
import { expandPath } from './expand-paths';

/**
 * Its `paths`, with their patterns expanded; `needed` is false where nobody asks for them.
 * @throws SettingsError with the place of the first path that leads out of both folders, by itself or by a link
 */
export function configuredPaths(
  { paths, values, schemas }: Pick<Config, 'paths' | 'values' | 'schemas'>,
  text: string,
  file: string,
  needed: boolean,
): readonly string[] {
  const positionOf = positionFinder(text);
  const folders = [process.cwd(), dirname(resolve(file))].map((folder) => ({ folder, real: realpathSync(folder) }));
  const guard = (key: string, index: number) => (path: string) => {
    const absolute = resolve(path);
    const isAllowed = folders.some(({ folder, real }) => {
      const isBelow = isInside(absolute, folder) || isInside(absolute, real);
      return isBelow && (!existsSync(absolute) || isInside(realpathSync(absolute), real));
    });
    if (isAllowed) return;
    const { line, column } = positionOf([key, index]) ?? { line: 1, column: 1 };
    throw new SettingsError(
      `${file}:${String(line)}:${String(column)}: ${pathText([key, index])}: ${path} is outside of the working directory and of ` +
        'the folder of this file; give it on the command line',
    );
  };
  for (const [key, named] of Object.entries({ values, schemas })) {
    named.forEach((path, index) => {
      guard(key, index)(path);
    });
  }
  return paths.flatMap((path, index) => {
    const require = guard('paths', index);
    if (path === '-') return [path];
    // Before anything is looked for: `/*` begins elsewhere.
    require(path);
    if (!needed) return [];
    const found = expandPath(path, require);
    found.forEach(require);
    return found;
  });
}

/** Of a configuration that nobody named. @throws SettingsError if it is a link that leads out of its folder */
export function requireOwnConfig(file: string): void {
  if (!lstatSync(file).isSymbolicLink() || !existsSync(file)) return;
  if (isInside(realpathSync(file), realpathSync(dirname(file)))) return;
  throw new SettingsError(`${file} is a link that leads out of its folder: give it with --config if it is meant`);
}
