import { Checking } from '../../lib/schema/checking';
import { documentCheck } from '../../lib/schema/schema-document';
import { pathText } from '../../lib/validate/finding';
import type { Json } from '../../lib/yaml/json';

/** What a document says of a value, and leaves of it. */
export function checkedBy(schema: Json, value: Json, others: ReadonlyMap<string, Json> = new Map()) {
  const checking = new Checking();
  const left = documentCheck(schema, others)(value, checking);
  return {
    left,
    problems: checking.problems.map(({ rule, path, message }) => `${rule} ${pathText(path)}: ${message}`),
  };
}
