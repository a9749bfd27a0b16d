/** Go's text/template/parse/lex.go: the same tokens, the same errors. */
import { goQuote, goUnicode, keywords, type Token, type TokenKind } from './token';

const spaces = ' \t\r\n';
const alphaNumeric = /^[_\p{L}\p{Nd}]$/u;

export class Lexer {
  private pos = 0;
  private start = 0;
  private startLine = 1;
  private counted = 0;
  private line = 1;
  private depth = 0;
  private isInAction = false;
  private hasFailed = false;

  constructor(private readonly input: string) {}

  next(): Token {
    if (this.hasFailed) return { kind: 'eof', text: 'EOF', offset: this.pos, line: this.startLine };
    return this.isInAction ? this.lexInside() : this.lexText();
  }

  private lexText(): Token {
    for (;;) {
      const delim = this.input.indexOf('{{', this.pos);
      if (delim < 0) {
        this.pos = this.input.length;
        return this.pos > this.start ? this.emit('text') : this.emit('eof');
      }
      if (delim > this.pos) {
        const end = this.hasLeftTrim(delim + 2) ? this.trimEnd(this.start, delim) : delim;
        this.pos = end;
        const text = this.emit('text');
        this.pos = delim;
        this.ignore();
        if (text.text !== '') return text;
      }
      const afterDelim = this.pos + 2;
      const trims = this.hasLeftTrim(afterDelim);
      const after = afterDelim + (trims ? 2 : 0);
      if (!this.input.startsWith('/*', after)) {
        this.pos = afterDelim;
        const token = this.emit('left-delim');
        this.isInAction = true;
        this.pos = after;
        this.ignore();
        this.depth = 0;
        return token;
      }
      this.pos = after;
      this.ignore();
      const close = this.input.indexOf('*/', after + 2);
      if (close < 0) return this.fail('unclosed comment');
      this.pos = close + 2;
      const delimiter = this.rightDelim();
      if (delimiter === undefined) return this.fail('comment ends before closing delimiter');
      this.skipRightDelim(delimiter);
      this.ignore();
    }
  }

  private lexInside(): Token {
    const delimiter = this.rightDelim();
    if (delimiter !== undefined) {
      return this.depth === 0 ? this.lexRightDelim(delimiter) : this.fail('unclosed left paren');
    }
    const rune = this.take();
    if (rune === '') return this.fail('unclosed action');
    if (spaces.includes(rune)) return this.lexSpace();
    switch (rune) {
      case '=':
        return this.emit('assign');
      case ':':
        return this.take() === '=' ? this.emit('declare') : this.fail('expected :=');
      case '|':
        return this.emit('pipe');
      case '"':
        return this.lexQuoted('"', 'string', 'unterminated quoted string');
      case "'":
        return this.lexQuoted("'", 'char-constant', 'unterminated character constant');
      case '`':
        return this.lexRawString();
      case '$':
        return this.lexName('variable');
      case '(':
        this.depth++;
        return this.emit('left-paren');
      case ')':
        this.depth--;
        return this.depth < 0 ? this.fail('unexpected right paren') : this.emit('right-paren');
    }
    if (rune === '.' && this.pos < this.input.length && !/\d/.test(this.input.charAt(this.pos))) {
      return this.lexName('field');
    }
    if (/^[.+\-0-9]$/.test(rune)) {
      this.pos = this.start;
      return this.lexNumber();
    }
    if (alphaNumeric.test(rune)) return this.lexIdentifier();
    if (/^[ -~]$/.test(rune)) return this.emit('char');
    return this.fail(`unrecognized character in action: ${goUnicode(rune)}`);
  }

  private lexRightDelim(delimiter: { readonly trims: boolean }): Token {
    if (delimiter.trims) {
      this.pos += 2;
      this.ignore();
    }
    this.pos += 2;
    const token = this.emit('right-delim');
    if (delimiter.trims) {
      this.pos = this.trimStart(this.pos);
      this.ignore();
    }
    this.isInAction = false;
    return token;
  }

  /** A run of spaces; the last of them may belong to `-}}`. */
  private lexSpace(): Token {
    while (this.pos < this.input.length && spaces.includes(this.peek())) this.pos++;
    if (this.input.startsWith('-}}', this.pos)) {
      this.pos--;
      if (this.pos === this.start) return this.lexRightDelim({ trims: true });
    }
    return this.emit('space');
  }

  private lexIdentifier(): Token {
    const problem = this.skipName();
    if (problem !== undefined) return problem;
    const word = this.input.slice(this.start, this.pos);
    const kind = keywords.get(word) ?? (word === 'true' || word === 'false' ? 'bool' : 'identifier');
    return this.emit(kind);
  }

  /** What follows `.` or `$`. */
  private lexName(kind: 'field' | 'variable'): Token {
    if (this.isAtTerminator()) return this.emit(kind === 'variable' ? 'variable' : 'dot');
    return this.skipName() ?? this.emit(kind);
  }

  private skipName(): Token | undefined {
    while (alphaNumeric.test(this.peek())) this.take();
    if (this.isAtTerminator()) return undefined;
    const rune = this.peek();
    this.pos += rune.length;
    return this.fail(`bad character ${goUnicode(rune)}`);
  }

  private isAtTerminator(): boolean {
    const rune = this.peek();
    return rune === '' || ' \t\r\n.,|:)('.includes(rune) || this.input.startsWith('}}', this.pos);
  }

  private lexQuoted(quote: string, kind: TokenKind, problem: string): Token {
    for (;;) {
      let rune = this.take();
      if (rune === quote) return this.emit(kind);
      if (rune === '\\') {
        rune = this.take();
        if (rune !== '' && rune !== '\n') continue;
      }
      if (rune === '' || rune === '\n') return this.fail(problem);
    }
  }

  private lexRawString(): Token {
    const end = this.input.indexOf('`', this.pos);
    if (end < 0) return this.fail('unterminated raw quoted string');
    this.pos = end + 1;
    return this.emit('raw-string');
  }

  private lexNumber(): Token {
    if (!this.scanNumber()) return this.fail(`bad number syntax: ${this.quoted()}`);
    const sign = this.peek();
    if (sign !== '+' && sign !== '-') return this.emit('number');
    if (!this.scanNumber() || this.input[this.pos - 1] !== 'i') return this.fail(`bad number syntax: ${this.quoted()}`);
    return this.emit('complex');
  }

  private scanNumber(): boolean {
    const number =
      /[+-]?(?:0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][+-]?[\d_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?[\d_]*)?)i?/y;
    number.lastIndex = this.pos;
    this.pos += number.exec(this.input)?.[0].length ?? 0;
    if (!alphaNumeric.test(this.peek())) return true;
    this.take();
    return false;
  }

  private rightDelim(): { readonly trims: boolean } | undefined {
    if (this.input.startsWith('}}', this.pos)) return { trims: false };
    if (!spaces.includes(this.input.charAt(this.pos)) || this.pos >= this.input.length) return undefined;
    return this.input.startsWith('-}}', this.pos + 1) ? { trims: true } : undefined;
  }

  private skipRightDelim({ trims }: { readonly trims: boolean }): void {
    this.pos += trims ? 4 : 2;
    if (trims) this.pos = this.trimStart(this.pos);
  }

  private hasLeftTrim(at: number): boolean {
    const after = this.input.charAt(at + 1);
    return this.input.charAt(at) === '-' && after !== '' && spaces.includes(after);
  }

  private trimEnd(from: number, to: number): number {
    let end = to;
    while (end > from && spaces.includes(this.input.charAt(end - 1))) end--;
    return end;
  }

  private trimStart(from: number): number {
    let start = from;
    while (start < this.input.length && spaces.includes(this.input.charAt(start))) start++;
    return start;
  }

  /** The next character, or '' at the end. */
  private peek(): string {
    const code = this.input.codePointAt(this.pos);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  private take(): string {
    const rune = this.peek();
    this.pos += rune.length;
    return rune;
  }

  private quoted(): string {
    return goQuote(this.input.slice(this.start, this.pos));
  }

  private emit(kind: TokenKind): Token {
    const text = kind === 'eof' ? 'EOF' : this.input.slice(this.start, this.pos);
    const token = { kind, text, offset: this.start, line: this.startLine };
    this.ignore();
    return token;
  }

  private fail(text: string): Token {
    this.hasFailed = true;
    return { kind: 'error', text, offset: this.start, line: this.startLine };
  }

  private ignore(): void {
    for (let at = this.counted; at < this.pos; at++) if (this.input.charCodeAt(at) === 10) this.line++;
    this.counted = this.pos;
    this.start = this.pos;
    this.startLine = this.line;
  }
}
