/** Requests one after the other for as long as something else happens, and what became of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { Answer } from './http';

export interface Outcome {
  readonly answered: number;
  /** Every request that got no answer, or another one than 200: the second it happened at, and why. */
  readonly failures: readonly string[];
  /** Milliseconds of the slowest answer. */
  readonly slowest: number;
}

/** Of none, none has failed: there must be enough of them to tell. */
const ENOUGH = 50;

/** While something happens, and after something short until there is enough to tell. */
export async function during(
  action: () => Promise<void>,
  request: () => Promise<Answer>,
  clients = 4,
): Promise<Outcome> {
  const begun = Date.now();
  const failures: string[] = [];
  let answered = 0;
  let slowest = 0;
  let over = false;
  const client = async () => {
    while (!over || (answered <= ENOUGH && failures.length === 0)) {
      const asked = Date.now();
      const { status } = await request().catch((error: unknown) => ({ status: String(error) }));
      if (status === 200) answered += 1;
      else failures.push(`${((asked - begun) / 1000).toFixed(1)} s: ${String(status)}`);
      slowest = Math.max(slowest, Date.now() - asked);
      await sleep(20);
    }
  };
  const working = Array.from({ length: clients }, client);
  try {
    await action();
  } finally {
    over = true;
    await Promise.all(working);
  }
  return { answered, failures, slowest };
}

export function expectAllAnswered({ answered, failures }: Outcome): void {
  expect(failures).toEqual([]);
  expect(answered).toBeGreaterThan(ENOUGH);
}

export function inWords({ answered, failures, slowest }: Outcome): string {
  const shown = failures.length === 0 ? '' : `: ${failures.slice(0, 3).join(', ')}${failures.length > 3 ? ', …' : ''}`;
  return `${String(answered)} requests answered, ${String(failures.length)} failed${shown}; the slowest took ${String(slowest)} ms`;
}
