import { SchemaSet } from '../../lib/schema/schema-set';
import { pathText } from '../../lib/validate/finding';
import type { Json } from '../../lib/yaml/json';

const newest = new SchemaSet({ minor: 36 });

/** What the schemas of a version refuse of an object: rules and paths. */
export function problemsOf(object: object, minor = 36): string[] {
  const set = minor === 36 ? newest : new SchemaSet({ minor });
  return set
    .check(object as Readonly<Record<string, Json>>)
    .problems.map(({ rule, path }) => `${rule} ${pathText(path)}`);
}
