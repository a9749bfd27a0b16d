/**
 * Templates that print, besides their text, where each piece of it comes from.
 *
 * Everything outside of `define` moves into a define of its own, with a mark before each literal and before each action;
 * what it prints is encoded, so that Helm neither parses nor splits it. Named templates stay as they are: others look at
 * what they print.
 */
import { Lexer } from '../template/lexer';
import type { Token } from '../template/token';

/** A mark: noncharacters (Unicode keeps them for such uses) around `t` (text) or `a` (action) and its offset. */
export const MARK = /\uFDD0([ta])(\d+)\uFDD1/;

/** What the instrumented template prints: the template's path and its output, both base64. */
export const INSTRUMENTED = /^file: (\S+)\noutput: (\S*)$/;

/** Undefined for a template that Go would not parse. `path` is only passed through, and has to be unique. */
export function instrument(text: string, path: string): string | undefined {
  const actions = actionsOf(text);
  if (actions === undefined) return undefined;
  const encoded = Buffer.from(path).toString('base64');
  const name = JSON.stringify(`instrumented ${encoded}`);
  const { body, defines } = assemble(text, actions);
  return [
    ...defines,
    `{{ define ${name} }}${body}{{ end }}`,
    `apiVersion: v1`,
    `kind: ConfigMap`,
    `file: ${encoded}`,
    `output: {{ include ${name} . | b64enc }}`,
    '',
  ].join('\n');
}

interface Piece {
  readonly kind: 'text' | 'action';
  readonly start: number;
  /** For text: what is left after trimming. */
  readonly text: string;
  readonly keyword: string;
}

function assemble(text: string, pieces: readonly Piece[]) {
  const defines: string[] = [];
  let body = '';
  let depth = 0;
  /** The define or block we are in: copied as it is. */
  let verbatim: { readonly keyword: string; readonly start: number; readonly depth: number } | undefined;
  for (const { kind, start, text: content, keyword } of pieces) {
    if (opening.has(keyword)) depth++;
    if (verbatim === undefined && (keyword === 'define' || keyword === 'block')) verbatim = { keyword, start, depth };
    const isEnd = keyword === 'end';
    if (isEnd) depth--;
    if (verbatim === undefined) {
      body += `\uFDD0${kind === 'text' ? 't' : 'a'}${start}\uFDD1${content}`;
    } else if (isEnd && depth < verbatim.depth) {
      const whole = text.slice(verbatim.start, start + content.length);
      if (verbatim.keyword === 'define') defines.push(whole);
      else body += `\uFDD0a${verbatim.start}\uFDD1${whole}`;
      verbatim = undefined;
    }
  }
  return { body, defines };
}

const opening: ReadonlySet<string> = new Set(['if', 'range', 'with', 'define', 'block']);

function actionsOf(text: string): readonly Piece[] | undefined {
  const lexer = new Lexer(text);
  const pieces: Piece[] = [];
  let left: Token | undefined;
  let keyword = '';
  for (;;) {
    const token = lexer.next();
    switch (token.kind) {
      case 'error':
        return undefined;
      case 'eof':
        return pieces;
      case 'text':
        pieces.push({ kind: 'text', start: token.offset, text: token.text, keyword: '' });
        break;
      case 'left-delim':
        left = token;
        keyword = '';
        break;
      case 'right-delim': {
        const start = left?.offset ?? 0;
        pieces.push({ kind: 'action', start, text: text.slice(start, token.offset + 2), keyword });
        left = undefined;
        break;
      }
      case 'space':
        break;
      default:
        // The first word says what it is; what follows `else` changes nothing.
        if (keyword === '') keyword = token.text;
    }
  }
}
