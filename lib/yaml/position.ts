/** Where a value stands in its file: for few questions. Who reads the file anyway asks its documents (stream.ts). */
import { YamlError, type Position } from './error';
import type { Path, PlaceOf } from './places';
import { readStream, type StreamDocument } from './stream';

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
export function findPosition(text: string, path: Path, place: Place = {}): Position | undefined {
  return positionFinder(text, place)(path);
}

/** The same for many paths of one document: it is read once, when the first is asked for. */
export function positionFinder(
  text: string,
  { document = 0, of = 'key' }: Place = {},
): (path: Path) => Position | undefined {
  let found: StreamDocument | undefined;
  let isRead = false;
  return (path) => {
    if (!isRead) found = documentOf(text, document);
    isRead = true;
    return found?.positionOf(path, of);
  };
}

function documentOf(text: string, index: number): StreamDocument | undefined {
  for (const found of readStream(text, '')) {
    if (!(found instanceof YamlError) && found.index === index) return found;
  }
  return undefined;
}
