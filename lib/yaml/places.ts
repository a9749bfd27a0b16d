/**
 * Where the keys and values of a document stand, from the events it was read of. Each collection is looked through once,
 * when the first path leads through it, so that thousands of findings in one long list cost no more than the list.
 */
import { EVENT_ID, SCALAR_STYLE, type Event, type ScalarEvent } from './js-yaml';
import { scalarOffset, scalarText } from './scalar-event';
import { keyText, resolvePlain } from './scalar';
import { isMergeTag, isTagFault, resolveTagged } from './scalar-tag';

/** Keys and list indexes from the root, as the value that was read has them: `['spec', 'ports', 0]`. */
export type Path = readonly (string | number)[];

/** The key or the value at the end of a path; a list item has only a value. */
export type PlaceOf = 'key' | 'value';

interface Entry {
  /** Absent for list items. */
  readonly key?: number;
  /** Both are indexes of events. */
  readonly value: number;
}

export class Places {
  /** For each event that starts a collection: the index of the one that ends it. */
  private readonly ends = new Map<number, number>();
  /** For each alias: the index of what it stands for. */
  private readonly targets = new Map<number, number>();
  private readonly entries = new Map<number, ReadonlyMap<string | number, Entry>>();

  /** `text` is what the events refer to. */
  constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
  ) {
    const open: number[] = [];
    let anchors = new Map<string, number>();
    for (const [index, event] of events.entries()) {
      if (event.type === EVENT_ID.POP) {
        const start = open.pop();
        if (start !== undefined) this.ends.set(start, index);
        continue;
      }
      if (event.type === EVENT_ID.DOCUMENT) anchors = new Map();
      else if (event.anchorStart >= 0) {
        const name = text.slice(event.anchorStart, event.anchorEnd);
        if (event.type === EVENT_ID.ALIAS) this.targets.set(index, anchors.get(name) ?? index);
        else anchors.set(name, index);
      }
      if (event.type !== EVENT_ID.SCALAR && event.type !== EVENT_ID.ALIAS) open.push(index);
    }
  }

  /**
   * The offset of the path's last key (or value), from the node at `root`, an index of the events. Where a part of the
   * path is not written there (a missing key, one that came with `<<`), it is that of the deepest part that is.
   */
  find(root: number, path: Path, of: PlaceOf): number {
    let node = root;
    let offset = this.startOf(root) ?? 0;
    for (const [depth, step] of path.entries()) {
      const entry = this.entriesOf(this.targets.get(node) ?? node).get(step);
      if (entry === undefined) break;
      const { key = entry.value, value } = entry;
      const wantsKey = depth < path.length - 1 || of === 'key';
      offset = (wantsKey ? this.startOf(key) : (this.startOf(value) ?? this.startOf(key))) ?? offset;
      node = value;
    }
    return offset;
  }

  private entriesOf(node: number): ReadonlyMap<string | number, Entry> {
    const known = this.entries.get(node);
    if (known !== undefined) return known;
    const entries = new Map<string | number, Entry>();
    const type = this.events[node]?.type;
    const end = this.ends.get(node) ?? node;
    if (type === EVENT_ID.SEQUENCE) {
      for (let item = node + 1; item < end; item = this.after(item)) entries.set(entries.size, { value: item });
    } else if (type === EVENT_ID.MAPPING) {
      for (let key = node + 1; key < end;) {
        const value = this.after(key);
        const name = this.keyName(key);
        if (name !== undefined) entries.set(name, { key, value });
        key = this.after(value);
      }
    }
    this.entries.set(node, entries);
    return entries;
  }

  /** The node after a node. */
  private after(node: number): number {
    return (this.ends.get(node) ?? node) + 1;
  }

  /** The key as Kubernetes names it (`on:` is "true"); undefined for a merge key. */
  private keyName(node: number): string | undefined {
    const event = this.events[this.targets.get(node) ?? node];
    if (event?.type !== EVENT_ID.SCALAR) return undefined;
    const source = scalarText(this.text, event);
    const isPlain = event.style === SCALAR_STYLE.PLAIN;
    const tag = event.tagStart < 0 ? undefined : this.text.slice(event.tagStart, event.tagEnd);
    const isAlias = this.targets.has(node);
    if (source === '<<' && !isAlias && (tag === undefined ? isPlain : isMergeTag(tag))) return undefined;
    if (tag === undefined) return isPlain ? keyText(resolvePlain(source)) : source;
    const resolved = resolveTagged(tag, source);
    return isTagFault(resolved) ? undefined : keyText(resolved);
  }

  /** Undefined for a value that isn't written, as in `key:`. */
  private startOf(node: number): number | undefined {
    const event = this.events[node];
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        return startOfScalar(event);
      case EVENT_ID.ALIAS:
        return event.anchorStart - 1;
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING:
        return event.start;
      default:
        return undefined;
    }
  }
}

function startOfScalar(event: ScalarEvent): number | undefined {
  const start = scalarOffset(event, -1);
  return start < 0 ? undefined : start;
}
