/** What the commands about an installation have in common: how they are told which one. */
import type { OptionDeclaration } from '../lib/cli/options';
import { SettingsError } from '../lib/validate/settings/settings-error';
import type { InstallationArguments } from './installation';

export const VALUES = {
  short: 'f',
  value: 'FILE',
  multiple: true,
  help: 'more values, or without --env all of them; later files win',
} as const satisfies OptionDeclaration;

/** Of commands that ask a cluster. */
export const IN_CLUSTER = {
  env: { value: 'NAME', help: 'an environment: values/NAME.yaml, in the namespace mlflow-NAME' },
  values: VALUES,
  namespace: { short: 'n', value: 'NAME', help: 'another namespace' },
} as const satisfies Readonly<Record<string, OptionDeclaration>>;

/** @throws SettingsError for a word that is no option */
export function refuseStray([stray]: readonly string[]): void {
  if (stray !== undefined) throw new SettingsError(`expected options only, got ${stray}: did you mean --env ${stray}?`);
}

/** @throws SettingsError where it is not said which values, or which namespace */
export function requireInCluster({ environment, values, namespace }: InstallationArguments): void {
  if (environment === undefined && values.length === 0) {
    throw new SettingsError('expected --env NAME, or --values FILE with --namespace; see --help');
  }
  if (environment === undefined && namespace === undefined) {
    throw new SettingsError('--values without --env says nothing of the namespace: give --namespace');
  }
}
