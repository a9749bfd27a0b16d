/**
 * The half of the guarantee that needs no Helm: constructs run with literal values come to the objects that their
 * expressions evaluate to. JavaScript lets a construct ask `values.on ? a : b`, to which an expression is always true;
 * here it is found out, with the values of each environment and with a few generated ones.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Context } from '../expr/evaluate';
import { MisuseError } from '../expr/expr';
import { mergeValues, type JsonObject } from '../values/merge';
import { leaves, sampleValues } from '../values/sample-values';
import { defaultsOf } from '../values/schema';
import type { Json } from '../yaml/json';
import { evaluateModel, literalModel, type Model } from './model';

/** A construct that looks into a value. */
export class DisagreementError extends MisuseError {
  override readonly name = 'DisagreementError';
}

type Path = readonly (string | number)[];

interface Difference {
  /** File of the object, and the path in it; empty if one way has no such object. */
  readonly file: string;
  readonly path: Path;
  readonly literal: unknown;
  readonly symbolic: unknown;
}

/** For values that no environment may have, but the schema accepts. */
export function requireAgreementOnSamples(model: Model): void {
  const { name } = model.definition.metadata;
  const defaults = defaultsOf(model.definition.schema) as JsonObject;
  for (const sample of sampleValues(model.definition.schema)) {
    requireAgreement(model, { values: mergeValues(defaults, sample), release: { name, namespace: name } });
  }
}

/** @throws DisagreementError that names the object, the field, and the value that was looked at, if that can be told */
export function requireAgreement(model: Model, context: Context): void {
  const found = difference(model, context);
  if (found === undefined) return;
  const origin = model.objects.find(({ fileName }) => fileName === found.file)?.origin ?? found.file;
  const place = found.path.length === 0 ? 'the object' : written(found.path);
  const looked = lookedAt(model, context, found);
  const cause =
    looked === undefined
      ? 'A construct looked at a value'
      : `A construct looked at ${looked.join('.')} (here ${shown(valueAt(context.values, looked))})`;
  throw new DisagreementError(
    `${origin}: ${place} is ${shown(found.literal)} where the constructs run with the values themselves, and ` +
      `${shown(found.symbolic)} in the chart. ${cause} with ?:, if, !, && or ===, which only see that it is an ` +
      'expression: use choose(), when(), not(), and() or equal() from lib/expr.',
  );
}

function difference(model: Model, context: Context): Difference | undefined {
  const symbolic = evaluateModel(model, context);
  const literal = evaluateModel(literalModel(model.definition, context), context);
  for (const file of new Set([...symbolic.keys(), ...literal.keys()])) {
    const [ours, theirs] = [literal.get(file), symbolic.get(file)];
    if (isDeepStrictEqual(ours, theirs)) continue;
    return { file, ...firstDifference(ours, theirs) };
  }
  return undefined;
}

function firstDifference(literal: unknown, symbolic: unknown, path: Path = []): Omit<Difference, 'file'> {
  if (isContainer(literal) && isContainer(symbolic) && Array.isArray(literal) === Array.isArray(symbolic)) {
    for (const key of new Set([...Object.keys(literal), ...Object.keys(symbolic)])) {
      const [ours, theirs] = [literal[key], symbolic[key]];
      if (isDeepStrictEqual(ours, theirs)) continue;
      return firstDifference(ours, theirs, [...path, Array.isArray(literal) ? Number(key) : key]);
    }
  }
  return { path, literal, symbolic };
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/**
 * The value without which the difference would not be there: found by changing one after the other. A change after which
 * both ways still have the field tells more than one after which it is gone from both.
 */
function lookedAt(model: Model, context: Context, { file, path }: Difference): readonly string[] | undefined {
  let fallback: readonly string[] | undefined;
  for (const leaf of leaves(model.definition.schema)) {
    for (const alternative of leaf.alternatives) {
      const values = withValue(context.values as JsonObject, leaf.path, alternative);
      const changed = { ...context, values };
      const symbolic = valueAt(evaluateModel(model, changed).get(file), path);
      const literal = valueAt(evaluateModel(literalModel(model.definition, changed), changed).get(file), path);
      if (!isDeepStrictEqual(literal, symbolic)) continue;
      if (literal !== undefined) return leaf.path;
      fallback ??= leaf.path;
    }
  }
  return fallback;
}

function withValue(values: JsonObject, [key = '', ...rest]: readonly string[], value: Json): JsonObject {
  const inner = values[key];
  return { ...values, [key]: rest.length === 0 ? value : withValue((inner ?? {}) as JsonObject, rest, value) };
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((part, key) => (isContainer(part) ? part[key] : undefined), value);
}

function written(path: Path): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${String(key)}]` : `${index > 0 ? '.' : ''}${key}`))
    .join('');
}

function shown(value: unknown): string {
  if (value === undefined) return 'absent';
  const json = JSON.stringify(value);
  return json.length > 80 ? `${json.slice(0, 77)}…` : json;
}
