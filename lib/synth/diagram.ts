/** A picture of an installation: boxes in columns from left to right, an arrow from each to what it needs. */
import type { GraphNode, InstallationGraph } from './installation-graph';
import { layeredLayout, type PlacedBox, type Point } from './layered-layout';

const LINE = 19;
/** A letter's width, for a font size of one. */
const LETTER = 0.6;
const MARGIN = 24;
const HEADER = 44;
const GAP = { x: 42, y: 22 };

/** Its own background, so that it reads on light and dark pages alike. */
const CARD = { fill: '#f6f8fa', stroke: '#d0d7de' };
const INK = { title: '#1f2328', text: '#57606a', arrow: '#57606a', secret: '#9a6700' };

const LOOKS = {
  ingress: { width: 192, padding: 14, size: 14, small: 13, fill: '#ddf4ff', stroke: '#54aeff', ink: '#0550ae' },
  component: { width: 192, padding: 14, size: 15, small: 13, fill: '#ffffff', stroke: '#d0d7de', ink: '#0969da' },
  secret: { width: 152, padding: 10, size: 12, small: 12, fill: '#fff8c5', stroke: '#d4a72c', ink: '#7d4e00' },
} as const;

export function diagram(graph: InstallationGraph, title: string): string {
  const boxes = graph.nodes.map(({ id, type, lines }) => {
    const { width, padding, size } = LOOKS[type];
    return { id, width, height: 2 * padding + size + lines.length * LINE };
  });
  const layout = layeredLayout(boxes, graph.edges, GAP);
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const width = String(layout.width + 2 * MARGIN);
  const height = String(layout.height + 2 * MARGIN + HEADER);
  const arrows = layout.routes.map((route, index) => arrow(route, nodes.get(graph.edges[index]?.[1] ?? '')));
  const drawn = layout.boxes.map((placed, index) => box(placed, graph.nodes[index]));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(title)}" font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif">
<defs>${tip('component', INK.arrow)}${tip('secret', INK.secret)}</defs>
<rect x="0.5" y="0.5" width="${String(layout.width + 2 * MARGIN - 1)}" height="${String(layout.height + 2 * MARGIN + HEADER - 1)}" rx="12" fill="${CARD.fill}" stroke="${CARD.stroke}"/>
${text(title, MARGIN, MARGIN + 16, `font-size="17" font-weight="600" fill="${INK.title}"`)}
<g transform="translate(${String(MARGIN)} ${String(MARGIN + HEADER)})">
${[...arrows, ...drawn].join('\n')}
</g>
</svg>
`;
}

function box({ x, y, width, height }: PlacedBox, node: GraphNode | undefined): string {
  if (node === undefined) return '';
  const { padding, size, small, fill, stroke, ink } = LOOKS[node.type];
  const left = x + padding;
  const top = y + padding + size - 2;
  const room = width - 2 * padding;
  const rows = [
    text(shorten(node.name, size, room), left, top, `font-size="${size}" font-weight="600" fill="${ink}"`),
    ...node.lines.map((line, index) =>
      text(shorten(line, small, room), left, top + (index + 1) * LINE + 2, `font-size="${small}" fill="${INK.text}"`),
    ),
  ];
  return `<g class="${node.type}"><rect x="${String(x)}" y="${String(y)}" width="${String(width)}" height="${String(height)}" rx="${node.type === 'secret' ? 3 : 8}" fill="${fill}" stroke="${stroke}"/>
${rows.join('\n')}</g>`;
}

/** Horizontal at both ends; dashed to a Secret. */
function arrow(route: readonly Point[], target: GraphNode | undefined): string {
  const type = target?.type === 'secret' ? 'secret' : 'component';
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
