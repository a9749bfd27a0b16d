/** Input is printed to terminals and into log files: what could steer them is made visible. */

/** Control characters, and those that change the direction of text (CVE-2021-42574). */
const invisible = /[^\P{Cc}\n]|[\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu;

/** Names them; keeps line breaks. */
export function visible(text: string): string {
  return text.replace(invisible, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  });
}

/** A line of a file, with one column for each: what stands below it must not move. */
export function visibleLine(line: string): string {
  return line.replace(invisible, (character) => (character === '\t' ? ' ' : '·'));
}
