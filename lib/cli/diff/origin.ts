/** Where a changed value is said, and whether it may be shown. */
import type { ExplainedValue } from '../../diff/explanation';
import { isSecretName } from '../../diff/secret-values';
import type { ValueChange } from '../../diff/value-change';
import { locate, valueAt } from '../../values/locate';
import { holdsSecret, type Field } from '../../values/schema';
import type { Side } from './side';

/** @param schema of the values, where there is one that says what is secret */
export function originOf(
  change: ValueChange,
  { label, sources = [] }: Side,
  schema?: Field,
): Pick<ExplainedValue, 'origin' | 'isSecret'> {
  return { origin: placeOf(change, label, sources), isSecret: isSecret(change.path, schema) };
}

function placeOf({ path, after }: ValueChange, label: string, sources: NonNullable<Side['sources']>): string {
  if (sources.length === 0) return label;
  const said = sources.filter(({ values }) => valueAt(values, path) !== undefined);
  const found = said.length === 0 ? undefined : locate({ path, of: 'value', message: '' }, sources);
  if (found !== undefined) {
    const { line, column } = found.position;
    return `${found.source.file}:${String(line)}:${String(column)}`;
  }
  return after === undefined ? 'no longer there' : 'the chart’s default';
}

function isSecret(path: readonly string[], schema: Field | undefined): boolean {
  let field = schema;
  for (const key of path) {
    if (field?.kind === 'record') field = Object.hasOwn(field.fields, key) ? field.fields[key] : undefined;
    else if (field?.kind === 'map') field = field.value;
    else field = undefined;
  }
  return field !== undefined && field.kind !== 'opaque' ? holdsSecret(field) : isSecretName(path.at(-1) ?? '');
}
