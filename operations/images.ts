/** `mlflow-chart images`: what an installation pulls, for whoever mirrors it. */
import { reportErrors } from '../lib/cli/report-errors';
import { optionLines } from '../lib/cli/option-lines';
import { readOptions, type OptionDeclaration } from '../lib/cli/options';
import type { CommandContext } from '../lib/cli/validate';
import { visible } from '../lib/text/visible';
import { SettingsError } from '../lib/validate/settings/settings-error';
import { installationFor } from './installation';
import { refuseStray, VALUES, single } from './installation-options';
import { pulledImages } from './pulled-images';
import { objectsOf } from './secrets/needed';

const GROUPS = {
  Installation: {
    env: { value: 'NAME', help: 'an environment: values/NAME.yaml' },
    values: VALUES,
  },
  Help: { help: { short: 'h', help: 'this page' } },
} as const satisfies Readonly<Record<string, Readonly<Record<string, OptionDeclaration>>>>;

const DECLARED = Object.assign({}, ...Object.values(GROUPS)) as Readonly<Record<string, OptionDeclaration>>;

/** @returns the exit code: 0 listed, 2 bad usage or unreadable input */
export async function imagesCommand(args: readonly string[], context: CommandContext): Promise<0 | 2> {
  return await reportErrors(context, () => run(args, context));
}

function run(args: readonly string[], { output, tool }: CommandContext): 0 {
  const { positionals, given } = readOptions(args, DECLARED);
  if (given.has('help')) {
    output.write(help(tool.name));
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

/** Fits 80 columns. */
function help(program: string): string {
  return `Usage: ${program} images --env NAME [OPTION…]
       ${program} images --values FILE [OPTION…]

Lists the images that an installation pulls, one a line: those of init
containers and of your own containers, too.
${optionLines(GROUPS)}
Examples:
  ${program} images --env prod
  ${program} images --env prod | xargs -n 1 docker pull

Exit code: 0 listed, 2 bad usage or unreadable input.
`;
}
