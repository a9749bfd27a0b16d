/** Checking values files: all that is wrong with them, where, and what to do. */
import { Evaluator, type Context } from '../expr/evaluate';
import type { Tree, Value } from '../expr/expr';
import { YamlError } from '../yaml/error';
import type { Path } from '../yaml/position';
import { readDocuments } from '../yaml/read';
import { withoutAnchorKeys } from './anchor-keys';
import { brokenLimits } from './broken-limits';
import { locate, type PathProblem, type ReadSource } from './locate';
import { isMapping, mergeValues, type JsonObject } from './merge';
import { parentRules } from './parent-keys';
import { levelOf, ruleMessage, type Rule, type RuleLevel } from './rule';
import { defaultsOf, symbolicValues, type Fields, type RecordField, type ValuesOf } from './schema';
import { schemaProblems } from './schema-problems';
import { writtenAs } from './written-as';

export interface ValuesSource {
  /** Its name, for messages. */
  readonly file: string;
  readonly text: string;
}

export interface ValuesProblem {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** The values path and what is wrong with it: `mlflow.workers: expected …`. */
  readonly message: string;
}

export type CheckedValues =
  | {
      readonly ok: true;
      readonly values: JsonObject;
      /** The same without the defaults. */
      readonly overrides: JsonObject;
      /** What somebody may regret, in the order of its places. */
      readonly warnings: readonly ValuesProblem[];
    }
  | { readonly ok: false; readonly problems: readonly ValuesProblem[] };

export interface Checkable<F extends Fields> {
  readonly schema: RecordField<F>;
  rules(values: ValuesOf<RecordField<F>>): readonly Rule[];
}

/** No rule looks at the release; rules that did would be the chart's own business at installation. */
const NOWHERE: Context['release'] = { name: 'release', namespace: 'default' };

/** Even after an empty one, where only Helm 4 would find it. */
const LATER_DOCUMENT =
  'expected one document, found another, which Helm 3 ignores and Helm 4 merges. Put all values into the first one';

/**
 * Reads values files, the later ones winning, over the schema's defaults, exactly as Helm does, and checks the result.
 * Rules are only asked about values that fit the schema. The values come without what is only there for anchors.
 */
export function checkValues<F extends Fields>(
  definition: Checkable<F>,
  sources: readonly ValuesSource[],
): CheckedValues {
  const read = sources.map(readSource);
  const unreadable = read.flatMap((result) => ('problem' in result ? [result.problem] : []));
  if (unreadable.length > 0) return { ok: false, problems: unreadable };
  const given = read.flatMap((result) => ('problem' in result ? [] : [result]));
  const overrides = given.map((source) => source.values);
  const prepared = prepare(definition);
  const values = mergeValues(prepared.defaults, ...overrides);
  const misfits = schemaProblems(definition.schema, values, overrides);
  const evaluate = prepared.evaluator.for({ values, release: NOWHERE });
  const broken = (level: RuleLevel) => brokenRules(prepared[level], evaluate);
  const found = misfits.length > 0 ? misfits : [...brokenLimits(values), ...broken('refused')];
  if (found.length > 0) return { ok: false, problems: placed(found, given) };
  return {
    ok: true,
    values: withoutAnchorKeys(values),
    overrides: withoutAnchorKeys(mergeValues({}, ...overrides)),
    warnings: placed(broken('warned'), given),
  };
}

/** One line for each: `file:line:column: message`. */
export function formatProblems(problems: readonly ValuesProblem[]): string {
  return formatted(problems, '');
}

/** One line for each: `file:line:column: warning: message`. */
export function formatWarnings(warnings: readonly ValuesProblem[]): string {
  return formatted(warnings, 'warning: ');
}

function formatted(problems: readonly ValuesProblem[], label: string): string {
  const lines = problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${label}${message}`);
  return lines.join('\n');
}

/** Helm 3 reads what Helm 4 refuses: directives, and anything but a comment beside `---`. */
function documentStartFault(text: string): { readonly line: number; readonly message: string } | undefined {
  const rows = text.split(/\r\n|\r|\n/);
  // After a mark of the byte order, Helm 4 does not take it for one, and its YAML reader does.
  const found = rows.findIndex((row) => /^---[ \t]*[^ \t#]/.test(row));
  if (found >= 0) {
    return {
      line: found + 1,
      message: 'expected nothing but a comment beside ---, as Helm 4 does: go on in the next line',
    };
  }
  const first = rows.findIndex((row) => !/^\uFEFF?[ \t]*(?:#.*)?$/.test(row));
  if (!/^\uFEFF?%/.test(rows[first] ?? '')) return undefined;
  return { line: first + 1, message: 'a YAML directive, which Helm 4 does not read: remove the line' };
}

function readSource({ file, text }: ValuesSource): ReadSource | { readonly problem: ValuesProblem } {
  const fault = documentStartFault(text);
  if (fault !== undefined) return { problem: { file, column: 1, ...fault } };
  try {
    const documents = readDocuments(text, file);
    const later = documents.find(({ index }) => index > 0);
    if (later !== undefined) return { problem: { file, line: later.line, column: 1, message: LATER_DOCUMENT } };
    const first = documents[0];
    const values = first?.value ?? {};
    if (isMapping(values)) return { file, text, values };
    return { problem: { file, line: first?.line ?? 1, column: 1, message: 'expected a mapping of values' } };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const { line, column, reason } = error;
    return { problem: { file, line, column, message: reason } };
  }
}

interface Prepared extends Readonly<Record<RuleLevel, readonly PreparedRule[]>> {
  readonly defaults: JsonObject;
  readonly evaluator: Evaluator;
}

interface PreparedRule {
  readonly path: Path;
  readonly violated: Value<boolean>;
  readonly message: Value<string>;
}

/** What is the same for all values files of a definition. */
const preparations = new WeakMap<object, Prepared>();

function prepare<F extends Fields>(definition: Checkable<F>): Prepared {
  const known = preparations.get(definition);
  if (known !== undefined) return known;
  const { schema } = definition;
  const rules = [...definition.rules(symbolicValues(schema)), ...parentRules(schema)];
  const ofLevel = (level: RuleLevel): readonly PreparedRule[] =>
    rules
      .filter((rule) => levelOf(rule) === level)
      .map((rule) => ({ path: rule.path.split('.'), violated: rule.violated, message: ruleMessage(rule) }));
  const defaults = defaultsOf(schema) as JsonObject;
  const prepared = { defaults, evaluator: new Evaluator(), refused: ofLevel('refused'), warned: ofLevel('warned') };
  preparations.set(definition, prepared);
  return prepared;
}

function brokenRules(rules: readonly PreparedRule[], evaluate: (tree: Tree) => unknown): readonly PathProblem[] {
  const broken = rules.filter(({ violated }) => evaluate(violated) === true);
  return broken.map(({ path, message }) => ({ path, of: 'key', message: String(evaluate(message)) }));
}

/** In the order of the files, and of their lines. */
function placed(found: readonly PathProblem[], sources: readonly ReadSource[]): readonly ValuesProblem[] {
  const places = found.map((problem) => {
    const { source = sources.at(-1), position = { line: 1, column: 1 } } = locate(problem, sources) ?? {};
    const order = sources.findIndex((one) => one === source);
    const { shown, message } = problem;
    const remark = shown === undefined || source === undefined ? '' : writtenAs(shown, source.text, position);
    return { order, problem: { file: source?.file ?? 'values', ...position, message: `${message}${remark}` } };
  });
  places.sort((a, b) => a.order - b.order || a.problem.line - b.problem.line || a.problem.column - b.problem.column);
  return places.map(({ problem }) => problem);
}
