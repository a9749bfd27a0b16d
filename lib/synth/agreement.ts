/**
 * The half of the guarantee that needs no Helm: constructs run with literal values come to the objects that their
 * expressions evaluate to. JavaScript lets a construct ask `values.on ? a : b`, to which an expression is always true;
 * here it is found out, with the values of each environment and with a few generated ones.
 */
import { isDeepStrictEqual } from 'node:util';
import { evaluate, type Context } from '../expr/evaluate';
import { MisuseError, type Tree } from '../expr/expr';
import { when } from '../expr/vocabulary';
import { mergeValues, type JsonObject } from '../values/merge';
import { ruleMessage } from '../values/rule';
import { leaves, sampleValues } from '../values/sample-values';
import { defaultsOf } from '../values/schema';
import type { Json } from '../yaml/json';
import { firstDifference, shown, valueAt, written, type Difference } from './difference';
import { evaluateModel, literalModel, of, type Model } from './model';

/** Of what one way comes to and the other does not. */
interface Disagreement extends Difference {
  /** File of the object, or what else it is in. */
  readonly file: string;
}

/** For values that no environment may have, but the schema accepts. */
export function requireAgreementOnSamples(model: Model): void {
  const { name } = model.definition.metadata;
  const defaults = defaultsOf(model.definition.schema) as JsonObject;
  for (const sample of sampleValues(model.definition.schema)) {
    requireAgreement(model, { values: mergeValues(defaults, sample), release: { name, namespace: name } });
  }
}

/** @throws MisuseError that names the object, the field, and the value that was looked at, if that can be told */
export function requireAgreement(model: Model, context: Context): void {
  const found = disagreement(model, context);
  if (found === undefined) return;
  const origin = model.objects.find(({ fileName }) => fileName === found.file)?.origin ?? found.file;
  const looked = lookedAt(model, context, found);
  const cause =
    looked === undefined
      ? 'A construct looked at a value'
      : `A construct looked at ${looked.join('.')} (here ${shown(valueAt(context.values, looked))})`;
  throw new MisuseError(
    `${origin}: ${written(found.path)} is ${shown(found.one)} where the constructs run with the values themselves, and ` +
      `${shown(found.other)} in the chart. ${cause} with ?:, if, !, && or ===, which only see that it is an ` +
      'expression: use choose(), when(), not(), and() or equal().',
  );
}

function disagreement(model: Model, context: Context): Disagreement | undefined {
  const symbolic = outcome(model, context);
  const literal = outcome(literalModel(model.definition, context), context);
  for (const file of new Set([...symbolic.keys(), ...literal.keys()])) {
    const difference = firstDifference(literal.get(file), symbolic.get(file));
    if (difference !== undefined) return { file, ...difference };
  }
  return undefined;
}

/** All that the values come to: the objects by file name, and what is said about the values. */
function outcome(model: Model, context: Context): ReadonlyMap<string, unknown> {
  const said = spoken.get(model) ?? sayings(model);
  spoken.set(model, said);
  return new Map<string, unknown>([
    ...evaluateModel(model, context),
    ...said.map(([name, tree]) => [name, of(name, () => evaluate(tree, context) ?? [])] as const),
  ]);
}

const spoken = new WeakMap<Model, readonly (readonly [name: string, tree: Tree])[]>();

function sayings({ definition, values, release }: Model): readonly (readonly [name: string, tree: Tree])[] {
  return [
    ['the rules', definition.rules(values).map((rule) => when(rule.violated, ruleMessage(rule)))],
    ['the release rules', (definition.releaseRules?.(release) ?? []).map((rule) => when(rule.violated, rule.message))],
    ['the notes', definition.notes(values, release)],
  ];
}

/**
 * The value without which the difference would not be there: found by changing one after the other. A change after which
 * both ways still have the field tells more than one after which it is gone from both.
 */
function lookedAt(model: Model, context: Context, { file, path }: Disagreement): readonly string[] | undefined {
  let fallback: readonly string[] | undefined;
  for (const leaf of leaves(model.definition.schema)) {
    for (const alternative of leaf.alternatives) {
      const values = withValue(context.values as JsonObject, leaf.path, alternative);
      const changed = { ...context, values };
      const symbolic = valueAt(outcome(model, changed).get(file), path);
      const literal = valueAt(outcome(literalModel(model.definition, changed), changed).get(file), path);
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
