/** The options of a command, as its help page lists them. It fits 80 columns. */
import { wrap } from '../text/wrap';
import type { DeclaredOptions, OptionDeclaration } from './options';

/** By the titles of their groups. */
export type OptionGroups = Readonly<Record<string, DeclaredOptions>>;

/** Whatever their groups. */
export function optionsIn(groups: OptionGroups): DeclaredOptions {
  return Object.assign({}, ...Object.values(groups)) as DeclaredOptions;
}

/** Of every command. */
export const HELP = { help: { short: 'h', help: 'this page' } } as const satisfies DeclaredOptions;

export function optionLines(groups: OptionGroups): string {
  const sections = Object.entries(groups).map(([title, options]) => {
    const lines = Object.entries(options).map(([name, option]) => line(name, option));
    return `\n${title}:\n${lines.join('\n')}\n`;
  });
  return sections.join('');
}

function line(name: string, { short, value, help }: OptionDeclaration): string {
  const flag = `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
  const [first = '', ...rest] = wrap(help, 80 - column);
  const start = `  ${flag}`;
  const head = start.length < column ? `${start.padEnd(column)}${first}` : `${start}\n${' '.repeat(column)}${first}`;
  return [head, ...rest.map((words) => `${' '.repeat(column)}${words}`)].join('\n');
}

/** Where the descriptions begin. */
const column = 29;
