/** Which items of two lists are the same one. */
import { diffArrays } from 'diff';
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../yaml/json';
import type { Step } from './change';

/** One item of both lists, or of one of them. */
export interface ItemPair {
  readonly step: Step;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

export interface MatchedItems {
  /** In the order of the later list; what is gone stands where it was. */
  readonly pairs: readonly ItemPair[];
  /** The keys of the items in their order, where the same items have changed places. */
  readonly order?: { readonly before: readonly string[]; readonly after: readonly string[] };
}

type Item = Readonly<Record<string, Json>>;

/**
 * Fields that tell the items of a list apart, the first ones that do: of Kubernetes' own lists (x-kubernetes-list-map-keys, patchMergeKey)
 * and of custom resources, whose schemas seldom say. A volume may be mounted twice: its path comes before its name.
 */
const KEYS: readonly (readonly [field: string, beside?: string])[] = [
  ['mountPath'],
  ['devicePath'],
  ['containerPort', 'protocol'],
  ['name'],
  ['port', 'protocol'],
  ['topologyKey', 'whenUnsatisfiable'],
  ['ip'],
  ['host'],
  ['path'],
  ['key', 'effect'],
  ['secretName'],
  ['type'],
  ['metadata'],
];

const DEFAULTS: Readonly<Record<string, Json>> = { protocol: 'TCP' };

export function matchItems(before: readonly Json[], after: readonly Json[]): MatchedItems {
  const labelOf = labelling([before, after]);
  return labelOf === undefined ? byContent(before, after) : byLabel(before, after, labelOf);
}

type Labelling = (item: Json) => string;

/** How items are called, if there are names for all of them, each once in its list. */
function labelling(lists: readonly (readonly Json[])[]): Labelling | undefined {
  if (!lists.flat().every(isItem)) return undefined;
  for (const [field, beside] of KEYS) {
    const labelOf = (item: Json): string => {
      const { [beside ?? '']: second = DEFAULTS[beside ?? ''] } = item as Item;
      const key = keyIn(item, field) ?? '';
      return [key, ...(second === undefined ? [] : [second])].map(wordOf).join('/');
    };
    const isKey = lists.every((list) => {
      const isScalar = list.every((item) => ['string', 'number'].includes(typeof keyIn(item, field)));
      return isScalar && new Set(list.map(labelOf)).size === list.length;
    });
    if (isKey) return labelOf;
  }
  return undefined;
}

/** A claim template is called what its metadata say. */
function keyIn(item: Json, field: string): Json | undefined {
  const { [field]: key, metadata } = item as Item;
  return field === 'metadata' && metadata !== undefined && isItem(metadata) ? metadata['name'] : key;
}

function isItem(value: Json): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function byLabel(before: readonly Json[], after: readonly Json[], labelOf: Labelling): MatchedItems {
  const earlier = new Map(before.map((item) => [labelOf(item), item]));
  const later = new Map(after.map((item) => [labelOf(item), item]));
  const labels = [...later.keys()];
  for (const [index, label] of [...earlier.keys()].entries()) {
    if (!later.has(label)) labels.splice(index, 0, label);
  }
  const pairs = labels.map((item) => ({ step: { item }, before: earlier.get(item), after: later.get(item) }));
  const stay = (list: ReadonlyMap<string, Json>, other: ReadonlyMap<string, Json>) =>
    [...list.keys()].filter((label) => other.has(label));
  const order = { before: stay(earlier, later), after: stay(later, earlier) };
  return isDeepStrictEqual(order.before, order.after) ? { pairs } : { pairs, order };
}

/** The search takes time by its square. Lists that have less in common are told apart item by item, in their order. */
const MOST_EDITS = 2000;

/** What is equal is the same; between two such items, as many on both sides are taken for changed ones. */
function byContent(before: readonly Json[], after: readonly Json[]): MatchedItems {
  const pairs: ItemPair[] = [];
  let [gone, come]: [Json[], Json[]] = [[], []];
  let [from, to] = [0, 0];
  const settle = (): void => {
    const changed = gone.length === come.length;
    for (const [index, item] of gone.entries()) {
      pairs.push({ step: (changed ? to : from) + index, before: item, after: changed ? come[index] : undefined });
    }
    if (!changed) pairs.push(...come.map((item, index) => ({ step: to + index, before: undefined, after: item })));
    from += gone.length;
    to += come.length;
    [gone, come] = [[], []];
  };
  // By their text: the order of the keys is the same on both sides, or costs no more than a change that is none.
  const parts = diffArrays(before.map(textOf), after.map(textOf), { maxEditLength: MOST_EDITS }) ?? [
    { removed: true, added: false, count: before.length },
    { removed: false, added: true, count: after.length },
  ];
  let [old, young] = [0, 0];
  for (const { added, removed, count } of parts) {
    if (removed) gone = before.slice(old, old + count);
    else if (added) come = after.slice(young, young + count);
    else {
      settle();
      from += count;
      to += count;
    }
    if (!added) old += count;
    if (!removed) young += count;
  }
  settle();
  return { pairs };
}

const wordOf = (part: Json): string => (typeof part === 'string' ? part : textOf(part));
const textOf = (item: Json): string => JSON.stringify(item);
