/** The line of the input that a finding is about, with what it means underlined. */

export interface Excerpt {
  readonly line: string;
  /** Below it: spaces, then the underline. */
  readonly marks: string;
}

/** A key, a plain or quoted scalar, or a template's action. */
const token = /\{\{.*?\}\}|"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s:,#{}[\]][^\s:,#{}[\]]*(?:[:/.@][^\s:,#{}[\]]+)*/y;

/** @param width the most columns that it may have; a longer line is cut around what is underlined */
export function excerptOf(line: string, column: number, width: number): Excerpt | undefined {
  const start = column - 1;
  if (start > line.length || line.trim() === '') return undefined;
  token.lastIndex = start;
  const length = Math.max(1, token.exec(line)?.[0].length ?? 1);
  const trailing = line.trimEnd();
  if (trailing.length <= width) return mark(trailing, start, length);
  const from = Math.max(0, Math.min(start - Math.floor(width / 3), trailing.length - width + 1));
  const cut = trailing.slice(from + (from > 0 ? 1 : 0), from + width - 1);
  const shown = `${from > 0 ? '…' : ''}${cut}${from + width - 1 < trailing.length ? '…' : ''}`;
  return mark(shown, start - from, Math.min(length, shown.length - (start - from)));
}

function mark(line: string, start: number, length: number): Excerpt {
  return { line, marks: `${' '.repeat(start)}${'^'.repeat(Math.max(1, length))}` };
}

/** Lines of files: only those of the last one are kept, since findings come file by file. */
export function lineReader(textOf: (file: string) => string | undefined) {
  let current: { readonly file: string; readonly lines: readonly string[] } | undefined;
  return (file: string, line: number): string | undefined => {
    if (current?.file !== file) current = { file, lines: textOf(file)?.split(/\r\n?|\n/) ?? [] };
    return current.lines[line - 1];
  };
}
