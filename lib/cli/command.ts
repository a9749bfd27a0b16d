/** The program that users install: its commands. */
import { nearestName } from '../text/nearest-name';
import { visible } from '../text/visible';
import { wrap } from '../text/wrap';
import type { CommandContext } from './context';
import type { CommandPage } from './page';

/** What the file of a command has. */
export interface Command {
  readonly page: CommandPage;
  /** @returns the exit code: 0 fine, 1 findings, 2 bad usage or unreadable input */
  readonly run: (args: readonly string[], context: CommandContext) => Promise<0 | 1 | 2>;
}

/** What is known of a command before it is called. */
export interface FurtherCommand {
  /** What people are about who call it: the title that it stands below in the help page. */
  readonly group: CommandGroup;
  /** What stands behind its name, and what it does, for the help page. */
  readonly usage: string;
  readonly summary: string;
  /** Called only for this command: whoever asks for another one pays nothing for it. */
  readonly load: () => Promise<{ readonly command: Command }>;
}

export type Commands = Readonly<Record<string, FurtherCommand>>;

/** In the order of the help page. */
export const COMMAND_GROUPS = ['Make', 'Check', 'Run', 'Publish', 'This program'] as const;
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

/** @returns the exit code */
export async function command(
  [name, ...args]: readonly string[],
  context: CommandContext,
  commands: Commands,
): Promise<0 | 1 | 2> {
  const { output, errors, tool } = context;
  switch (name) {
    case '--version':
      output.write(`${tool.version}\n`);
      return 0;
    case 'help':
      // `help synth` is what others call `synth --help`.
      return await command(args.length === 0 ? ['--help'] : [...args.slice(0, 1), '--help'], context, commands);
    case '-h':
    case '--help':
      output.write(help(tool.name, commands));
      return 0;
    case undefined:
      errors.write(help(tool.name, commands));
      return 2;
    default: {
      const asked = Object.hasOwn(commands, name) ? commands[name] : undefined;
      if (asked !== undefined) return await (await asked.load()).command.run(args, context);
      errors.write(`${unknown(name, context, commands)}\n`);
      return 2;
    }
  }
}

function unknown(name: string, { tool }: CommandContext, commands: Commands): string {
  if (name.startsWith('-')) return `there is no option ${visible(name)} before a command; see ${tool.name} --help`;
  const near = nearestName(name, [...Object.keys(commands), 'help']);
  return `there is no command ${visible(name)}; ${near === undefined ? `see ${tool.name} --help` : `did you mean ${near}?`}`;
}

/** Fits 80 columns. */
function help(program: string, commands: Commands): string {
  const groups = COMMAND_GROUPS.flatMap((title) => {
    const ofGroup = Object.entries(commands).filter(([, { group }]) => group === title);
    const rows = ofGroup.map(([name, { usage, summary }]): Row => [`${name} ${usage}`, summary]);
    return rows.length === 0 ? [] : [`\n${title}:\n${rows.map(lines).join('')}`];
  });
  return `Usage: ${program} COMMAND [OPTION…]
${groups.join('')}
Options:
${lines(['--version', 'version of this program'])}${lines(['-h, --help', `this page; of a command: ${program} COMMAND --help`])}
Exit code: 0 fine, 1 findings, 2 bad usage or unreadable input.
`;
}

type Row = readonly [usage: string, summary: string];

/** Where the summaries begin. */
const COLUMN = 33;

function lines([usage, summary]: Row): string {
  return wrap(summary, 80 - COLUMN)
    .map((words, index) => `${(index === 0 ? `  ${usage} ` : '').padEnd(COLUMN)}${words}\n`)
    .join('');
}
