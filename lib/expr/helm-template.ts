/** The second interpreter, for whole manifests: prints a tree as a Helm template that reads like a hand-written one. */
import { isLiteralSafe, writeScalar } from '../yaml/write';
import { printLines, type Line } from './block';
import { isExpr, MisuseError, type Expr, type Loop, type Node, type Tree, type Value } from './expr';
import { goLiteral } from './go-text';
import {
  bareReference,
  ifElse,
  operand,
  outputAction,
  pipeline,
  range,
  Scope,
  TemplateFile,
  type NamedBody,
} from './helm-expression';
import { askedFor, notEmpty } from './function';
import { implied, presence, restOf } from './presence';

/** Prints the templates of one chart, and remembers which named texts they include. */
export class TemplatePrinter {
  /** The named texts, shared items and functions that templates include, as they are defined. */
  private readonly definitions = new Map<string, string>();
  /** Body → the names under which it has been printed. */
  private readonly printed = new WeakMap<object, Set<string>>();

  constructor(private readonly chart: string) {}

  /** A template that renders the manifest, or those of a list, each as a document; nothing if the condition is false. */
  manifest(manifest: Tree, options: { readonly comment: string; readonly condition?: Value<boolean> }): string {
    const scope = this.file();
    const body = Array.isArray(manifest)
      ? (manifest as readonly Tree[]).flatMap((one) => documentLines(one, scope))
      : mapLines(manifest as Readonly<Record<string, Tree>>, 0, scope);
    const { condition: test = true } = options;
    const guarded = isExpr(test) ? ifElse(test, body, [], scope) : test ? body : [];
    return lines([`{{- /* ${options.comment} */}}`, ...scope.statements, ...guarded]);
  }

  /** A template that renders nothing, and stops the installation with the texts whose conditions hold. */
  checks(problems: Value<readonly string[]>, options: { readonly comment: string }): string {
    if (!isExpr(problems)) return '';
    const scope = this.file();
    const list = operand(problems, scope);
    const stop = ifElse(notEmpty(problems), [`{{- fail (join "\\n" (concat (list "") ${list})) }}`], [], scope);
    return lines([`{{- /* ${options.comment} */}}`, ...scope.statements, ...stop]);
  }

  /** Plain text, line by line, with no YAML around it: NOTES.txt. */
  text(tree: readonly Tree[]): string {
    const scope = this.file();
    const body = tree.flatMap((line) => textLines(line, scope));
    return lines([...scope.statements, ...body]);
  }

  /** _helpers.tpl: the named texts, shared items and functions included so far. */
  helpers(): string {
    return [...this.definitions]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, definition]) => definition)
      .join('\n');
  }

  /** Of two bodies with one name, Helm would take the last for both; constructs may build the same one twice. */
  private define(name: string, body: NamedBody): void {
    const names = this.printed.get(body) ?? new Set();
    if (names.has(name)) return;
    this.printed.set(body, names.add(name));
    const scope = this.file();
    const text = bodyLines(body, scope);
    const opening = `{{- define ${goLiteral(`${this.chart}.${name}`)} -}}`;
    const definition = lines([opening, ...scope.statements, ...text, '{{- end }}']);
    const other = this.definitions.get(name) ?? definition;
    if (other !== definition) {
      throw new MisuseError(`two different things are called “${name}” by named() or shared(): rename one`);
    }
    this.definitions.set(name, definition);
  }

  private file(): Scope {
    return Scope.ofFile(
      new TemplateFile(this.chart, (name, body) => {
        this.define(name, body);
      }),
    );
  }
}

function bodyLines(body: NamedBody, scope: Scope): readonly Line[] {
  if (isExpr(body)) return [`{{- ${pipeline(body, scope)} }}`];
  return 'template' in body ? body.template : nestedLines(body, 0, scope);
}

function lines(all: readonly Line[]): string {
  return printLines(all)
    .map((line) => `${line}\n`)
    .join('');
}

/** The lines of one document of several, with whatever decides how often it is there. */
function documentLines(item: Tree, scope: Scope): readonly Line[] {
  if (isExpr(item) && item.node.op === 'when') {
    return whenLines(item.node, 0, scope, (part) => documentLines(part, scope));
  }
  if (isExpr(item) && item.node.op === 'each') {
    const { loop, body } = item.node;
    return range(loop, scope, (inner) => documentLines(body, inner));
  }
  return guarded(item, 0, scope, undefined, () => [
    '---',
    ...(isExpr(item) && item.node.op !== 'extend'
      ? [yamlAction(pipeline(item, scope), 0)]
      : nestedLines(item, 0, scope)),
  ]);
}

function mapLines(map: Readonly<Record<string, Tree>>, indent: number, scope: Scope): readonly Line[] {
  return Object.entries(map).flatMap(([key, value]) => fieldLines(key, value, indent, scope));
}

/**
 * The lines of `key: value`, with whatever decides that the field is there.
 * @param known a condition that already holds where the lines stand
 */
function fieldLines(key: string, value: Tree, indent: number, scope: Scope, known?: Expr<boolean>): readonly Line[] {
  const whole = unlessEmptyValue(value);
  if (whole !== undefined) {
    return withLines(whole, indent, scope, (dot) => [`${pad(indent)}${keyText(key)}:`, yamlAction(dot, indent + 2)]);
  }
  if (isExpr(value) && value.node.op === 'when') {
    return whenLines(value.node, indent, scope, (part, holds) => fieldLines(key, part, indent, scope, holds));
  }
  return guarded(value, indent, scope, known, () => presentField(key, value, indent, scope));
}

function presentField(key: string, value: Tree, indent: number, scope: Scope): readonly Line[] {
  const head = `${pad(indent)}${keyText(key)}:`;
  const scalar = scalarText(value, indent, scope);
  if (scalar !== undefined) return [`${head} ${scalar[0]}`, ...scalar.slice(1)];
  if (isExpr(value) && value.node.op !== 'extend') return [head, yamlAction(pipeline(value, scope), indent + 2)];
  return [head, ...nestedLines(value, indent + 2, scope)];
}

function nestedLines(value: Tree, indent: number, scope: Scope): readonly Line[] {
  if (isExpr(value) && value.node.op === 'extend') {
    const rest = withLines(restOf(value.node), indent, scope, (dot) => [yamlAction(dot, indent)]);
    return [...mapLines(value.node.fields, indent, scope), ...rest];
  }
  return Array.isArray(value)
    ? (value as readonly Tree[]).flatMap((item) => itemLines(item, indent, scope))
    : mapLines(value as Readonly<Record<string, Tree>>, indent, scope);
}

/** The lines of `- item`, with whatever decides how often it is there. */
function itemLines(item: Tree, indent: number, scope: Scope): readonly Line[] {
  if (isExpr(item) && item.node.op === 'when') {
    return whenLines(item.node, indent, scope, (part) => itemLines(part, indent, scope));
  }
  if (isExpr(item) && item.node.op === 'shared') {
    const include = scope.include(item.node.name, item.node.items);
    return [`${pad(indent)}{{- ${include} | nindent ${String(indent)} }}`];
  }
  if (isExpr(item) && item.node.op === 'each') {
    const whole = wholeList(item);
    if (whole !== undefined) return withLines(whole, indent, scope, (dot) => [yamlAction(dot, indent)]);
    const { loop, body } = item.node;
    return range(loop, scope, (inner) => itemLines(body, indent, inner), indent);
  }
  return guarded(item, indent, scope, undefined, () => presentItem(item, indent, scope));
}

function presentItem(item: Tree, indent: number, scope: Scope): readonly Line[] {
  const dash = `${pad(indent)}-`;
  const scalar = scalarText(item, indent, scope);
  if (scalar !== undefined) return [`${dash} ${scalar[0]}`, ...scalar.slice(1)];
  if (isExpr(item) && item.node.op !== 'extend') return [dash, yamlAction(pipeline(item, scope), indent + 2)];
  const [first = '', ...rest] = nestedLines(item, indent + 2, scope);
  // A first field that is there in any case shares the dash's line; a condition or an action cannot.
  const isField = typeof first === 'string' && !first.trimStart().startsWith('{{-');
  return isField ? [`${dash} ${first.slice(indent + 2)}`, ...rest] : [dash, first, ...rest];
}

/** `if` and `else` around both branches. */
function whenLines(
  { condition: test, then, otherwise }: Extract<Node, { readonly op: 'when' }>,
  indent: number,
  scope: Scope,
  print: (part: Tree, holds?: Expr<boolean>) => readonly Line[],
): readonly Line[] {
  return ifElse(test, print(then, test), print(otherwise), scope, indent);
}

/** `{{- with list }}` around what prints `.`: a list or map of the user's that is left out where it is empty. */
function withLines(
  value: Expr<unknown>,
  indent: number,
  scope: Scope,
  print: (dot: string) => readonly Line[],
): readonly Line[] {
  return [{ opening: `{{- with ${bareReference(value, scope)} }}`, body: print('.'), otherwise: [], indent }];
}

/** The value of `unlessEmpty(value)`, or a bare list, which is left out where it is empty anyway. */
function unlessEmptyValue(tree: Tree): Expr<unknown> | undefined {
  if (!isExpr(tree)) return Array.isArray(tree) && tree.length === 1 ? wholeList(tree[0] as Tree) : undefined;
  if (tree.shape.type === 'list') return tree;
  if (tree.node.op !== 'when' || tree.node.otherwise !== undefined) return undefined;
  const { condition: test, then } = tree.node;
  return isExpr(then) && isStructure(then) && askedFor(test) === then ? then : undefined;
}

/** The list of which an item is every item: `...each(list, (item) => item)`. */
function wholeList(item: Tree): Expr<unknown> | undefined {
  if (!isExpr(item) || item.node.op !== 'each') return undefined;
  const { loop, body } = item.node;
  return isItemOf(body, loop) ? loop.list : undefined;
}

function isStructure({ shape }: Expr<unknown>): boolean {
  return shape.type !== 'string' && shape.type !== 'integer' && shape.type !== 'boolean';
}

function guarded(
  value: Tree,
  indent: number,
  scope: Scope,
  known: Expr<boolean> | undefined,
  print: () => readonly Line[],
): readonly Line[] {
  const present = known === undefined ? presence(value) : implied(known, presence(value));
  if (present === false) return [];
  if (present === true) return print();
  return ifElse(present, print(), [], scope, indent);
}

type Lines = readonly [string, ...string[]];

/** A scalar's lines after `key:` or `-` (several for block text); undefined for lists and maps with something in them. */
function scalarText(value: Tree, indent: number, scope: Scope): Lines | undefined {
  if (isExpr(value)) return isStructure(value) ? undefined : [outputAction(value, scope)];
  if (typeof value === 'string') return stringLines(value, indent);
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.keys(value).length === 0 ? ['{}'] : undefined;
}

/** Text of several lines as a block scalar where that is exact: an action after it trims white space before itself. */
function stringLines(value: string, indent: number): Lines {
  if (!isLiteralSafe(value) || /[ \t]\n?$/.test(value)) return [staticText(writeScalar(value))];
  const rows = value.replace(/\n$/, '').split('\n');
  return [
    value.endsWith('\n') ? '|' : '|-',
    ...rows.map((row) => (row === '' ? '' : pad(indent + 2) + staticText(row))),
  ];
}

function textLines(line: Tree, scope: Scope): readonly Line[] {
  if (isExpr(line) && line.node.op === 'when') {
    const { condition: test, then, otherwise } = line.node;
    return ifElse(test, blockText(then, scope), blockText(otherwise, scope), scope);
  }
  if (isExpr(line) && line.node.op === 'each') {
    const { loop, body } = line.node;
    return range(loop, scope, (inner) => textLines(body, inner));
  }
  if (isExpr(line)) return [`{{ ${pipeline(line, scope)} }}`];
  return typeof line === 'string' ? [staticText(line)] : [];
}

function blockText(tree: Tree, scope: Scope): readonly Line[] {
  return Array.isArray(tree)
    ? (tree as readonly Tree[]).flatMap((line) => textLines(line, scope))
    : textLines(tree, scope);
}

/** Whether a body passes the whole item on: then the list can be printed as it is. */
function isItemOf(body: Tree, loop: Loop): boolean {
  return isExpr(body) && body.node.op === 'item' && body.node.loop === loop && body.node.path.length === 0;
}

function keyText(key: string): string {
  return staticText(writeScalar(key));
}

function yamlAction(value: string, indent: number): string {
  return `${pad(indent)}{{- toYaml ${value.includes(' ') ? `(${value})` : value} | nindent ${String(indent)} }}`;
}

/** Text that is the same in every rendering: a `{{` in it must not start an action. */
function staticText(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

function pad(indent: number): string {
  return ' '.repeat(indent);
}
