import type { ChartCheck } from '../../check';
import { bodiesOf } from '../../template/bodies';
import { modelOf } from '../../template/chart-model';
import { placeAt } from '../../template/place';
import { sampleChart } from '../../template/sample-chart';
import { statementsOf } from '../../template/walk';

const values = 'port: 80\nresources:\n  limits: {cpu: 1}\n';

export default {
  id: 'block-on-key-line',
  scope: 'chart',
  severity: 'warning',
  summary: 'A block of YAML starts on the line of its key, or is indented twice',
  remedy: 'Use `nindent` after the key, or put `indent` at the start of a line of its own.',
  link: 'https://helm.sh/docs/chart_template_guide/function_list/#nindent',
  examples: {
    passes: [
      sampleChart({ 'values.yaml': values, 'templates/a.yaml': 'a:\n  {{- toYaml .Values.resources | nindent 2 }}\n' }),
      sampleChart({ 'values.yaml': values, 'templates/a.yaml': 'a:\n{{ toYaml .Values.resources | indent 2 }}\n' }),
    ],
    fails: [
      sampleChart({ 'values.yaml': values, 'templates/a.yaml': 'a: {{ toYaml .Values.resources | indent 2 }}\n' }),
      sampleChart({ 'values.yaml': values, 'templates/a.yaml': 'a:\n  {{ toYaml .Values.resources | indent 2 }}\n' }),
    ],
  },
  check(chart, report) {
    for (const { source, body } of bodiesOf(modelOf(chart))) {
      if (!/\.ya?ml$/.test(source.file)) continue;
      for (const node of statementsOf(body)) {
        if (node.type !== 'action' || node.pipeline.commands.length < 2) continue;
        const name = (index: number) => {
          const head = node.pipeline.commands.at(index)?.operands[0];
          return head?.type === 'function' ? head.name : undefined;
        };
        if (name(0) !== 'toYaml' || name(-1) !== 'indent') continue;
        const before = source.text.slice(source.text.lastIndexOf('\n', node.offset - 1) + 1, node.offset);
        const isTrimmed = source.text.startsWith('{{-', node.offset);
        if (before.endsWith(': ') || (/^ +$/.test(before) && !isTrimmed)) {
          const message = before.endsWith(': ')
            ? 'the first line of the block stands beside its key'
            : `the first line is indented by ${before.length} more than the others`;
          report(placeAt(chart, source.file, node.offset), message);
        }
      }
    }
  },
} satisfies ChartCheck;
