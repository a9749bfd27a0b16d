/** What functions do with what they are given, as far as it tells which values are used: the rest is unknown. */
import { distinct, keyOf, root, union, unknown, unsure, type Sym, type ValuesPath } from './symbol';

/** Where uses are written down. */
export interface Recorder {
  use(symbol: Sym, how: 'whole' | 'test'): void;
  /** `symbol.key`; uses the symbol on the way. */
  field(symbol: Sym, key: string): Sym;
  assigned(path: ValuesPath): void;
  demanded(path: ValuesPath): void;
}

type Effect = (args: readonly Sym[], recorder: Recorder) => Sym;

const test: Effect = (args, recorder) => {
  for (const arg of args) recorder.use(arg, 'test');
  return unknown;
};

/** One of them, whichever is there. */
const choose: Effect = (args, recorder) => {
  test(args, recorder);
  return union(...args.map(unsure));
};

const same: Effect = ([first = unknown]) => first;

const list: Effect = (args) => ({ type: 'list', items: args });

/** Any item of what is given. */
const itemOf: Effect = ([of = unknown, ...more], recorder) => {
  for (const arg of more) recorder.use(arg, 'whole');
  return items(of, recorder);
};

/** A list with the items of the lists given, and the items given. */
const lists: Effect = (args, recorder) => ({
  type: 'list',
  items: distinct(args.flatMap((arg) => members(arg, recorder)).map(unsure)),
});

/** Of what may be a list or an item. */
function members(symbol: Sym, recorder: Recorder): readonly Sym[] {
  if (symbol.type === 'list') return symbol.items;
  if (symbol.type === 'union') return symbol.of.flatMap((part) => members(part, recorder));
  return symbol.type === 'path' ? [symbol, items(symbol, recorder)] : [symbol];
}

const merge: Effect = (args, recorder) => {
  const [into = unknown, ...from] = args;
  write(into, from, recorder);
  return into.type === 'dict' ? into : { type: 'dict', fields: new Map(), rest: [...args] };
};

const set: Effect = ([into = unknown, key = unknown, value = unknown], recorder) => {
  if (into.type === 'dict' && key.type === 'string') {
    const before = into.fields.get(key.value);
    into.fields.set(key.value, before === undefined ? value : union(before, value));
    return into;
  }
  recorder.use(key, 'whole');
  recorder.use(value, 'whole');
  if (into.type === 'root' && key.type === 'string' && key.value === 'Values') recorder.assigned([]);
  if (key.type === 'string') for (const path of pathsOf(into)) recorder.assigned([...path, key.value]);
  else write(into, [unknown], recorder);
  return into;
};

const get: Effect = ([from = unknown, key = unknown], recorder) => {
  if (key.type === 'string') return unsure(recorder.field(from, key.value));
  recorder.use(key, 'whole');
  return items(from, recorder);
};

const hasKey: Effect = (args, recorder) => {
  recorder.use(get(args, recorder), 'test');
  return unknown;
};

const dig: Effect = (args, recorder) => {
  const from = args.at(-1) ?? unknown;
  const fallback = args.at(-2) ?? unknown;
  let found = from;
  for (const key of args.slice(0, -2)) {
    // On the way nothing has to be there.
    found = key.type === 'string' ? recorder.field(unsure(found), key.value) : items(found, recorder);
  }
  recorder.use(found, 'test');
  return union(unsure(found), unsure(fallback));
};

const index: Effect = ([from = unknown, ...keys], recorder) => {
  let found = from;
  for (const key of keys) {
    if (key.type === 'string') found = recorder.field(found, key.value);
    else {
      recorder.use(key, 'whole');
      found = items(found, recorder);
    }
  }
  return found;
};

const dict: Effect = (args, recorder) => {
  const fields = new Map<string, Sym>();
  const rest: Sym[] = [];
  for (let at = 0; at < args.length; at += 2) {
    const key = args[at] ?? unknown;
    const value = args[at + 1] ?? unknown;
    if (key.type === 'string') fields.set(key.value, value);
    else {
      recorder.use(value, 'whole');
      rest.push(unknown);
    }
  }
  return { type: 'dict', fields, rest };
};

const ternary: Effect = ([yes = unknown, no = unknown, condition = unknown], recorder) => {
  test([yes, no, condition], recorder);
  return union(unsure(yes), unsure(no));
};

const required: Effect = ([message = unknown, value = unknown], recorder) => {
  recorder.use(message, 'whole');
  recorder.use(value, 'test');
  for (const path of pathsOf(value)) recorder.demanded(path);
  return unsure(value);
};

const pluck: Effect = ([key = unknown, ...from], recorder) => ({
  type: 'list',
  items: from.map((one) => get([one, key], recorder)),
});

const effects: Readonly<Record<string, Effect>> = {
  ...each('not empty eq ne lt le gt ge kindIs kindOf typeOf typeIs typeIsLike', test),
  ...each('and or coalesce default', choose),
  ...each('deepCopy mustDeepCopy', same),
  ...each('list tuple', list),
  ...each('first last mustFirst mustLast', itemOf),
  ...each('append mustAppend prepend mustPrepend push mustPush concat uniq compact reverse initial rest slice', lists),
  ...each('merge mustMerge mergeOverwrite mustMergeOverwrite', merge),
  ...{ set, get, hasKey, dig, index, dict, ternary, required, pluck },
  unset: ([from = unknown]) => from,
};

export function apply(name: string, args: readonly Sym[], recorder: Recorder): Sym {
  const effect = Object.hasOwn(effects, name) ? effects[name] : undefined;
  if (effect !== undefined) return effect(args, recorder);
  for (const arg of args) recorder.use(arg, 'whole');
  return unknown;
}

/** What `range` gives, and nothing if it is missing. All of what it goes over is used: which keys there are matters as well. */
export function items(of: Sym, recorder: Recorder): Sym {
  switch (of.type) {
    case 'list':
      return union(...of.items.map(unsure));
    case 'dict':
      return union(...[...of.fields.values()].map(unsure), ...of.rest.map((rest) => items(rest, recorder)));
    case 'union':
      return union(...of.of.map((part) => items(part, recorder)));
    case 'path':
      recorder.use(unsure(of), 'whole');
      return { type: 'path', path: [...of.path, '*'], isSure: false };
    case 'root':
      recorder.use(root, 'whole');
      return unknown;
    default:
      return unknown;
  }
}

export function pathsOf(symbol: Sym): readonly ValuesPath[] {
  if (symbol.type === 'path') return [symbol.path];
  return symbol.type === 'union' ? symbol.of.flatMap(pathsOf) : [];
}

/** `into` gets keys that are not known, or only from where. */
function write(into: Sym, from: readonly Sym[], recorder: Recorder): void {
  if (into.type === 'dict') {
    const known = new Set(into.rest.map((rest) => keyOf(rest)));
    into.rest.push(...from.filter((one) => one !== into && !known.has(keyOf(one))));
    return;
  }
  for (const one of from) recorder.use(one, 'whole');
  for (const path of pathsOf(into)) recorder.assigned([...path, '*']);
}

function each(names: string, effect: Effect): Record<string, Effect> {
  return Object.fromEntries(names.split(' ').map((name) => [name, effect]));
}
