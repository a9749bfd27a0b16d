/** Which mutant is on, and how often the project's code came past one: what `__mutant(7)` asks, and what tells how far a run is. */
import { SWITCH } from './instrument';

let active = -1;
let steps = 0;
let limit = Infinity;
let passed: Uint8Array | undefined;

/** Thrown into a mutant that goes on and on. */
class Endless extends Error {}

Object.assign(globalThis, {
  [SWITCH]: (index: number): boolean => {
    if (++steps > limit) throw new Endless(`more than ${limit} steps`);
    if (passed !== undefined) passed[index] = 1;
    return index === active;
  },
});

export function turnOn(index: number): void {
  active = index;
}

/** @returns how many steps were taken since it was called last */
export function countSteps(most: number): number {
  const taken = steps;
  steps = 0;
  limit = most;
  return taken;
}

/** Notes which mutants are come past from now on, or none. */
export function note(into: Uint8Array | undefined): void {
  passed = into;
}
