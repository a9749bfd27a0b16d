/**
 * How many columns of a terminal a text takes: two for what East Asia writes, and for emoji; none for marks that stand on another
 * character. get-east-asian-width, because it is made from each new Unicode, and has no dependencies. The text is visible() already.
 */
import { eastAsianWidth } from 'get-east-asian-width';

const SEGMENTS = new Intl.Segmenter();
/** Emoji that are shown as such, by themselves or because a selector after them says so. */
const PICTURE = /\p{Emoji_Presentation}|\uFE0F/u;
/** Such a segment is nothing else. */
const MARK = /^\p{M}/u;

export function columnsOf(text: string): number {
  return charactersOf(text).reduce((total, character) => total + columnsOfOne(character), 0);
}

/** A text that is too wide loses its end, and says so. */
export function cutTo(columns: number, text: string): string {
  if (columnsOf(text) <= columns) return text;
  let [cut, left] = ['', columns - 1];
  for (const character of charactersOf(text)) {
    left -= columnsOfOne(character);
    if (left < 0) break;
    cut += character;
  }
  return `${cut}…`;
}

/** As a person counts them. */
function charactersOf(text: string): readonly string[] {
  return Array.from(SEGMENTS.segment(text), ({ segment }) => segment);
}

function columnsOfOne(character: string): number {
  if (MARK.test(character)) return 0;
  return PICTURE.test(character) ? 2 : eastAsianWidth(character.codePointAt(0) ?? 0);
}
