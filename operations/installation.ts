/** Which installation a command is about: its values, complete and right, and its release. */
import { join } from 'node:path';
import { namedEnvironments } from '../lib/cli/choose-environments';
import { environmentText } from '../lib/cli/environments';
import { readGiven } from '../lib/cli/given-file';
import type { Context } from '../lib/expr/context';
import { installationOf } from '../lib/synth/environment';
import { SettingsError } from '../lib/validate/settings/settings-error';
import { checkValues, formatProblems, type ValuesSource } from '../lib/values/check';
import { YamlError } from '../lib/yaml/error';
import { ownModel } from './own-model';

export interface InstallationArguments {
  readonly environment: string | undefined;
  readonly values: readonly string[];
  readonly namespace: string | undefined;
}

export const FOLDERS = { root: '.', values: 'values', dist: 'dist' };

/** @throws SettingsError with all that is wrong with the values */
export function installationFor(
  { environment, values, namespace }: InstallationArguments,
  more: readonly ValuesSource[] = [],
): Context {
  const checked = checkValues(ownModel().definition, [...valuesSources({ environment, values }), ...more]);
  if (!checked.ok) throw new SettingsError(...checked.problems.map((problem) => formatProblems([problem])));
  // Without an environment, the namespace is given.
  const release = installationOf(ownModel(), environment ?? '');
  return { values: checked.values, release: { ...release, namespace: namespace ?? release.namespace } };
}

/** @throws SettingsError where there is no such environment, or a file that cannot be read */
export function valuesSources({
  environment,
  values,
}: Pick<InstallationArguments, 'environment' | 'values'>): readonly ValuesSource[] {
  return [...environmentSources(environment), ...values.map((file) => ({ file, text: readGiven(file) }))];
}

function environmentSources(name: string | undefined): readonly ValuesSource[] {
  if (name === undefined) return [];
  return namedEnvironments([name], FOLDERS).map(({ path, fault }) => {
    if (fault !== undefined) throw new SettingsError(`${path}:1:1: ${fault}`);
    try {
      return { file: path, text: environmentText(join(FOLDERS.root, path)) };
    } catch (error) {
      throw error instanceof YamlError ? new SettingsError(error.message) : error;
    }
  });
}
