/** Checking values files: all that is wrong with them, where, and what to do. */
import { evaluate, type Context } from '../expr/evaluate';
import { helmLimits } from '../expr/helm-limits';
import { YamlError } from '../yaml/error';
import { findPosition, type Path } from '../yaml/position';
import { readDocuments } from '../yaml/read';
import { mergeValues, type JsonObject } from './merge';
import { ruleMessage, type Rule } from './rule';
import { defaultsOf, symbolicValues, type Fields, type RecordField, type ValuesOf } from './schema';
import { schemaProblems } from './schema-problems';

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
  | { readonly ok: true; readonly values: JsonObject }
  | { readonly ok: false; readonly problems: readonly ValuesProblem[] };

interface Checkable<F extends Fields> {
  readonly schema: RecordField<F>;
  rules(values: ValuesOf<RecordField<F>>): readonly Rule[];
}

/** A problem of the merged values, before it is known which file it comes from. */
export interface PathProblem {
  readonly path: Path;
  /** Whether the key is wrong, or what stands there. */
  readonly of: 'key' | 'value';
  readonly message: string;
}

/** No rule looks at the release; rules that did would be the chart's own business at installation. */
const NOWHERE: Context['release'] = { name: 'release', namespace: 'default' };

/**
 * Reads values files, the later ones winning, over the schema's defaults, exactly as Helm does, and checks the result.
 * Rules are only asked about values that fit the schema.
 */
export function checkValues<F extends Fields>(
  definition: Checkable<F>,
  sources: readonly ValuesSource[],
): CheckedValues {
  const read = sources.map(readSource);
  const unreadable = read.flatMap((result) => ('problem' in result ? [result.problem] : []));
  if (unreadable.length > 0) return { ok: false, problems: unreadable };
  const overrides = read.flatMap((result) => ('values' in result ? [result.values] : []));
  const values = mergeValues(defaultsOf(definition.schema) as JsonObject, ...overrides);
  const misfits = schemaProblems(definition.schema, values, overrides);
  const found = misfits.length > 0 ? misfits : [...brokenLimits(values), ...brokenRules(definition, values)];
  if (found.length === 0) return { ok: true, values };
  const problems = found.map((problem) => locate(problem, sources));
  return { ok: false, problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** One line for each: `file:line:column: message`. */
export function formatProblems(problems: readonly ValuesProblem[]): string {
  const lines = problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
  return lines.join('\n');
}

function readSource({
  file,
  text,
}: ValuesSource): { readonly values: JsonObject } | { readonly problem: ValuesProblem } {
  try {
    const [first, second] = readDocuments(text, file);
    const value = first?.value ?? {};
    if (typeof value === 'object' && !Array.isArray(value) && second === undefined) {
      return { values: value as JsonObject };
    }
    const message = second === undefined ? 'expected a mapping of values' : 'expected one document, found another';
    return { problem: { file, line: (second ?? first)?.line ?? 1, column: 1, message } };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const { line, column, reason } = error;
    return { problem: { file, line, column, message: reason } };
  }
}

function brokenLimits(values: JsonObject): readonly PathProblem[] {
  const broken = helmLimits().filter((limit) => evaluate(limit.broken, { values, release: NOWHERE }) === true);
  return broken.map(({ message }) => ({ path: [], of: 'key', message }));
}

function brokenRules<F extends Fields>(definition: Checkable<F>, values: JsonObject): readonly PathProblem[] {
  const context = { values, release: NOWHERE };
  const rules = definition.rules(symbolicValues(definition.schema));
  const broken = rules.filter((rule) => evaluate(rule.violated, context) === true);
  return broken.map((rule) => ({
    path: rule.path.split('.'),
    of: 'key',
    message: String(evaluate(ruleMessage(rule), context)),
  }));
}

/** The place in the last file that says anything about the path, or about what it is in. */
function locate({ path, of, message }: PathProblem, sources: readonly ValuesSource[]): ValuesProblem {
  for (let length = path.length; length > 0; length -= 1) {
    const part = path.slice(0, length);
    const source = sources.findLast(({ text }) => mentions(text, part));
    if (source === undefined) continue;
    const position = findPosition(source.text, part, { of: length === path.length ? of : 'key' });
    if (position !== undefined) return { file: source.file, ...position, message };
  }
  return { file: sources.at(-1)?.file ?? 'values', line: 1, column: 1, message };
}

function mentions(text: string, path: Path): boolean {
  const [document] = readDocuments(text, '');
  let value: unknown = document?.value;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return document !== undefined;
}
