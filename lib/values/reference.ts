/** The values reference: one Markdown table for each top-level key. */
import { fullDescription, typeOf } from './constraint';
import type { Field, RecordField } from './schema';

export function valuesReference(schema: RecordField): string {
  const sections = Object.entries(schema.fields).map(([name, field]) => {
    const rows = tableRows(name, field).map((cells) => `| ${cells.join(' | ')} |`);
    const table = ['| Key | Type | Default | Description |', '|---|---|---|---|', ...rows];
    return `### ${name}\n\n${field.description}\n\n${table.join('\n')}\n`;
  });
  return sections.join('\n');
}

function tableRows(path: string, field: Field): readonly (readonly string[])[] {
  if (field.kind === 'record') {
    return Object.entries(field.fields).flatMap(([name, part]) => tableRows(`${path}.${name}`, part));
  }
  const shown = field.default === undefined ? 'required' : `\`${shorten(JSON.stringify(field.default))}\``;
  const row = [`\`${path}\``, typeOf(field), shown, fullDescription(field)].map(escape);
  return field.kind === 'list' ? [row, ...tableRows(`${path}[]`, field.item)] : [row];
}

function shorten(json: string): string {
  return json.length > 60 ? `${json.slice(0, 57)}…` : json;
}

/** A table cell: its bars are text, and it is one line. */
function escape(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
