/** What synth() can be told on the command line. */
import type { Folders } from './environments';
import { GITOPS_FILE } from './gitops';
import { readOptions } from './options';

export interface SynthArguments {
  /** Environments to make; none means all of them. */
  readonly names: readonly string[];
  readonly help: boolean;
}

/** @throws SettingsError for anything that cannot be meant */
export function parseSynthArguments(args: readonly string[]): SynthArguments {
  const { positionals, given } = readOptions(args, { help: { short: 'h', help: 'this page' } });
  return { names: [...new Set(positionals)], help: given.has('help') };
}

/** Fits 80 columns, with names that are no longer than ours. `command` is how people start the program. */
export function synthHelp(command: string, { values, dist }: Omit<Folders, 'root'>): string {
  // npm keeps what stands before a `--` for itself.
  const withArguments = command.startsWith('npm run ') ? `${command} --` : command;
  return `Usage: ${command}
       ${withArguments} ENVIRONMENT…

Makes plain manifests and a Helm chart of each file in ${values}/:

  ${dist}/<environment>/manifests/*.yaml     of ${values}/<environment>.yaml
  ${dist}/<environment>/namespace.yaml       applied before them
  ${dist}/<environment>/<chart>-<version>.tgz
  ${dist}/<environment>/compose/             where a chart can be had in Compose
  ${dist}/chart/<chart>/                     the chart with its own defaults
  ${dist}/argocd/, ${dist}/flux/               where there is a ${GITOPS_FILE}

With environments, only their folders are written: everything else in ${dist}/,
${dist}/chart/ too, stays as it is, and files of other environments are not read.
Without, ${dist}/ is written anew, and what is no longer in ${values}/ goes.

Options:
  -h, --help  this page

Exit code: 0 written, 2 bad usage, wrong or unreadable values, or ${dist}/ cannot
be written. Wrong values leave ${dist}/ as it was.
`;
}
