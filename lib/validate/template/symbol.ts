/** What is known about a value of a template without running it. */

/** Steps below `.Values`; `*` stands for any key or item. */
export type ValuesPath = readonly string[];

export type Sym =
  /** The chart's root: what `$` is at the top of a file. */
  | { readonly type: 'root' }
  /** A value of the chart. `isSure` is false where it might be something else, such as a default. */
  | { readonly type: 'path'; readonly path: ValuesPath; readonly isSure: boolean }
  | { readonly type: 'string'; readonly value: string }
  /** Made in the template; `set` changes it. `rest` may hold more of its keys. */
  | { readonly type: 'dict'; readonly fields: Map<string, Sym>; readonly rest: Sym[] }
  | { readonly type: 'list'; readonly items: readonly Sym[] }
  | { readonly type: 'union'; readonly of: readonly Sym[] }
  /** Anything. */
  | { readonly type: 'unknown' };

export const unknown: Sym = { type: 'unknown' };
export const root: Sym = { type: 'root' };

/** One of these; what comes of it is not sure to come from any one of them. */
export function union(...symbols: readonly Sym[]): Sym {
  const parts = symbols.flatMap((symbol) => (symbol.type === 'union' ? symbol.of : [symbol]));
  const lists = parts.flatMap((part) => (part.type === 'list' ? [part.items] : []));
  const others = parts.filter(({ type }) => type !== 'list');
  const joined: readonly Sym[] = lists.length === 0 ? [] : [{ type: 'list', items: distinct(lists.flat()) }];
  const [first = unknown, ...more] = distinct([...others, ...joined]);
  return more.length === 0 ? first : { type: 'union', of: [first, ...more].map(unsure) };
}

export function distinct(symbols: readonly Sym[]): readonly Sym[] {
  return [...new Map(symbols.map((symbol) => [keyOf(symbol), symbol])).values()];
}

export function unsure(symbol: Sym): Sym {
  return symbol.type === 'path' && symbol.isSure ? { ...symbol, isSure: false } : symbol;
}

/** Two symbols with the same key mean the same. */
export function keyOf(symbol: Sym, depth = 0): string {
  if (depth > 8) return '…';
  const list = (of: readonly Sym[]) => of.map((item) => keyOf(item, depth + 1)).join(',');
  switch (symbol.type) {
    case 'root':
      return '$';
    case 'path':
      return `${symbol.isSure ? '' : '?'}${JSON.stringify(symbol.path)}`;
    case 'string':
      return `s${JSON.stringify(symbol.value)}`;
    case 'dict': {
      const fields = [...symbol.fields].map(([name, value]) => `${JSON.stringify(name)}:${keyOf(value, depth + 1)}`);
      return `{${fields.join(',')};${list(symbol.rest)}}`;
    }
    case 'list':
      return `[${list(symbol.items)}]`;
    case 'union':
      return `(${list(symbol.of)})`;
    case 'unknown':
      return '_';
  }
}

/** `image.tag`, as people write it. */
export function pathName(path: ValuesPath): string {
  return path.join('.');
}
