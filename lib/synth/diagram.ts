/** A picture of an installation: boxes in layers from left to right, an arrow from each to what it calls. */
import type { GraphNode, InstallationGraph } from './installation-graph';

const BOX = 236;
const GAP = { x: 66, y: 26 };
const LINE = 20;
const MARGIN = 24;
const FONT = 'system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif';

interface Placed extends GraphNode {
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

export function diagram(graph: InstallationGraph, title: string): string {
  const columns = layers(graph);
  const heights = columns.map((nodes) => nodes.reduce((sum, node) => sum + heightOf(node) + GAP.y, -GAP.y));
  const inner = Math.max(...heights);
  const placed = new Map<string, Placed>();
  columns.forEach((nodes, column) => {
    let y = MARGIN + 40 + (inner - (heights[column] ?? 0)) / 2;
    for (const node of nodes) {
      placed.set(node.name, { ...node, x: MARGIN + column * (BOX + GAP.x), y, height: heightOf(node) });
      y += heightOf(node) + GAP.y;
    }
  });
  const width = 2 * MARGIN + columns.length * (BOX + GAP.x) - GAP.x;
  const height = 2 * MARGIN + 40 + inner;
  const arrows = graph.edges.map(([from, to]) => arrow(placed.get(from), placed.get(to)));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(width)} ${String(height)}" width="${String(width)}" role="img" aria-label="${escape(title)}">
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#57606a"/></marker></defs>
<rect width="100%" height="100%" rx="12" fill="#f6f8fa"/>
<text x="${String(MARGIN)}" y="${String(MARGIN + 16)}" font-family="${FONT}" font-size="17" font-weight="600" fill="#1f2328">${escape(title)}</text>
${arrows.join('\n')}
${[...placed.values()].map(box).join('\n')}
</svg>
`;
}

/** Nodes by the longest way that leads to them. */
function layers({ nodes, edges }: InstallationGraph): readonly (readonly GraphNode[])[] {
  const depth = (name: string, seen: readonly string[] = []): number => {
    const callers = edges.filter(([from, to]) => to === name && !seen.includes(from)).map(([from]) => from);
    return callers.length === 0 ? 0 : 1 + Math.max(...callers.map((caller) => depth(caller, [...seen, name])));
  };
  const columns: GraphNode[][] = [];
  for (const node of nodes) (columns[depth(node.name)] ??= []).push(node);
  return Array.from(columns, (column: GraphNode[] | undefined) => column ?? []);
}

function heightOf({ lines }: GraphNode): number {
  return 44 + lines.length * LINE;
}

function box({ name, lines, x, y, height }: Placed): string {
  const rows = lines.map((line, index) => text(line, x + 16, y + 50 + index * LINE, 'font-size="13" fill="#57606a"'));
  return `<g><rect x="${String(x)}" y="${String(y)}" width="${String(BOX)}" height="${String(height)}" rx="8" fill="#ffffff" stroke="#d0d7de"/>
${text(name, x + 16, y + 28, 'font-size="15" font-weight="600" fill="#0969da"')}
${rows.join('\n')}</g>`;
}

function text(content: string, x: number, y: number, style: string): string {
  return `<text x="${String(x)}" y="${String(y)}" font-family="${FONT}" ${style}>${escape(content)}</text>`;
}

/** From the right side of one box to the left side of another, as a curve. */
function arrow(from: Placed | undefined, to: Placed | undefined): string {
  if (from === undefined || to === undefined) return '';
  const [x1, y1] = [from.x + BOX, from.y + from.height / 2];
  const [x2, y2] = [to.x - 2, to.y + to.height / 2];
  const middle = (x1 + x2) / 2;
  const path = [
    `M${String(x1)} ${String(y1)}`,
    `C${String(middle)} ${String(y1)}`,
    `${String(middle)} ${String(y2)}`,
    `${String(x2)} ${String(y2)}`,
  ];
  return `<path d="${path.join(' ')}" fill="none" stroke="#57606a" stroke-width="1.5" marker-end="url(#tip)"/>`;
}

function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
