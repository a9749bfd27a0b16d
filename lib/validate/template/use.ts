import type { ValuesPath } from './symbol';

/** That a template reads a value. */
export interface Use {
  readonly path: ValuesPath;
  readonly file: string;
  /** UTF-16 offset in the file. */
  readonly offset: number;
  /**
   * `whole`: with all below it. `test`: only whether it is there, or true: never a mistake if it isn't.
   * `step`: on the way to something below it, so it has to be a mapping.
   */
  readonly how: 'whole' | 'test' | 'step';
  /** Nothing speaks for its author having thought of its absence: no condition on it, no default. */
  readonly isBare: boolean;
}

export interface Call {
  readonly name: string;
  readonly file: string;
  readonly offset: number;
}

export interface Analysis {
  readonly uses: readonly Use[];
  /** Names that are written out. */
  readonly calls: readonly Call[];
  /** Defines that may be meant by names put together at run time. */
  readonly dynamicCalls: ReadonlySet<string>;
  /** Paths that templates set themselves, as far as they are known. */
  readonly assigned: readonly ValuesPath[];
  /** Paths that `required` or `fail` demand of the user. */
  readonly demanded: readonly ValuesPath[];
  /** False where it was given up (too many calls): absence proves nothing. */
  readonly isComplete: boolean;
}

/** Whether `path` is `around` or below it. `*` matches any step. */
export function isWithin(path: ValuesPath, around: ValuesPath): boolean {
  return (
    around.length <= path.length &&
    around.every((step, index) => step === path[index] || step === '*' || path[index] === '*')
  );
}
