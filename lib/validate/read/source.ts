import type { Position } from '../../yaml/error';
import type { Location } from '../finding';

/** Text that holds manifests: a file, standard input, or one template's output. */
export interface Source {
  /** As it is printed: the path as the user gave it, `<stdin>`, or `templates/service.yaml` of a chart. */
  readonly name: string;
  /** The whole text. A file is read again at each call: nothing is kept in memory for findings that may never come. */
  readonly text: () => string;
  /** For rendered text: the place in the template that made this line. */
  readonly origin?: (position: Position) => Location;
}
