/** What the process that tries mutants is told, and what it says. */
import type { Mutant } from './instrument';

export interface Work {
  /** Sources to mutate: paths from the project's folder. */
  readonly sources: readonly string[];
  /** Files of tests. */
  readonly tests: readonly string[];
  /** Microseconds of the processor: a test that takes more is left out. */
  readonly within: number;
}

/** What a test does without mutants. */
export interface TestRun {
  readonly file: string;
  /** In its file, from 0. */
  readonly index: number;
  /** How often it comes past a place that is mutated. */
  readonly steps: number;
  /** Microseconds of the processor. */
  readonly cost: number;
  /** The same, of loading its file. */
  readonly load: number;
  /** Mutants that it comes past, or its file does while it is loaded. */
  readonly passes: readonly number[];
}

export interface Survey {
  readonly mutants: readonly Mutant[];
  readonly runs: readonly TestRun[];
  /** Tests that tell nothing here, and why. */
  readonly unused: readonly string[];
}

export type Order =
  | { readonly order: 'survey'; readonly work: Work }
  | { readonly order: 'try'; readonly work: Work; readonly mutant: number; readonly runs: readonly TestRun[] };

export type Answer =
  | { readonly answer: 'surveyed'; readonly survey: Survey }
  /** By which test, if one has. */
  | { readonly answer: 'tried'; readonly noticed: string | undefined };
