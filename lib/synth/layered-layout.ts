/**
 * Boxes in columns from left to right, each to the right of whatever points to it, with few crossings: Sugiyama's method
 * (https://en.wikipedia.org/wiki/Layered_graph_drawing). Our own, because a dozen boxes don't need a library.
 */
export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface PlacedBox extends Box {
  readonly x: number;
  readonly y: number;
}

export type Edge = readonly [from: string, to: string];

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  /** For each edge, in order: where it leaves a box, where it enters and leaves the columns between, where it arrives. */
  readonly routes: readonly (readonly Point[])[];
}

const SWEEPS = 8;

export function layeredLayout(boxes: readonly Box[], edges: readonly Edge[], gap: Point): Layout {
  const forward = withoutCycles(edges);
  const ranks = new Map(boxes.map(({ id }) => [id, rank(id, forward)]));
  const rankOf = (id: string): number => ranks.get(id) ?? 0;
  const columns: Box[][] = Array.from({ length: Math.max(...ranks.values()) + 1 }, () => []);
  for (const box of boxes) columns[rankOf(box.id)]?.push(box);
  // An edge that passes a column has a lane there: a box without height.
  const chains = forward.map(([from, to]) => {
    const chain = [from];
    for (let column = rankOf(from) + 1; column < rankOf(to); column += 1) {
      const lane = { id: `${from}\n${to}\n${String(column)}`, width: 0, height: 0 };
      columns[column]?.push(lane);
      chain.push(lane.id);
    }
    return [...chain, to];
  });
  const links = chains.flatMap((chain) => chain.slice(1).map((to, index): Edge => [chain[index] ?? to, to]));
  const placed = place(order(columns, links), gap);
  const routes = chains.map((chain) => route(chain, links, placed));
  return {
    width: Math.max(...[...placed.values()].map(({ x, width }) => x + width)),
    height: Math.max(...[...placed.values()].map(({ y, height }) => y + height)),
    boxes: boxes.flatMap(({ id }) => placed.get(id) ?? []),
    routes: routes.map((points, index) => (forward[index] === edges[index] ? points : points.toReversed())),
  };
}

/** The edges, those that would close a cycle turned round. */
function withoutCycles(edges: readonly Edge[]): readonly Edge[] {
  const kept: Edge[] = [];
  const reaches = (from: string, to: string): boolean =>
    from === to || kept.some(([start, end]) => start === from && reaches(end, to));
  for (const edge of edges) kept.push(reaches(edge[1], edge[0]) ? [edge[1], edge[0]] : edge);
  return kept;
}

/** The length of the longest way to a box. */
function rank(id: string, edges: readonly Edge[]): number {
  return Math.max(0, ...edges.filter(([, to]) => to === id).map(([from]) => 1 + rank(from, edges)));
}

/** Each column by the mean position of its neighbours, forth and back; of all orders seen, the one that crosses least. */
function order(columns: readonly (readonly Box[])[], links: readonly Edge[]): readonly (readonly Box[])[] {
  const current = [...columns];
  let best = columns;
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const right = sweep % 2 === 0;
    for (let step = 1; step < current.length; step += 1) {
      const column = right ? step : current.length - 1 - step;
      const positions = positionsIn(current);
      const mean = ({ id }: Box): number => {
        const near = links.flatMap(([from, to]) => (right ? (to === id ? from : []) : from === id ? to : []));
        if (near.length === 0) return positions.get(id) ?? 0;
        return near.reduce((sum, other) => sum + (positions.get(other) ?? 0), 0) / near.length;
      };
      current[column] = (current[column] ?? []).toSorted((a, b) => mean(a) - mean(b));
    }
    if (crossings(current, links) < crossings(best, links)) best = [...current];
  }
  return best;
}

function positionsIn(columns: readonly (readonly Box[])[]): ReadonlyMap<string, number> {
  return new Map(columns.flatMap((column) => column.map(({ id }, index) => [id, index] as const)));
}

/** Each is counted twice, which makes no difference between orders. */
function crossings(columns: readonly (readonly Box[])[], links: readonly Edge[]): number {
  const positions = positionsIn(columns);
  const difference = (a: string, b: string): number => (positions.get(a) ?? 0) - (positions.get(b) ?? 0);
  const leaving = columns.map((column) => links.filter(([from]) => column.some(({ id }) => id === from)));
  const crossed = leaving.map((side) =>
    side.flatMap(([a, b]) => side.filter(([c, d]) => difference(a, c) * difference(b, d) < 0)),
  );
  return crossed.flat().length;
}

/** Columns side by side, each centred. */
function place(columns: readonly (readonly Box[])[], gap: Point): ReadonlyMap<string, PlacedBox> {
  const heights = columns.map((column) => column.reduce((sum, { height }) => sum + height + gap.y, -gap.y));
  const placed = new Map<string, PlacedBox>();
  let x = 0;
  columns.forEach((column, index) => {
    const columnWidth = Math.max(...column.map(({ width }) => width));
    let y = (Math.max(...heights) - (heights[index] ?? 0)) / 2;
    for (const box of column) {
      placed.set(box.id, { ...box, width: box.width === 0 ? columnWidth : box.width, x, y });
      y += box.height + gap.y;
    }
    x += columnWidth + gap.x;
  });
  return placed;
}

function route(chain: readonly string[], links: readonly Edge[], placed: ReadonlyMap<string, PlacedBox>): Point[] {
  return chain.flatMap((id, index) => {
    const box = placed.get(id);
    if (box === undefined) return [];
    const next = chain[index + 1];
    const enter = { x: box.x, y: box.y + box.height / 2 };
    if (next === undefined) return [enter];
    // What leaves a box leaves it side by side, in the order in which it arrives.
    const targets = links.flatMap(([from, to]) => (from === id ? to : []));
    const sorted = targets.toSorted((a, b) => (placed.get(a)?.y ?? 0) - (placed.get(b)?.y ?? 0));
    const share = (sorted.indexOf(next) + 1) / (sorted.length + 1);
    const leave = { x: box.x + box.width, y: box.y + box.height * share };
    return index === 0 ? [leave] : [enter, leave];
  });
}
