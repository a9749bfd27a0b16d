/** The dashboard: that Grafana finds it, and that each of its queries is about series that there are. test/cluster/monitoring asks a real Prometheus. */
import { describe, expect, test } from '@jest/globals';
import { dashboardText } from '../../charts/monitoring/dashboard';
import { evaluateModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import { rulesOf } from '../cluster/monitoring/rules-files';
import { complete, model, SMALLEST } from '../support/platform';
import { unknownIn } from './series';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
  readonly fieldConfig?: { readonly defaults: { readonly unit: string } };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}
const { panels } = JSON.parse(dashboardText()) as { readonly panels: readonly Panel[] };
const shown = panels.filter(({ type }) => type !== 'row');

const render = (monitoring: JsonObject) =>
  evaluateModel(model, {
    values: complete(SMALLEST, { monitoring }),
    release: { name: 'ml', namespace: 'team' },
  }).get('dashboard-configmap');

test('a ConfigMap with the label by which Grafana’s sidecar finds it', () => {
  expect(render({ enabled: true })).toMatchObject({
    metadata: { name: 'ml-dashboard', namespace: 'team', labels: { grafana_dashboard: '1' } },
    data: { 'mlflow.json': dashboardText() },
  });
  const labels = { grafana_dashboard: null, dashboards: 'yes' };
  const { metadata } = render({ enabled: true, dashboard: { labels } }) as {
    readonly metadata: { readonly labels: object };
  };
  expect(metadata.labels).toMatchObject({ dashboards: 'yes' });
  expect(Object.keys(metadata.labels)).not.toContain('grafana_dashboard');
});

test.each([
  ['without monitoring', { enabled: false }],
  ['switched off', { enabled: true, dashboard: { enabled: false } }],
])('%s: none', (_, monitoring) => {
  expect(render(monitoring)).toBeUndefined();
});

test('rows for users, server, database, store, volumes, backups, certificates', () => {
  expect(panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
    'Users',
    'Server',
    'Database',
    'Store',
    'Volumes',
    'Backups',
    'Certificates',
  ]);
});

test('none lies over another, and each has a number of its own', () => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${String(x + (index % w))},${String(y + Math.floor(index / w))}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
});

describe('what each asks', () => {
  const recorded = rulesOf().groups.flatMap(({ rules }) =>
    rules.flatMap(({ record }) => (record === undefined ? [] : [record])),
  );

  test.each(shown.map((panel) => [panel.title, panel] as const))('%s', (_, { targets = [], fieldConfig }) => {
    expect(fieldConfig?.defaults.unit).toMatch(/^[a-z_]+$/);
    expect(targets).not.toEqual([]);
    for (const { expr, legendFormat } of targets) {
      expect(unknownIn(expr.replaceAll('$release', 'ml'), 'ml', recorded)).toEqual([]);
      expect(expr).toContain('namespace="$namespace"');
      const [, label] = /^\{\{(\w+)\}\}/.exec(legendFormat) ?? [];
      if (label !== undefined && !expr.includes(`(${label})`) && !expr.includes(`, ${label})`)) {
        expect(expr).toMatch(/mlflow:\w+:rate/);
      }
    }
  });
});
