/** `mlflow-chart images`: what an installation pulls, for whoever mirrors it. */
import { reportErrors } from '../lib/cli/report-errors';
import type { Command } from '../lib/cli/command';
import { HELP, optionsIn, type OptionGroups } from '../lib/cli/option-lines';
import { readOptions } from '../lib/cli/options';
import { helpPage, type CommandPage } from '../lib/cli/page';
import type { CommandContext } from '../lib/cli/context';
import { visible } from '../lib/text/visible';
import { SettingsError } from '../lib/validate/settings/settings-error';
import { installationFor } from './installation';
import { refuseStray, VALUES, single } from './installation-options';
import { pulledImages } from './pulled-images';
import { objectsOf } from './secrets/needed';

const GROUPS = {
  Installation: {
    env: { value: 'NAME', completes: 'environment', help: 'an environment: values/NAME.yaml' },
    values: VALUES,
  },
  Help: HELP,
} as const satisfies OptionGroups;

const DECLARED = optionsIn(GROUPS);

const PAGE: CommandPage = {
  name: 'images',
  usage: ['--env NAME [OPTION…]', '--values FILE [OPTION…]'],
  about: [
    'Lists the images that an installation pulls, one a line: those of init containers and of your own containers, too.',
  ],
  options: GROUPS,
  examples: (program) => [`${program} images --env prod`, `${program} images --env prod | xargs -n 1 docker pull`],
  exit: { 0: 'listed', 2: 'bad usage or unreadable input' },
  document: 'docs/clusters.md',
};

/** @returns the exit code: 0 listed, 2 bad usage or unreadable input */
export async function imagesCommand(args: readonly string[], context: CommandContext): Promise<0 | 2> {
  return await reportErrors(context, () => run(args, context));
}

export const command: Command = { page: PAGE, run: imagesCommand };

function run(args: readonly string[], { output, tool }: CommandContext): 0 {
  const { positionals, given } = readOptions(args, DECLARED);
  if (given.has('help')) {
    output.write(helpPage(tool.name, PAGE));
    return 0;
  }
  refuseStray(positionals);
  const environment = single(given)('env');
  const values = given.get('values') ?? [];
  if (environment === undefined && values.length === 0) {
    throw new SettingsError('expected --env NAME, or --values FILE; see --help');
  }
  const objects = objectsOf(installationFor({ environment, values, namespace: environment ?? 'default' }));
  output.write(
    pulledImages(objects)
      .map((image) => `${visible(image)}\n`)
      .join(''),
  );
  return 0;
}
