/** Waiting for what controllers do in their own time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

/** On a busy machine controllers take their time. */
const PATIENCE_SECONDS = 120;

/** @param seconds more than usual, where a pod has a lot to do first */
export async function eventually(
  actual: () => Promise<unknown>,
  expected: unknown,
  seconds = PATIENCE_SECONDS,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  let last = await actual();
  while (!isDeepStrictEqual(last, expected) && Date.now() < end) {
    await sleep(250);
    last = await actual();
  }
  // Only here: whoever prepares tests imports this file outside of Jest, too.
  const { expect } = await import('@jest/globals');
  expect(last).toEqual(expected);
}
