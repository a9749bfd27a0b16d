/** The dashboard as Grafana 11 and newer read it, in a ConfigMap for its sidecar: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */
import type { Construct } from 'constructs';
import type { ConfigMap } from '../../imports/kubernetes/types';
import { and } from '../../lib/expr/function';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import type { Values } from '../../values/schema';
import type { Instance } from '../parts/instance';
import { ROWS, type Panel } from './dashboard-panels';

const COMPONENT = 'dashboard';
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
const WIDTH = 24;
const HEIGHT = 8;
/** Of Services, what stands before `-metrics`; those of exporters end so, too. */
const RELEASES = '/^((?!.*-(?:database-exporter|minio|garage)-metrics$).*)-metrics$/';

export interface DashboardProps {
  readonly instance: Instance;
  readonly values: Values;
}

export class Dashboard extends Component {
  constructor(scope: Construct, id: string, { instance, values }: DashboardProps) {
    const { enabled, dashboard } = values.monitoring;
    super(scope, id, and(enabled, dashboard.enabled));
    new Manifest<ConfigMap>(this, 'configmap', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...instance.metadata(COMPONENT), labels: instance.podLabels(COMPONENT, dashboard.labels) },
      data: { 'mlflow.json': dashboardText() },
    });
  }
}

/** A line for each panel. */
export function dashboardText(): string {
  const { panels, ...rest } = dashboardOf();
  const head = JSON.stringify(rest).slice(0, -1);
  return `${head},"panels":[\n${panels.map((panel) => JSON.stringify(panel)).join(',\n')}\n]}\n`;
}

function dashboardOf() {
  return {
    title: 'MLflow',
    uid: 'mlflow-chart',
    tags: ['mlflow'],
    schemaVersion: 39,
    editable: true,
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    timezone: 'browser',
    templating: {
      list: [
        { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' },
        variable('namespace', 'Namespace', 'label_values(up{service=~".+-metrics"}, namespace)'),
        {
          ...variable('release', 'Release', 'label_values(up{namespace="$namespace",service=~".+-metrics"}, service)'),
          regex: RELEASES,
        },
      ],
    },
    panels: panels(),
  };
}

function variable(name: string, label: string, query: string) {
  return { name, label, type: 'query', datasource: DATASOURCE, query: { query, refId: name }, refresh: 2, sort: 1 };
}

function panels(): readonly object[] {
  let [id, y] = [0, 0];
  return ROWS.flatMap(({ title, panels }) => {
    id += 1;
    const row = { id, type: 'row', title, collapsed: false, gridPos: { x: 0, y, w: WIDTH, h: 1 }, panels: [] };
    y += 1;
    let x = 0;
    const placed = panels.map((panel) => {
      const { width = 8 } = panel;
      if (x + width > WIDTH) {
        x = 0;
        y += HEIGHT;
      }
      id += 1;
      const made = panelOf(panel, id, { x, y, w: width, h: HEIGHT });
      x += width;
      return made;
    });
    y += HEIGHT;
    return [row, ...placed];
  });
}

function panelOf(
  { title, description, kind = 'timeseries', unit, max, queries }: Panel,
  id: number,
  gridPos: object,
): object {
  const isStat = kind === 'stat';
  const custom = isStat ? {} : { custom: { fillOpacity: 10, showPoints: 'never', spanNulls: true } };
  const min = unit === 'none' || unit === 'bool_yes_no' ? {} : { min: 0 };
  return {
    id,
    type: kind,
    title,
    description,
    datasource: DATASOURCE,
    gridPos,
    fieldConfig: { defaults: { unit, ...min, max, ...custom }, overrides: [] },
    options: isStat
      ? { colorMode: 'none', graphMode: 'none', reduceOptions: { calcs: ['lastNotNull'] } }
      : { legend: { displayMode: 'list', placement: 'bottom', showLegend: true }, tooltip: { mode: 'multi' } },
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      datasource: DATASOURCE,
      expr,
      legendFormat: legend,
      range: true,
    })),
  };
}
