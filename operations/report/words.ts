/** Numbers as a person reads them, of which some are known, and some are not. */
import { visible, withoutCommandInside } from '../../lib/text/visible';
import { sizeOf } from '../backups/report';

export const UNKNOWN = '?';
/** In a sentence, and in a table. */
export const AT_LEAST = 'at least ';
export const MORE = '≥';

/** Empty for what nobody knows. */
export function known(value: number | null, print: (value: number) => string): string {
  return value === null ? '' : print(value);
}

export function number(value: number): string {
  return value.toLocaleString('en-US');
}

export function many(count: number, what: string): string {
  return `${number(count)} ${what}${count === 1 ? '' : 's'}`;
}

export function grown(bytes: number): string {
  return bytes === 0 ? '' : `+${sizeOf(bytes)}`;
}

export function sizeIn(bytes: number, objects: number, what = 'object'): string {
  return `${sizeOf(bytes)} in ${many(objects, what)}`;
}

/** A text of others: nothing of it steers a terminal, or whoever reads the log of one. */
export function shown(text: string): string {
  return withoutCommandInside(visible(text));
}
