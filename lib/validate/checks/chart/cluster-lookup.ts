import type { ChartCheck } from '../../check';
import { bodiesOf } from '../../template/bodies';
import { modelOf } from '../../template/chart-model';
import { placeAt } from '../../template/place';
import { sampleChart } from '../../template/sample-chart';
import { functionsOf } from '../../template/walk';

export default {
  id: 'cluster-lookup',
  scope: 'chart',
  severity: 'info',
  summary: 'A template asks the cluster with `lookup`',
  remedy: 'Make sure that what it renders without an answer is right: `helm template` and Argo CD get none.',
  link: 'https://helm.sh/docs/chart_template_guide/functions_and_pipelines/#using-the-lookup-function',
  optional: true,
  examples: {
    passes: [sampleChart({})],
    fails: [sampleChart({ 'templates/a.yaml': '{{ if lookup "v1" "Secret" "a" "b" }}a: 1{{ end }}\n' })],
  },
  check(chart, report) {
    for (const { source, body } of bodiesOf(modelOf(chart))) {
      for (const { name, offset } of functionsOf(body)) {
        if (name !== 'lookup') continue;
        report(placeAt(chart, source.file, offset), 'lookup finds nothing under `helm template` and in Argo CD');
      }
    }
  },
} satisfies ChartCheck;
