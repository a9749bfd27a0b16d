/** What is known of another chart: its values, and what becomes of each here. */
import type { JsonObject } from '../../lib/values/merge';
import type { Json } from '../../lib/yaml/json';
import type { Ours } from './ours';
import type { Their } from './their';

/** Why a value cannot be taken over as it is, and what to do instead: a sentence without its full stop. */
export class Instead {
  constructor(readonly words: string) {}
}

type Conversion = (value: Json) => Json | Instead;

/** What becomes of a value that is not the other chart's default. */
export type Row =
  /** It is this value here, in this form. */
  | { readonly becomes: 'value'; readonly path: string; readonly as: Conversion }
  /** There is nothing like it: what it meant, and what to do here instead. */
  | { readonly becomes: 'nothing'; readonly instead: string }
  /** Nothing is lost without it, and why. */
  | { readonly becomes: 'needless'; readonly why: string }
  /** It is read together with others. */
  | { readonly becomes: 'part' };

export interface OtherChart {
  /** As --from has it. */
  readonly name: string;
  readonly title: string;
  /** Whose values these are. */
  readonly version: string;
  readonly defaults: JsonObject;
  /** By the path of a value, or of all that lies below it; the longest that fits counts. */
  readonly rows: Readonly<Record<string, Row>>;
  /** Values, or all below a path, that the chart takes although its values.yaml does not show them. */
  readonly further: readonly string[];
  /** What several values say together. The rows come after them. */
  readonly together: readonly ((their: Their, ours: Ours) => void)[];
}

export function value(path: string, as: Conversion = (given) => given): Row {
  return { becomes: 'value', path, as };
}
export function nothing(instead: string): Row {
  return { becomes: 'nothing', instead };
}
export function needless(why: string): Row {
  return { becomes: 'needless', why };
}
export const part: Row = { becomes: 'part' };

/** The same row for each of these. */
export function each(row: Row, ...paths: readonly string[]): Readonly<Record<string, Row>> {
  return Object.fromEntries(paths.map((path) => [path, row]));
}

/** The row that counts for a value, and its path. */
export function rowOf({ rows }: Pick<OtherChart, 'rows'>, path: string): readonly [path: string, row: Row] | undefined {
  const steps = path.split('.');
  for (let length = steps.length; length > 0; length -= 1) {
    const at = steps.slice(0, length).join('.');
    const row = Object.hasOwn(rows, at) ? rows[at] : undefined;
    if (row !== undefined) return [at, row];
  }
  return undefined;
}
