/**
 * js-yaml's parser events → JSON, with the semantics of go-yaml v2 and sigs.k8s.io/yaml. js-yaml's own constructor can't
 * be taught them by a schema: a merge key wins over the keys *before* it, integers must stay exact as keys, and the
 * alias limit depends on the size of the document.
 */
import {
  COLLECTION_STYLE,
  EVENT_ID,
  SCALAR_STYLE,
  type Event,
  type MappingEvent,
  type ScalarEvent,
  type SequenceEvent,
} from './js-yaml';
import { findFault, hasLineBreak, isExplicitKey, keyEnd, scalarOffset, scalarText } from './scalar-event';
import { setKey, type Json } from './json';
import { keyText, resolvePlain, resolveSmallInteger, type Scalar } from './scalar';
import { isMergeTag, isTagFault, resolveTagged } from './scalar-tag';

/** One document of a stream; `offset` is where its content starts. */
export interface Constructed {
  readonly value: Json;
  readonly offset: number;
  /** Which of the events is its root node. */
  readonly root: number;
}

/** Must throw: the construction can't go on. */
export type Fail = (offset: number, reason: string) => never;

interface Anchored {
  /** Collections hold JSON; a scalar keeps its Go type until it is used as a key or a value. */
  readonly value: Scalar | Json;
  /** How many nodes go-yaml decodes for it, aliases expanded. */
  readonly size: number;
}

type JsonObject = Record<string, Json>;

/**
 * At most this much may come from aliases (go-yaml's defence against "billion laughs"; that it lets 100 of 1000 pass
 * makes no difference: nobody can write so few that are 99 %).
 */
function allowedAliasRatio(decoded: number): number {
  const beyond = Math.max(0, decoded - 400_000) / 3_600_000;
  return Math.max(0.1, 0.99 - 0.89 * beyond);
}

export function construct(text: string, events: readonly Event[], fail: Fail): readonly Constructed[] {
  return new Construction(text, events, fail).readStream();
}

/** What reads a node returns its value and leaves its place in `offset`: an object for each node would double the time. */
class Construction {
  private next = 0;
  private offset = 0;
  /** Whether the scalar just read is an untagged `<<`. */
  private isMergeKey = false;
  private readonly anchors = new Map<string, Anchored | 'open'>();
  private decoded = 0;
  private fromAliases = 0;
  private flowDepth = 0;
  private readonly hasTabs: boolean;

  constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
    private readonly fail: Fail,
  ) {
    this.hasTabs = text.includes('\t');
  }

  readStream(): readonly Constructed[] {
    const documents: Constructed[] = [];
    while (this.next < this.events.length) {
      const event = this.events[this.next++];
      if (event?.type !== EVENT_ID.DOCUMENT) continue;
      for (const directive of event.directives) {
        if (directive.kind === 'yaml' && directive.version === '1.1') continue;
        this.fail(0, 'Kubernetes and Helm read no %YAML directive but 1.1, and %TAG is not supported here');
      }
      this.anchors.clear();
      this.decoded = this.fromAliases = 0;
      const root = this.next;
      const value = this.readValue();
      documents.push({ value, offset: this.offset, root });
    }
    return documents;
  }

  private readValue(): Json {
    const event = this.events[this.next];
    if (event?.type === EVENT_ID.SCALAR && event.anchorStart < 0 && this.isSimple(event)) {
      this.next++;
      this.decoded++;
      this.offset = event.valueStart;
      const source = this.text.slice(event.valueStart, event.valueEnd);
      const resolved = resolveSmallInteger(source) ?? resolvePlain(source);
      return typeof resolved === 'bigint' || typeof resolved === 'number' ? this.toJson(resolved) : resolved;
    }
    const value = this.readNode();
    return typeof value === 'bigint' || typeof value === 'number' ? this.toJson(value) : value;
  }

  private toJson(value: bigint | number): Json {
    if (typeof value === 'bigint') return Number(value);
    if (Number.isFinite(value)) return value;
    return this.fail(this.offset, 'JSON has no infinity and no NaN; Kubernetes and Helm refuse them');
  }

  private readNode(): Scalar | Json {
    const event = this.events[this.next++];
    if (event === undefined) return this.fail(this.text.length, 'a value is missing');
    this.decoded++;
    this.isMergeKey = false;
    switch (event.type) {
      case EVENT_ID.SCALAR:
        return event.anchorStart < 0 ? this.readScalar(event) : this.readAnchored(event);
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING:
        return event.anchorStart < 0 ? this.readCollection(event) : this.readAnchored(event);
      case EVENT_ID.ALIAS:
        return this.readAlias(event.anchorStart, event.anchorEnd);
      default:
        return this.fail(this.text.length, 'a value is missing');
    }
  }

  private readAnchored(event: ScalarEvent | SequenceEvent | MappingEvent): Scalar | Json {
    const name = this.anchorName(event.anchorStart, event.anchorEnd);
    const before = this.decoded - 1;
    this.anchors.set(name, 'open');
    const value = event.type === EVENT_ID.SCALAR ? this.readScalar(event) : this.readCollection(event);
    this.anchors.set(name, { value, size: this.decoded - before });
    return value;
  }

  private readCollection(event: SequenceEvent | MappingEvent): Json {
    const isBlock = event.style === COLLECTION_STYLE.BLOCK;
    if (!isBlock) this.flowDepth++;
    const value = event.type === EVENT_ID.SEQUENCE ? this.readSequence() : this.readMapping(event.start, isBlock);
    if (!isBlock) this.flowDepth--;
    this.next++;
    this.offset = event.start;
    this.isMergeKey = false;
    return value;
  }

  private anchorName(start: number, end: number): string {
    const name = this.text.slice(start, end);
    return /^[\w-]+$/.test(name)
      ? name
      : this.fail(start, `the anchor name "${name}" may hold only letters, digits, _ and -`);
  }

  private readAlias(start: number, end: number): Scalar | Json {
    const name = this.anchorName(start, end);
    const target = this.anchors.get(name);
    if (target === undefined) return this.fail(start - 1, `alias *${name}: no anchor &${name} stands above it`);
    if (target === 'open') return this.fail(start - 1, `alias *${name} stands inside its own anchor`);
    this.decoded += target.size;
    this.fromAliases += target.size;
    if (this.fromAliases / this.decoded > allowedAliasRatio(this.decoded)) {
      this.fail(start - 1, 'the document consists almost only of aliases; Kubernetes and Helm refuse it');
    }
    this.offset = start - 1;
    return target.value;
  }

  private readScalar(event: ScalarEvent): Scalar {
    const { text } = this;
    const offset = scalarOffset(event, text.length);
    this.offset = offset;
    const isPlain = event.style === SCALAR_STYLE.PLAIN;
    if (this.isSimple(event)) {
      const source = text.slice(event.valueStart, event.valueEnd);
      this.isMergeKey = source === '<<';
      return resolvePlain(source);
    }
    const fault = findFault(text, event, offset, this.flowDepth > 0, this.hasTabs);
    if (fault !== undefined) this.fail(fault.offset, fault.reason);
    const source = scalarText(text, event);
    if (event.tagStart < 0) {
      this.isMergeKey = isPlain && source === '<<';
      return isPlain ? resolvePlain(source) : source;
    }
    const tag = text.slice(event.tagStart, event.tagEnd);
    this.isMergeKey = source === '<<' && isMergeTag(tag);
    const value = resolveTagged(tag, source);
    return isTagFault(value) ? this.fail(offset, value.reason) : value;
  }

  /** By far the most: `key: value` outside of brackets. A fault in it needs a tab. */
  private isSimple({ style, fast, tagStart }: ScalarEvent): boolean {
    return fast && style === SCALAR_STYLE.PLAIN && tagStart < 0 && this.flowDepth === 0 && !this.hasTabs;
  }

  private readSequence(): Json {
    const items: Json[] = [];
    while (this.events[this.next]?.type !== EVENT_ID.POP) items.push(this.readValue());
    return items;
  }

  private readMapping(start: number, isBlock: boolean): Json {
    const object: JsonObject = {};
    let merged: Set<string> | undefined;
    for (let event = this.events[this.next]; event?.type !== EVENT_ID.POP; event = this.events[this.next]) {
      const key = this.readNode();
      const keyOffset = this.offset;
      if (event?.type === EVENT_ID.SCALAR && keyEnd(this.text, event) - keyOffset > 1024) this.checkLongKey(keyOffset);
      if (isBlock && keyOffset !== start && !this.isExplicit(start, keyOffset)) this.checkLineStart(keyOffset);
      if (this.isMergeKey) {
        // go-yaml does not decode the merge key itself, so it does not count it.
        this.decoded--;
        this.checkNesting(keyOffset);
        this.merge(object, (merged ??= new Set()));
        continue;
      }
      const name = typeof key === 'string' ? key : this.keyName(key);
      if (Object.hasOwn(object, name) && merged?.has(name) !== true) {
        this.fail(keyOffset, `duplicate key "${name}"`);
      }
      merged?.delete(name);
      this.checkNesting(keyOffset);
      setKey(object, name, this.readValue());
    }
    return object;
  }

  private checkLongKey(offset: number): void {
    if (!isExplicitKey(this.text, offset)) this.fail(offset, 'a key longer than 1024 characters needs "? " before it');
  }

  /** The first key, after `? `: the mapping starts there, and may be an item's: `- ? a`. */
  private isExplicit(start: number, keyOffset: number): boolean {
    return this.text[start] === '?' && !/[^ \r\n]/.test(this.text.slice(start + 1, keyOffset));
  }

  /** js-yaml accepts `]b: 1` after a bracket that was opened on another line. */
  private checkLineStart(offset: number): void {
    let before = offset - 1;
    let code = this.text.charCodeAt(before);
    while (code === 0x20 || code === 0x3f /* ? */) {
      code = this.text.charCodeAt(--before);
    }
    if (code === 0x0a || code === 0x0d) return;
    this.fail(offset, 'a key must be the first on its line');
  }

  /** js-yaml reads `a: &x b: 1` as a mapping in a mapping; go-yaml refuses it, as it refuses `a: b: 1`. */
  private checkNesting(keyOffset: number): void {
    const event = this.events[this.next];
    if (event?.type !== EVENT_ID.MAPPING || event.style !== COLLECTION_STYLE.BLOCK) return;
    if (hasLineBreak(this.text, keyOffset, event.start)) return;
    this.fail(event.start, 'a mapping can not start on the line of its key');
  }

  private keyName(key: Scalar | Json): string {
    if (key !== null && typeof key === 'object') return this.fail(this.offset, 'a key must be a scalar');
    return keyText(key) ?? this.fail(this.offset, `${String(key)} is no key Kubernetes accepts`);
  }

  /** Reads the value of `<<` into the mapping. What it brings replaces the keys above it, and yields to those below. */
  private merge(object: JsonObject, merged: Set<string>): void {
    const isList = this.events[this.next]?.type === EVENT_ID.SEQUENCE;
    const source = this.readNode();
    const { offset } = this;
    const sources = isList && Array.isArray(source) ? [...(source as Json[])].reverse() : [source];
    for (const each of sources) {
      if (each === null || typeof each !== 'object' || Array.isArray(each)) {
        this.fail(offset, '<< needs a mapping, or a list of mappings');
      }
      for (const [key, value] of Object.entries(each as JsonObject)) {
        setKey(object, key, value);
        merged.add(key);
      }
    }
  }
}
