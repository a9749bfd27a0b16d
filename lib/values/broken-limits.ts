/** Which of the values Helm could not carry through a template (lib/expr/helm-limits.ts). */
import { Evaluator } from '../expr/evaluate';
import { helmLimits, type HelmLimit } from '../expr/helm-limits';
import type { Json } from '../yaml/json';
import type { Path } from '../yaml/position';
import type { PathProblem } from './locate';
import { isMapping, type JsonObject } from './merge';

const LIMITS = helmLimits();
const EVALUATOR = new Evaluator();

/**
 * The limits judge all values at once, as the chart must; here each key and text that breaks one is a problem. (What they
 * look for lies between the quotes of one text, or beside them, so that one text breaks each limit that is broken.)
 */
export function brokenLimits(values: JsonObject): readonly PathProblem[] {
  return brokenBy(values).flatMap((limit) => {
    const texts = textsIn(values).filter(({ alone }) => brokenBy(alone, [limit]).length > 0);
    return texts.map(({ path, of }) => ({ path, of, message: limit.message }));
  });
}

function brokenBy(values: JsonObject, limits = LIMITS): readonly HelmLimit[] {
  const evaluate = EVALUATOR.for({ values, release: { name: '', namespace: '' } });
  return limits.filter(({ broken }) => evaluate(broken) === true);
}

interface Text {
  readonly path: Path;
  readonly of: PathProblem['of'];
  /** Values that hold nothing else. */
  readonly alone: JsonObject;
}

function textsIn(value: Json, path: Path = []): readonly Text[] {
  if (typeof value === 'string') return [{ path, of: 'value', alone: { text: value } }];
  if (typeof value !== 'object' || value === null) return [];
  if (!isMapping(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  return Object.entries(value).flatMap(([key, part]): readonly Text[] => [
    { path: [...path, key], of: 'key', alone: Object.fromEntries([[key, 0]]) },
    ...textsIn(part, [...path, key]),
  ]);
}
