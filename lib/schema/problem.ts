import type { Path } from '../yaml/position';

/** One thing that an object's schema refuses. */
export interface SchemaProblem {
  /** Id of the check that reports it. */
  readonly rule: SchemaRule;
  /** The field: `['spec', 'replicas']`. A missing field's path ends with its name. */
  readonly path: Path;
  /** What is wrong with it and what was expected. */
  readonly message: string;
  /** For an unknown field that is most likely a misspelt one: the path it was meant to have. */
  readonly meant?: Path;
  /** What had to be taken out with it: the list around an item that has the wrong type. */
  readonly removed?: Path;
}

export type SchemaRule =
  | 'unknown-kind'
  | 'no-such-kind'
  | 'unknown-field'
  | 'field-not-in-version'
  | 'kind-not-in-version'
  | 'missing-field'
  | 'wrong-type'
  | 'wrong-value'
  | 'wrong-format'
  | 'out-of-range'
  | 'duplicate-item'
  | 'duplicate-merge-key'
  | 'cel-rule'
  | 'unchecked-rule';
