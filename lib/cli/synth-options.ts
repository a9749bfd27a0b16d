/** What synth() can be told on the command line, and what it says of itself. */
import type { Folders } from './environments';
import { GITOPS_FILE } from './gitops';
import { HELP, optionsIn } from './option-lines';
import { readOptions } from './options';
import { helpPage, type CommandPage } from './page';

export interface SynthArguments {
  /** Environments to make; none means all of them. */
  readonly names: readonly string[];
  readonly help: boolean;
}

const GROUPS = { Options: HELP };

/** @throws SettingsError for anything that cannot be meant */
export function parseSynthArguments(args: readonly string[]): SynthArguments {
  const { positionals, given } = readOptions(args, optionsIn(GROUPS));
  return { names: [...new Set(positionals)], help: given.has('help') };
}

/** `command` is how people start the program. */
export function synthHelp(command: string, folders: Omit<Folders, 'root'>): string {
  // npm keeps what stands before a `--` for itself.
  const names = command.startsWith('npm run ') ? '-- ENVIRONMENT…' : 'ENVIRONMENT…';
  const page = synthPage(folders);
  return helpPage(command, { ...page, name: '', usage: ['', names], examples: () => [command, `${command} ${names}`] });
}

export function synthPage({ values, dist }: Omit<Folders, 'root'>): CommandPage {
  return {
    name: 'synth',
    usage: ['[ENVIRONMENT…]'],
    about: [
      `Makes plain manifests and a Helm chart of each file in ${values}/ of the current folder, which needs nothing else.`,
      `With environments, only their folders are written: everything else in ${dist}/, ${dist}/chart/ too, stays as it is, and files of other environments are not read. Without, ${dist}/ is written anew, and what is no longer in ${values}/ goes. Wrong values leave ${dist}/ as it was.`,
    ],
    lists: {
      'What is written': [
        [`${dist}/<environment>/manifests/*.yaml`, `of ${values}/<environment>.yaml`],
        [`${dist}/<environment>/namespace.yaml`, 'applied before them'],
        [`${dist}/<environment>/<chart>-<version>.tgz`, 'for Helm'],
        [`${dist}/<environment>/compose/`, 'where a chart can be had so'],
        [`${dist}/chart/<chart>/`, 'the chart with its own defaults'],
        [`${dist}/argocd/, ${dist}/flux/`, `where there is a ${GITOPS_FILE}`],
      ],
    },
    options: GROUPS,
    operands: 'environment',
    examples: (program) => [`${program} synth`, `${program} synth staging prod`],
    exit: { 0: 'written', 2: `bad usage, wrong or unreadable values, or ${dist}/ cannot be written` },
  };
}
