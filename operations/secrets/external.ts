/** ExternalSecrets: the chart's own (externalSecrets.enabled), without the chart. Nothing secret is in them. */
import { evaluateModel } from '../../lib/synth/model';
import type { Json } from '../../lib/yaml/json';
import { writeYaml } from '../../lib/yaml/write';
import { installationFor, type InstallationArguments } from '../installation';
import { ownModel } from '../own-model';
import { needsOf } from './needed';

export interface Fetched {
  readonly objects: readonly Json[];
  /** Names of what is read, and not fetched. */
  readonly others: readonly string[];
}

/** @throws SettingsError with all that is wrong with the values */
export function externalSecrets(
  installation: InstallationArguments,
  store: { readonly kind: string; readonly name: string },
): Fetched {
  const switched = { externalSecrets: { enabled: true, secretStoreRef: store } };
  const context = installationFor(installation, [{ file: '--external', text: writeYaml(switched) }]);
  const objects = [...evaluateModel(ownModel(), context).values()];
  return {
    objects: objects.filter((object) => (object as { readonly kind: string }).kind === 'ExternalSecret'),
    others: needsOf(context).secrets.map(({ name }) => name),
  };
}
