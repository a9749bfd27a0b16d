import { nearestName } from '../text/nearest-name';
import { type Json, setKey } from '../yaml/json';
import type { Check, Checking } from './checking';
import { anything, compile, type Surroundings } from './compile';
import { range } from './compile-scalar';
import type { JsonSchema } from './json-schema';
import { shown } from './shown';

type JsonObject = Readonly<Record<string, Json>>;

/** Deeper values are refused, so that nobody has to fear for the stack; the reader of files allows half of it. */
const MAX_DEPTH = 2000;

/** A field of a struct; its check is compiled when the first object has it. */
class Field {
  private compiled?: Check;

  constructor(
    private readonly schema: JsonSchema,
    private readonly surroundings: Surroundings,
    /** Why the chosen version of Kubernetes does not have it. */
    readonly absence?: string,
  ) {}

  check(value: Json, checking: Checking): Json | undefined {
    return (this.compiled ??= compile(this.schema, this.surroundings))(value, checking);
  }
}

export function objectCheck(schema: JsonSchema, surroundings: Surroundings): Check {
  const { additionalProperties, minProperties = 0, maxProperties = Infinity, rule } = schema;
  const required = new Set(schema.required);
  const fields = fieldsOf(schema, surroundings);
  const others = othersCheck(schema, surroundings);
  // Go reads null as the empty string where a map holds strings.
  const isTextMap = typeof additionalProperties === 'object' && additionalProperties.type === 'string';
  const isFree = fields.size === 0 && others === anything && required.size === 0;
  return (value, checking) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return checking.refuse('wrong-type', `expected object, got ${shown(value)}`);
    }
    const object = value as JsonObject;
    const { path } = checking;
    const depth = path.length;
    if (depth > MAX_DEPTH) return checking.refuse('out-of-range', `more than ${MAX_DEPTH} levels deep`);
    let changes: Map<string, Json | undefined> | undefined;
    if (!isFree) {
      for (const key in object) {
        const field = fields.get(key);
        const item = object[key];
        if (field === undefined && others === undefined) {
          if (!Object.hasOwn(object, key) || item === undefined) continue;
          if (surroundings.hasLost?.(key) === true) continue;
          path.length = depth;
          const absence = surroundings.absenceOf?.(key);
          if (absence !== undefined) checking.reportAt([key], 'field-not-in-version', absence);
          else reportUnknown(key, fields, checking);
          (changes ??= new Map()).set(key, undefined);
        } else if (item === null || item === undefined) {
          if (!isTextMap || item === undefined || field !== undefined) (changes ??= new Map()).set(key, undefined);
          else (changes ??= new Map()).set(key, '');
        } else {
          path[depth] = key;
          if (field?.absence !== undefined) checking.report('field-not-in-version', field.absence);
          const kept = field === undefined ? others?.(item, checking) : field.check(item, checking);
          if (kept !== item) (changes ??= new Map()).set(key, kept);
        }
      }
      path.length = depth;
      reportMissing(object, required, checking);
    }
    if (minProperties > 0 || maxProperties < Infinity) {
      const count = Object.keys(object).length;
      if (count < minProperties || count > maxProperties) {
        checking.report('out-of-range', `expected ${range(minProperties, maxProperties)} fields, got ${count}`);
      }
    }
    const cleaned = changes === undefined ? object : changed(object, changes);
    rule?.(cleaned, checking);
    return cleaned;
  };
}

function fieldsOf(schema: JsonSchema, surroundings: Surroundings): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  const { absenceOf } = surroundings;
  const below = belowDefinition(surroundings);
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    fields.set(name, new Field(field, below, absenceOf?.(name)));
  }
  return fields;
}

/** The check of what is not among the fields; undefined if there may be nothing. */
function othersCheck(schema: JsonSchema, surroundings: Surroundings): Check | undefined {
  const { additionalProperties = true, keyForm } = schema;
  if (additionalProperties === false) return undefined;
  const check = additionalProperties === true ? anything : lazily(additionalProperties, belowDefinition(surroundings));
  if (keyForm === undefined) return check;
  return (value, checking) => {
    const refusal = keyForm.refusal(String(checking.path.at(-1)));
    if (refusal !== undefined) checking.report('wrong-format', refusal);
    return check(value, checking);
  };
}

/** What is known about a definition's fields says nothing about theirs. */
function belowDefinition({ checkOf, definitionOf }: Surroundings): Surroundings {
  return { checkOf, definitionOf };
}

/** Compiled when first needed: the schema may stand inside itself. */
function lazily(schema: JsonSchema, surroundings: Surroundings): Check {
  let compiled: Check | undefined;
  return (value, checking) => (compiled ??= compile(schema, surroundings))(value, checking);
}

function reportUnknown(key: string, fields: ReadonlyMap<string, Field>, checking: Checking): void {
  const near = key.length > 100 ? undefined : nearestName(key, [...fields.keys()]);
  if (near === undefined) checking.reportAt([key], 'unknown-field', 'unknown field');
  else {
    const meant = [...checking.path, near];
    checking.reportAt([key], 'unknown-field', `unknown field, did you mean "${near}"?`, meant);
  }
}

function reportMissing(object: JsonObject, required: ReadonlySet<string>, checking: Checking): void {
  for (const name of required) {
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    if (value === null || value === undefined) checking.reportAt([name], 'missing-field', 'required, but missing');
  }
}

function changed(object: JsonObject, changes: ReadonlyMap<string, Json | undefined>): JsonObject {
  const result: Record<string, Json> = {};
  for (const key of Object.keys(object)) {
    const value = changes.has(key) ? changes.get(key) : object[key];
    if (value !== undefined) setKey(result, key, value);
  }
  return result;
}
