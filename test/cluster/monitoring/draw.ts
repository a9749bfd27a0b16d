/** The dashboard's queries as a Prometheus answers them, as a plain page to look at: Grafana is not to be had here. `tsx …/draw.ts <URL of Prometheus> <namespace> <release> <file>` */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/root';

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
  readonly fieldConfig?: { readonly defaults: { readonly unit: string } };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

interface Line {
  readonly legend: string;
  readonly points: readonly (readonly [number, number])[];
}

const COLOURS = ['#3274d9', '#e0752d', '#56a64b', '#a352cc', '#c4162a', '#37872d', '#8f3bb8', '#1f60c4'];
const MINUTES = 10;

async function linesOf(prometheus: string, expr: string, legend: string): Promise<readonly Line[]> {
  const end = Date.now() / 1000;
  const asked = new URLSearchParams({ query: expr, start: String(end - MINUTES * 60), end: String(end), step: '5' });
  const answer = (await (await fetch(`${prometheus}/api/v1/query_range?${asked.toString()}`)).json()) as {
    readonly data: {
      readonly result: readonly { readonly metric: Record<string, string>; readonly values: [number, string][] }[];
    };
  };
  return answer.data.result.map(({ metric, values }) => ({
    legend: legend.replace(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? ''),
    points: values.map(([time, value]) => [time, Number(value)] as const),
  }));
}

function drawn(lines: readonly Line[], width: number, height: number): string {
  const all = lines.flatMap(({ points }) => points.filter(([, value]) => Number.isFinite(value)));
  if (all.length === 0) return `<text x="10" y="${String(height / 2)}" fill="#999">no data here</text>`;
  const [from, to] = [Math.min(...all.map(([time]) => time)), Math.max(...all.map(([time]) => time))];
  const [low, high] = [Math.min(0, ...all.map(([, value]) => value)), Math.max(...all.map(([, value]) => value))];
  const paths = lines.map(({ points }, index) => {
    const at = points
      .filter(([, value]) => Number.isFinite(value))
      .map(([time, value]) => {
        const x = ((time - from) / (to - from || 1)) * width;
        return `${x.toFixed(1)},${(height - ((value - low) / (high - low || 1)) * height).toFixed(1)}`;
      });
    return `<polyline fill="none" stroke="${COLOURS[index % COLOURS.length] ?? ''}" points="${at.join(' ')}"/>`;
  });
  return `${paths.join('')}<text x="2" y="10" fill="#999">${high.toPrecision(4)}</text>`;
}

async function main([prometheus = '', namespace = '', release = '', file = '']: readonly string[]): Promise<void> {
  const { panels } = JSON.parse(readFileSync(join(root, 'docs/dashboard.json'), 'utf8')) as {
    panels: readonly Panel[];
  };
  let svg = '';
  for (const { type, title, gridPos, fieldConfig, targets = [] } of panels) {
    const [x, y, width, height] = [gridPos.x * 50, gridPos.y * 26, gridPos.w * 50 - 10, gridPos.h * 26 - 8];
    const box = `<text x="${String(x + 4)}" y="${String(y + 14)}" font-weight="bold">${title}</text>`;
    if (type === 'row') {
      svg += `<rect x="0" y="${String(y)}" width="1200" height="20" fill="#eee"/>${box}`;
      continue;
    }
    const of = (expr: string) =>
      expr.replaceAll('$namespace', namespace).replaceAll('$release', release).replaceAll('$__rate_interval', '20s');
    const lines = (
      await Promise.all(targets.map(({ expr, legendFormat }) => linesOf(prometheus, of(expr), legendFormat)))
    ).flat();
    const legend = lines
      .slice(0, 7)
      .map(({ legend: name }, index) => `<tspan fill="${COLOURS[index] ?? ''}">■ ${name}  </tspan>`);
    svg += `<rect x="${String(x)}" y="${String(y)}" width="${String(width)}" height="${String(height)}" fill="none" stroke="#ccc"/>${box}`;
    svg += `<text x="${String(x + width - 80)}" y="${String(y + 14)}" fill="#999">${fieldConfig?.defaults.unit ?? ''}</text>`;
    svg += `<svg x="${String(x)}" y="${String(y + 22)}" width="${String(width)}" height="${String(height - 44)}">${drawn(lines, width, height - 44)}</svg>`;
    svg += `<text x="${String(x + 4)}" y="${String(y + height - 6)}">${legend.join('')}</text>`;
  }
  writeFileSync(
    file,
    `<body style="margin:8px"><svg width="1200" height="2600" font-family="sans-serif" font-size="11">${svg}</svg></body>`,
  );
}

void main(process.argv.slice(2));
