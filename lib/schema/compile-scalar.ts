import type { Json } from '../yaml/json';
import { nearestName } from '../text/nearest-name';
import type { Check, Checking } from './checking';
import { comparable } from './comparable';
import { isOfType } from './compile';
import { formats } from './format';
import type { JsonSchema } from './json-schema';
import { CostError } from './cost';
import { GoPattern, patternTest, PatternSizeError } from './pattern';
import { shown } from './shown';

/** Reports what is wrong and returns false. */
type Demand = (value: Json, checking: Checking) => boolean;

/** Strings, numbers and booleans, and what is left of the other types: their `enum`. */
export function scalarCheck(schema: JsonSchema, types: readonly string[]): Check {
  const hasType = typeTest(types);
  const demands = demandsOf(schema);
  const names = types.join(' or ');
  const form = schema.form;
  return (value, checking) => {
    if (!hasType(value)) return checking.refuse('wrong-type', `expected ${names}, got ${shown(value)}`);
    for (const demand of demands) if (!demand(value, checking)) return undefined;
    // The text stays: it is one, and others may refer to it as it is.
    const refusal = typeof value === 'string' ? form?.refusal(value) : undefined;
    if (refusal !== undefined) checking.report('wrong-format', refusal);
    return value;
  };
}

/** One function for each type alone: they run for every field of every object. */
function typeTest(types: readonly string[]): (value: Json) => boolean {
  const [type, ...more] = types;
  if (more.length > 0 || type === undefined) return (value) => types.some((one) => isOfType(value, one));
  if (type === 'string') return (value) => typeof value === 'string';
  if (type === 'boolean') return (value) => typeof value === 'boolean';
  if (type === 'integer') return (value) => Number.isInteger(value);
  return (value) => isOfType(value, type);
}

function demandsOf(schema: JsonSchema): readonly Demand[] {
  const values = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  const format = formats.get(schema.format ?? '');
  return [
    ...(values === undefined ? [] : [oneOf(values)]),
    ...(format === undefined
      ? []
      : [demand('wrong-format', format.accepts, (value) => `expected ${format.name}, got ${shown(value)}`)]),
    ...lengthDemands(schema),
    ...(schema.pattern === undefined ? [] : [matching(schema.pattern, patternTest(schema.pattern))]),
    ...(schema.goPattern === undefined ? [] : [matching(schema.goPattern)]),
    ...rangeDemands(schema),
  ];
}

function demand(
  rule: 'wrong-value' | 'wrong-format' | 'out-of-range',
  accepts: (value: Json) => boolean,
  message: (value: Json) => string,
): Demand {
  return (value, checking) => {
    if (accepts(value)) return true;
    checking.report(rule, checking.isTrial ? '' : message(value));
    return false;
  };
}

function oneOf(values: readonly Json[]): Demand {
  const known = new Set<Json>(values);
  // Objects and lists as texts: each of many with each of many would take for ever.
  const texts = new Set(values.map(comparable));
  const names = values.filter((value) => typeof value === 'string');
  const list = values.length > 15 ? [...values.slice(0, 12).map(shown), '…'] : values.map(shown);
  const expected = (values.length === 1 ? '' : 'one of ') + list.join(', ');
  return demand(
    'wrong-value',
    (value) => (typeof value === 'object' ? texts.has(comparable(value)) : known.has(value)),
    (value) => {
      const near = typeof value === 'string' ? nearestName(value.slice(0, 100), names) : undefined;
      return `expected ${expected}, got ${shown(value)}${near === undefined ? '' : `, did you mean "${near}"?`}`;
    },
  );
}

function lengthDemands({ minLength = 0, maxLength = Infinity }: JsonSchema): readonly Demand[] {
  if (minLength === 0 && maxLength === Infinity) return [];
  const expected = minLength === 1 && maxLength === Infinity ? 'a text that is not empty' : range(minLength, maxLength);
  const unit = expected.startsWith('a text') ? '' : ' characters';
  return [
    demand(
      'out-of-range',
      (value) => typeof value !== 'string' || fitsLength(value, minLength, maxLength),
      (value) => `expected ${expected}${unit}, got ${shown(value)}`,
    ),
  ];
}

/** Characters are code points, as in Go; there are at most as many as UTF-16 units, and at least half as many. */
function fitsLength(text: string, least: number, most: number): boolean {
  if (text.length <= most && text.length >= 2 * least) return true;
  if (text.length > 2 * most || text.length < least) return false;
  const length = Array.from(text).length;
  return length >= least && length <= most;
}

/** Characters that a regular expression of JavaScript may look at: some would take the square of the length. */
const longestQuick = 256;

/** `quick` does the same for short texts. What RE2 can't read, the API server refuses in the definition. */
function matching(text: string, quick?: (value: string) => boolean): Demand {
  const test = slowTest(text);
  return (value, checking) => {
    if (typeof value !== 'string') return true;
    if (quick !== undefined && value.length <= longestQuick ? quick(value) : test(value, checking)) return true;
    checking.report('wrong-format', `expected a text that matches ${text}, got ${shown(value)}`);
    return false;
  };
}

/** Within the object's budget. What is not checked is said, and accepted. */
function slowTest(text: string): (value: string, checking: Checking) => boolean {
  const pattern = new GoPattern(text);
  let isSizeSaid = false;
  return (value, checking) => {
    const { budget } = checking;
    if (budget.isEndSaid) return true;
    budget.startRule();
    try {
      return pattern.test(value, (cost) => {
        budget.spend(cost);
      });
    } catch (error) {
      if (!(error instanceof CostError || error instanceof PatternSizeError) || isSizeSaid) return true;
      isSizeSaid = error instanceof PatternSizeError;
      budget.isEndSaid = budget.end?.ends === 'object';
      checking.report('unchecked-rule', `whether it matches ${shown(text)} was not checked: ${error.message}`);
      return true;
    } finally {
      budget.endRule();
    }
  };
}

function rangeDemands(schema: JsonSchema): readonly Demand[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const above =
    typeof exclusiveMinimum === 'number' ? exclusiveMinimum : exclusiveMinimum === true ? minimum : undefined;
  const below =
    typeof exclusiveMaximum === 'number' ? exclusiveMaximum : exclusiveMaximum === true ? maximum : undefined;
  const demands: Demand[] = [];
  const numeric = (accepts: (value: number) => boolean, expected: string) =>
    demands.push(
      demand(
        'out-of-range',
        (value) => typeof value !== 'number' || accepts(value),
        (value) => `expected ${expected}, got ${shown(value)}`,
      ),
    );
  if (minimum !== undefined && maximum !== undefined && above === undefined && below === undefined) {
    numeric((value) => value >= minimum && value <= maximum, `a number from ${minimum} to ${maximum}`);
  } else {
    if (minimum !== undefined) numeric((value) => value >= minimum, `at least ${minimum}`);
    if (maximum !== undefined) numeric((value) => value <= maximum, `at most ${maximum}`);
  }
  if (above !== undefined) numeric((value) => value > above, `more than ${above}`);
  if (below !== undefined) numeric((value) => value < below, `less than ${below}`);
  if (multipleOf !== undefined && multipleOf > 0) {
    numeric((value) => Number.isInteger(value / multipleOf), `a multiple of ${multipleOf}`);
  }
  return demands;
}

/** `from 1 to 5`, `at least 1`, `at most 5`. */
export function range(least: number, most: number): string {
  if (most === Infinity) return `at least ${least}`;
  return least === 0 ? `at most ${most}` : `from ${least} to ${most}`;
}
