/** `completion`: what completes the program's words in a shell, made of the same declarations as its help pages. */
import { SettingsError } from '../validate/settings/settings-error';
import { nearestName } from '../text/nearest-name';
import { visible } from '../text/visible';
import type { Command, Commands } from './command';
import { bashScript } from './completion/bash';
import { fishScript } from './completion/fish';
import type { CompletedCommand } from './completion/completed';
import { zshScript } from './completion/zsh';
import type { CommandContext } from './context';
import { HELP, optionsIn } from './option-lines';
import { readOptions } from './options';
import { helpPage, type CommandPage } from './page';
import { reportErrors } from './report-errors';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
const SHELLS = Object.keys(SCRIPTS) as readonly (keyof typeof SCRIPTS)[];
const GROUPS = { Options: HELP };

const PAGE: CommandPage = {
  name: 'completion',
  usage: ['bash|zsh|fish'],
  about: [
    'Prints a script for a shell, which completes commands, options, what options take, and the names of environments: those of the files in values/ of the current folder.',
  ],
  options: GROUPS,
  operands: SHELLS,
  examples: (program) => [
    `source <(${program} completion bash)   # in ~/.bashrc`,
    `source <(${program} completion zsh)    # in ~/.zshrc, after compinit`,
    `${program} completion fish > ~/.config/fish/completions/${program}.fish`,
  ],
  exit: { 0: 'printed', 2: 'bad usage' },
};

/** @param commands all that there are, this one among them */
export function completionOf(commands: Commands): { readonly command: Command } {
  const run = (args: readonly string[], context: CommandContext) =>
    reportErrors(context, async (): Promise<0> => {
      const { positionals, given } = readOptions(args, optionsIn(GROUPS));
      const { output, tool } = context;
      if (given.has('help')) output.write(helpPage(tool.name, PAGE));
      else output.write(SCRIPTS[shellIn(positionals)](tool.name, await completed(commands)));
      return 0;
    });
  return { command: { page: PAGE, run } };
}

/** @throws SettingsError where it is none, or there are two */
function shellIn([shell, second]: readonly string[]): keyof typeof SCRIPTS {
  if (shell === undefined) throw new SettingsError(`expected a shell: ${SHELLS.join(', ')}`);
  if (second !== undefined) throw new SettingsError(`expected one shell, got ${shell} and ${second}`);
  const found = SHELLS.find((one) => one === shell);
  if (found !== undefined) return found;
  const near = nearestName(shell, SHELLS);
  throw new SettingsError(
    `there is no completion for ${visible(shell)}; ${near === undefined ? `there is for ${SHELLS.join(', ')}` : `did you mean ${near}?`}`,
  );
}

/** Their pages, whose declarations lie in the commands' own files. */
async function completed(commands: Commands): Promise<readonly CompletedCommand[]> {
  return await Promise.all(
    Object.entries(commands).map(async ([name, { summary, load }]) => {
      const { page } = (await load()).command;
      const options = Object.entries(optionsIn(page.options)).map(([option, declared]) => ({
        name: option,
        ...declared,
      }));
      return { name, summary, options, operands: page.operands };
    }),
  );
}
