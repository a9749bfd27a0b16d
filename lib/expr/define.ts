/** What a function of the language is: its two interpretations side by side. */
import { Expr, isExpr, type Value } from './expr';
import { requireKind, type Kind } from './kind';
import type { Shape } from './shape';

export type FunctionDefinition = Pipeline | Connective | NamedTemplate;

interface Word {
  readonly name: string;
  /** Prints the call where only its truth counts, as in `if`, and that of its arguments. @default print */
  readonly printTruth?: (args: readonly unknown[], truth: TruthPrinter) => string;
  /** Whether it asks whether there is anything in its argument. */
  readonly asksForContent?: true;
  /** Whether its result is always of ASCII letters, digits, `+`, `/` and `=`. */
  readonly isAlphanumeric?: true;
  /** Whether it puts texts together that are no arguments of its own, with the second argument between them. */
  readonly joins?: true;
}

interface Computed extends Word {
  /** Computes the result from evaluated arguments. */
  readonly evaluate: (...args: never[]) => unknown;
}

interface Printed {
  /** Prints the call; arguments are operands (parenthesised where needed). The result is a pipeline, not an operand. */
  print(...operands: string[]): string;
}

interface Pipeline extends Computed, Printed {}

interface Connective extends Word, Printed {
  /** The value of an argument that decides the result, to be the same: those after it are not computed. */
  readonly endsAt: boolean;
}

/** A function that no pipeline can compute. Each chart that uses it defines it once, in _helpers.tpl. */
export interface NamedTemplate extends Computed {
  /** Lines that print the result, a text, from the one argument, which is their dot. */
  readonly template: readonly string[];
}

/** Prints what is true in Go where the argument is true, or has anything in it. */
export interface TruthPrinter {
  /** As the whole condition. */
  whole(arg: unknown): string;
  /** As an operand. */
  operand(arg: unknown): string;
}

type Printer = (...operands: string[]) => string;

/**
 * A function of the language: folded at once when every argument is a literal, an expression otherwise.
 * @param shape of the result, or how it follows from the arguments
 * @param takes what each argument must be
 */
export function define<Args extends readonly unknown[], Result>(
  name: string,
  shape: Shape | ((args: readonly unknown[]) => Shape),
  evaluate: (...args: Args) => Result,
  print: Printer,
  takes: { readonly [K in keyof Args]: Kind },
  more: Pick<Word, 'printTruth' | 'asksForContent' | 'isAlphanumeric' | 'joins'> = {},
): (...args: { [K in keyof Args]: Value<Args[K]> }) => Value<Result> {
  const fn: FunctionDefinition = { name, evaluate, print, ...more };
  return (...args) => {
    args.forEach((arg, index) => {
      requireKind(arg, takes[index] ?? 'anything', name);
    });
    if (!args.some(isExpr)) return evaluate(...(args as unknown as Args));
    return new Expr({ op: 'call', fn, args }, typeof shape === 'function' ? shape(args) : shape);
  };
}
