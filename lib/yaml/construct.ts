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
} from 'js-yaml';
import { findFault, scalarOffset, scalarText } from './scalar-event';
import { setKey, type Json } from './json';
import { keyText, resolvePlain, type Scalar } from './scalar';

/** One document of a stream; `offset` is where its content starts. */
export interface Constructed {
  readonly value: Json;
  readonly offset: number;
}

/** Must throw: the construction can't go on. */
export type Fail = (offset: number, reason: string) => never;

interface Node {
  /** Collections hold JSON; a scalar keeps its Go type until it is used as a key or a value. */
  readonly value: Scalar | Json;
  readonly offset: number;
  /** How many nodes go-yaml decodes for it, aliases expanded. */
  readonly size: number;
  readonly isAlias: boolean;
  readonly isMergeKey: boolean;
}

type JsonObject = Record<string, Json>;

/** At most this much may come from aliases (go-yaml's defence against "billion laughs"). */
function allowedAliasRatio(decoded: number): number {
  const [low, high] = [400_000, 4_000_000];
  if (decoded <= low) return 0.99;
  return decoded >= high ? 0.1 : 0.99 - 0.89 * ((decoded - low) / (high - low));
}

export function construct(text: string, events: readonly Event[], fail: Fail): readonly Constructed[] {
  let next = 0;
  let anchors = new Map<string, Node | 'open'>();
  let decoded = 0;
  let fromAliases = 0;
  let flowDepth = 0;

  const documents: Constructed[] = [];
  while (next < events.length) {
    const event = events[next++];
    if (event?.type !== EVENT_ID.DOCUMENT) continue;
    for (const directive of event.directives) {
      if (directive.kind === 'yaml' && directive.version === '1.1') continue;
      return fail(0, 'Kubernetes and Helm read no %YAML directive but 1.1, and %TAG is not supported here');
    }
    anchors = new Map();
    decoded = fromAliases = 0;
    const node = readNode();
    documents.push({ value: toJson(node), offset: node.offset });
  }
  return documents;

  function readNode(): Node {
    const event = events[next++];
    decoded++;
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        return anchored(event, () => readScalar(event));
      case EVENT_ID.SEQUENCE:
        return anchored(event, () => readSequence(event));
      case EVENT_ID.MAPPING:
        if (event.style === COLLECTION_STYLE.BLOCK) checkPropertyLine(event);
        return anchored(event, () => readMapping(event));
      case EVENT_ID.ALIAS:
        return readAlias(event.anchorStart, event.anchorEnd);
      default:
        return fail(text.length, 'a value is missing');
    }
  }

  function anchored(event: { readonly anchorStart: number; readonly anchorEnd: number }, read: () => Node): Node {
    if (event.anchorStart < 0) return read();
    const name = anchorName(event.anchorStart, event.anchorEnd);
    anchors.set(name, 'open');
    const node = read();
    anchors.set(name, node);
    return node;
  }

  /** Where an anchor or a tag stands on the line of the first key, it is the key's for go-yaml. */
  function checkPropertyLine({ anchorEnd, tagEnd, start }: MappingEvent): void {
    const end = Math.max(anchorEnd, tagEnd);
    if (end >= 0 && !/[\r\n]/.test(text.slice(end, start))) fail(end, 'a mapping must start below its anchor and tag');
  }

  function anchorName(start: number, end: number): string {
    const name = text.slice(start, end);
    return /^[\w-]+$/.test(name)
      ? name
      : fail(start, `the anchor name "${name}" may hold only letters, digits, _ and -`);
  }

  function readAlias(start: number, end: number): Node {
    const name = anchorName(start, end);
    const target = anchors.get(name);
    if (target === undefined) return fail(start - 1, `alias *${name}: no anchor &${name} stands above it`);
    if (target === 'open') return fail(start - 1, `alias *${name} stands inside its own anchor`);
    decoded += target.size;
    fromAliases += target.size;
    if (fromAliases > 100 && decoded > 1000 && fromAliases / decoded > allowedAliasRatio(decoded)) {
      return fail(start - 1, 'the document consists almost only of aliases; Kubernetes and Helm refuse it');
    }
    return { value: target.value, offset: start - 1, size: target.size + 1, isAlias: true, isMergeKey: false };
  }

  function readScalar(event: ScalarEvent): Node {
    const offset = scalarOffset(event, text.length);
    const fault = findFault(text, event, offset, flowDepth > 0);
    if (fault !== undefined) return fail(fault.offset, fault.reason);
    const source = scalarText(text, event);
    const tag = event.tagStart < 0 ? '' : text.slice(event.tagStart, event.tagEnd);
    const isPlain = event.style === SCALAR_STYLE.PLAIN && tag === '';
    const isMergeKey = source === '<<' && (isPlain || tag === '!' || shortTag(tag) === 'merge');
    const value = tag === '' ? (isPlain ? resolvePlain(source) : source) : resolveTagged(tag, source, offset);
    return { value, offset, size: 1, isAlias: false, isMergeKey };
  }

  function resolveTagged(tag: string, source: string, offset: number): Scalar {
    const name = shortTag(tag);
    if (name === 'binary') return decodeBinary(source) ?? fail(offset, '!!binary needs base64 of UTF-8 text');
    const isKind = kindOf.get(name);
    // An unknown tag means a string, and so does "!".
    if (isKind === undefined) return tag === '!!' ? fail(offset, 'the tag !! has no name') : source;
    const value = resolvePlain(source);
    if (name === 'float' && typeof value === 'bigint') return Number(value);
    return isKind(value) ? value : fail(offset, `"${source}" is not a ${tag}`);
  }

  function readSequence({ start, style }: SequenceEvent): Node {
    if (style === COLLECTION_STYLE.FLOW) flowDepth++;
    const items: Json[] = [];
    let size = 1;
    while (events[next]?.type !== EVENT_ID.POP) {
      const item = readNode();
      size += item.size;
      items.push(toJson(item));
    }
    next++;
    if (style === COLLECTION_STYLE.FLOW) flowDepth--;
    return { value: items, offset: start, size, isAlias: false, isMergeKey: false };
  }

  function readMapping({ start, style }: MappingEvent): Node {
    if (style === COLLECTION_STYLE.FLOW) flowDepth++;
    const object: JsonObject = {};
    const merged = new Set<string>();
    let size = 1;
    while (events[next]?.type !== EVENT_ID.POP) {
      const key = readKey();
      if (style === COLLECTION_STYLE.BLOCK && key.offset !== start) checkLineStart(key.offset);
      if (key.isMergeKey) {
        // go-yaml does not decode the merge key itself, so it does not count it.
        decoded--;
        checkNesting(key);
        size += merge(object, merged);
        continue;
      }
      const name = keyName(key);
      if (Object.hasOwn(object, name) && !merged.has(name)) fail(key.offset, `duplicate key "${name}"`);
      merged.delete(name);
      checkNesting(key);
      const value = readNode();
      size += key.size + value.size;
      setKey(object, name, toJson(value));
    }
    next++;
    if (style === COLLECTION_STYLE.FLOW) flowDepth--;
    return { value: object, offset: start, size, isAlias: false, isMergeKey: false };
  }

  function readKey(): Node {
    const event = events[next];
    const key = readNode();
    if (event?.type !== EVENT_ID.SCALAR || event.valueEnd - key.offset <= 1024) return key;
    const isExplicit = /\?\s+$/.test(text.slice(Math.max(0, key.offset - 80), key.offset));
    return isExplicit ? key : fail(key.offset, 'a key longer than 1024 characters needs "? " before it');
  }

  /** js-yaml accepts `]b: 1` after a bracket that was opened on another line. */
  function checkLineStart(offset: number): void {
    let before = offset - 1;
    while (' \t?:'.includes(text[before] ?? '\n')) before--;
    if (before < 0 || text[before] === '\n' || text[before] === '\r') return;
    fail(offset, 'a key must be the first on its line');
  }

  /** js-yaml reads `a: &x b: 1` as a mapping in a mapping; go-yaml refuses it, as it refuses `a: b: 1`. */
  function checkNesting(key: Node): void {
    const event = events[next];
    if (event?.type !== EVENT_ID.MAPPING || event.style !== COLLECTION_STYLE.BLOCK) return;
    if (/[\r\n]/.test(text.slice(key.offset, event.start))) return;
    fail(event.start, 'a mapping can not start on the line of its key');
  }

  function keyName({ value, offset }: Node): string {
    if (value !== null && typeof value === 'object') return fail(offset, 'a key must be a scalar');
    return keyText(value) ?? fail(offset, `${value === null ? 'null' : String(value)} is no key Kubernetes accepts`);
  }

  /** Reads the value of `<<` into the mapping. What it brings replaces the keys above it, and yields to those below. */
  function merge(object: JsonObject, merged: Set<string>): number {
    const event = events[next];
    const isList = event?.type === EVENT_ID.SEQUENCE;
    const source = readNode();
    const sources = isList && Array.isArray(source.value) ? [...(source.value as Json[])].reverse() : [source.value];
    for (const each of sources) {
      if (each === null || typeof each !== 'object' || Array.isArray(each)) {
        return fail(source.offset, '<< needs a mapping, or a list of mappings');
      }
      for (const [key, value] of Object.entries(each as JsonObject)) {
        setKey(object, key, value);
        merged.add(key);
      }
    }
    return source.size;
  }

  function toJson({ value, offset }: Node): Json {
    if (typeof value === 'bigint') return Number(value);
    if (typeof value === 'number' && !Number.isFinite(value)) {
      return fail(offset, 'JSON has no infinity and no NaN; Kubernetes and Helm refuse them');
    }
    return value;
  }
}

/** Which resolved scalars a tag accepts. */
const kindOf = new Map<string, (value: Scalar) => boolean>([
  ['bool', (value) => typeof value === 'boolean'],
  ['int', (value) => typeof value === 'bigint'],
  ['float', (value) => typeof value === 'number'],
  ['null', (value) => value === null],
  ['timestamp', (value) => typeof value === 'string' && /^\d{4}-\d\d?-\d\d?(?:[Tt ].+)?$/.test(value)],
]);

function shortTag(tag: string): string {
  return /^(?:!!|!<tag:yaml\.org,2002:)([a-z]+)>?$/.exec(tag)?.[1] ?? '';
}

function decodeBinary(source: string): string | undefined {
  const base64 = source.replace(/[\r\n]/g, '');
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}
