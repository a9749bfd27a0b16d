/**
 * Trees become functions, once, since they are evaluated for many values files. Equal parts become one part, whoever wrote
 * them: names, labels and conditions stand in most objects of a chart, and are computed once in a run.
 */
import { isExpr, MisuseError, type Loop, type Node, type Tree } from './expr';
import { goJson } from './go-text';
import { entriesOf, fitted, lookUp } from './look-up';
import { loopsOf, Part, type Compute, type Run } from './part';
import { restOf } from './presence';
import { orFallback, type Shape } from './shape';
import { setKey } from '../yaml/json';

type NodeOf<Op extends Node['op']> = Node & { readonly op: Op };

/** What constants are computed with: they ask nothing of it. */
const NO_RUN: Run = { context: { values: {}, release: { name: '', namespace: '' } }, entries: [], kept: [] };

const NO_ITEMS: readonly unknown[] = Object.freeze([]);
const NO_ENTRIES: object = Object.freeze({});

export class Compiler {
  private size = 0;
  private places = 0;
  /** By their values. */
  private readonly constants = new Map<unknown, Part>();
  /** By what they do with which parts. */
  private readonly parts = new Map<string, Part>();
  /** By what they were compiled from. */
  private readonly known = new Map<object, Part>();
  /** Names for what has none of its own that is unique. */
  private readonly numbers = new Map<object, number>();

  /** How many values a run keeps. */
  get kept(): number {
    return this.places;
  }

  compile(tree: Tree): Part {
    if (typeof tree !== 'object' || tree === null) return this.constant(typeof tree === 'number' ? tree + 0 : tree);
    const known = this.known.get(tree);
    if (known !== undefined) return this.again(known);
    const part = this.newPart(tree);
    this.known.set(tree, part);
    return part;
  }

  private newPart(tree: Tree & object): Part {
    if (isExpr(tree)) return this.expression(tree.node, tree.shape);
    if (Array.isArray(tree)) return this.list(tree as readonly Tree[], undefined);
    return this.map(tree as Readonly<Record<string, Tree>>);
  }

  private expression(node: Node, shape: Shape): Part {
    switch (node.op) {
      case 'values': {
        const key = `values ${shape.type} ${JSON.stringify(node.path)}`;
        return this.part(key, [], ({ context }) => fitted(shape.type, lookUp(context.values, node.path)));
      }
      case 'item': {
        const entry = this.entryOf(node.loop);
        const fallback = 'fallback' in shape ? shape.fallback : undefined;
        const key = `item ${this.numberOf(node.loop)} ${JSON.stringify([shape.type, fallback, node.path])}`;
        const item: Compute = (run) => fitted(shape.type, orFallback(shape, lookUp(entry(run)[1], node.path)));
        return this.part(key, [], item, new Set([node.loop]));
      }
      case 'key': {
        const entry = this.entryOf(node.loop);
        return this.part(`key ${this.numberOf(node.loop)}`, [], (run) => entry(run)[0], new Set([node.loop]));
      }
      case 'release': {
        const field = node.field === 'Name' ? 'name' : 'namespace';
        return this.part(`release ${field}`, [], ({ context }) => context.release[field]);
      }
      case 'chart':
        return this.part(`chart ${node.own}`, [], ({ context }) => context.release.chart ?? node.own);
      case 'constant':
        return this.constant(fitted(shape.type, node.value));
      case 'text':
        return this.text(node.parts.map((part) => this.compile(part as Tree)));
      case 'call':
        return this.call(node, shape);
      case 'collection': {
        const tree = this.compile(node.tree);
        if (shape.type === 'list') return tree;
        return this.part(`collection ${tree.id}`, [tree], (run) => tree.value(run) ?? NO_ENTRIES);
      }
      case 'named':
        return this.compile(node.body);
      case 'extend':
        return this.extended(this.compile(node.fields), this.compile(restOf(node)));
      case 'json': {
        const items = this.list(node.items, NO_ITEMS);
        return this.part(`json ${items.id}`, [items], (run) => goJson(items.value(run)));
      }
      case 'when':
        return this.when(this.compile(node.condition), this.compile(node.then), this.compile(node.otherwise));
      case 'each':
      case 'shared':
        return this.part(node.op, [], () => {
          throw new MisuseError(`${node.op}() gives the items of a list: spread it into one`);
        });
    }
  }

  /** The entry that a loop is at. */
  private entryOf(loop: Loop): (run: Run) => readonly [key: string, item: unknown] {
    const number = this.numberOf(loop);
    return ({ entries }) => {
      const entry = entries[number];
      if (entry === undefined) throw new MisuseError(`$${loop.name} is used outside its each()`);
      return entry;
    };
  }

  private text(parts: readonly Part[]): Part {
    return this.part(`text ${ids(parts)}`, parts, (run) => {
      let text = '';
      for (const part of parts) text += String(part.value(run));
      return text;
    });
  }

  private call({ fn, args: given }: NodeOf<'call'>, { type }: Shape): Part {
    const args = given.map((arg) => this.argument(arg));
    const key = `call ${this.numberOf(fn)} ${type} ${ids(args)}`;
    if ('endsAt' in fn) {
      const { endsAt } = fn;
      const isDecided = (run: Run): boolean => args.some((arg) => Boolean(arg.value(run)) === endsAt);
      return this.part(key, args, (run) => (isDecided(run) ? endsAt : !endsAt));
    }
    const call = fn.evaluate as (...args: readonly unknown[]) => unknown;
    return this.part(key, args, (run) => fitted(type, call(...args.map((arg) => arg.value(run)))));
  }

  /** Arguments are computed like trees, except that an empty list is just that. */
  private argument(arg: unknown): Part {
    const part = this.compile(arg as Tree);
    if (!isExpr(arg) || arg.shape.type !== 'list') return part;
    return this.part(`argument ${part.id}`, [part], (run) => part.value(run) ?? NO_ITEMS);
  }

  private extended(fields: Part, rest: Part): Part {
    return this.part(`extend ${ids([fields, rest])}`, [fields, rest], (run) => {
      const all = { ...(rest.value(run) as object), ...(fields.value(run) as object | undefined) };
      return Object.keys(all).length === 0 ? undefined : all;
    });
  }

  private when(condition: Part, then: Part, otherwise: Part): Part {
    const parts = [condition, then, otherwise];
    return this.part(`when ${ids(parts)}`, parts, (run) =>
      (condition.value(run) === true ? then : otherwise).value(run),
    );
  }

  private map(tree: Readonly<Record<string, Tree>>): Part {
    const fields = Object.entries(tree).map(([key, value]) => [key, this.compile(value)] as const);
    const parts = fields.map(([, part]) => part);
    const key = (): string => `map ${fields.map(([name, { id }]) => `${JSON.stringify(name)}:${id}`).join()}`;
    return this.container(key, parts, (run) => {
      const map: Record<string, unknown> = {};
      let isLeft = fields.length === 0;
      for (const [name, part] of fields) {
        const value = part.value(run);
        if (value === undefined) continue;
        setKey(map, name, value);
        isLeft = true;
      }
      return isLeft ? map : undefined;
    });
  }

  /** @param empty what it is if nothing is left of its items */
  private list(items: readonly Tree[], empty: readonly unknown[] | undefined): Part {
    const spreads = items.map((item) => this.spread(item));
    const parts = items.map((item, index) => spreads[index] ?? this.compile(item));
    const key = (): string => `list ${empty === undefined ? 'or nothing ' : ''}${ids(parts)}`;
    return this.container(key, parts, (run) => {
      const list: unknown[] = [];
      for (const [index, part] of parts.entries()) {
        const value = part.value(run);
        if (spreads[index] !== undefined) append(list, value);
        else if (value !== undefined) list.push(value);
      }
      return list.length === 0 ? empty : list;
    });
  }

  /** What stands for any number of items in a list, as a list of them. */
  private spread(item: Tree): Part | undefined {
    if (!isExpr(item)) return undefined;
    const { node } = item;
    if (node.op !== 'each' && node.op !== 'shared') return undefined;
    return node.op === 'each' ? this.each(node) : this.list(node.items, NO_ITEMS);
  }

  private each({ loop, body }: NodeOf<'each'>): Part {
    const number = this.numberOf(loop);
    const [entries, items] = [this.compile(loop.list), this.list([body], NO_ITEMS)];
    const around = new Set(loopsOf([entries, items]));
    around.delete(loop);
    const compute: Compute = (run) => {
      const list: unknown[] = [];
      for (const entry of entriesOf(entries.value(run))) {
        run.entries[number] = entry;
        append(list, items.value(run));
      }
      run.entries[number] = undefined;
      return list;
    };
    return this.part(`each ${number} ${ids([entries, items])}`, [], compute, around);
  }

  /** A list or map: constant where all of it is, and then made now, to be the same object always. */
  private container(key: () => string, parts: readonly Part[], compute: Compute): Part {
    if (!parts.every(({ isConstant }) => isConstant)) return this.part(key(), parts, compute);
    return this.constant(Object.freeze(compute(NO_RUN)));
  }

  private part(key: string, uses: readonly Part[], compute: Compute, loops = loopsOf(uses)): Part {
    const known = this.parts.get(key);
    if (known !== undefined) return this.again(known);
    const part = new Part(this.size++, loops, compute);
    this.parts.set(key, part);
    return part;
  }

  /** What is met again, runs keep. */
  private again(part: Part): Part {
    if (part.isWorthKeeping) part.keepAt(this.places++);
    return part;
  }

  private constant(value: unknown): Part {
    const known = this.constants.get(value);
    if (known !== undefined) return known;
    const part = new Part(this.size++, loopsOf([]), () => value, true);
    this.constants.set(value, part);
    return part;
  }

  private numberOf(thing: object): number {
    const known = this.numbers.get(thing) ?? this.numbers.size;
    this.numbers.set(thing, known);
    return known;
  }
}

function ids(parts: readonly Part[]): string {
  return parts.map(({ id }) => id).join();
}

function append(list: unknown[], items: unknown): void {
  for (const item of items as readonly unknown[]) list.push(item);
}
