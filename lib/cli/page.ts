/** What a command says of itself: the one declaration that its help page, the documents and the shells' completion are made of. */
import { wrap } from '../text/wrap';
import { optionLines, type OptionGroups } from './option-lines';
import type { Completed } from './options';

export interface CommandPage {
  /** Empty where the program has no other command. */
  readonly name: string;
  /** What stands behind its name, a way of calling it each: `--env NAME [OPTION…]`. */
  readonly usage: readonly string[];
  /** What it does: paragraphs, broken where they are printed. */
  readonly about: readonly string[];
  /** Lists beside its options, by their titles: of a name and what it is. */
  readonly lists?: Readonly<Record<string, readonly (readonly [name: string, is: string])[]>>;
  readonly options: OptionGroups;
  /** What its words that are no options stand for. */
  readonly operands?: Completed;
  /** @param program how it is called: `mlflow-chart` */
  readonly examples: (program: string) => readonly string[];
  readonly exit: ExitCodes;
  /** More of it: `docs/backup.md`. */
  readonly document?: string;
}

/** The same for all commands: 0 fine, 1 findings, 2 bad usage or unreadable input. */
export interface ExitCodes {
  readonly 0: string;
  /** Of a command that finds something. */
  readonly 1?: string;
  readonly 2: string;
}

const WIDTH = 80;

/** It fits 80 columns. */
export function helpPage(program: string, page: CommandPage): string {
  const { name, usage, about, lists = {}, options, examples, document } = page;
  const [first = '', ...others] = usage.map((words) => [program, name, words].filter((part) => part !== '').join(' '));
  const sections = [
    [`Usage: ${first}`, ...others.map((line) => `       ${line}`)],
    ...about.map((paragraph) => wrap(paragraph, WIDTH)),
    ...Object.entries(lists).map(([title, rows]) => [`${title}:`, ...rowLines(rows)]),
  ];
  const codes = exitCodes(page).flatMap(([code, words]) => rowLines([[code, words]]));
  const rest = [
    ['Examples:', ...examples(program).map((line) => `  ${line.replaceAll('\n', '\n    ')}`)],
    ['Exit code:', ...codes],
    ...(document === undefined ? [] : [[`More: ${document}`]]),
  ];
  const text = (all: readonly (readonly string[])[]) => all.map((lines) => `${lines.join('\n')}\n`).join('\n');
  return `${text(sections)}${optionLines(options)}\n${text(rest)}`;
}

export function exitCodes({ exit }: CommandPage): readonly (readonly [code: string, words: string])[] {
  return Object.entries(exit) as [string, string][];
}

/** Columns, the second broken within itself. */
function rowLines(rows: readonly (readonly [name: string, is: string])[]): readonly string[] {
  const width = Math.max(...rows.map(([name]) => name.length)) + 4;
  return rows.flatMap(([name, is]) =>
    wrap(is, WIDTH - width).map(
      (line, index) => `${index === 0 ? `  ${name}`.padEnd(width) : ' '.repeat(width)}${line}`,
    ),
  );
}
