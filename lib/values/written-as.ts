/** What YAML makes of words that people write: `yes` is true, `010` is 8, `3.10` is 3.1. */
import type { Position } from '../yaml/error';
import { LineIndex } from '../yaml/lines';
import { resolvePlain } from '../yaml/scalar';

/**
 * A remark for a message about a number, boolean or null that its file writes in another way; else nothing.
 * @param shown the value as the message has it: `true`
 * @param position where it should stand
 */
export function writtenAs(shown: string, text: string, position: Position): string {
  const offset = new LineIndex(text).offsetAt(position);
  const word = /^[-+.\w]+/.exec(text.slice(offset))?.[0];
  // A value that an alias brought does not stand there.
  const isMeant = word !== undefined && word !== shown && String(resolvePlain(word)) === shown;
  return isMeant ? ` (${word} without quotes is ${shown})` : '';
}
