/** What the scripts of all shells are made of. */
import type { Completed, OptionDeclaration } from '../options';

export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  readonly operands: Completed | undefined;
}

export interface CompletedOption extends OptionDeclaration {
  /** Without its dashes. */
  readonly name: string;
}

/** What a function of a shell can be called. */
export function functionName(program: string): string {
  return `_${program.replace(/[^a-z0-9]+/gi, '_')}`;
}

/** As a word of a shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
