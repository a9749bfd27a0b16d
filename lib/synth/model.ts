/** Running a chart's constructs, once with expressions or once with literals, and collecting what they made. */
import { ApiObject, App, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { Evaluator, type Context } from '../expr/evaluate';
import { Expr, MisuseError, type Tree, type Value } from '../expr/expr';
import { and } from '../expr/function';
import { literal } from '../expr/shape';
import type { Json } from '../yaml/json';
import { shapeOf, symbolicValues, type Fields, type RecordField, type ValuesOf } from '../values/schema';
import type { ChartDefinition, Release } from './chart';
import { Component } from './component';
import { requireNames } from './identity';
import { Manifest } from './manifest';
import { Manifests } from './manifests';

/** One template of a chart: an object, or any number of them. */
export interface ModelObject {
  /** Name of its file without ending, unique in the chart: `postgresql-service`. */
  readonly fileName: string;
  /** Where it comes from, for people: `postgresql/service (Postgresql)`. */
  readonly origin: string;
  readonly condition: Value<boolean>;
  /** A list where it can be any number. */
  readonly tree: Tree;
  /** Of the values that decide which there are, if it is a list. */
  readonly path?: string;
}

export interface Model<F extends Fields = Fields> {
  readonly definition: ChartDefinition<F>;
  readonly values: ValuesOf<RecordField<F>>;
  readonly release: Release;
  readonly objects: readonly ModelObject[];
  /** Of the objects, and of what else is asked about the same values. */
  readonly evaluator: Evaluator;
}

/** A template beside those of the objects (chart-files.ts). */
export const CHECKS_FILE = 'checks';

/** The chart over `.Values` and `.Release`: what all outputs are made from. */
export function symbolicModel<F extends Fields>(definition: ChartDefinition<F>): Model<F> {
  const values = symbolicValues(definition.schema);
  const release: Release = {
    name: new Expr({ op: 'release', field: 'Name' }, { type: 'string' }),
    namespace: new Expr({ op: 'release', field: 'Namespace' }, { type: 'string' }),
    chart: new Expr({ op: 'chart', own: definition.metadata.name }, { type: 'string' }),
  };
  return { definition, values, release, objects: run(definition, values, release), evaluator: new Evaluator() };
}

/** The same constructs with literal values: they must come to the same objects as evaluating the symbolic model. */
export function literalModel<F extends Fields>(definition: ChartDefinition<F>, context: Context): Model<F> {
  const values = literal(shapeOf(definition.schema), context.values) as ValuesOf<RecordField<F>>;
  const release: Release = { chart: definition.metadata.name, ...context.release };
  return { definition, values, release, objects: run(definition, values, release), evaluator: new Evaluator() };
}

/** The model's objects for these values, by file name; what is switched off is left out. */
export function evaluateModel(model: Model, context: Context): ReadonlyMap<string, Json> {
  const evaluate = model.evaluator.for(context);
  const rendered = new Map<string, Json>();
  const taken = new Set(model.objects.map(({ fileName }) => fileName));
  for (const { fileName, origin, tree, condition } of model.objects) {
    if (of(origin, () => evaluate(condition)) !== true) continue;
    const result = of(origin, () => evaluate(tree)) as Json | undefined;
    if (!Array.isArray(tree)) rendered.set(fileName, result as Json);
    else for (const object of (result ?? []) as readonly Json[]) rendered.set(claim(fileName, object, taken), object);
  }
  return rendered;
}

/** Bytes: file systems stop at 255, of which the ending and a number need some. */
const LONGEST_FILE_NAME = 200;

/** `extra-objects-configmap-prices`: of one object of several, in characters that every file system takes. */
function claim(fileName: string, object: Json, taken: Set<string>): string {
  const { kind, metadata } = object as { readonly kind: string; readonly metadata: { readonly name: string } };
  const name = `${fileName}-${kind}-${metadata.name}`.toLowerCase().replace(/[^a-z0-9.]+/g, '-');
  const wanted = name.slice(0, LONGEST_FILE_NAME);
  let free = wanted;
  for (let count = 2; taken.has(free); count += 1) free = `${wanted}-${String(count)}`;
  taken.add(free);
  return free;
}

/** Runs something for an object; a mistake that comes to light names the object. */
export function of<T>(origin: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof MisuseError) error.message = `${origin}: ${error.message}`;
    throw error;
  }
}

function run<F extends Fields>(
  definition: ChartDefinition<F>,
  values: ValuesOf<RecordField<F>>,
  release: Release,
): readonly ModelObject[] {
  const chart = new Chart(new App(), definition.metadata.name);
  try {
    definition.build(chart, values, release);
  } catch (error) {
    throw error instanceof MisuseError ? located(error, chart) : error;
  }
  const objects = chart.node
    .findAll()
    .filter((construct) => isApiObject(construct) || construct instanceof Manifests)
    .map((construct) => modelObject(construct, chart));
  requireFileNames(objects);
  requireNames(objects);
  return objects;
}

/** Names that every file system takes, that Helm renders (it passes over `_` and `.`), and that end no comment. */
const FILE_NAME = /^[a-z0-9]([-a-z0-9._]*[a-z0-9])?$/;

/** Of two objects in one file, the second would take the first one's place in every output, and nobody would know. */
function requireFileNames(objects: readonly ModelObject[]): void {
  const taken = new Map([[CHECKS_FILE, 'the checks of the values']]);
  for (const { fileName, origin } of objects) {
    if (!FILE_NAME.test(fileName)) {
      throw new MisuseError(
        `${origin}: ids of constructs name files: expected letters, digits, dashes, dots and underscores`,
      );
    }
    const other = taken.get(fileName);
    if (other !== undefined)
      throw new MisuseError(`${origin} and ${other} would both be ${fileName}.yaml: rename a construct`);
    taken.set(fileName, origin);
  }
}

function isApiObject(construct: IConstruct): construct is ApiObject {
  return construct instanceof ApiObject;
}

/** ApiObject says yes to `instanceof` for any copy of cdk8s, and its subclasses inherit that: ask the prototypes. */
function isManifest(object: ApiObject): object is Manifest<never> {
  return Object.prototype.isPrototypeOf.call(Manifest.prototype, object);
}

function modelObject(object: ApiObject | Manifests, chart: Chart): ModelObject {
  const path = object.node.path.slice(chart.node.path.length + 1);
  const origin = `${path} (${object.node.scope?.constructor.name ?? ''})`;
  // postgresql/service → postgresql-service; ingress/ingress → ingress
  const fileName = [...new Set(path.split('/'))].join('-').toLowerCase();
  const around = Component.condition(object);
  if (object instanceof Manifests) {
    return { fileName, origin, condition: around, tree: object.objects, path: object.path };
  }
  return isManifest(object)
    ? { fileName, origin, condition: and(around, object.enabled), tree: object.tree }
    : { fileName, origin, condition: around, tree: plainTree(object) };
}

/** What an ordinary construct comes to. cdk8s names it in its errors, unless it is the name that leaks. */
function plainTree(object: ApiObject): Tree {
  try {
    return object.toJson() as Tree;
  } catch (error) {
    if (error instanceof MisuseError) error.message = `${object.node.path}: ${error.message}`;
    throw error;
  }
}

/**
 * Names the construct in which an expression was misused: the innermost one still under construction, on the chain of
 * last children (the newest construct of each level). Constructors are known by name only, so they are matched from the
 * outside: of two constructs of one class, this may name the one around the culprit, never a finished one inside it.
 */
function located(error: MisuseError, root: IConstruct): MisuseError {
  const running = error.constructing.toReversed();
  let innermost = root;
  let matched = 0;
  for (let last = root.node.children.at(-1); last !== undefined; last = last.node.children.at(-1)) {
    const index = running.indexOf(last.constructor.name, matched);
    if (index === -1) continue;
    innermost = last;
    matched = index + 1;
  }
  error.message = `${innermost.node.path}: ${error.message}`;
  return error;
}
