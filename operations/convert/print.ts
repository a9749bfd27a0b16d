/** Values as a person would write them: in the order of the chart's, only what differs from its defaults. */
import { isDeepStrictEqual } from 'node:util';
import { wrap } from '../../lib/text/wrap';
import { valueAt } from '../../lib/values/locate';
import { isMapping, mergeValues, type JsonObject } from '../../lib/values/merge';
import { defaultsOf, type Field, type RecordField } from '../../lib/values/schema';
import { setKey, type Json } from '../../lib/yaml/json';
import { writeScalar, writeYaml } from '../../lib/yaml/write';

const WIDTH = 110;

export interface Commented {
  /** By path. */
  readonly values: ReadonlyMap<string, Json>;
  readonly comments: ReadonlyMap<string, readonly string[]>;
}

/** @param head lines of the comment at the top */
export function printValues(schema: RecordField, { values, comments }: Commented, head: readonly string[]): string {
  const tree = treeOf(schema, values, comments);
  const sections = inOrder(schema, tree).map(
    (key) => `${lines(key, tree[key] ?? null, schema.fields[key], [], comments).join('\n')}\n`,
  );
  return [`${comment(head, 0).join('\n')}\n`, ...sections].join('\n');
}

function treeOf(schema: RecordField, values: ReadonlyMap<string, Json>, comments: Commented['comments']): JsonObject {
  const defaults = defaultsOf(schema);
  const tree: Record<string, Json> = {};
  for (const [path, value] of values) {
    const steps = path.split('.');
    if (!comments.has(path) && saysNothing(value, valueAt(defaults, steps) as Json | undefined)) continue;
    let node = tree;
    for (const step of steps.slice(0, -1)) {
      const next = node[step];
      const inside = isMapping(next) ? (next as Record<string, Json>) : {};
      setKey(node, step, inside);
      node = inside;
    }
    setKey(node, steps.at(-1) ?? '', value);
  }
  return tree;
}

/** Helm merges mappings: what a mapping has of the default says nothing. */
function saysNothing(value: Json, fallback: Json | undefined): boolean {
  const merged = isMapping(value) && isMapping(fallback) ? mergeValues(fallback, value) : value;
  return isDeepStrictEqual(merged, fallback);
}

function lines(
  key: string,
  value: Json,
  field: Field | undefined,
  above: readonly string[],
  comments: Commented['comments'],
): readonly string[] {
  const path = [...above, key];
  const pad = ' '.repeat(above.length * 2);
  const remarks = comment(comments.get(path.join('.')) ?? [], above.length * 2);
  if (field?.kind === 'record' && isMapping(value)) {
    const nested = inOrder(field, value).flatMap((name) =>
      lines(name, value[name] ?? null, field.fields[name], path, comments),
    );
    return [...remarks, `${pad}${writeScalar(key)}:`, ...nested];
  }
  const body = writeYaml(Object.fromEntries([[key, value]])).replace(/\n$/, '');
  return [...remarks, ...body.split('\n').map((line) => (line === '' ? line : pad + line))];
}

function inOrder({ fields }: RecordField, values: JsonObject): readonly string[] {
  const known = Object.keys(fields).filter((key) => Object.hasOwn(values, key));
  return [...new Set([...known, ...Object.keys(values)])];
}

function comment(rows: readonly string[], indent: number): readonly string[] {
  const pad = ' '.repeat(indent);
  return rows
    .flatMap((row) => (row.startsWith(' ') ? [row] : wrap(row, WIDTH - indent - 2)))
    .map((row) => `${pad}# ${row}`);
}
