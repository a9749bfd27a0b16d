/** The program that users install: its commands. */
import { nearestName } from '../text/nearest-name';
import { visible } from '../text/visible';
import { validateCommand, type CommandContext } from './validate';

/** A command that is not the library's own. */
export interface FurtherCommand {
  /** What stands behind its name, and what it does, for the help page. */
  readonly usage: string;
  readonly summary: string;
  /** Called only for this command: whoever asks for another one pays nothing for it. */
  readonly load: () => Promise<(args: readonly string[], context: CommandContext) => Promise<0 | 1 | 2>>;
}

/** @returns the exit code */
export async function command(
  [name, ...args]: readonly string[],
  context: CommandContext,
  further: Readonly<Record<string, FurtherCommand>> = {},
): Promise<0 | 1 | 2> {
  const { output, errors, tool } = context;
  const other = name !== undefined && Object.hasOwn(further, name) ? further[name] : undefined;
  if (other !== undefined) return await (await other.load())(args, context);
  switch (name) {
    case 'validate':
      return await validateCommand(args, context);
    case '--version':
      output.write(`${tool.version}\n`);
      return 0;
    case 'help':
    case '-h':
    case '--help':
      output.write(help(tool.name, further));
      return 0;
    case undefined:
      errors.write(help(tool.name, further));
      return 2;
    default: {
      const near = nearestName(name, ['validate', ...Object.keys(further), 'help']);
      const hint = near === undefined ? `see ${tool.name} --help` : `did you mean ${near}?`;
      errors.write(`there is no command ${visible(name)}; ${hint}\n`);
      return 2;
    }
  }
}

function help(program: string, further: Readonly<Record<string, FurtherCommand>>): string {
  const commands = [
    ['validate PATH…', 'check Kubernetes manifests and Helm charts'] as const,
    ...Object.entries(further).map(([name, { usage, summary }]) => [`${name} ${usage}`, summary] as const),
  ];
  const width = Math.max(...commands.map(([usage]) => usage.length));
  return `Usage: ${program} COMMAND

Commands:
${commands.map(([usage, summary]) => `  ${usage.padEnd(width)}  ${summary}\n`).join('')}
Options:
  --version${' '.repeat(width - 9)}  version of this program
  -h, --help${' '.repeat(width - 10)}  this page; ${program} COMMAND --help for a command's
`;
}
