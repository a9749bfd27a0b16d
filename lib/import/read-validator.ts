import ts from 'typescript';
import type { JsonSchema } from './json-schema';
import { literalValue, locationOf, propertyOf } from './validator-literals';
import { put, setKeyword } from './schema-location';

/**
 * Reads a compiled ajv validator (the `_schemas/*.js` files of kubernetes-models 5) back into the schema it was made
 * from. Every check in such a file ends in an error literal that names its keyword, its place and its operand:
 *
 *     {instancePath, schemaPath: "#/type", keyword: "type", params: {type: "string"}}
 *
 * and every nested schema is a function of its own, called with the place it applies to:
 *
 *     validate5(data.spec, {instancePath: instancePath + "/spec", ...})
 *
 * A validator imported from another file becomes `$ref: <module specifier>`; a call of the file's own exported
 * validator becomes `$ref: "#"`. What ajv drops (annotations, properties without any constraint) is not there.
 * Nullability is left out on purpose: null counts as unset.
 */
export function readValidator(source: string, fileName: string): JsonSchema {
  return new ValidatorReader(ts.createSourceFile(fileName, source, ts.ScriptTarget.ESNext, true)).read();
}

class ValidatorReader {
  private readonly imports = new Map<string, string>();
  private readonly functions = new Map<string, ts.FunctionDeclaration>();
  private readonly constants = new Map<string, ts.Expression>();
  private readonly reading = new Set<string>();
  private readonly root: string;

  constructor(private readonly file: ts.SourceFile) {
    for (const statement of file.statements) this.declare(statement);
    const exported = this.constants.get('validate');
    if (!exported || !ts.isIdentifier(exported)) throw this.error('exports no `validate` function', file);
    this.root = exported.text;
  }

  read(): JsonSchema {
    return this.schemaOf(this.root, this.file);
  }

  private declare(statement: ts.Statement): void {
    if (ts.isFunctionDeclaration(statement) && statement.name) {
      this.functions.set(statement.name.text, statement);
    } else if (ts.isVariableStatement(statement)) {
      for (const { name, initializer } of statement.declarationList.declarations) {
        if (ts.isIdentifier(name) && initializer) this.constants.set(name.text, initializer);
      }
    } else if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      const bindings = statement.importClause?.namedBindings;
      if (!bindings || !ts.isNamedImports(bindings)) return;
      for (const element of bindings.elements) this.imports.set(element.name.text, statement.moduleSpecifier.text);
    }
  }

  private schemaOf(name: string, caller: ts.Node): JsonSchema {
    const alias = this.constants.get(name);
    if (alias && ts.isIdentifier(alias)) return this.schemaOf(alias.text, caller);
    const imported = this.imports.get(name);
    if (imported !== undefined) return { $ref: imported };
    const declaration = this.functions.get(name);
    if (!declaration?.body) throw this.error(`calls an unknown validator ${name}`, caller);
    if (this.reading.has(name)) {
      if (name === this.root) return { $ref: '#' };
      throw this.error(`${name} calls itself, but is not the exported validator`, caller);
    }
    this.reading.add(name);
    const schema = this.readBody(declaration.body);
    this.reading.delete(name);
    return schema;
  }

  private readBody(body: ts.Block): JsonSchema {
    const schema: JsonSchema = {};
    const alternatives: JsonSchema[] = [];
    const keywords = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (ts.isObjectLiteralExpression(node) && propertyOf(node, 'schemaPath')) {
        keywords.add(this.readError(node, schema));
      } else if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
        this.readCall(node, node.expression.text, schema, alternatives);
      }
      node.forEachChild(visit);
    };
    body.forEachChild(visit);
    if (keywords.has('oneOf')) return { ...schema, oneOf: alternatives };
    for (const part of alternatives) put(schema, [], part);
    return schema;
  }

  /** Records what an error literal says, and returns its keyword. */
  private readError(error: ts.ObjectLiteralExpression, schema: JsonSchema): string {
    const place = this.text(error, 'schemaPath');
    const keyword = this.text(error, 'keyword');
    const params = propertyOf(error, 'params');
    if (!params || !ts.isObjectLiteralExpression(params)) throw this.error('error without params', error);
    // The alternatives of a oneOf are the validators that its function calls.
    if (keyword === 'oneOf') return keyword;
    const [operand] = ['type', 'missingProperty', 'allowedValues', 'format', 'pattern', 'limit'].flatMap(
      (name) => propertyOf(params, name) ?? [],
    );
    const value = operand && literalValue(operand, this.constants);
    if (value === undefined) throw this.error(`cannot read the operand of "${keyword}"`, params);
    if (!setKeyword(schema, place, keyword, value)) throw this.error(`unknown keyword "${keyword}"`, params);
    return keyword;
  }

  private readCall(call: ts.CallExpression, callee: string, schema: JsonSchema, alternatives: JsonSchema[]): void {
    const options = call.arguments[1];
    if (!options || !ts.isObjectLiteralExpression(options) || !propertyOf(options, 'instancePath')) return;
    const location = locationOf(options);
    if (!location) throw this.error('cannot read where the nested schema applies', options);
    const nested = this.schemaOf(callee, call);
    if (location.length === 0) alternatives.push(nested);
    else put(schema, location, nested);
  }

  private text(object: ts.ObjectLiteralExpression, name: string): string {
    const value = propertyOf(object, name);
    if (value && ts.isStringLiteral(value)) return value.text;
    throw this.error(`expected a string in ${name}`, object);
  }

  private error(problem: string, node: ts.Node): Error {
    const { line, character } = this.file.getLineAndCharacterOfPosition(node.getStart(this.file));
    return new Error(`${this.file.fileName}:${line + 1}:${character + 1}: ${problem}`);
  }
}
