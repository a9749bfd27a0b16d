/** What values.yaml says about a path. */
import type { Json } from '../../yaml/json';
import { isRecord } from '../object';
import type { ChartModel } from './chart-model';
import { yamlOf } from './chart-model';
import type { ValuesPath } from './symbol';

/**
 * `missing`: the mapping around it is there, it isn't. `unreachable`: what is around it isn't either, or is null: to
 * read it is an error. `open`: it can't be known (an item of a list, a value of another chart).
 */
export type Presence = 'present' | 'missing' | 'unreachable' | 'open';

export function presenceOf(model: ChartModel, path: ValuesPath): Presence {
  const [first] = path;
  if (first === undefined || first === 'global' || first === 'tags' || model.subcharts.has(first)) return 'open';
  let value: Json | undefined = model.values;
  for (const [index, step] of path.entries()) {
    if (step === '*') return 'open';
    if (value === null || value === undefined) return 'unreachable';
    if (!isRecord(value)) return 'open';
    value = Object.hasOwn(value, step) ? value[step] : undefined;
    if (value === undefined && index === path.length - 1) return 'missing';
  }
  return 'present';
}

/** Whether a person who reads the chart finds it: commented out in values.yaml, or in values.schema.json. */
export function isDocumented(model: ChartModel, path: ValuesPath): boolean {
  const { words, schema } = documentationOf(model);
  const name = wordsOf(path.at(-1) ?? '');
  return (name.length > 0 && name.every((word) => words.has(word))) || isInSchema(schema, path);
}

interface Documentation {
  /** Of the comments in values.yaml that have a line of their own. */
  readonly words: ReadonlySet<string>;
  readonly schema: Json | undefined;
}

const documentations = new WeakMap<ChartModel, Documentation>();

/** Read once for all paths. */
function documentationOf(model: ChartModel): Documentation {
  const known = documentations.get(model);
  if (known !== undefined) return known;
  const lines = (model.view.files.get('values.yaml') ?? '').split('\n');
  const comments = lines.map((line) => line.trimStart()).filter((line) => line.startsWith('#'));
  const documentation = {
    words: new Set(comments.flatMap(wordsOf)),
    schema: yamlOf(model.view, 'values.schema.json'),
  };
  documentations.set(model, documentation);
  return documentation;
}

function wordsOf(text: string): readonly string[] {
  return text.match(/\w+/g) ?? [];
}

/** Looks at plain `properties` only; a reference may say anything. */
function isInSchema(schema: Json | undefined, path: ValuesPath): boolean {
  let at: Json | undefined = schema;
  for (const step of path) {
    if (!isRecord(at)) return false;
    if ('$ref' in at) return true;
    const properties: Json | undefined = at['properties'];
    at = isRecord(properties) && Object.hasOwn(properties, step) ? properties[step] : undefined;
  }
  return at !== undefined;
}
