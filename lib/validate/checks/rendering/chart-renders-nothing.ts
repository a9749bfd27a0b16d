import type { ChartCheck } from '../../check';
import { metadata } from '../../chart/example';

const switched =
  '{{ if .Values.enabled }}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\n{{ end }}';

/** Reported by chart/chart-case.ts and chart/render-problem.ts. */
export default {
  id: 'chart-renders-nothing',
  scope: 'chart',
  isRendering: true,
  severity: 'info',
  summary: 'With these values the chart makes no object at all, so there was nothing to check but its files',
  remedy:
    'Give values with which it makes something (`-f`, ci/*-values.yaml); check a library chart with one that uses it.',
  link: 'https://helm.sh/docs/topics/library_charts/',
  examples: {
    passes: [{ ...metadata, 'values.yaml': 'enabled: true\n', 'templates/a.yaml': switched }],
    fails: [
      { ...metadata, 'values.yaml': 'enabled: false\n', 'templates/a.yaml': switched },
      metadata,
      { 'Chart.yaml': 'apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n' },
    ],
  },
  check: () => undefined,
} satisfies ChartCheck;
