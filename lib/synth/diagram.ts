/** A picture of an installation: boxes in columns from left to right, an arrow from each to what it needs, and what these mean. */
import type { GraphNode, InstallationGraph } from './installation-graph';
import { layeredLayout, type Box, type PlacedBox, type Point } from './layered-layout';

const LINE = 19;
/** A letter's width, for a font size of one. */
const LETTER = 0.6;
const MARGIN = 24;
const HEADER = 44;
const GAP = { x: 42, y: 22 };
/** Above what is neither needed by anything nor needs something, and above the legend. */
const ROW = 34;

/** Its own background, so that it reads on light and dark pages alike. */
const CARD = { fill: '#f6f8fa', stroke: '#d0d7de' };
const INK = { title: '#1f2328', text: '#57606a', arrow: '#57606a', secret: '#9a6700' };

const LOOKS = {
  ingress: { width: 212, padding: 14, size: 14, small: 13, fill: '#ddf4ff', stroke: '#54aeff', ink: '#0550ae' },
  component: { width: 212, padding: 14, size: 15, small: 13, fill: '#ffffff', stroke: '#d0d7de', ink: '#0969da' },
  secret: { width: 180, padding: 10, size: 13, small: 12, fill: '#fff8c5', stroke: '#d4a72c', ink: '#7d4e00' },
} as const;

/** What each kind of box and arrow says to who sees one for the first time. */
const BOXES = {
  ingress: 'where requests come in',
  component: 'what is installed',
  secret: 'a Secret made beforehand',
} as const;
const ARROWS = { component: 'calls it, or names it', secret: 'reads it' } as const;

/** @param captions by ids of nodes: what each is for, in a few words */
export function diagram(
  graph: InstallationGraph,
  title: string,
  captions: Readonly<Record<string, string>> = {},
): string {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const isTied = ({ id }: Box): boolean => graph.edges.some(([from, to]) => from === id || to === id);
  const boxes = graph.nodes.map(({ id, type, lines }) => {
    const { width, padding, size } = LOOKS[type];
    const rows = lines.length + (captions[id] === undefined ? 0 : 1);
    return { id, width, height: 2 * padding + size + rows * LINE };
  });
  const tied = boxes.filter(isTied);
  const layout = tied.length === 0 ? NOTHING : layeredLayout(tied, graph.edges, GAP);
  const alone = inRows(
    boxes.filter((one) => !isTied(one)),
    layout,
  );
  const legend = legendOf(graph, alone.width, alone.height);
  const width = Math.max(alone.width, legend.width) + 2 * MARGIN;
  const height = legend.height + 2 * MARGIN + HEADER;
  const [w, h] = [String(width), String(height)];
  const arrows = layout.routes.map((route, index) =>
    arrow(route, nodes.get(graph.edges[index]?.[1] ?? '')?.type === 'secret' ? 'secret' : 'component'),
  );
  const drawn = [...layout.boxes, ...alone.boxes].map((placed) => box(placed, nodes.get(placed.id), captions));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img" aria-label="${escape(title)}" font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif">
<defs>${tip('component', INK.arrow)}${tip('secret', INK.secret)}</defs>
<rect x="0.5" y="0.5" width="${String(width - 1)}" height="${String(height - 1)}" rx="12" fill="${CARD.fill}" stroke="${CARD.stroke}"/>
${text(title, MARGIN, MARGIN + 16, `font-size="17" font-weight="600" fill="${INK.title}"`)}
<g transform="translate(${String(MARGIN)} ${String(MARGIN + HEADER)})">
${[...arrows, ...alone.drawn, ...drawn, ...legend.drawn].join('\n')}
</g>
</svg>
`;
}

interface Part {
  readonly width: number;
  /** Where it ends. */
  readonly height: number;
  readonly drawn: readonly string[];
}

const NOTHING = { width: 0, height: 0, boxes: [], routes: [] };

/** Side by side below the others, as many as have room beside each other. */
function inRows(
  boxes: readonly Box[],
  above: { readonly width: number; readonly height: number },
): Part & { readonly boxes: readonly PlacedBox[] } {
  if (boxes.length === 0) return { ...above, boxes: [], drawn: [] };
  const top = above.height === 0 ? 0 : above.height + GAP.y + ROW;
  const most = Math.max(above.width, 4 * LOOKS.component.width);
  const placed: PlacedBox[] = [];
  let [x, y, lowest] = [0, top, top];
  for (const one of boxes) {
    if (x > 0 && x + one.width > most) [x, y] = [0, lowest + GAP.y];
    placed.push({ ...one, x, y });
    lowest = Math.max(lowest, y + one.height);
    x += one.width + GAP.y;
  }
  const drawn = above.height === 0 ? [] : [heading('Beside them', top)];
  const width = Math.max(above.width, ...placed.map((one) => one.x + one.width));
  return { width, height: lowest, boxes: placed, drawn };
}

/** A sample of each kind of box and arrow that there is, with its words, in one line below all. */
function legendOf(graph: InstallationGraph, width: number, bottom: number): Part {
  if (graph.nodes.length === 0) return { width, height: bottom, drawn: [] };
  const types = new Set(graph.nodes.map(({ type }) => type));
  const targets = new Set(
    graph.edges.map(([, to]) =>
      graph.nodes.some(({ id, type }) => id === to && type === 'secret') ? 'secret' : 'component',
    ),
  );
  const top = bottom + GAP.y + ROW;
  const sample = 26;
  const drawn = [heading('How to read it', top)];
  let [x, y] = [0, top];
  const add = (words: string, draw: (left: number, middle: number) => string): void => {
    const size = 12;
    const long = sample + 8 + words.length * size * LETTER;
    if (x > 0 && x + long > width) [x, y] = [0, y + LINE + 4];
    drawn.push(draw(x, y + 8), text(words, x + sample + 8, y + 12, `font-size="${String(size)}" fill="${INK.text}"`));
    x += long + 14;
  };
  for (const type of ['ingress', 'component', 'secret'] as const) {
    const { fill, stroke } = LOOKS[type];
    if (types.has(type)) {
      add(BOXES[type], (left, middle) =>
        frame({ x: left, y: middle - 8, width: sample, height: 16 }, type, fill, stroke),
      );
    }
  }
  for (const type of ['component', 'secret'] as const) {
    if (targets.has(type)) {
      add(ARROWS[type], (left, middle) =>
        arrow(
          [
            { x: left, y: middle },
            { x: left + sample, y: middle },
          ],
          type,
        ),
      );
    }
  }
  return { width, height: y + 16, drawn: [`<g class="legend">${drawn.join('\n')}</g>`] };
}

function heading(words: string, top: number): string {
  return text(words, 0, top - 12, `font-size="13" font-weight="600" fill="${INK.title}"`);
}

function frame(
  at: Point & { readonly width: number; readonly height: number },
  type: GraphNode['type'],
  fill: string,
  stroke: string,
): string {
  return `<rect x="${String(at.x)}" y="${String(at.y)}" width="${String(at.width)}" height="${String(at.height)}" rx="${type === 'secret' ? '3' : '8'}" fill="${fill}" stroke="${stroke}"/>`;
}

function box(placed: PlacedBox, node: GraphNode | undefined, captions: Readonly<Record<string, string>>): string {
  if (node === undefined) return '';
  const { padding, size, small, fill, stroke, ink } = LOOKS[node.type];
  const left = placed.x + padding;
  const top = placed.y + padding + size - 2;
  const room = placed.width - 2 * padding;
  const caption = captions[node.id];
  const lines = [...(caption === undefined ? [] : [caption]), ...node.lines];
  const rows = [
    text(shorten(node.name, size, room), left, top, `font-size="${size}" font-weight="600" fill="${ink}"`),
    ...lines.map((line, index) => {
      const style =
        index === 0 && caption !== undefined ? ` font-style="italic" fill="${INK.title}"` : ` fill="${INK.text}"`;
      return text(shorten(line, small, room), left, top + (index + 1) * LINE + 2, `font-size="${small}"${style}`);
    }),
  ];
  return `<g class="${node.type}">${frame(placed, node.type, fill, stroke)}
${rows.join('\n')}</g>`;
}

/** Horizontal at both ends; dashed to a Secret. */
function arrow(route: readonly Point[], type: 'component' | 'secret'): string {
  const [start, ...rest] = route;
  if (start === undefined) return '';
  let path = `M${coordinates(start)}`;
  let from = start;
  rest.forEach((to, index) => {
    // The tip ends at the box, the line a little before.
    const end = index === rest.length - 1 ? { x: to.x - 2, y: to.y } : to;
    const middle = (from.x + end.x) / 2;
    path += ` C${coordinates({ x: middle, y: from.y })} ${coordinates({ x: middle, y: end.y })} ${coordinates(end)}`;
    from = end;
  });
  const dashes = type === 'secret' ? ' stroke-dasharray="4 3"' : '';
  const stroke = type === 'secret' ? INK.secret : INK.arrow;
  return `<path d="${path}" fill="none" stroke="${stroke}" stroke-width="1.5"${dashes} marker-end="url(#${type})"/>`;
}

function tip(id: string, fill: string): string {
  return `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0 8 4 0 8z" fill="${fill}"/></marker>`;
}

function coordinates({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

function round(length: number): string {
  return String(Math.round(length * 10) / 10);
}

function text(content: string, x: number, y: number, style: string): string {
  return `<text x="${round(x)}" y="${round(y)}" ${style}>${escape(content)}</text>`;
}

/** Fonts differ from reader to reader, so a letter's width is an estimate, rather too wide than too narrow. */
function shorten(content: string, size: number, room: number): string {
  const most = Math.floor(room / (size * LETTER));
  return content.length <= most ? content : `${content.slice(0, most - 1)}…`;
}

function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
