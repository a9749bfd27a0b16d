/** What a construct says with values: text, conditions, loops. All of it takes literals as well, and then just computes. */
import {
  describe,
  Expr,
  hasExpr,
  isExpr,
  MisuseError,
  type Container,
  type Loop,
  type Opaque,
  type Tree,
  type Value,
} from './expr';
import { evaluate } from './evaluate';
import { integerOf, notEmpty, omit } from './function';
import { goJson, sortedEntries } from './go-text';
import { requireKind } from './kind';
import { literal, orFallback, own, symbolic, type ListShape, type Shape } from './shape';

const OPAQUE: Shape = { type: 'map' };
const ANY: Shape = { type: 'any' };

/**
 * Text with values in it. Integers print in decimal, booleans as true and false.
 * @throws MisuseError for a list, a map, or an opaque value
 * @example text`http://${'web'}:${80}/` // 'http://web:80/'
 */
export function text(
  strings: TemplateStringsArray,
  ...values: readonly Value<string | number | boolean>[]
): Value<string> {
  const parts = strings.flatMap((string, index) => [string, ...values.slice(index, index + 1)]);
  return concatenate(parts);
}

/**
 * The parts one after the other, as `text` has them.
 * @throws MisuseError as `text` does
 * @example concatenate(['a', 1, true]) // 'a1true'
 */
export function concatenate(parts: readonly Value<string | number | boolean>[]): Value<string> {
  const merged: Value<string | number | boolean>[] = [];
  for (const part of parts.flatMap(flatText)) {
    requireKind(part, 'scalar', 'text');
    const last = merged.at(-1);
    if (isExpr(part)) merged.push(part);
    else if (last === undefined || isExpr(last)) merged.push(String(part));
    else merged[merged.length - 1] = `${String(last)}${String(part)}`;
  }
  const solid = merged.filter((part) => part !== '');
  const [only, ...others] = solid;
  if (only === undefined) return '';
  if (others.length === 0) {
    if (!isExpr(only)) return String(only);
    if (only.shape.type === 'string') return only as Expr<string>;
  }
  return new Expr({ op: 'text', parts: solid }, { type: 'string' });
}

function flatText(part: Value<string | number | boolean>): readonly Value<string | number | boolean>[] {
  return isExpr(part) && part.node.op === 'text'
    ? (part.node.parts as readonly Value<string | number | boolean>[])
    : [part];
}

/**
 * `then` if the condition holds, else `otherwise` (nothing, if not given): for a field, an item or an object.
 * @throws MisuseError for a condition that is none
 * @example when(true, { a: 1 }, { b: 2 }) // { a: 1 }
 */
export function when<T>(condition: Value<boolean>, then: T, otherwise: T): T;
export function when<T>(condition: Value<boolean>, then: T): T | undefined;
export function when<T>(condition: Value<boolean>, then: T, otherwise?: T): T | undefined {
  requireKind(condition, 'boolean', 'when');
  if (!isExpr(condition)) return condition ? then : otherwise;
  const node = { op: 'when', condition, then: then as Tree, otherwise: otherwise as Tree } as const;
  return new Expr<never>(node, OPAQUE) as T;
}

/**
 * A map, list or text of the user's, left out where it is empty.
 * @example unlessEmpty([]) // undefined
 */
export function unlessEmpty<T>(value: T): T | undefined {
  return when(notEmpty(value), value);
}

/**
 * A map with these fields, and those of the user's map that are not among them.
 * @example extend({ app: 'web' }, { app: 'mine', team: 'a' }) // { team: 'a', app: 'web' }
 */
export function extend<T>(fields: T, rest: Value<Readonly<Record<string, string>>>): T {
  requireKind(rest, 'map', 'extend');
  if (!isExpr(rest)) return { ...(omit(rest, Object.keys(fields as object)) as object), ...fields };
  const node = { op: 'extend', fields: fields as Readonly<Record<string, Tree>>, rest } as const;
  return new Expr<never>(node, OPAQUE) as T;
}

/**
 * The body once for each item, to be spread into a list. What the body gives must always be something: conditions belong
 * around each(), or on parts of what it gives.
 * @throws MisuseError for what is no list
 * @example ['serve', ...each(['a', 'b'], (host) => text`--host=${host}`)] // ['serve', '--host=a', '--host=b']
 */
export function each<Result>(list: Opaque, body: (item: Opaque) => Result): readonly Result[];
export function each<Item, Result>(list: Value<readonly Item[]>, body: (item: Item) => Result): readonly Result[];
export function each<Item, Result>(list: Value<readonly Item[]>, body: (item: Item) => Result): readonly Result[] {
  requireKind(list, 'list', 'each');
  if (!isExpr(list)) return list.map(body);
  const shape = (list.shape as ListShape).item ?? ANY;
  if (list.node.op === 'constant') {
    return (list.node.value as readonly unknown[]).map((item) => body(literal(shape, item) as Item));
  }
  const loop: Loop = { name: singular(list), list };
  const item = symbolic(shape, (path, part) => new Expr({ op: 'item', loop, path }, part)) as Item;
  const node = { op: 'each', loop, body: body(item) as Tree } as const;
  return [new Expr<never>(node, OPAQUE) as Result];
}

/** A map of texts is typed as plain ones, since it is mostly passed on; looked into, each is a Value. */
type EntryOf<Item> = [Item] extends [string] ? Value<Item> : Item;

/**
 * The body once for each entry of a map, in the order of its keys, to be spread into a list.
 * @throws MisuseError for a map that the chart has written itself: it knows the entries of it
 * @example eachEntry(values.labels, (name, value) => ({ name, value }))
 */
export function eachEntry<Item, Result>(
  map: Value<Readonly<Record<string, Item>>>,
  body: (key: Value<string>, item: EntryOf<Item>) => Result,
): readonly Result[] {
  if (!isExpr(map)) throw new MisuseError('eachEntry() takes a map of the values, which is always an expression');
  requireKind(map, 'map', 'eachEntry');
  const shape = map.shape.type === 'map' ? (map.shape.value ?? ANY) : ANY;
  if (map.node.op === 'constant') {
    const entries = sortedEntries(map.node.value as Readonly<Record<string, unknown>>);
    return entries.map(([key, item]) => body(key, literal(shape, item) as EntryOf<Item>));
  }
  const loop: Loop = { name: singular(map), list: map };
  const key = new Expr<string>({ op: 'key', loop }, { type: 'string' });
  const item = symbolic(shape, (path, part) => new Expr({ op: 'item', loop, path }, part)) as EntryOf<Item>;
  const node = { op: 'each', loop, body: body(key, item) as Tree } as const;
  return [new Expr<never>(node, OPAQUE) as Result];
}

/**
 * A required text field of an opaque item, such as the name of an environment entry; of a part of it, with more keys.
 * @throws MisuseError unless the schema of the list says that each item has it
 * @example each(values.env, (entry) => field(entry, 'name'))
 */
export function field(item: Opaque, ...keys: readonly string[]): Value<string> {
  requireParts(item, `the text ${keys.join('.')}`, (path) => path.join('\0') === keys.join('\0'));
  return fieldOf(item, keys, { type: 'string' });
}

/**
 * A text field of an opaque item, or of a part that it must have: the fallback where it is absent, or empty.
 * @throws MisuseError unless the schema of the list says that each item has that part
 * @example each(values.objects, (object) => optionalField(object, ['metadata', 'namespace'], 'default'))
 */
export function optionalField(item: Opaque, keys: readonly string[], fallback: string): Value<string> {
  const part = keys.slice(0, -1);
  if (part.length > 0) requireParts(item, part.join('.'), (path) => part.every((key, index) => path[index] === key));
  return fieldOf(item, keys, { type: 'string', fallback });
}

/** Helm stops, or prints `<nil>`, where there is less than a template counts on. */
function requireParts(item: Opaque, what: string, isFit: (path: readonly string[]) => boolean): void {
  const { node } = item as Expr<unknown>;
  if (node.op !== 'item') return;
  const { texts } = node.loop.list.shape as ListShape;
  if (texts?.some(isFit) !== false) return;
  throw new MisuseError(
    `field(): ${describe(node.loop.list)} does not say that each item has ${what}: its schema must require it`,
  );
}

function fieldOf(item: Opaque, keys: readonly string[], shape: Shape): Value<string> {
  const { node } = item as Expr<unknown>;
  if (node.op === 'constant') {
    const found = keys.reduce<unknown>((part, key) => own(part as Readonly<Record<string, unknown>>, key), node.value);
    return orFallback(shape, found) as string;
  }
  if (node.op !== 'item') throw new MisuseError('field() takes an item of each()');
  return new Expr({ op: 'item', loop: node.loop, path: [...node.path, ...keys] }, shape);
}

/**
 * A list of texts, or a map, to compute with: for join, has, repeated, toJson, notEmpty. Its name is that of a variable,
 * where the template needs statements to make it.
 * @throws MisuseError for items that are no texts
 * @example join(collection('hosts', ['a', when(false, 'b')]), ',') // 'a'
 */
export function collection(name: string, items: readonly (Value<string> | undefined)[]): Value<readonly string[]>;
export function collection(name: string, map: Readonly<Record<string, Tree>>): Value<Readonly<Record<string, unknown>>>;
export function collection(name: string, tree: Container): unknown {
  const isList = Array.isArray(tree);
  if (isList) for (const item of tree as readonly Tree[]) requireText(item);
  if (!hasExpr(tree)) return evaluate(tree, NOTHING) ?? (isList ? [] : {});
  return new Expr({ op: 'collection', name, tree }, { type: isList ? 'list' : 'map' });
}

/** Of what each(), when() and shared() give, too. */
function requireText(item: Tree): void {
  if (item === undefined) return;
  const node = isExpr(item) ? item.node : undefined;
  if (node?.op === 'when') for (const part of [node.then, node.otherwise]) requireText(part);
  else if (node?.op === 'each') requireText(node.body);
  else requireKind(item, 'text', 'collection');
}

/**
 * Gives a text a name: the chart defines it once in _helpers.tpl, and templates include it. No loop variables in it.
 * @throws MisuseError for what is no text
 * @example named('host', text`${'web'}.example.com`) // 'web.example.com'
 */
export function named(name: string, body: Value<string>): Value<string> {
  requireKind(body, 'text', 'named');
  return isExpr(body) ? new Expr({ op: 'named', name, body }, { type: 'string' }) : body;
}

/**
 * Gives a number a name, as named() does: a whole one from 0 up, of at most 15 digits.
 * @throws MisuseError for what is no whole number
 * @example namedNumber('connections', multiply(4, 5)) // 20
 */
export function namedNumber(name: string, body: Value<number>): Value<number> {
  requireKind(body, 'integer', 'namedNumber');
  return isExpr(body) ? integerOf(named(name, text`${body}`)) : body;
}

const NOTHING = {
  values: {},
  release: { name: '', namespace: '' },
};

/**
 * Items that several lists have in common, to be spread: the chart defines them once. No loop variables in them.
 * @example [...shared('both', ['a']), 'b'] // ['a', 'b']
 */
export function shared<Item>(name: string, items: readonly Item[]): readonly Item[] {
  if (!hasExpr(items)) return items;
  return [new Expr<never>({ op: 'shared', name, items: items as readonly Tree[] }, OPAQUE) as Item];
}

/**
 * The JSON of what shared() gave, as toJson() writes it: to tell by a hash whether any of it has changed.
 * @throws MisuseError for any other list
 * @example jsonOf(shared('both', ['a'])) // '["a"]'
 */
export function jsonOf(items: readonly unknown[]): Value<string> {
  if (!hasExpr(items)) return goJson(evaluate(items as readonly Tree[], NOTHING) ?? []);
  const [first] = items;
  if (items.length !== 1 || !isExpr(first) || first.node.op !== 'shared') {
    throw new MisuseError('jsonOf() takes what shared() gives: a list that the chart defines once');
  }
  const { name, items: all } = first.node;
  return new Expr({ op: 'json', name, items: all }, { type: 'string' });
}

/** `hosts` → `host`: what a person would call the loop variable. */
function singular({ node }: Expr<unknown>): string {
  const last = node.op === 'values' || node.op === 'item' ? node.path.at(-1) : undefined;
  if (last === undefined) return 'item';
  if (last.endsWith('ies')) return `${last.slice(0, -3)}y`;
  if (last.endsWith('iases')) return last.slice(0, -2);
  return last.length > 3 && last.endsWith('s') ? last.slice(0, -1) : `${last}Item`;
}
