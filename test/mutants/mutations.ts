/** What is changed in a source, one thing at a time: what each kind of node could say instead. */
import ts from 'typescript';

/** A change of a node: `text` in the place of what stands from `start` to `end`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const OPERATORS: ReadonlyMap<string, readonly string[]> = new Map([
  ['===', ['!==']],
  ['!==', ['===']],
  ['<', ['<=', '>=']],
  ['<=', ['<', '>']],
  ['>', ['>=', '<=']],
  ['>=', ['>', '<']],
  ['&&', ['||']],
  ['||', ['&&']],
  ['+', ['-']],
  ['-', ['+']],
  ['*', ['/']],
  ['/', ['*']],
  ['%', ['*']],
  ['**', ['*']],
  ['+=', ['-=']],
  ['-=', ['+=']],
  ['<<', ['>>']],
  ['>>>', ['<<']],
  ['&', ['|']],
  ['|', ['&']],
]);

const METHODS: ReadonlyMap<string, string> = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'],
  ['min', 'max'],
  ['max', 'min'],
  ['floor', 'ceil'],
  ['ceil', 'floor'],
]);

/** Calls that give much the same without them. */
const DROPPED = new Set([
  'filter',
  'sort',
  'toSorted',
  'reverse',
  'toReversed',
  'slice',
  'trim',
  'trimStart',
  'trimEnd',
  'replace',
  'replaceAll',
  'toLowerCase',
  'concat',
  'flat',
]);

/** Each way to change this node alone; its children have their own. */
export function editsOf(node: ts.Node, source: ts.SourceFile): readonly Edit[] {
  const whole = (text: string): Edit => ({ start: node.getStart(source), end: node.end, text });
  const instead = (part: ts.Node, text: string): Edit => ({ start: part.getStart(source), end: part.end, text });
  if (ts.isTaggedTemplateExpression(node.parent)) return [];
  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken;
    const edits = (OPERATORS.get(operator.getText(source)) ?? []).map((text) => instead(operator, text));
    const lasting = ['&&', '||', '??'].includes(operator.getText(source));
    return lasting ? [...edits, ...[node.left, node.right].map((side) => whole(side.getText(source)))] : edits;
  }
  if (ts.isPrefixUnaryExpression(node)) {
    if (node.operator === ts.SyntaxKind.PlusPlusToken) return [whole(`--${node.operand.getText(source)}`)];
    if (node.operator === ts.SyntaxKind.PlusToken) return [];
    return [whole(node.operand.getText(source))];
  }
  if (ts.isPostfixUnaryExpression(node)) {
    const other = node.operator === ts.SyntaxKind.PlusPlusToken ? '--' : '++';
    return [whole(`${node.operand.getText(source)}${other}`)];
  }
  if (ts.isNumericLiteral(node)) return [whole(`${node.text === '0' ? '' : `${node.text} + `}1`)];
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    // Without an encoding, Node reads and writes this one.
    if (node.text === 'utf8') return [];
    return [whole(node.text === '' ? "'changed'" : "''")];
  }
  if (ts.isTemplateExpression(node)) return [whole("''")];
  if (ts.isRegularExpressionLiteral(node)) return patterns(node.text).map(whole);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [whole('false')];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [whole('true')];
  if (ts.isConditionalExpression(node)) return ['true', 'false'].map((text) => instead(node.condition, text));
  if (ts.isIfStatement(node)) return ['true', 'false'].map((text) => instead(node.expression, text));
  if (ts.isWhileStatement(node)) return [instead(node.expression, 'false')];
  if (ts.isForStatement(node) && node.condition !== undefined) return [instead(node.condition, 'false')];
  if (ts.isSpreadElement(node)) return [whole('...[]')];
  if (ts.isSpreadAssignment(node)) return [whole('...{}')];
  if (ts.isCallExpression(node)) return called(node, source);
  const removable =
    ts.isExpressionStatement(node) ||
    ts.isThrowStatement(node) ||
    ts.isContinueStatement(node) ||
    ts.isBreakStatement(node);
  if (removable) return node.getText(source).startsWith('super(') ? [] : [whole('')];
  if (ts.isPropertyAccessExpression(node) && node.questionDotToken) return [instead(node.questionDotToken, '.')];
  if (ts.isElementAccessExpression(node) && node.questionDotToken) return [instead(node.questionDotToken, '')];
  return [];
}

function called(node: ts.CallExpression, source: ts.SourceFile): readonly Edit[] {
  const { expression } = node;
  if (!ts.isPropertyAccessExpression(expression)) return [];
  const name = expression.name.text;
  const other = METHODS.get(name);
  if (other !== undefined) return [{ start: expression.name.getStart(source), end: expression.name.end, text: other }];
  if (!DROPPED.has(name)) return [];
  // `a?.filter(b).c` is to be `a?.c`.
  const isChained = expression.questionDotToken !== undefined && source.text[node.end] === '.';
  return [{ start: expression.expression.end + (isChained ? 1 : 0), end: node.end, text: '' }];
}

/** A pattern without an anchor at its start, at its end, or without its flags. */
function patterns(literal: string): readonly string[] {
  const end = literal.lastIndexOf('/');
  const [body, flags] = [literal.slice(1, end), literal.slice(end + 1)];
  const written = (text: string): string => (text === '' ? '/(?:)/' : `/${text}/`) + flags;
  return [
    ...(body.startsWith('^') ? [written(body.slice(1))] : []),
    ...(body.endsWith('$') && !body.endsWith('\\$') ? [written(body.slice(0, -1))] : []),
    ...(flags === '' ? [] : [`/${body}/`]),
  ];
}
