/** What somebody has to know of a value that was converted, or was not. */
import type { Path } from '../../lib/yaml/position';

export type Label =
  /** Somebody has to decide, or to do something. */
  | 'decide'
  /** Nothing here does what it did. */
  | 'left out'
  /** The other chart has no such value. */
  | 'unknown'
  /** Nothing to do. */
  | 'note';

export interface Finding {
  readonly label: Label;
  /** In the other chart's values; undefined for what follows from no single one. */
  readonly path: Path | undefined;
  /** Never a value that may be a secret. */
  readonly words: string;
}
