import ts from 'typescript';
import type { JsonSchema } from './json-schema';

/** A definition's type declaration, as one `.d.ts` file of kubernetes-models holds it. */
export interface InterfaceFile {
  /** The long name that other files import, e.g. `IoK8sApiAppsV1DeploymentSpec`. */
  readonly longName: string;
  /** What the declaration says about structure. References are long names; `#` is the definition itself. */
  readonly shape: JsonSchema;
}

/**
 * Reads `<group>/<version>/<Name>.d.ts`, which declares `interface I<Name>` (or `type I<Name>`) and exports it under its
 * long name. undefined for files that declare no definition, such as an index.
 *
 * Declarations know every property, also those without any constraint, which compiled validators have lost; they know
 * neither integers nor formats, patterns and limits. Inherited members are left out: validators have them.
 */
export function readInterface(source: string, name: string): InterfaceFile | undefined {
  const file = ts.createSourceFile(`${name}.d.ts`, source, ts.ScriptTarget.ESNext, true);
  const longName = longNameOf(file, name);
  if (longName === undefined) return undefined;
  for (const statement of file.statements) {
    if (ts.isInterfaceDeclaration(statement) && statement.name.text === `I${name}`) {
      return { longName, shape: shapeOfMembers(statement.members, name) };
    }
    if (ts.isTypeAliasDeclaration(statement) && statement.name.text === `I${name}`) {
      return { longName, shape: shapeOf(statement.type, name) };
    }
  }
  return undefined;
}

/** From `export type { IDeployment as IIoK8sApiAppsV1Deployment, … }`. */
function longNameOf(file: ts.SourceFile, name: string): string | undefined {
  for (const statement of file.statements) {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause) continue;
    if (!ts.isNamedExports(statement.exportClause)) continue;
    for (const element of statement.exportClause.elements) {
      if (element.propertyName?.text === `I${name}`) return element.name.text.slice(1);
    }
  }
  return undefined;
}

function shapeOfMembers(members: readonly ts.TypeElement[], self: string): JsonSchema {
  const shape: JsonSchema = { type: 'object' };
  for (const member of members) {
    if (ts.isIndexSignatureDeclaration(member)) {
      shape.additionalProperties = shapeOf(member.type, self);
    } else if (ts.isPropertySignature(member) && 'text' in member.name) {
      (shape.properties ??= {})[member.name.text] = member.type ? shapeOf(member.type, self) : {};
      if (!member.questionToken) (shape.required ??= []).push(member.name.text);
    }
  }
  return shape;
}

function shapeOf(type: ts.TypeNode, self: string): JsonSchema {
  if (ts.isParenthesizedTypeNode(type)) return shapeOf(type.type, self);
  if (ts.isTypeLiteralNode(type)) return shapeOfMembers(type.members, self);
  if (ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName)) return shapeOfReference(type, self);
  if (ts.isUnionTypeNode(type)) return shapeOfUnion(type, self);
  if (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal))
    return { type: 'string', enum: [type.literal.text] };
  switch (type.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { type: 'string' };
    case ts.SyntaxKind.NumberKeyword:
      return { type: 'number' };
    case ts.SyntaxKind.BooleanKeyword:
      return { type: 'boolean' };
    default:
      return {};
  }
}

function shapeOfReference(type: ts.TypeReferenceNode, self: string): JsonSchema {
  const name = type.typeName.getText();
  const [argument] = type.typeArguments ?? [];
  if (name === 'Array') return { type: 'array', items: argument ? shapeOf(argument, self) : {} };
  return { $ref: name === `I${self}` ? '#' : name.slice(1) };
}

/** A union of string literals is an enum; any other union says nothing that a schema needs. */
function shapeOfUnion(union: ts.UnionTypeNode, self: string): JsonSchema {
  const options = union.types.map((option) => shapeOf(option, self));
  if (!options.every((option) => option.enum)) return {};
  return { type: 'string', enum: options.flatMap((option) => option.enum ?? []) };
}
