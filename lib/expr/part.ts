/** A part of a tree, compiled: a function of what an installation knows, and what others must know of it. */
import type { Context } from './context';
import type { Loop } from './expr';

/** One evaluation of some trees for one installation. */
export interface Run {
  readonly context: Context;
  /** Of each loop that is running, by its number: the entry that it is at. */
  readonly entries: (Entry | undefined)[];
  /** What was computed and may be asked for again, by place. */
  readonly kept: unknown[];
}

export type Entry = readonly [key: string, item: unknown];

export type Compute = (run: Run) => unknown;

/** Kept instead of `undefined`, which says that nothing was computed yet. */
const ABSENT = Symbol();

export class Part {
  /** Where a run keeps its value. */
  private place?: number;

  /**
   * @param id unique in its compiler: where two are equal, they are the same part
   * @param loops around it whose entries it looks at
   * @param compute its value; `undefined` if nothing is left
   * @param isConstant whether that is the same for all installations
   */
  constructor(
    readonly id: number,
    readonly loops: ReadonlySet<Loop>,
    private readonly compute: Compute,
    readonly isConstant = false,
  ) {}

  /** Not to be modified: who asks again gets the same object. */
  value(run: Run): unknown {
    if (this.place === undefined) return this.compute(run);
    const kept = run.kept[this.place];
    if (kept !== undefined) return kept === ABSENT ? undefined : kept;
    const value = this.compute(run);
    run.kept[this.place] = value === undefined ? ABSENT : value;
    return value;
  }

  /** Whether runs should keep its value, and do not yet. Inside a loop it is another one for each entry. */
  get isWorthKeeping(): boolean {
    return this.place === undefined && !this.isConstant && this.loops.size === 0;
  }

  keepAt(place: number): void {
    this.place = place;
  }
}

/** The loops whose entries any of the parts looks at. */
export function loopsOf(parts: readonly Part[]): ReadonlySet<Loop> {
  return new Set(parts.flatMap((part) => [...part.loops]));
}
