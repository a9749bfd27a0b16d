/**
 * Texts of strangers on terminals and in the logs of CI servers: what could steer either is made visible. In documents
 * for programs, where it has to be read as it was, it is written with an escape of the document's own.
 */

/**
 * Control characters (C0, C1, DEL) and what takes no place or changes the direction of text (CVE-2021-42574): formats,
 * separators of lines and paragraphs, fillers.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]/gu;

/** Names them; line breaks, too: what is shown is one line. */
export function visible(text: string): string {
  return text.replace(invisible, (character) => (character === '\n' ? '\\n' : escaped(character)));
}

/** Of a text of several lines: each by itself. */
export function visibleLines(text: string): string {
  return text
    .split('\n')
    .map((line) => withoutCommand(visible(line)))
    .join('\n');
}

/** A line of a file, with one column for each: what stands below it must not move. */
export function visibleLine(line: string): string {
  return line.replace(invisible, (character) => (character === '\t' ? ' ' : '·'.repeat(character.length)));
}

/** What may come before a command: space, and how colours are switched. */
// eslint-disable-next-line no-control-regex -- our own colours
const commandAtStart = /^((?:\s|\u001B\[[0-9;]*m)*):(?=:)/;

/** `##[command]` of GitHub's runner, `##vso[command]` of Azure's agent: anywhere in a line. */
const commandInside = /##(?=(?:vso)?\[)/gi;

/**
 * A finished line of ours that no CI server takes for a command to it. GitHub's runner looks for `::` after any space
 * (actions/runner, src/Runner.Common/ActionCommand.cs).
 */
export function withoutCommand(line: string): string {
  return withoutCommandInside(line.replace(commandAtStart, '$1\\u003A'));
}

/** For what stands behind something of ours. */
export function withoutCommandInside(text: string): string {
  return text.replace(commandInside, '#\\u0023');
}

/** JSON in which nothing steers, and which says the same. @param indent spaces; 0 for one line */
export function visibleJson(value: unknown, indent: number): string {
  const json = JSON.stringify(value, null, indent);
  return withoutCommandInside(
    json.replace(invisible, (character) => (character === '\n' ? character : units(character))),
  );
}

/** XML's text or attribute in which nothing steers, and which says the same: references in place of characters. */
export function visibleXml(escapedText: string): string {
  return escapedText
    .replace(invisible, (character) => `&#${String(character.codePointAt(0))};`)
    .replace(commandInside, '#&#35;');
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${hexadecimal(code)}}` : `\\u${hexadecimal(code)}`;
}

/** As JSON has them: one escape for each unit of UTF-16. */
function units(character: string): string {
  return Array.from({ length: character.length }, (_, at) => `\\u${hexadecimal(character.charCodeAt(at))}`).join('');
}

function hexadecimal(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0');
}
