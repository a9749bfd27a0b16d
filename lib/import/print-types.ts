import type { JsonSchema } from './json-schema';

/** What the type of a `$ref` is called, e.g. `PodSpec` or `kubernetes.PodSpec`. */
export type NameOf = (ref: string) => string;

/**
 * TypeScript declarations, by the given names, of objects as they travel to the API server: `apiVersion` and `kind` are
 * literal types, enums are unions, free-form objects are `Record<string, unknown>`, lists are read-only (so that
 * constants fit).
 */
export function printTypes(schemas: Readonly<Record<string, JsonSchema>>, nameOf: NameOf): string {
  const print = new TypePrinter(nameOf);
  return sortedEntries(schemas)
    .map(([name, schema]) => print.declaration(name, schema))
    .join('\n');
}

class TypePrinter {
  constructor(private readonly nameOf: NameOf) {}

  declaration(name: string, schema: JsonSchema): string {
    if (!schema.properties) return `export type ${name} = ${this.type(schema, '')};\n`;
    return `export interface ${name} ${this.members(schema, '')}\n`;
  }

  private type(schema: JsonSchema, indent: string): string {
    if (schema.$ref !== undefined) return this.nameOf(schema.$ref);
    if (schema.enum) return schema.enum.map(literal).join(' | ');
    if (schema.oneOf) return schema.oneOf.map((option) => this.type(option, indent)).join(' | ');
    if (Array.isArray(schema.type)) return schema.type.map((type) => this.type({ type }, indent)).join(' | ');
    switch (schema.type) {
      case 'integer':
      case 'number':
        return 'number';
      case 'string':
      case 'boolean':
        return schema.type;
      case 'array':
        return this.list(schema.items ?? {}, indent);
      case 'object':
        return this.object(schema, indent);
      default:
        return 'unknown';
    }
  }

  private list(items: JsonSchema, indent: string): string {
    const type = this.type(items, indent);
    return /^[\w.]+$/.test(type) ? `readonly ${type}[]` : `readonly (${type})[]`;
  }

  private object(schema: JsonSchema, indent: string): string {
    if (schema.properties) return this.members(schema, indent);
    const values = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
    return `Record<string, ${this.type(values, indent)}>`;
  }

  private members({ properties = {}, required = [] }: JsonSchema, indent: string): string {
    const inner = `${indent}  `;
    const members = sortedEntries(properties).map(([name, schema]) => {
      const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name);
      return `${inner}${key}${required.includes(name) ? '' : '?'}: ${this.type(schema, inner)};\n`;
    });
    return `{\n${members.join('')}${indent}}`;
  }
}

export function sortedEntries<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value.replace(/['\\]/g, '\\$&')}'` : String(value);
}
