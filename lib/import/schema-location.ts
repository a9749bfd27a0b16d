import type { JsonSchema } from './json-schema';
import type { Constant, Scalar } from './validator-literals';

/** One step down into a schema. */
export type Step =
  { readonly step: 'items' | 'additionalProperties' } | { readonly step: 'properties'; readonly name: string };

/** The way from a schema to one that is nested in it. */
export type Location = readonly Step[];

/** Adds what `part` demands at `location`; a second demand for the same place is kept as `allOf`. */
export function put(schema: JsonSchema, location: Location, part: JsonSchema): void {
  const place = schemaAt(schema, location);
  if (Object.keys(place).length === 0) Object.assign(place, part);
  else if (part.$ref === undefined || part.$ref !== place.$ref) (place.allOf ??= []).push(part);
}

/**
 * Sets the keyword that stands at a JSON pointer like `#/properties/spec/items/type`, whose last segment is the
 * keyword. False when the keyword is none of those that {@link JsonSchema} knows.
 */
export function setKeyword(schema: JsonSchema, pointer: string, keyword: string, value: Constant): boolean {
  const place = schemaAt(schema, locationOfPointer(pointer));
  switch (keyword) {
    case 'required':
      (place.required ??= []).push(String(value));
      return true;
    case 'enum':
      if (!Array.isArray(value)) return false;
      place.enum = value.filter((item): item is Scalar => !Array.isArray(item));
      return true;
    case 'type':
    case 'format':
    case 'pattern':
      place[keyword] = String(value);
      return true;
    case 'minLength':
    case 'maxLength':
    case 'minimum':
    case 'maximum':
    case 'minItems':
    case 'maxItems':
    case 'minProperties':
    case 'maxProperties':
      place[keyword] = Number(value);
      return true;
    default:
      return false;
  }
}

function schemaAt(schema: JsonSchema, location: Location): JsonSchema {
  return location.reduce<JsonSchema>((place, step) => {
    if (step.step === 'items') return (place.items ??= {});
    if (step.step === 'properties') return ((place.properties ??= {})[step.name] ??= {});
    if (typeof place.additionalProperties !== 'object') place.additionalProperties = {};
    return place.additionalProperties;
  }, schema);
}

function locationOfPointer(pointer: string): Location {
  const segments = pointer
    .split('/')
    .slice(1, -1)
    .map((segment) => decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~'));
  const location: Step[] = [];
  for (let index = 0; index < segments.length; index++) {
    const step = segments[index];
    if (step === 'items' || step === 'additionalProperties') location.push({ step });
    else if (step === 'properties') location.push({ step, name: segments[++index] ?? '' });
    else throw new Error(`cannot follow the schema path ${pointer}`);
  }
  return location;
}
