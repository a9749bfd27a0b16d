import type { ChartCheck } from '../../check';
import { modelOf } from '../../template/chart-model';
import { sampleChart } from '../../template/sample-chart';

export default {
  id: 'template-syntax',
  scope: 'chart',
  severity: 'error',
  summary: 'A template does not parse',
  remedy: 'Mend the template where the message says; Helm refuses the whole chart.',
  link: 'https://helm.sh/docs/chart_template_guide/',
  examples: {
    passes: [
      sampleChart({ 'templates/service.yaml': '{{- if .Values.port }}\nport: {{ .Values.port }}\n{{- end }}\n' }),
    ],
    fails: [
      sampleChart({ 'templates/service.yaml': '{{- if .Values.port }}\nport: {{ .Values.port }}\n' }),
      sampleChart({ 'templates/service.yaml': 'port: {{ .Values.port | quotes }}\n' }),
      sampleChart({ 'templates/service.yaml': 'host: {{ .Values.ingress-host }}\n' }),
    ],
  },
  check(chart, report) {
    for (const { file, error } of modelOf(chart).templates) {
      if (error !== undefined) report({ file, line: error.line, column: error.column }, error.reason);
    }
  },
} satisfies ChartCheck;
