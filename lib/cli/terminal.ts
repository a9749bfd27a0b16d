/** What is known about where output goes. */

export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** no-color.org: any value but the empty one; FORCE_COLOR as Node itself reads it. NO_COLOR wins. */
export function usesColor(stream: OutputStream, environment: Environment): boolean {
  if ((environment['NO_COLOR'] ?? '') !== '') return false;
  const force = environment['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  return stream.isTTY === true && environment['TERM'] !== 'dumb';
}

/** Lines longer than this are hard to read, however wide the terminal is. */
const widest = 120;

export function widthOf({ columns = 80 }: OutputStream): number {
  return Math.min(Math.max(columns, 40), widest);
}

/** What is drawn next takes the line's place. */
export const BACK_TO_START = '\r\u001b[K';
