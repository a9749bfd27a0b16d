/** For programs: everything that is known, in a form that only grows within a version (docs/diff.md). */
import { visibleJson } from '../../text/visible';
import type { Cause } from '../causes';
import type { ExplainedObject, Explanation } from '../explanation';
import { objectOf } from '../object-key';
import { pathText } from '../path-text';
import type { SecretContents } from '../secret-values';
import { markOf, valuePath, valueSides } from './words';

export function jsonReport(explanations: readonly Explanation[]): string {
  return `${visibleJson({ version: 1, differences: explanations.map(toJson) }, 2)}\n`;
}

function toJson({ environment, from, to, values, objects, same, remarks, warnings, elsewhere, secrets }: Explanation) {
  return {
    environment: environment ?? null,
    from,
    to,
    same,
    remarks,
    warnings,
    values: values.map((value) => ({
      path: valuePath(value.change.path),
      ...sides(valueSides(value, secrets)),
      origin: value.origin,
    })),
    objects: objects.map((object) => objectJson(object, secrets)),
    elsewhere: elsewhere.map((one) => ({ ...one, problem: one.problem ?? null })),
  };
}

const CHANGES = { '+': 'added', '-': 'removed', '~': 'changed' } as const;

function objectJson(explained: ExplainedObject, secrets: SecretContents) {
  const object = objectOf(explained.change);
  const { apiVersion, kind, metadata } = object;
  const mark = markOf(explained);
  return {
    apiVersion,
    kind,
    name: metadata.name,
    namespace: metadata.namespace ?? null,
    change: CHANGES[mark],
    ...(mark === '~' ? {} : { object: secrets.object(object), cause: causeJson(explained.cause) }),
    fields: explained.fields.map(({ change, cause }) => ({
      path: pathText(change.path),
      ...sides(secrets.sides(object, change)),
      ...(change.order === true && { order: true }),
      cause: causeJson(cause),
    })),
    consequences: explained.consequences.map(({ effect, severity, message, remedy, fields }) => ({
      effect,
      severity,
      message,
      remedy: remedy ?? null,
      fields: fields.map(({ path }) => pathText(path)),
    })),
  };
}

/** `values` are places in the list of values. */
function causeJson({ values, chart, unknown, random, shapes }: Cause) {
  return { values, chart, unknown: unknown ?? false, random: random ?? false, shapes: shapes ?? [] };
}

/** Absent is null. */
function sides({ before, after }: { readonly before: unknown; readonly after: unknown }) {
  return { before: before ?? null, after: after ?? null };
}
