/** Where a value stands in its file: for a single question. Who reads the file anyway asks its documents (stream.ts). */
import { YamlError, type Position } from './error';
import type { Path, PlaceOf } from './places';
import { readStream } from './stream';

export type { Path } from './places';

export interface Place {
  /** Document of the file, as in `Document.index`; 0 unless given. */
  readonly document?: number;
  /** The key or the value at the end of the path. @default 'key'; a list item has only a value */
  readonly of?: PlaceOf;
}

/**
 * The position of the path's last key (or value). Where a part of the path is not written in the file (a missing key, a
 * part merged by `<<`), it is the position of the deepest part that is; undefined without any such document.
 */
export function findPosition(text: string, path: Path, { document = 0, of = 'key' }: Place = {}): Position | undefined {
  for (const found of readStream(text, '')) {
    if (!(found instanceof YamlError) && found.index === document) return found.positionOf(path, of);
  }
  return undefined;
}
