/**
 * Which values a chart's templates use, where, and whether anything is said about their absence. Defines are followed
 * from every call with what the call gives them. What can't be known stays unknown: it never counts as unused or missing.
 */
import { withGaps } from '../../text/wildcard';
import { apply, items, type Recorder } from './apply';
import type { ChartModel, TemplateFile } from './chart-model';
import type { Branch, Command, Operand, Pipeline, Statement } from './node';
import { namePattern } from './name-pattern';
import { parseTemplate } from './parse';
import { keyOf, root, union, unknown, unsure, type Sym, type ValuesPath } from './symbol';
import { TemplateSyntaxError } from './syntax-error';
import { isWithin, type Analysis, type Use } from './use';
import { Variables } from './variables';

/** Bodies of defines looked at, over all calls. The largest charts known need a tenth of it. */
const maxCalls = 50_000;

/** Names of defines compared with names made at run time: each different one with all of them. */
const maxComparisons = 1_000_000;

const analyses = new WeakMap<ChartModel, Analysis>();

export function analyse(model: ChartModel): Analysis {
  const known = analyses.get(model);
  if (known !== undefined) return known;
  const analysis = new Analyser(model).run();
  analyses.set(model, analysis);
  return analysis;
}

interface Frame {
  readonly file: string;
  readonly dot: Sym;
  readonly dollar: Sym;
  readonly variables: Variables;
  /** Paths whose absence somebody has thought of. */
  readonly guards: readonly ValuesPath[];
  /** Whether a loop around is gone through again, with what its first round has assigned. */
  readonly isSecondRound?: boolean;
}

class Analyser {
  private readonly uses = new Map<string, Use>();
  private readonly calls: Analysis['calls'][number][] = [];
  /** Keys of `calls`. */
  private readonly called = new Set<string>();
  /** The defines that a name made at run time may mean, by what is known of it. */
  private readonly dynamicCalls = new Map<string, readonly string[]>();
  private readonly assigned: ValuesPath[] = [];
  private readonly demanded: ValuesPath[] = [];
  /** What each call of a define, in each situation, uses. */
  private readonly seen = new Map<string, readonly ValuesPath[]>();
  private readonly active: string[] = [];
  /** Those who want to know what is used just now. */
  private readonly listeners: ValuesPath[][] = [];
  private budget = maxCalls;
  private comparisons = maxComparisons;
  private runsTexts = false;

  constructor(private readonly model: ChartModel) {}

  run(): Analysis {
    let isComplete = true;
    try {
      this.runAll();
    } catch (error) {
      // Defines that call each other deeper than our stack: what was seen of them stays.
      if (!(error instanceof RangeError)) throw error;
      isComplete = false;
    }
    const { calls, assigned, demanded } = this;
    const dynamicCalls = new Set([...this.dynamicCalls.values()].flat());
    return {
      uses: [...this.uses.values()],
      ...{ calls, dynamicCalls, assigned, demanded },
      isComplete: isComplete && this.budget > 0 && this.comparisons > 0,
    };
  }

  private runAll(): void {
    for (const source of this.model.templates) {
      if (source.isOwn && isRendered(source)) this.runFile(source.file, source.template?.body ?? [], []);
    }
    if (this.runsTexts) this.runTexts();
    for (const path of conditionsOf(this.model)) this.note(path, 'Chart.yaml', 0, 'test', false);
  }

  private runFile(file: string, body: readonly Statement[], guards: readonly ValuesPath[]): void {
    const variables = new Variables();
    this.statements(body, { file, dot: root, dollar: root, variables, guards });
  }

  /** What `tpl` may be given: texts of values.yaml and the chart's other files. They claim nothing, they only use. */
  private runTexts(): void {
    const texts = [...this.model.view.files].filter(
      ([file]) => !/^(?:charts|templates)\/|^README|^Chart\.yaml/.test(file),
    );
    for (const [file, text] of texts) {
      if (file !== 'values.yaml' && text.includes('{{')) this.runText(file, text);
    }
    const visit = (value: unknown): void => {
      if (typeof value === 'string' && value.includes('{{')) this.runText('values.yaml', value);
      else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
    };
    visit(this.model.values);
  }

  private runText(file: string, text: string): void {
    try {
      this.runFile(file, parseTemplate(text, file).body, [[]]);
    } catch (error) {
      if (!(error instanceof TemplateSyntaxError)) throw error;
      for (const [, path = ''] of text.matchAll(/\.Values\.([\w.]+)/g)) {
        this.note(path.split('.'), file, 0, 'whole', false);
      }
    }
  }

  private statements(list: readonly Statement[], frame: Frame): void {
    for (const node of list) this.statement(node, frame);
  }

  private statement(node: Statement, frame: Frame): void {
    switch (node.type) {
      case 'action': {
        const symbol = this.pipeline(node.pipeline, frame);
        if (node.pipeline.variables.length === 0) this.use(symbol, 'whole', frame, node.pipeline.offset);
        return;
      }
      case 'template': {
        const argument = node.argument === undefined ? unknown : this.pipeline(node.argument, frame);
        this.callDefine(node.name, argument, frame, node.offset);
        return;
      }
      case 'if':
      case 'with':
      case 'range':
        this.branch(node, frame);
        return;
      default:
    }
  }

  private branch({ type, pipeline, body, otherwise }: Branch, frame: Frame): void {
    const scope = { ...frame, variables: frame.variables.nested() };
    let symbol: Sym = unknown;
    const mentioned = this.listen(() => {
      symbol = this.pipeline(pipeline, scope, type === 'range');
      if (type === 'range') symbol = items(symbol, this.recorder(scope, pipeline.offset));
      else this.use(symbol, 'test', scope, pipeline.offset);
    });
    const inner: Frame = { ...scope, guards: merged(frame.guards, mentioned) };
    if (type === 'range') {
      const [first, second] = pipeline.variables;
      if (second !== undefined && first !== undefined) inner.variables.declare(first.name, unknown);
      const item = second ?? first;
      if (item !== undefined) inner.variables.declare(item.name, symbol);
    }
    const bodyFrame = { ...inner, dot: type === 'if' ? frame.dot : symbol, variables: inner.variables.nested() };
    this.statements(body, bodyFrame);
    // What the first round assigns, the second sees; within a second round one is enough, or nested loops would take 2^n.
    if (type === 'range' && frame.isSecondRound !== true && inner.variables.hasAssignments()) {
      this.statements(body, { ...bodyFrame, variables: inner.variables.nested(), isSecondRound: true });
    }
    this.statements(otherwise, { ...inner, variables: inner.variables.nested() });
    if (fails(body)) this.demanded.push(...mentioned);
  }

  private pipeline(node: Pipeline, frame: Frame, isRange = false): Sym {
    let piped: Sym | undefined;
    for (const command of node.commands) piped = this.command(command, frame, piped);
    const result = piped ?? unknown;
    if (!isRange) {
      for (const { name } of node.variables) {
        if (node.isAssignment) frame.variables.assign(name, result);
        else frame.variables.declare(name, result);
      }
    }
    return result;
  }

  private command({ operands, offset }: Command, frame: Frame, piped: Sym | undefined): Sym {
    const [head, ...args] = operands;
    if (head === undefined) return unknown;
    const last = piped === undefined ? [] : [piped];
    if (head.type !== 'function') {
      const symbol = this.operand(head, frame);
      if (args.length + last.length === 0) return symbol;
      // A method, such as .Files.Get, or a mistake.
      this.use(symbol, 'whole', frame, offset);
      for (const arg of [...args.map((arg) => this.operand(arg, frame)), ...last])
        this.use(arg, 'whole', frame, offset);
      return unknown;
    }
    if (head.name === 'and' || head.name === 'or') return this.shortCircuit(head.name, args, last, frame, head.offset);
    const symbols = [...args.map((arg) => this.operand(arg, frame)), ...last];
    switch (head.name) {
      case 'include':
        return this.include(args[0], symbols, frame, head.offset);
      case 'tpl':
        return this.tpl(symbols, frame, head.offset);
      default:
        return apply(head.name, symbols, this.recorder(frame, head.offset));
    }
  }

  /** What comes later is only looked at if the earlier allows. */
  private shortCircuit(
    name: string,
    args: readonly Operand[],
    last: readonly Sym[],
    frame: Frame,
    offset: number,
  ): Sym {
    const symbols: Sym[] = [];
    let guarded = frame;
    for (const arg of args) {
      const mentioned = this.listen(() => {
        const symbol = this.operand(arg, guarded);
        this.use(symbol, 'test', guarded, arg.offset);
        symbols.push(symbol);
      });
      guarded = { ...guarded, guards: merged(guarded.guards, mentioned) };
    }
    return apply(name, [...symbols, ...last], this.recorder(guarded, offset));
  }

  private operand(node: Operand, frame: Frame): Sym {
    switch (node.type) {
      case 'dot':
        return frame.dot;
      case 'string':
        return { type: 'string', value: node.value };
      case 'field':
        return this.fields(frame.dot, node.fields, frame, node.offset);
      case 'variable': {
        const start = node.name === '$' ? frame.dollar : nilSafe(frame.variables.get(node.name), node.fields);
        return this.fields(start, node.fields, frame, node.offset);
      }
      case 'chain':
        return this.fields(nilSafe(this.operand(node.of, frame), node.fields), node.fields, frame, node.offset);
      case 'function':
        return this.command({ offset: node.offset, operands: [node] }, frame, undefined);
      case 'pipeline':
        return this.pipeline(node, frame);
      default:
        return unknown;
    }
  }

  private fields(from: Sym, names: readonly string[], frame: Frame, offset: number): Sym {
    let symbol = from;
    for (const name of names) symbol = this.field(symbol, name, frame, offset);
    return symbol;
  }

  private field(from: Sym, name: string, frame: Frame, offset: number): Sym {
    switch (from.type) {
      case 'root':
        return name === 'Values' ? { type: 'path', path: [], isSure: true } : unknown;
      case 'path':
        if (from.path.length > 0) this.record(from.path, frame, offset, 'step', from.isSure);
        return { ...from, path: [...from.path, name] };
      case 'dict': {
        const own = from.fields.get(name);
        if (own !== undefined && from.rest.length === 0) return own;
        const rest = from.rest.map((part) => this.field(part, name, frame, offset));
        return union(...(own === undefined ? [unknown] : [own]), ...rest);
      }
      case 'union':
        return union(...from.of.map((part) => this.field(part, name, frame, offset)));
      default:
        return unknown;
    }
  }

  private include(nameNode: Operand | undefined, args: readonly Sym[], frame: Frame, offset: number): Sym {
    const [name = unknown, argument = unknown] = args;
    if (name.type === 'string') {
      this.callDefine(name.value, argument, frame, offset);
      return unknown;
    }
    this.use(name, 'whole', frame, offset);
    for (const define of this.definesLike(namePattern(nameNode))) this.enter(define, argument, frame);
    if (!this.model.isComplete) this.use(argument, 'whole', frame, offset);
    return unknown;
  }

  private definesLike(parts: readonly string[]): readonly string[] {
    const key = JSON.stringify(parts);
    const known = this.dynamicCalls.get(key);
    if (known !== undefined) return known;
    const names = [...this.model.defines.keys()];
    this.comparisons -= names.length;
    const matching = this.comparisons > 0 ? names.filter(withGaps(parts)) : [];
    this.dynamicCalls.set(key, matching);
    return matching;
  }

  private callDefine(name: string, argument: Sym, frame: Frame, offset: number): void {
    const key = `${frame.file}\n${offset}\n${name}`;
    if (!this.called.has(key)) {
      this.called.add(key);
      this.calls.push({ name, file: frame.file, offset });
    }
    if (this.model.defines.has(name)) this.enter(name, argument, frame);
    else this.use(argument, 'whole', frame, offset);
  }

  private enter(name: string, argument: Sym, frame: Frame): void {
    const guards = frame.guards.map((guard) => guard.join('.')).join(' ');
    const key = `${name}\n${keyOf(argument)}\n${guards}`;
    const seen = this.seen.get(key);
    if (seen !== undefined) {
      for (const listener of this.listeners) listener.push(...seen);
      return;
    }
    if (this.budget <= 0 || this.active.filter((active) => active === name).length > 2) return;
    this.budget--;
    this.active.push(name);
    const used = this.listen(() => {
      for (const { define, source } of this.model.defines.get(name) ?? []) {
        const variables = new Variables();
        this.statements(define.body, { ...frame, file: source.file, dot: argument, dollar: argument, variables });
      }
    });
    this.active.pop();
    this.seen.set(key, used);
  }

  private tpl([text = unknown, context = unknown]: readonly Sym[], frame: Frame, offset: number): Sym {
    this.use(text, 'whole', frame, offset);
    this.runsTexts = true;
    // The root of such texts is looked at by runTexts; what else they are given may be used.
    if (context.type === 'dict') {
      for (const value of context.fields.values()) if (value.type !== 'root') this.use(value, 'whole', frame, offset);
    } else if (context.type !== 'root') this.use(context, 'whole', frame, offset);
    return unknown;
  }

  private use(symbol: Sym, how: 'whole' | 'test', frame: Frame, offset: number): void {
    switch (symbol.type) {
      case 'path':
        this.record(symbol.path, frame, offset, how, symbol.isSure);
        return;
      case 'root':
        if (how === 'whole') this.record([], frame, offset, how, false);
        return;
      case 'dict':
        if (how === 'test') return;
        for (const part of [...symbol.fields.values(), ...symbol.rest]) this.use(part, how, frame, offset);
        return;
      case 'list':
        for (const part of symbol.items) this.use(part, how, frame, offset);
        return;
      case 'union':
        for (const part of symbol.of) this.use(part, how, frame, offset);
        return;
      default:
    }
  }

  private recorder(frame: Frame, offset: number): Recorder {
    return {
      use: (symbol, how) => {
        this.use(symbol, how, frame, offset);
      },
      field: (symbol, key) => this.field(symbol, key, frame, offset),
      assigned: (path) => this.assigned.push(path),
      demanded: (path) => this.demanded.push(path),
    };
  }

  private record(path: ValuesPath, frame: Frame, offset: number, how: Use['how'], isSure: boolean): void {
    const isGuarded = frame.guards.some((guard) => isWithin(path, guard) || isWithin(guard, path));
    this.note(path, frame.file, offset, how, isSure && !isGuarded);
    if (how !== 'step') for (const listener of this.listeners) listener.push(path);
  }

  private note(path: ValuesPath, file: string, offset: number, how: Use['how'], isBare: boolean): void {
    const key = `${file}\n${offset}\n${how}\n${isBare}\n${path.join('\n')}`;
    if (!this.uses.has(key)) this.uses.set(key, { path, file, offset, how, isBare });
  }

  /** The paths that are used (not only passed) while `run` runs. */
  private listen(run: () => void): readonly ValuesPath[] {
    const heard: ValuesPath[] = [];
    this.listeners.push(heard);
    run();
    this.listeners.pop();
    return merged([], heard);
  }
}

/** In Go `(.a).b` and `$a.b` are nil where `.a.b` is an error: the author may count on it. */
function nilSafe(symbol: Sym, fields: readonly string[]): Sym {
  return fields.length === 0 ? symbol : unsure(symbol);
}

/** Partials are only there for their defines. */
function isRendered({ file }: TemplateFile): boolean {
  return !/(?:^|\/)_[^/]*$/.test(file);
}

function merged(some: readonly ValuesPath[], more: readonly ValuesPath[]): readonly ValuesPath[] {
  const all = new Map([...some, ...more].map((path) => [path.join('.'), path]));
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}

/** Whether it ends the rendering with a message. */
function fails(body: readonly Statement[]): boolean {
  return body.some(
    (node) => node.type === 'action' && node.pipeline.commands.some(({ operands: [head] }) => isFail(head)),
  );
}

function isFail(operand: Operand | undefined): boolean {
  return operand?.type === 'function' && operand.name === 'fail';
}

/** `condition` of the dependencies, and `tags`. */
function conditionsOf({ metadata }: ChartModel): readonly ValuesPath[] {
  const dependencies = Array.isArray(metadata['dependencies']) ? (metadata['dependencies'] as readonly unknown[]) : [];
  const conditions = dependencies.flatMap((dependency) => {
    const { condition } = (dependency ?? {}) as { readonly condition?: unknown };
    return typeof condition === 'string' ? condition.split(',').map((path) => path.trim().split('.')) : [];
  });
  return [...conditions, ['tags']];
}
