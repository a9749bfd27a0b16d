import ts from 'typescript';
import type { Location } from './schema-location';

export type Scalar = string | number | boolean | null;

/** A constant that a compiled validator holds: a scalar, or the list of an enum. */
export type Constant = Scalar | Constant[];

/** The value of `name` in an object literal; for the shorthand `{name}` the identifier itself. */
export function propertyOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of object.properties) {
    if (!property.name || !('text' in property.name) || property.name.text !== name) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
  }
  return undefined;
}

/** The constant an expression stands for; identifiers are looked up. undefined when it is no constant. */
export function literalValue(node: ts.Expression, constants: ReadonlyMap<string, ts.Expression>): Constant | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === ts.SyntaxKind.NullKeyword) return null;
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (ts.isParenthesizedExpression(node)) return literalValue(node.expression, constants);
  if (ts.isPrefixUnaryExpression(node)) return unary(node, constants);
  if (ts.isArrayLiteralExpression(node)) {
    const values = node.elements.map((element) => literalValue(element, constants));
    return values.every((value) => value !== undefined) ? values : undefined;
  }
  const constant = ts.isIdentifier(node) ? constants.get(node.text) : undefined;
  return constant && literalValue(constant, constants);
}

/** `-1`, and the minifier's `!0` and `!1`. */
function unary(node: ts.PrefixUnaryExpression, constants: ReadonlyMap<string, ts.Expression>): Constant | undefined {
  const value = literalValue(node.operand, constants);
  if (typeof value !== 'number') return undefined;
  if (node.operator === ts.SyntaxKind.MinusToken) return -value;
  return node.operator === ts.SyntaxKind.ExclamationToken ? value === 0 : undefined;
}

const ITEM = '\u0000item';
const KEY = '\u0000key';

/**
 * Where a call's nested schema applies, read from its `instancePath`: nothing for the value itself, `"/spec"` for a
 * property, `"/" + i0` for each item, `"/" + key0.replace(…)` for each value of a map, and chains of these.
 */
export function locationOf(options: ts.ObjectLiteralExpression): Location | undefined {
  const path = propertyOf(options, 'instancePath');
  const text = path && pathText(path);
  if (text === undefined) return undefined;
  return text
    .split('/')
    .slice(1)
    .map((segment) => {
      if (segment === ITEM) return { step: 'items' };
      if (segment === KEY) return { step: 'additionalProperties' };
      return { step: 'properties', name: segment.replaceAll('~1', '/').replaceAll('~0', '~') };
    });
}

function pathText(node: ts.Expression): string | undefined {
  if (ts.isStringLiteral(node)) return node.text;
  if (ts.isIdentifier(node)) {
    if (node.text === 'instancePath') return '';
    return /^i\d+$/.test(node.text) ? ITEM : undefined;
  }
  if (ts.isCallExpression(node)) return /^key\d+\.replace\(/.test(node.getText()) ? KEY : undefined;
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const left = pathText(node.left);
  const right = pathText(node.right);
  return left === undefined || right === undefined ? undefined : left + right;
}
