import { Lexer } from './lexer';
import type { Token } from './token';

/** Tokens with the three of look-ahead that Go's parser has. */
export class TokenStream {
  private readonly lexer: Lexer;
  private readonly ahead: Token[] = [];
  /** The one that errors are about: the last that was looked at. */
  current: Token = { kind: 'eof', text: 'EOF', offset: 0, line: 1 };

  constructor(text: string) {
    this.lexer = new Lexer(text);
  }

  next(): Token {
    const token = this.ahead.pop() ?? this.lexer.next();
    this.current = token;
    return token;
  }

  peek(): Token {
    const token = this.next();
    this.ahead.push(token);
    return token;
  }

  nextNonSpace(): Token {
    let token = this.next();
    while (token.kind === 'space') token = this.next();
    return token;
  }

  peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.ahead.push(token);
    return token;
  }

  /** Puts tokens back; the last given comes out first. */
  back(...tokens: readonly Token[]): void {
    this.ahead.push(...tokens);
  }
}
