/**
 * Top-level keys such as `x-common: &common …`, as in Compose files: they hold what YAML anchors share, whatever that is.
 * The schema lets them in, and nobody reads them: aliases have brought their content to where it is meant.
 */
import type { JsonObject } from './merge';

const PREFIX = 'x-';

/** A regular expression, for values.schema.json. */
export const ANCHOR_KEY = `^${PREFIX}`;

export function withoutAnchorKeys(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !key.startsWith(PREFIX)));
}
