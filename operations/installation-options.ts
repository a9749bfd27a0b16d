/** What the commands about an installation have in common: how they are told which one. */
import type { OptionDeclaration } from '../lib/cli/options';
import { SettingsError } from '../lib/validate/settings/settings-error';
import { LABEL } from '../values/fields';
import type { InstallationArguments } from './installation';

export const VALUES = {
  short: 'f',
  value: 'FILE',
  multiple: true,
  completes: 'file',
  help: 'more values, or without --env all of them; later files win',
} as const satisfies OptionDeclaration;

/** Of commands that ask a cluster. */
export const IN_CLUSTER = {
  env: {
    value: 'NAME',
    completes: 'environment',
    help: 'an environment: values/NAME.yaml, in the namespace mlflow-NAME',
  },
  values: VALUES,
  namespace: { short: 'n', value: 'NAME', help: 'another namespace' },
} as const satisfies Readonly<Record<string, OptionDeclaration>>;

/** Of commands that ask about a release in it. */
export const OF_RELEASE = {
  ...IN_CLUSTER,
  release: { value: 'NAME', help: 'another release (default: mlflow)' },
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

/** The value of an option that is given once at most, by its name; of this form, if one is given. */
export type Single = (name: string, pattern?: RegExp, expected?: string) => string | undefined;

/** @throws SettingsError by what it returns: for a second value, or one that is not as expected */
export function single(given: ReadonlyMap<string, readonly string[]>): Single {
  return (name, pattern, expected = '') => {
    const [value, second] = given.get(name) ?? [];
    if (second !== undefined) throw new SettingsError(`--${name} is given more than once; once is enough`);
    if (value !== undefined && pattern?.test(value) === false) {
      throw new SettingsError(`--${name}: expected ${expected}, got ${value}`);
    }
    return value;
  };
}

/**
 * Which installation, and which release of it, the options of OF_RELEASE say.
 *
 * @throws SettingsError where they do not, or not as Kubernetes has names
 */
export function installationIn(given: ReadonlyMap<string, readonly string[]>) {
  const one = single(given);
  const namespace = one('namespace', new RegExp(`^${LABEL}$`), 'lower-case letters, digits and dashes');
  const release = one('release', new RegExp(`^${LABEL}(\\.${LABEL})*$`), 'lower-case letters, digits, dashes and dots');
  const installation: InstallationArguments = { environment: one('env'), values: given.get('values') ?? [], namespace };
  requireInCluster(installation);
  return { installation, release };
}
