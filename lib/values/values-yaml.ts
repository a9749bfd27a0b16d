/** values.yaml: every value with its description as a comment above it. */
import type { Json } from '../yaml/json';
import { writeScalar, writeYaml } from '../yaml/write';
import { fullDescription } from './constraint';
import { isMapping, type JsonObject } from './merge';
import type { Field, RecordField } from './schema';

const WIDTH = 110;

/** @param values complete values: the defaults, perhaps with those of an environment laid over them */
export function valuesYaml(schema: RecordField, values: JsonObject): string {
  const keys = [...Object.keys(schema.fields), ...Object.keys(values)];
  const sections = [...new Set(keys)].filter((key) => Object.hasOwn(values, key));
  return sections.map((key) => lines(key, fieldOf(schema, key), values[key] ?? null, 0).join('\n') + '\n').join('\n');
}

function lines(key: string, field: Field | undefined, value: Json, indent: number): readonly string[] {
  const pad = ' '.repeat(indent);
  const comment =
    field === undefined ? [] : wrap(fullDescription(field), WIDTH - indent).map((row) => `${pad}# ${row}`);
  if (field?.kind === 'record' && isMapping(value) && Object.keys(value).length > 0) {
    const known = Object.keys(field.fields).filter((name) => Object.hasOwn(value, name));
    const names = [...new Set([...known, ...Object.keys(value)])];
    const nested = names.flatMap((name) => lines(name, fieldOf(field, name), value[name] ?? null, indent + 2));
    return [...comment, `${pad}${writeScalar(key)}:`, ...nested];
  }
  const entry = Object.fromEntries([[key, value]]);
  const body = writeYaml(entry).replace(/\n$/, '').split('\n');
  return [...comment, ...body.map((row) => (row === '' ? row : pad + row))];
}

/** The user's own key may be named like a member of every object. */
function fieldOf({ fields }: RecordField, key: string): Field | undefined {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function wrap(text: string, width: number): readonly string[] {
  const rows: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width - 2) rows[rows.length - 1] = `${last} ${word}`;
    else rows.push(word);
  }
  return rows;
}
