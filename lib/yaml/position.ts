/**
 * Where a value stands in its file. It costs a second, slower parse with the position-keeping `yaml` package, so it is
 * for reports only: nothing is looked up while there is nothing to say.
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  Scalar,
  type Document,
  type Node,
} from 'yaml';
import type { Position } from './error';
import { keyText, resolvePlain } from './scalar';

/** Keys and list indexes from the root, as the value read by readDocuments has them: `['spec', 'ports', 0]`. */
export type Path = readonly (string | number)[];

export interface Place {
  /** Document of the file, as in `Document.index`; 0 unless given. */
  readonly document?: number;
  /** The key or the value at the end of the path. @default 'key'; a list item has only a value */
  readonly of?: 'key' | 'value';
}

/**
 * The position of the path's last key (or value). Where a part of the path is not written in the file (a missing key, a
 * part merged by `<<`), it is the position of the deepest part that is; undefined without any such document.
 */
export function findPosition(text: string, path: Path, { document = 0, of = 'key' }: Place = {}): Position | undefined {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    version: '1.1',
    lineCounter: lines,
    logLevel: 'silent',
    uniqueKeys: false,
  });
  const found = Array.isArray(documents) ? documents[document] : undefined;
  if (found === undefined) return undefined;
  const offset = findOffset(found, path, of);
  if (offset === undefined) return undefined;
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function findOffset(document: Document, path: Path, of: 'key' | 'value'): number | undefined {
  let offset = startOf(document.contents);
  let node = document.contents;
  for (const [depth, step] of path.entries()) {
    const container = isAlias(node) ? (node.resolve(document) ?? null) : node;
    const child = childOf(container, step);
    if (child === undefined) return offset;
    const wantsKey = depth < path.length - 1 || of === 'key';
    offset = startOf(wantsKey ? (child.key ?? child.value) : (child.value ?? child.key)) ?? offset;
    node = child.value;
  }
  return offset;
}

interface Child {
  readonly key: Node | null;
  readonly value: Node | null;
}

function childOf(container: Node | null, step: string | number): Child | undefined {
  if (isSeq<Node>(container)) {
    const value = container.items[Number(step)];
    return value === undefined ? undefined : { key: null, value };
  }
  if (!isMap<Node, Node | null>(container)) return undefined;
  return container.items.find(({ key }) => keyOf(key) === String(step));
}

/** The key as Kubernetes names it: `on:` is "true". */
function keyOf(key: Node): string | undefined {
  if (!isScalar(key)) return undefined;
  const isPlain = key.type === Scalar.PLAIN && key.tag === undefined;
  return isPlain ? keyText(resolvePlain(key.source ?? '')) : String(key.value);
}

function startOf(node: Node | null): number | undefined {
  return node?.range?.[0];
}
