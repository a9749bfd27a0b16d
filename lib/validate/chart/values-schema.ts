/** Values checked by a chart's values.schema.json. Its author is a stranger: nothing in it may take for ever. */
import { Ajv, type ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { CostBudget, CostError } from '../../schema/cost';
import { GoPattern, PatternSizeError } from '../../schema/pattern';
import type { Json } from '../../yaml/json';
import { type JsonObject } from '../object';
import { requireBounded, SchemaWorkError } from './schema-work';

/** The message says why. */
export type SchemaResult =
  | { readonly is: 'checked'; readonly problems: readonly ErrorObject[] }
  | { readonly is: 'invalid'; readonly message: string }
  | { readonly is: 'unchecked'; readonly message: string };

/** Undefined values are not looked at: only the schema is. */
export function checkValues(schema: JsonObject, values: Json | undefined): SchemaResult {
  try {
    return check(schema, values);
  } catch (error) {
    if (error instanceof SchemaWorkError || (error instanceof Error && isLimit(error))) {
      return { is: 'unchecked', message: error.message };
    }
    // Rules within rules, or a `$ref` that leads back to itself: both recurse.
    if (error instanceof RangeError) return { is: 'unchecked', message: 'its rules are nested too deeply' };
    throw error;
  }
}

function check(schema: JsonObject, values: Json | undefined): SchemaResult {
  const { $schema, ...rules } = schema;
  if (isOlder($schema)) return { is: 'checked', problems: [] };
  requireBounded(rules, values);
  const code = { regExp: patternEngine(values ?? null) };
  const options = { strict: false, validateFormats: false, allErrors: true, logger: false, code } as const;
  const isNewer = typeof $schema === 'string' && /2019-09|2020-12/.test($schema);
  const ajv = isNewer ? new Ajv2020(options) : new Ajv(options);
  let validate;
  try {
    validate = ajv.compile(rules);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof RangeError || isLimit(error)) throw error;
    // A schema elsewhere, or a reference that no value leads to: nothing is fetched.
    if (error.message.includes("can't resolve reference")) return { is: 'unchecked', message: error.message };
    return { is: 'invalid', message: error.message };
  }
  const isFine = values === undefined || validate(values);
  return { is: 'checked', problems: isFine ? [] : (validate.errors ?? []) };
}

function isLimit(error: Error): boolean {
  return error instanceof CostError || error instanceof PatternSizeError;
}

/** Drafts that Ajv does not read; their `exclusiveMinimum` is a boolean. */
function isOlder(draft: unknown): boolean {
  return typeof draft === 'string' && /draft-0[34]/.test(draft);
}

/** Go's patterns, as Helm has them, with one budget for the whole schema: JavaScript's may take for ever. */
function patternEngine(values: Json) {
  const budget = new CostBudget(undefined, values);
  const patterns = new Map<string, { test: (text: string) => boolean; toString: () => string }>();
  const within = <T>(run: (spend: CostBudget['spend']) => T): T => {
    budget.startRule();
    try {
      return run((cost) => {
        budget.spend(cost);
      });
    } finally {
      budget.endRule();
    }
  };
  const compile = (text: string) => {
    const known = patterns.get(text);
    if (known !== undefined) return known;
    const pattern = new GoPattern(text);
    const test = (value: string) => within((spend) => pattern.test(value, spend));
    try {
      test('');
    } catch (error) {
      if (!(error instanceof Error) || isLimit(error)) throw error;
      throw new Error(`${JSON.stringify(text)} is no pattern that Go reads: ${error.message}`, { cause: error });
    }
    // Ajv takes patterns that are written alike for one.
    const made = { test, toString: () => text };
    patterns.set(text, made);
    return made;
  };
  // Only for code that is written to a file, which this is not.
  return Object.assign(compile, { code: 'goPattern' });
}

/** Where in the values. */
export function pathOf({ instancePath }: ErrorObject): readonly string[] {
  return instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
