/** Real manifests, damaged: in their text, their tokens or their values. */
import { setKey, type Json } from '../../lib/yaml/json';
import { writeYaml } from '../../lib/yaml/write';
import type { Random } from './random';

export interface Seed {
  readonly text: string;
  /** The objects in it. */
  readonly values: readonly Json[];
}

export function mutated(random: Random, seeds: readonly Seed[]): string {
  const seed = random.pick(seeds);
  const way = random.below(5);
  if (way === 0) return mutateText(random, seed.text, seeds);
  if (way === 1) return mutateTokens(random, seed.text, seeds);
  const values = seed.values.map((value) => {
    let changed = value;
    for (let count = 1 + random.below(3); count > 0; count--) changed = mutateValue(random, changed, seeds);
    return changed;
  });
  return values.map((value) => write(value)).join('---\n');
}

/** What YAML can't hold is left to the other ways. */
function write(value: Json): string {
  try {
    return writeYaml(value);
  } catch (error) {
    if (error instanceof RangeError) return '{}\n';
    throw error;
  }
}

const pieces = [
  ...[
    '\n',
    ' ',
    '  ',
    '\t',
    ':',
    ': ',
    '-',
    '- ',
    '---\n',
    '...\n',
    '#',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    '&a ',
    '*a',
    '!',
    '|',
    '>',
  ],
  ...[
    '\0',
    '\uFEFF',
    '\u2028',
    '\ud800',
    '\r',
    '%',
    '@',
    '<<: *a\n',
    '? ',
    '\\',
    '\x7f',
    '9'.repeat(30),
    '{{ x }}',
    '~',
    'null',
  ],
];

function mutateText(random: Random, text: string, seeds: readonly Seed[]): string {
  let changed = text;
  for (let count = 1 + random.below(3); count > 0; count--) {
    const at = random.below(changed.length + 1);
    const to = Math.min(changed.length, at + random.below(random.oneIn(4) ? 80 : 4));
    const other = random.pick(seeds).text;
    const from = random.below(other.length);
    const insert = random.oneIn(3)
      ? ''
      : random.oneIn(4)
        ? other.slice(from, from + random.below(60))
        : random.pick(pieces);
    changed = changed.slice(0, at) + insert + changed.slice(to);
  }
  return changed;
}

function mutateTokens(random: Random, text: string, seeds: readonly Seed[]): string {
  const tokens = tokensOf(text);
  for (let count = 1 + random.below(4); count > 0; count--) {
    const at = random.below(tokens.length);
    const way = random.below(4);
    if (way === 0) tokens.splice(at, 1 + random.below(3));
    else if (way === 1) tokens.splice(at, 0, random.pick(tokensOf(random.pick(seeds).text)));
    else if (way === 2) tokens[at] = random.pick(pieces);
    else tokens.splice(at, 0, ...tokens.slice(at, at + random.below(12)));
  }
  return tokens.join('');
}

function tokensOf(text: string): string[] {
  return text.match(/\n *(?:- )?|[\w./-]+|./gsu) ?? [''];
}

const strange: readonly Json[] = [
  ...[null, true, false, 0, 1, -1, 1.5, 65536, 2147483648, 9007199254740992, 1e300],
  ...[
    '',
    ' ',
    'a',
    'A_b',
    '0',
    'true',
    '1Gi',
    '-1',
    '1e400',
    '50%',
    '*',
    '%',
    'x'.repeat(300),
    '\n',
    'é🙂',
    '$(A)',
    '__proto__',
    '10.0.0.0/8',
  ],
  ...[[], [null], [[]], {}, { a: null }, [{}], { items: [] }, { kind: 'List', apiVersion: 'v1', items: [] }],
];
const names = [
  'name',
  'kind',
  'apiVersion',
  'spec',
  'metadata',
  'items',
  '__proto__',
  'constructor',
  'length',
  '',
  'a b',
  'annotations',
  'labels',
];

/** One place in it changed; the rest is shared. */
function mutateValue(random: Random, value: Json, seeds: readonly Seed[]): Json {
  if (random.oneIn(12) || value === null || typeof value !== 'object') return replacement(random, value, seeds);
  if (Array.isArray(value)) {
    const items = [...(value as readonly Json[])];
    const at = random.below(items.length + 1);
    const way = random.below(8);
    if (way === 0 || items.length === 0) items.splice(at, 0, replacement(random, null, seeds));
    else if (way === 1) items.splice(at, 1);
    else if (way === 2) items.push(random.pick(items));
    else items[at % items.length] = mutateValue(random, items[at % items.length] ?? null, seeds);
    return items;
  }
  const entries = Object.entries(value);
  const at = random.below(entries.length + 1);
  const [key, inner] = entries[at % Math.max(1, entries.length)] ?? ['a', null];
  const way = random.below(10);
  const changed: Record<string, Json> = {};
  for (const [name, each] of entries) {
    if (name !== key || way > 2) setKey(changed, name, each);
    else if (way === 1) setKey(changed, misspelt(random, name), each);
    else if (way === 2) setKey(changed, random.pick(names), each);
  }
  if (way === 3) setKey(changed, random.pick(names), replacement(random, null, seeds));
  else if (way > 3) setKey(changed, key, mutateValue(random, inner, seeds));
  return changed;
}

function replacement(random: Random, value: Json, seeds: readonly Seed[]): Json {
  if (random.oneIn(3)) return somewhere(random, random.pick(random.pick(seeds).values));
  if (typeof value === 'string' && random.oneIn(2)) return misspelt(random, value);
  return random.pick(strange);
}

/** Any part of a value. */
function somewhere(random: Random, value: Json): Json {
  let found = value;
  while (found !== null && typeof found === 'object' && !random.oneIn(4)) {
    const inner: readonly Json[] = Object.values(found);
    if (inner.length === 0) break;
    found = random.pick(inner);
  }
  return found;
}

function misspelt(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  return random.oneIn(2)
    ? text.slice(0, at) + text.slice(at + 1)
    : `${text.slice(0, at)}${random.pick(['x', 'S', '-', '.', '0'])}${text.slice(at)}`;
}
