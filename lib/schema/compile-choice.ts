/** `allOf`, `anyOf`, `oneOf` and `not`. */
import type { Json } from '../yaml/json';
import type { Check, Checking } from './checking';
import { compile, isOfType, type Surroundings } from './compile';
import type { JsonSchema } from './json-schema';
import { shown } from './shown';

interface Alternative {
  readonly check: Check;
  /** Undefined: any. */
  readonly types: readonly string[] | undefined;
}

export function choiceCheck(schema: JsonSchema, surroundings: Surroundings): Check | undefined {
  const steps: Check[] = [
    ...(schema.allOf ?? []).map((part) => compile(part, surroundings)),
    ...(schema.anyOf === undefined ? [] : [oneFits(schema.anyOf, surroundings, false)]),
    ...(schema.oneOf === undefined ? [] : [oneFits(schema.oneOf, surroundings, true)]),
    ...(schema.not === undefined ? [] : [noneFits(schema.not, surroundings)]),
  ];
  if (steps.length === 0) return undefined;
  const inSequence: Check = (value, checking) => {
    let result: Json | undefined = value;
    for (const step of steps) {
      checking.steps.look(result);
      result = step(result, checking);
      if (result === undefined) return undefined;
    }
    return result;
  };
  return withDefaults(inSequence, schema);
}

/** The check sees what the server has set where nothing was; the value stays without it. */
function withDefaults(check: Check, { properties = {} }: JsonSchema): Check {
  const defaults = Object.entries(properties).flatMap(([name, field]): readonly (readonly [string, Json])[] =>
    field.default === undefined ? [] : [[name, field.default]],
  );
  if (defaults.length === 0) return check;
  return (value, checking) => {
    if (!isOfType(value, 'object')) return check(value, checking);
    const complete = { ...Object.fromEntries(defaults), ...(value as Readonly<Record<string, Json>>) };
    return check(complete, checking) === undefined ? undefined : value;
  };
}

/**
 * If the value's type leaves only one alternative, what is wrong with it is said where it is; otherwise all there is to
 * say is that none fits.
 */
function oneFits(schemas: readonly JsonSchema[], surroundings: Surroundings, onlyOne: boolean): Check {
  const alternatives = schemas.map((schema) => alternativeOf(schema, surroundings));
  return (value, checking) => {
    const candidates = alternatives.filter(({ types }) => types?.some((type) => isOfType(value, type)) ?? true);
    const [first, second] = candidates;
    if (first === undefined) {
      const expected = [...new Set(alternatives.flatMap(({ types }) => types ?? []))].join(' or ');
      return checking.refuse('wrong-type', `expected ${expected}, got ${shown(value)}`);
    }
    if (second === undefined) return first.check(value, checking);
    return amongSeveral(candidates, value, checking, onlyOne);
  };
}

function amongSeveral(
  candidates: readonly Alternative[],
  value: Json,
  checking: Checking,
  onlyOne: boolean,
): Json | undefined {
  const fitting = candidates.filter(({ check }) => {
    checking.steps.look(value);
    return checking.accepts(check, value);
  });
  if (fitting.length === 0) {
    checking.report('wrong-value', `fits none of the ${candidates.length} alternatives of its schema`);
  } else if (onlyOne && fitting.length > 1) {
    checking.report('wrong-value', `must fit one of the alternatives of its schema, but fits ${fitting.length}`);
  }
  return value;
}

function noneFits(schema: JsonSchema, surroundings: Surroundings): Check {
  const check = compile(schema, surroundings);
  return (value, checking) => {
    if (checking.accepts(check, value)) checking.report('wrong-value', 'has the form that its schema rules out');
    return value;
  };
}

function alternativeOf(schema: JsonSchema, surroundings: Surroundings): Alternative {
  const target = schema.$ref === undefined ? schema : surroundings.definitionOf(schema.$ref)?.schema;
  const types = target?.type === undefined ? undefined : [target.type].flat();
  return { check: compile(schema, surroundings), types };
}
