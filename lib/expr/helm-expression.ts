/** The second interpreter, for one expression: prints it as the Go template pipeline that computes the same. */
import { printLines, type Line } from './block';
import { isExpr, MisuseError, type Container, type Expr, type Loop, type Node, type Tree, type Value } from './expr';
import type { FunctionDefinition, NamedTemplate } from './define';
import { not } from './function';
import { goLiteral } from './go-text';
import { canFormNoValue } from './no-value';
import { presence } from './presence';

/** Below this, Go prints a number of the values (always a float64) without an exponent. */
const PRINTS_PLAINLY = 1_000_000;

/** A block of a template: the file, the body of a range, or a named template. */
export class Scope {
  /** Statements that the block opens with: the collections that its expressions use. */
  readonly statements: Line[] = [];
  private readonly collections = new Map<Node, string>();
  private readonly contents = new Map<string, string>();

  private constructor(
    private readonly file: TemplateFile,
    private readonly parent: Scope | undefined,
    private readonly loops: ReadonlyMap<Loop, string>,
    /** How the root context is written here: inside range and with, `.` is something else. */
    readonly root: '.' | '$',
  ) {}

  static ofFile(file: TemplateFile): Scope {
    return new Scope(file, undefined, new Map(), '.');
  }

  /** A field of the root context. */
  reference(field: string): string {
    return this.root === '.' ? `.${field}` : `$.${field}`;
  }

  /** The body of `range $name := …`, in which `loop` is bound. */
  enter(loop: Loop): readonly [Scope, string] {
    const name = this.file.loopVariable(loop, this.loops);
    return [new Scope(this.file, this, new Map(this.loops).set(loop, name), '$'), name];
  }

  variable(loop: Loop): string {
    const name = this.loops.get(loop);
    if (name === undefined) throw new MisuseError(`$${loop.name} is used outside its each()`);
    return name;
  }

  include(name: string, body: NamedBody): string {
    this.file.define(name, body);
    return `include ${goLiteral(`${this.file.chart}.${name}`)} ${this.root}`;
  }

  helper(fn: NamedTemplate, argument: string): string {
    this.file.define(fn.name, fn);
    return `include ${goLiteral(`${this.file.chart}.${fn.name}`)} ${argument}`;
  }

  /** The variable that holds a collection, made once in the outermost block where all it mentions is known. */
  collect(node: Node & { readonly op: 'collection' }): string {
    const known = this.collections.get(node);
    if (known !== undefined) return known;
    const { parent } = this;
    const isOwn = (loop: Loop): boolean => this.loops.has(loop) && parent?.loops.has(loop) !== true;
    if (parent !== undefined && ![...loopsIn(node.tree)].some(isOwn)) return parent.collect(node);
    // The same collection may have been built twice; with the same statements, it is the same variable.
    const content = printLines(collectionStatements(`$${node.name}`, node.tree, this)).join('\n');
    const twin = this.contents.get(content);
    const name = twin ?? this.file.variable(node.name);
    this.collections.set(node, name);
    if (twin !== undefined) return twin;
    this.contents.set(content, name);
    this.statements.push(...collectionStatements(name, node.tree, this));
    return name;
  }
}

/** A named text, shared items, or a function. */
export type NamedBody = Expr<string> | readonly Tree[] | NamedTemplate;

/** What the blocks of one template file share. */
export class TemplateFile {
  private readonly variables = new Set<string>();
  private readonly loopVariables = new Set<string>();

  constructor(
    readonly chart: string,
    /** Called with each named text, shared items and function that the file includes. */
    readonly define: (name: string, body: NamedBody) => void,
  ) {}

  /** A variable for the rest of its block, called like nothing else in the file. */
  variable(name: string): string {
    return claim(name, [''], [this.variables, this.loopVariables], this.variables);
  }

  /** A variable for one loop: other loops may use its name, unless they are around it. */
  loopVariable(loop: Loop, around: ReadonlyMap<Loop, string>): string {
    const taken = [...around].flatMap(([other, name]) => variableEndings(other).map((ending) => `${name}${ending}`));
    return claim(loop.name, variableEndings(loop), [this.variables, new Set(taken)], this.loopVariables);
  }
}

/** A loop over a map has a second variable, for the key. */
function variableEndings({ list }: Loop): readonly string[] {
  return list.shape.type === 'map' ? ['', 'Key'] : [''];
}

/** The first free of `$name`, `$name2`, …, which is free with each of the endings. */
function claim(
  name: string,
  endings: readonly string[],
  taken: readonly ReadonlySet<string>[],
  into: Set<string>,
): string {
  const base = `$${name.replace(/[^A-Za-z0-9_]+(.?)/g, (_, next: string) => next.toUpperCase())}`;
  const isFree = (candidate: string): boolean =>
    endings.every((ending) => taken.every((names) => !names.has(`${candidate}${ending}`)));
  let candidate = base;
  for (let count = 2; !isFree(candidate); count += 1) candidate = `${base}${String(count)}`;
  for (const ending of endings) into.add(`${candidate}${ending}`);
  return candidate;
}

/** The action that prints an expression as a YAML scalar: `{{ .Values.image.tag | quote }}`. */
export function outputAction(expression: Expr<unknown>, scope: Scope): string {
  return `{{ ${expression.shape.type === 'string' ? quoted(expression, scope) : bareNumber(expression, scope)} }}`;
}

/** A command or pipeline that computes the expression. */
export function pipeline(expression: Expr<unknown>, scope: Scope): string {
  const { node, shape } = expression;
  switch (node.op) {
    case 'values':
    case 'item':
    case 'key':
    case 'chart':
    case 'release': {
      const bare = reference(node, scope);
      const operand = parenthesised(bare);
      if ('fallback' in shape) {
        const filled = `default ${goLiteral(shape.fallback)} ${operand}`;
        return shape.type === 'integer' ? `int64 (${filled})` : filled;
      }
      if (shape.type === 'integer') return `int64 ${operand}`;
      if (shape.type === 'list') return `default list ${operand}`;
      const isRoot = node.op === 'values' && node.path.length === 0;
      return shape.type === 'map' && !isRoot ? `default dict ${operand}` : bare;
    }
    case 'text':
      return printf(node.parts, scope);
    case 'call':
      return call(
        node.fn,
        node.args.map((arg) => operand(arg as Tree, scope)),
        scope,
      );
    case 'collection':
      return inlineCollection(node.tree, scope) ?? scope.collect(node);
    case 'named':
      return scope.include(node.name, node.body);
    case 'json':
      return `toJson (fromYamlArray (${scope.include(node.name, node.items)}))`;
    case 'constant':
      throw new MisuseError('a literal run is not printed as a template');
    case 'when':
    case 'each':
    case 'extend':
    case 'shared':
      throw new MisuseError(`${node.op}() stands where a single value is needed: use choose() or collection()`);
  }
}

function call(fn: FunctionDefinition, operands: readonly string[], scope: Scope): string {
  return 'template' in fn ? scope.helper(fn, operands[0] ?? '') : fn.print(...operands);
}

/** The tree as one argument of a function. */
export function operand(tree: Tree, scope: Scope): string {
  if (typeof tree === 'string' || typeof tree === 'number' || typeof tree === 'boolean') return goLiteral(tree);
  if (tree === null || tree === undefined) return 'nil';
  if (!isExpr(tree)) {
    const inline = inlineCollection(tree, scope);
    if (inline === undefined)
      throw new MisuseError('a conditional list or map inside an expression needs collection()');
    return `(${inline})`;
  }
  return parenthesised(pipeline(tree, scope));
}

function parenthesised(printed: string): string {
  return printed.includes(' ') ? `(${printed})` : printed;
}

/** A condition, written as a person would: Go's truth makes `not (empty x)` just `x` here. */
export function condition(expression: Value<boolean>, scope: Scope): string {
  return truth(expression, scope);
}

function truth(value: unknown, scope: Scope): string {
  if (!isExpr(value)) return String(value);
  const { node } = value;
  if (node.op !== 'call' || node.fn.printTruth === undefined) return bareReference(value, scope);
  return node.fn.printTruth(node.args, {
    whole: (arg) => truth(arg, scope),
    operand: (arg) => parenthesised(truth(arg, scope)),
  });
}

/** A list or map where absent is as good as empty: in if, with and range. */
export function bareReference(expression: Expr<unknown>, scope: Scope): string {
  const { node, shape } = expression;
  const isBare = (node.op === 'values' || node.op === 'item') && (shape.type === 'list' || shape.type === 'map');
  return isBare ? reference(node, scope) : pipeline(expression, scope);
}

type Reference = Extract<Node, { readonly op: 'values' | 'item' | 'key' | 'release' | 'chart' }>;

function reference(node: Reference, scope: Scope): string {
  switch (node.op) {
    case 'values':
      return member(scope.reference('Values'), node.path);
    case 'item':
      return member(scope.variable(node.loop), node.path);
    case 'key':
      return `${scope.variable(node.loop)}Key`;
    case 'release':
      return scope.reference(`Release.${node.field}`);
    case 'chart':
      return scope.reference('Chart.Name');
  }
}

/** A template can only name keys that are identifiers; others are looked up. */
function member(object: string, path: readonly string[]): string {
  if (path.every((key) => /^[A-Za-z_]\w*$/.test(key))) return [object, ...path].join('.');
  return ['index', object, ...path.map(goLiteral)].join(' ');
}

function bareNumber(expression: Expr<unknown>, scope: Scope): string {
  const { node, shape } = expression;
  const small =
    shape.type === 'integer' &&
    Math.max(Math.abs(shape.minimum ?? Infinity), Math.abs(shape.maximum ?? Infinity)) < PRINTS_PLAINLY;
  return small && node.op === 'values' ? reference(node, scope) : pipeline(expression, scope);
}

/** A double-quoted YAML scalar. Helm deletes the text “<no value>” from all output, so it must not form here. */
function quoted(expression: Expr<unknown>, scope: Scope): string {
  const guard = canFormNoValue(expression) ? ' | replace "<no value>" "\\\\u003cno value>"' : '';
  return `${pipeline(expression, scope)} | quote${guard}`;
}

function printf(parts: readonly unknown[], scope: Scope): string {
  const format = parts.map((part) => (isExpr(part) ? verb(part) : String(part).replaceAll('%', '%%')));
  const args = parts.filter(isExpr).map((part) => operand(part as Tree, scope));
  return ['printf', goLiteral(format.join('')), ...args].join(' ');
}

function verb({ shape }: Expr<unknown>): string {
  return shape.type === 'integer' ? '%d' : shape.type === 'boolean' ? '%t' : '%s';
}

/** `list …` or `dict …`, if nothing in it is conditional. */
function inlineCollection(tree: Container, scope: Scope): string | undefined {
  const parts: readonly Tree[] = Object.values(tree);
  if (parts.some(isConditional)) return undefined;
  if (Array.isArray(tree)) return inlineList(parts, scope);
  return ['dict', ...Object.entries(tree).flatMap(([key, part]) => [goLiteral(key), operand(part, scope)])].join(' ');
}

function inlineList(items: readonly Tree[], scope: Scope): string {
  return ['list', ...items.map((item) => operand(item, scope))].join(' ');
}

function isConditional(tree: Tree): boolean {
  const isStatement = isExpr(tree) && (tree.node.op === 'each' || tree.node.op === 'when');
  return isStatement || presence(tree) !== true;
}

/** Statements that build a list or map step by step. */
function collectionStatements(variable: string, tree: Container, scope: Scope): readonly Line[] {
  if (Array.isArray(tree)) {
    const items = tree as readonly Tree[];
    const split = items.findIndex(isConditional);
    const leading = inlineList(items.slice(0, split), scope);
    const append = (item: string): string => `{{- ${variable} = append ${variable} ${item} }}`;
    return [
      `{{- ${variable} := ${leading} }}`,
      ...items.slice(split).flatMap((item) => statement(item, append, scope)),
    ];
  }
  const fields = Object.entries(tree as Readonly<Record<string, Tree>>);
  return [
    `{{- ${variable} := dict }}`,
    ...fields.flatMap(([key, field]) =>
      statement(field, (item) => `{{- $_ := set ${variable} ${goLiteral(key)} ${item} }}`, scope),
    ),
  ];
}

function statement(tree: Tree, add: (operand: string) => string, scope: Scope): readonly Line[] {
  if (isExpr(tree) && tree.node.op === 'when') {
    const { condition: test, then, otherwise } = tree.node;
    return ifElse(test, statement(then, add, scope), statement(otherwise, add, scope), scope);
  }
  if (isExpr(tree) && tree.node.op === 'each') {
    const { loop, body } = tree.node;
    return range(loop, scope, (inner) => statement(body, add, inner));
  }
  const present = presence(tree);
  if (present === false) return [];
  const line = add(operand(tree, scope));
  return present === true ? [line] : ifElse(present, [line], [], scope);
}

/** `{{- if … }}` around lines. */
export function ifElse(
  test: Value<boolean>,
  body: readonly Line[],
  otherwise: readonly Line[],
  scope: Scope,
  indent = 0,
): readonly Line[] {
  if (body.length === 0) return otherwise.length === 0 ? [] : ifElse(not(test), otherwise, [], scope, indent);
  return [{ opening: `{{- if ${condition(test, scope)} }}`, body, otherwise, indent }];
}

/** `{{- range … }}` around the lines of its body. */
export function range(loop: Loop, scope: Scope, lines: (inner: Scope) => readonly Line[], indent = 0): readonly Line[] {
  const [inner, variable] = scope.enter(loop);
  const list = loop.list;
  const body = lines(inner);
  const names = list.shape.type === 'map' ? `${variable}Key, ${variable}` : variable;
  const opening = `{{- range ${names} := ${bareReference(list, scope)} }}`;
  return [{ opening, body: [...indented(inner.statements, indent), ...body], otherwise: [], indent }];
}

/** Statements print nothing themselves, so they may stand where the block does. */
function indented(statements: readonly Line[], indent: number): readonly Line[] {
  return statements.map((line) => {
    if (typeof line === 'string') return `${' '.repeat(indent)}${line}`;
    const [body, otherwise] = [indented(line.body, indent), indented(line.otherwise, indent)];
    return { ...line, body, otherwise, indent: line.indent + indent };
  });
}

/** The loops whose items a tree mentions without binding them itself. */
function loopsIn(tree: unknown, found = new Set<Loop>()): ReadonlySet<Loop> {
  if (isExpr(tree)) {
    const { node } = tree;
    if (node.op === 'item' || node.op === 'key') found.add(node.loop);
    loopsIn(Object.values(node), found);
  } else if (typeof tree === 'object' && tree !== null) {
    for (const part of Object.values(tree)) loopsIn(part, found);
  }
  return found;
}
