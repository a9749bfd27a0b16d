/**
 * Faults of ours. Whoever wrote the input may be a stranger, and want one file to hide what is wrong with the others: a
 * fault is said at what it was met in, which counts as unreadable, and the rest goes on.
 */
import type { Unreadable } from './unreadable';

/** @returns what `run` does; what `otherwise` makes of the fault, if it throws */
export function guarded<T>(run: () => T, otherwise: (words: string) => T): T {
  try {
    return run();
  } catch (error) {
    return otherwise(faultWords(error));
  }
}

/** What to say of it: what it is, and what to do. With DEBUG in the environment, where it happened. */
export function faultWords(error: unknown): string {
  // The only limit of the machine that can be caught; nobody writes what meets it by accident.
  if (error instanceof RangeError && error.message.includes('call stack')) {
    return 'not checked: it is nested too deeply for our stack';
  }
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const where = process.env['DEBUG'] === undefined ? '; DEBUG=1 shows where it happened' : `; ${stack ?? ''}`;
  return `not checked because of an internal error: please report it, with this file: ${name}: ${message}${where}`;
}

/** About the file as a whole, unless it is known better. */
export function faultAt(file: string, reason: string, { line, column } = { line: 1, column: 1 }): Unreadable {
  return { file, line, column, reason };
}
