import type { ChartCheck } from '../../check';
import { placeAt } from '../../template/place';
import { sampleChart } from '../../template/sample-chart';

const crd = 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: a.example.com\n';

export default {
  id: 'crd-is-template',
  scope: 'chart',
  severity: 'error',
  summary: 'A file below crds/ has template actions',
  remedy: 'Write it out, or move it to templates/: Helm applies what is in crds/ as it is.',
  link: 'https://helm.sh/docs/chart_best_practices/custom_resource_definitions/',
  examples: {
    passes: [
      sampleChart({ 'crds/a.yaml': crd }),
      sampleChart({ 'crds/a.yaml': `${crd}spec:\n  description: such as {{ .name }} in a template\n` }),
    ],
    fails: [sampleChart({ 'crds/a.yaml': `{{- if .Values.crds }}\n${crd}{{- end }}\n` })],
  },
  check(chart, report) {
    for (const [file, text] of chart.files) {
      if (!/^crds\/.*\.ya?ml$/.test(file)) continue;
      // Descriptions may show templates; a whole line, or a value of Helm's, is meant to run.
      const found =
        /^[^\S\n]*\{\{-? *(?:if|end|range|with|include|toYaml)\b|\{\{-? *(?:\.Values|\.Release|include )/m.exec(text);
      if (found !== null) report(placeAt(chart, file, found.index), 'Helm does not run templates in crds/');
    }
  },
} satisfies ChartCheck;
