/**
 * A stream in parts that can be read one by one: so memory does not depend on its length, and a fault in one document
 * does not hide the others. A line that starts with `---` begins a document wherever it stands, inside quotes too:
 * YAML forbids it there (c-forbidden), and kubectl splits there without looking.
 */

export interface Part {
  readonly start: number;
  readonly end: number;
}

/** One document each, unless directives (`%`) or document ends (`...`) are used: then it is all one part. */
export function splitStream(text: string): readonly Part[] {
  if (startsLine(text, '%') || startsLine(text, '...')) return [{ start: 0, end: text.length }];
  const parts: Part[] = [];
  // Comments and blank lines before the first marker are no document of their own.
  let start = 0;
  let from = firstContent(text);
  for (;;) {
    const marker = nextMarker(text, from);
    if (marker < 0) break;
    if (from < marker) {
      parts.push({ start, end: marker });
      start = marker;
    }
    from = marker + 3;
  }
  if (start < text.length) parts.push({ start, end: text.length });
  return parts;
}

function nextMarker(text: string, from: number): number {
  let marker = text.indexOf('---', from);
  while (marker >= 0 && !(isLineStart(text, marker) && isSpaceOrEnd(text, marker + 3))) {
    marker = text.indexOf('---', marker + 1);
  }
  return marker;
}

function startsLine(text: string, token: string): boolean {
  let at = text.indexOf(token);
  while (at >= 0 && !isLineStart(text, at)) at = text.indexOf(token, at + 1);
  return at >= 0;
}

function isLineStart(text: string, offset: number): boolean {
  if (offset === 0 || (offset === 1 && text.startsWith('\uFEFF'))) return true;
  const before = text.charCodeAt(offset - 1);
  return before === 0x0a || before === 0x0d;
}

function isSpaceOrEnd(text: string, offset: number): boolean {
  // The empty text is in every other.
  return ' \t\r\n'.includes(text[offset] ?? '');
}

/** The first character that is neither space nor in a comment; the text's end, if there is none. */
function firstContent(text: string): number {
  let offset = text.startsWith('\uFEFF') ? 1 : 0;
  for (; offset < text.length; offset++) {
    const character = text[offset] ?? '';
    if (character === '#') {
      while (!'\r\n'.includes(text[offset] ?? '')) offset++;
    } else if (!' \t\r\n'.includes(character)) break;
  }
  return offset;
}
