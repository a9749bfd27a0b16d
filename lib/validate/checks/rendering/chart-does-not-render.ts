import type { ChartCheck } from '../../check';
import { metadata } from '../../chart/example';

/** Reported by chart/render-problem.ts. */
export default {
  id: 'chart-does-not-render',
  scope: 'chart',
  isRendering: true,
  severity: 'error',
  summary: 'Helm cannot render the chart: a template fails, what it prints is no YAML, or the chart is incomplete',
  remedy:
    'Mend the template at this line. Where a value may be missing, ask for it first (`with`, `default`); ' +
    'print values into YAML with `quote` or `toYaml`.',
  link: 'https://helm.sh/docs/chart_template_guide/debugging/',
  examples: {
    passes: [{ ...metadata, 'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n' }],
    fails: [
      { ...metadata, 'templates/a.yaml': 'kind: ConfigMap\nname: {{ .Values.image.tag }}\n' },
      { ...metadata, 'templates/a.yaml': 'kind: ConfigMap\nname: {{ .Values.name }\n' },
      { ...metadata, 'templates/a.yaml': 'kind: ConfigMap\nname: [\n' },
      { ...metadata, 'templates/NOTES.txt': '{{ .Values.image.tag }}\n' },
    ],
  },
  check: () => undefined,
} satisfies ChartCheck;
