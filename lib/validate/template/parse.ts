/** Go's text/template/parse/parse.go, with Helm's functions: accepts what Helm parses, and says of the rest what Go says. */
import { knownFunctions } from './functions';
import { numberProblem, unquote } from './literal';
import {
  isEmpty,
  type Branch,
  type Command,
  type Define,
  type Operand,
  type Pipeline,
  type Statement,
  type Template,
  type Variable,
} from './node';
import { TemplateSyntaxError } from './syntax-error';
import { describeToken, goQuote, type Token } from './token';
import { TokenStream } from './token-stream';

/** More than Go allows would overflow our own stack first; nobody writes that. */
const maxDepth = 1000;

/** Branches and blocks within each other, an `else if` within its `if`: Go has no limit, but our stack has one. */
const maxNesting = 500;

/** @throws TemplateSyntaxError */
export function parseTemplate(text: string, file: string, functions: ReadonlySet<string> = knownFunctions): Template {
  const parser = new Parser(text, file, functions);
  try {
    return parser.parse();
  } catch (error) {
    // Parentheses within blocks: each fits the stack, but not both.
    if (error instanceof RangeError) return parser.fail('too deep to be checked: parentheses within blocks');
    throw error;
  }
}

/** How a list of statements ends. */
type End = { readonly type: 'end' } | { readonly type: 'else'; readonly offset: number };
type Context = 'command' | 'if' | 'with' | 'range' | 'template clause' | 'block clause' | 'parenthesized pipeline';

class Parser {
  private readonly tokens: TokenStream;
  private readonly defines: Define[] = [];
  /** Names of those that are not empty. */
  private readonly defined = new Set<string>();
  private variables: string[] = ['$'];
  private rangeDepth = 0;
  private depth = 0;
  private actionLine = 0;
  /** Of the whole file: a block has a scope of its own, but no stack. */
  private nesting = 0;

  constructor(
    private readonly text: string,
    private readonly file: string,
    private readonly functions: ReadonlySet<string>,
  ) {
    this.tokens = new TokenStream(text);
  }

  parse(): Template {
    const body: Statement[] = [];
    while (this.tokens.peek().kind !== 'eof') {
      if (this.tokens.peek().kind === 'left-delim') {
        const delim = this.tokens.next();
        const keyword = this.tokens.nextNonSpace();
        if (keyword.kind === 'define') {
          this.inOwnScope(() => {
            this.definition(delim.offset);
          });
          continue;
        }
        this.tokens.back(keyword, delim);
      }
      const node = this.statement();
      if (node.type === 'end' || node.type === 'else') return this.fail(`unexpected {{${node.type}}}`);
      body.push(node);
    }
    return { body, defines: this.defines };
  }

  private definition(offset: number): void {
    const token = this.tokens.nextNonSpace();
    if (token.kind !== 'string' && token.kind !== 'raw-string') return this.unexpected(token, 'define clause');
    const name = this.stringValue(token);
    this.expect('right-delim', 'define clause');
    this.define(name, offset, this.bodyOf('define clause'));
  }

  /** Up to its `end`. */
  private bodyOf(context: string): readonly Statement[] {
    const { list, end } = this.list();
    return end.type === 'end' ? list : this.fail(`unexpected {{else}} in ${context}`);
  }

  private define(name: string, offset: number, body: readonly Statement[]): void {
    if (!isEmpty(body)) {
      if (this.defined.has(name)) this.fail(`template: multiple definition of template ${goQuote(name)}`);
      this.defined.add(name);
    }
    this.defines.push({ name, offset, body });
  }

  /** A define has variables of its own. */
  private inOwnScope(parse: () => void): void {
    const { variables, rangeDepth, depth, actionLine } = this;
    Object.assign(this, { variables: ['$'], rangeDepth: 0, depth: 0, actionLine: 0 });
    parse();
    Object.assign(this, { variables, rangeDepth, depth, actionLine });
  }

  private nested<T>(parse: () => T): T {
    if (this.nesting >= maxNesting) this.fail(`too deep to be checked: ${maxNesting} blocks within each other`);
    this.nesting++;
    const result = parse();
    this.nesting--;
    return result;
  }

  private list(): { readonly list: readonly Statement[]; readonly end: End } {
    const list: Statement[] = [];
    while (this.tokens.peekNonSpace().kind !== 'eof') {
      const node = this.statement();
      if (node.type === 'end' || node.type === 'else') return { list, end: node };
      list.push(node);
    }
    return this.fail('unexpected EOF');
  }

  private statement(): Statement | End {
    const token = this.tokens.nextNonSpace();
    if (token.kind === 'text') return { type: 'text', text: token.text, offset: token.offset };
    if (token.kind !== 'left-delim') return this.unexpected(token, 'input');
    this.actionLine = token.line;
    const node = this.action(token.offset);
    this.actionLine = 0;
    return node;
  }

  private action(offset: number): Statement | End {
    const token = this.tokens.nextNonSpace();
    switch (token.kind) {
      case 'block':
        return this.nested(() => this.block(offset));
      case 'break':
      case 'continue':
        return this.jump(token.kind, offset);
      case 'else': {
        const next = this.tokens.peekNonSpace();
        if (next.kind !== 'if' && next.kind !== 'with') this.expect('right-delim', 'else');
        return { type: 'else', offset };
      }
      case 'end':
        this.expect('right-delim', 'end');
        return { type: 'end' };
      case 'if':
      case 'range':
      case 'with': {
        const { kind } = token;
        return this.nested(() => this.branch(kind, offset));
      }
      case 'template':
        return this.templateCall(offset);
      default:
        this.tokens.back(token);
        this.tokens.peek();
        return { type: 'action', offset, pipeline: this.pipeline('command') };
    }
  }

  private jump(type: 'break' | 'continue', offset: number): Statement {
    const token = this.tokens.nextNonSpace();
    if (token.kind !== 'right-delim') return this.unexpected(token, `{{${type}}}`);
    return this.rangeDepth === 0 ? this.fail(`{{${type}}} outside {{range}}`) : { type, offset };
  }

  private branch(type: Branch['type'], offset: number): Branch {
    const visible = this.variables.length;
    const pipeline = this.pipeline(type);
    if (type === 'range') this.rangeDepth++;
    const { list: body, end } = this.list();
    if (type === 'range') this.rangeDepth--;
    const otherwise = end.type === 'else' ? this.otherwise(type, end.offset) : [];
    this.variables.length = visible;
    return { type, offset, pipeline, body, otherwise };
  }

  /** `else`, or `else if` and `else with`, which share the `end` of what they belong to. */
  private otherwise(type: Branch['type'], offset: number): readonly Statement[] {
    if (type !== 'range' && this.tokens.peek().kind === type) {
      this.tokens.next();
      return [this.nested(() => this.branch(type, offset))];
    }
    const { list, end } = this.list();
    return end.type === 'end' ? list : this.fail('expected end; found {{else}}');
  }

  private block(offset: number): Statement {
    const name = this.templateName('block clause');
    const argument = this.pipeline('block clause');
    this.inOwnScope(() => {
      this.define(name, offset, this.bodyOf('block clause'));
    });
    return { type: 'template', offset, name, argument };
  }

  private templateCall(offset: number): Statement {
    const name = this.templateName('template clause');
    const token = this.tokens.nextNonSpace();
    if (token.kind === 'right-delim') return { type: 'template', offset, name };
    this.tokens.back(token);
    return { type: 'template', offset, name, argument: this.pipeline('template clause') };
  }

  private templateName(context: string): string {
    const token = this.tokens.nextNonSpace();
    const isString = token.kind === 'string' || token.kind === 'raw-string';
    return isString ? this.stringValue(token) : this.unexpected(token, context);
  }

  private pipeline(context: Context): Pipeline {
    const { offset } = this.tokens.peekNonSpace();
    const { variables, isAssignment } = this.declarations(context);
    const end = context === 'parenthesized pipeline' ? 'right-paren' : 'right-delim';
    const commands: Command[] = [];
    for (;;) {
      const token = this.tokens.nextNonSpace();
      if (token.kind === end) break;
      if (!startsOperand.has(token.kind)) return this.unexpected(token, context);
      this.tokens.back(token);
      commands.push(this.command());
    }
    if (commands.length === 0) this.fail(`missing value for ${context}`);
    for (const [index, { operands }] of commands.entries()) {
      if (index > 0 && operands[0] !== undefined && nonExecutable.has(operands[0].type)) {
        this.fail(`non executable command in pipeline stage ${index + 1}`);
      }
    }
    return { type: 'pipeline', offset, variables, isAssignment, commands };
  }

  private declarations(context: Context): Pick<Pipeline, 'variables' | 'isAssignment'> {
    const variables: Variable[] = [];
    for (;;) {
      const variable = this.tokens.peekNonSpace();
      if (variable.kind !== 'variable') return { variables, isAssignment: false };
      this.tokens.next();
      // Whether a space follows matters: `$x .a` is two operands, `$x.a` one.
      const adjacent = this.tokens.peek();
      const next = this.tokens.peekNonSpace();
      const declare = () => {
        this.tokens.nextNonSpace();
        variables.push({ name: variable.text, offset: variable.offset });
        this.variables.push(variable.text);
      };
      if (next.kind === 'assign' || next.kind === 'declare') {
        declare();
        return { variables, isAssignment: next.kind === 'assign' };
      }
      if (next.kind === 'char' && next.text === ',') {
        declare();
        if (context !== 'range' || variables.length >= 2) this.fail(`too many declarations in ${context}`);
        const { kind } = this.tokens.peekNonSpace();
        if (kind === 'variable' || kind === 'right-delim' || kind === 'right-paren') continue;
        return this.fail('range can only initialize variables');
      }
      if (adjacent.kind === 'space') this.tokens.back(adjacent);
      this.tokens.back(variable);
      return { variables, isAssignment: false };
    }
  }

  private command(): Command {
    const { offset } = this.tokens.peekNonSpace();
    const operands: Operand[] = [];
    for (;;) {
      this.tokens.peekNonSpace();
      const operand = this.operand();
      if (operand !== undefined) operands.push(operand);
      const token = this.tokens.next();
      if (token.kind === 'space') continue;
      if (token.kind === 'right-delim' || token.kind === 'right-paren') this.tokens.back(token);
      else if (token.kind !== 'pipe') return this.unexpected(token, 'operand');
      break;
    }
    return operands.length === 0 ? this.fail('empty command') : { offset, operands };
  }

  private operand(): Operand | undefined {
    const term = this.term();
    if (term === undefined || this.tokens.peek().kind !== 'field') return term;
    const fields: string[] = [];
    while (this.tokens.peek().kind === 'field') fields.push(this.tokens.next().text.slice(1));
    switch (term.type) {
      case 'field':
      case 'variable':
        return { ...term, fields: [...term.fields, ...fields] };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.fail(`unexpected . after term ${goQuote(termText(term, this.text))}`);
      default:
        return { type: 'chain', offset: term.offset, of: term, fields };
    }
  }

  private term(): Operand | undefined {
    const token = this.tokens.nextNonSpace();
    const { offset, text } = token;
    switch (token.kind) {
      case 'identifier':
        if (!this.functions.has(text)) return this.fail(`function ${goQuote(text)} not defined`);
        return { type: 'function', offset, name: text };
      case 'dot':
      case 'nil':
        return { type: token.kind, offset };
      case 'variable':
        if (!this.variables.includes(text)) return this.fail(`undefined variable ${goQuote(text)}`);
        return { type: 'variable', offset, name: text, fields: [] };
      case 'field':
        return { type: 'field', offset, fields: [text.slice(1)] };
      case 'bool':
        return { type: 'bool', offset, value: text === 'true' };
      case 'number':
      case 'complex':
      case 'char-constant': {
        const problem = numberProblem(text, token.kind);
        return problem === undefined ? { type: 'number', offset, text } : this.fail(problem);
      }
      case 'string':
      case 'raw-string':
        return { type: 'string', offset, value: this.stringValue(token) };
      case 'left-paren': {
        if (this.depth >= maxDepth) return this.fail('max expression depth exceeded');
        this.depth++;
        const pipeline = this.pipeline('parenthesized pipeline');
        this.depth--;
        return { ...pipeline, offset };
      }
      default:
        this.tokens.back(token);
        return undefined;
    }
  }

  private stringValue(token: Token): string {
    return unquote(token.text) ?? this.fail('invalid syntax');
  }

  private expect(kind: Token['kind'], context: string): void {
    const token = this.tokens.nextNonSpace();
    if (token.kind !== kind) this.unexpected(token, context);
  }

  private unexpected(token: Token, context: string): never {
    if (token.kind !== 'error') return this.fail(`unexpected ${describeToken(token)} in ${context}`, token);
    let started = '';
    if (this.actionLine !== 0 && this.actionLine !== token.line) {
      started = ` in action started at ${this.file}:${this.actionLine}`;
      if (token.text.endsWith(' action')) started = started.slice(' in action'.length);
    }
    return this.fail(`${token.text}${started}`, token);
  }

  fail(reason: string, { offset, line }: Token = this.tokens.current): never {
    throw new TemplateSyntaxError(this.file, this.text, offset, reason, line);
  }
}

const startsOperand: ReadonlySet<Token['kind']> = new Set([
  'bool',
  'char-constant',
  'complex',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'raw-string',
  'string',
  'variable',
  'left-paren',
]);

const nonExecutable: ReadonlySet<Operand['type']> = new Set(['bool', 'dot', 'nil', 'number', 'string']);

/** As Go prints a literal: as written. */
function termText(term: Operand, text: string): string {
  switch (term.type) {
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(term.value);
    default:
      return /^(?:"(?:[^"\\]|\\.)*"|`[^`]*`|[^\s.]+)/s.exec(text.slice(term.offset))?.[0] ?? '';
  }
}
