/** Tests of patterns. */
import { createRequire } from 'node:module';
import type * as re2 from 're2js';
import type { CostBudget } from './cost';

/** One of the generated schemas, which `npm run import` has translated to JavaScript. */
export function patternTest(pattern: string): (text: string) => boolean {
  const regex = new RegExp(pattern, 'u');
  return (text) => regex.test(text);
}

/** Instructions of RE2's program: some thousand times what patterns are, and a third of a second to compile. */
const largest = 10_000;

/** To compile one instruction, or character, in steps of a rule. */
const compileCost = 200;

/** A pattern that is not read, because it would take too long. */
export class PatternSizeError extends Error {
  override readonly name = 'PatternSizeError';
}

/**
 * A pattern as Go's RE2 reads it: by a port of RE2, which takes time in proportion to the text and to the pattern. Their
 * product is taken from a budget.
 */
export class GoPattern {
  private compiled: re2.RE2JS | undefined;
  private failure: Error | undefined;

  constructor(readonly text: string) {}

  /** Whether it matches somewhere. @throws CostError, PatternSizeError; RE2's error for what is no pattern */
  test(text: string, spend: CostBudget['spend']): boolean {
    return this.matcher(text, spend).find();
  }

  /** @throws the same */
  matcher(text: string, spend: CostBudget['spend']): re2.Matcher {
    const regex = this.compile(spend);
    // RE2 looks at each instruction for each character at worst: eight nanoseconds.
    spend((text.length * regex.programSize()) / 20);
    return regex.matcher(text);
  }

  private compile(spend: CostBudget['spend']): re2.RE2JS {
    if (this.failure !== undefined) throw this.failure;
    if (this.compiled !== undefined) return this.compiled;
    const size = sizeOf(this.text);
    if (size > largest)
      throw (this.failure = new PatternSizeError(`the pattern is larger than ${largest} instructions`));
    spend((this.text.length + size) * compileCost);
    try {
      return (this.compiled = library().RE2JS.compile(this.text));
    } catch (error) {
      throw (this.failure = error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** About how many instructions RE2 makes of it: repetitions are written out. */
function sizeOf(pattern: string): number {
  const groups = [{ size: 0, last: 0 }];
  for (const match of pattern.matchAll(/\\.|\[\^?\]?(?:\\.|[^\]\\])*\]?|\{(\d+)(?:,(\d*))?\}|./gs)) {
    const [token, least, most] = match;
    const group = groups.at(-1) ?? { size: 0, last: 0 };
    if (token === '(') groups.push({ size: 2, last: 0 });
    else if (token === ')' && groups.length > 1) {
      groups.pop();
      const outer = groups.at(-1) ?? group;
      outer.last = group.size;
      outer.size += group.size;
    } else if (least !== undefined) {
      const times = Math.max(Number(least), Number(most ?? least), 1);
      group.size += group.last * (times - 1);
    } else {
      group.last = 1;
      group.size += 1;
    }
  }
  return groups.reduce((sum, { size }) => sum + size, 0);
}

let loaded: typeof re2 | undefined;

/** Loaded when the first such pattern is met: it takes longer than all the rest of the engine. */
function library(): typeof re2 {
  return (loaded ??= createRequire(__filename)('re2js') as typeof re2);
}
