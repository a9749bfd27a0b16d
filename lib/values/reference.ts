/** The values reference: one Markdown table for each top-level key. */
import { fullDescription, typeOf } from './constraint';
import { parentKeys } from './parent-keys';
import type { Field, RecordField } from './schema';

const ANCHORS = 'Top-level keys that begin with `x-` are ignored: they can hold what YAML anchors share.';

export function valuesReference(schema: RecordField): string {
  const sections = Object.entries(schema.fields).map(([name, field]) => {
    const rows = tableRows(name, field).map((cells) => `| ${cells.join(' | ')} |`);
    const table = ['| Key | Type | Default | Description |', '|---|---|---|---|', ...rows];
    return `### ${name}\n\n${field.description}\n\n${table.join('\n')}\n`;
  });
  return [`${ANCHORS}\n`, ...sections, parentSection(schema)].join('\n');
}

/** What a parent chart may put beside the values of this one. */
function parentSection(schema: RecordField): string {
  const rows = Object.entries(parentKeys(schema)).map(
    ([name, { type, description }]) => `| ${code(name)} | ${type} | ${escape(description)} |`,
  );
  return rows.length === 0
    ? ''
    : `### For a parent chart\n\n| Key | Type | Description |\n|---|---|---|\n${rows.join('\n')}\n`;
}

function tableRows(path: string, field: Field): readonly (readonly string[])[] {
  if (field.kind === 'record') {
    return Object.entries(field.fields).flatMap(([name, part]) => tableRows(`${path}.${name}`, part));
  }
  const shown = field.default === undefined ? 'required' : code(shorten(JSON.stringify(field.default)));
  const row = [code(path), typeOf(field), shown, fullDescription(field).replaceAll('<', '&lt;')].map(escape);
  if (field.kind === 'list' && field.item.kind === 'record') return [row, ...tableRows(`${path}[]`, field.item)];
  if (field.kind === 'map' && field.value.kind === 'record') return [row, ...tableRows(`${path}.*`, field.value)];
  return [row];
}

function shorten(json: string): string {
  const characters = Array.from(json);
  return characters.length > 60 ? `${characters.slice(0, 57).join('')}…` : json;
}

/** Fenced with more backticks than it has in a row. */
function code(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(1 + Math.max(0, ...runs.map((run) => run.length)));
  return `${fence}${text}${fence}`;
}

/** A table cell: its bars are text, and it is one line. */
function escape(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
