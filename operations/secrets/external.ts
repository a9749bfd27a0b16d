/** ExternalSecrets: the chart's own (externalSecrets.enabled), without the chart. Nothing secret is in them. */
import { evaluateModel } from '../../lib/synth/model';
import type { Json } from '../../lib/yaml/json';
import { writeYaml } from '../../lib/yaml/write';
import { installationFor, type InstallationArguments } from './installation';
import { chart } from './needed';

/** @throws SettingsError with all that is wrong with the values */
export function externalSecrets(
  installation: InstallationArguments,
  store: { readonly kind: string; readonly name: string },
): readonly Json[] {
  const switched = { externalSecrets: { enabled: true, secretStoreRef: store } };
  const context = installationFor(installation, [{ file: '--external', text: writeYaml(switched) }]);
  return [...evaluateModel(chart, context).values()].filter((object) => {
    return (object as { readonly kind: string }).kind === 'ExternalSecret';
  });
}
