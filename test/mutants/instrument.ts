/** A source with all its mutants in it, each switched on by its number: it is compiled once, whichever is tried. */
import ts from 'typescript';
import { editsOf, type Edit } from './mutations';

export interface Mutant {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** The line of the source, without what is around it. */
  readonly lineText: string;
  readonly from: string;
  readonly to: string;
}

/** In the instrumented source: `MUTANT(7) ? mutant : original`. */
export const SWITCH = '__mutant';

interface Hosted {
  readonly index: number;
  readonly edit: Edit;
}

/** @param first the number of the first mutant */
export function instrument(file: string, text: string, first: number): { text: string; mutants: readonly Mutant[] } {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const mutants: Mutant[] = [];
  const hosts = new Map<ts.Node, Hosted[]>();
  visit(source);
  return { text: print(source), mutants };

  function visit(node: ts.Node): void {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isImportEqualsDeclaration(node)) return;
    if (ts.isExportDeclaration(node)) return;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || isAmbient(node)) return;
    const host = hostOf(conditionOf(node) ?? node);
    if (host !== undefined && !isName(node)) {
      for (const edit of editsOf(node, source)) {
        hosts.set(host, [...(hosts.get(host) ?? []), { index: first + mutants.length, edit }]);
        mutants.push(mutantOf(edit));
      }
    }
    ts.forEachChild(node, visit);
  }

  function mutantOf({ start, end, text: to }: Edit): Mutant {
    const { line, character } = source.getLineAndCharacterOfPosition(start);
    const lineText = (text.split('\n')[line] ?? '').trim();
    return { file, line: line + 1, column: character + 1, lineText, from: text.slice(start, end), to };
  }

  /** The node, with whatever is inside it instrumented too. */
  function print(node: ts.Node): string {
    let printed = '';
    let at = node.getStart(source);
    ts.forEachChild(node, (child) => {
      const start = child.getStart(source);
      // A child that stands elsewhere too (`{ name }`), or is a missing token.
      if (start < at || child.end === start) return;
      printed += text.slice(at, start) + print(child);
      at = child.end;
    });
    printed += text.slice(at, node.end);
    return switched(node, printed);
  }

  function switched(node: ts.Node, original: string): string {
    const hosted = hosts.get(node) ?? [];
    const changed = ({ edit }: Hosted): string =>
      text.slice(node.getStart(source), edit.start) + edit.text + text.slice(edit.end, node.end);
    if (hosted.length === 0) return original;
    if (ts.isStatement(node)) {
      const branches = hosted.map((mutant) => `if (${SWITCH}(${mutant.index})) { ${changed(mutant)} } else `);
      return `${branches.join('')}{ ${original} }`;
    }
    const branches = hosted.map((mutant) => `${SWITCH}(${mutant.index}) ? (${changed(mutant)}) : `);
    return `(${branches.join('')}(${original}))`;
  }
}

/** Of a statement or expression that has one, and is changed there. */
function conditionOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isConditionalExpression(node) || ts.isForStatement(node)) return node.condition;
  return ts.isIfStatement(node) || ts.isWhileStatement(node) ? node.expression : undefined;
}

/** The statement or expression that can be put into a condition without changing anything else. */
function hostOf(node: ts.Node): ts.Node | undefined {
  for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isExpressionStatement(at) || ts.isThrowStatement(at) || ts.isContinueStatement(at)) return at;
    if (ts.isBreakStatement(at) || ts.isIfStatement(at) || ts.isWhileStatement(at) || ts.isForStatement(at)) return at;
    if (ts.isExpression(at) && isWrappable(at)) return at;
    if (ts.isFunctionLike(at) || ts.isClassLike(at)) return undefined;
  }
  return undefined;
}

function isWrappable(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isSpreadElement(node) || ts.isIdentifier(node) || ts.isOmittedExpression(node)) return false;
  if (ts.isFunctionExpression(node) || ts.isArrowFunction(node) || ts.isClassExpression(node)) return false;
  // What is called, assigned to, deleted or looked into is not a value by itself: `a.b()`, `a?.b.c`, `a.b = 1`.
  const chained =
    ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isCallExpression(parent);
  if (chained && parent.expression === node) return false;
  if (ts.isNonNullExpression(parent) || ts.isDeleteExpression(parent) || ts.isTaggedTemplateExpression(parent)) {
    return false;
  }
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
    const { operator } = parent;
    if (operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken) return false;
  }
  if (ts.isForOfStatement(parent) && parent.initializer === node) return false;
  if (!ts.isBinaryExpression(parent) || parent.left !== node) return true;
  const { kind } = parent.operatorToken;
  return kind < ts.SyntaxKind.FirstAssignment || kind > ts.SyntaxKind.LastAssignment;
}

/** The key of a property is a name, though it may look like a text or a number. */
function isName(node: ts.Node): boolean {
  if (!ts.isStringLiteral(node) && !ts.isNumericLiteral(node)) return false;
  const { parent } = node;
  return ('name' in parent && parent.name === node) || (ts.isBindingElement(parent) && parent.propertyName === node);
}

function isAmbient(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)
  );
}
