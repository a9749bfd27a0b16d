import type { Json } from '../../../yaml/json';
import { resolvePlain } from '../../../yaml/scalar';
import type { ChartCheck } from '../../check';
import { isRecord } from '../../object';
import { modelOf } from '../../template/chart-model';
import { placeAt } from '../../template/place';
import { sampleChart } from '../../template/sample-chart';
import type { Operand } from '../../template/node';
import { bodiesOf } from '../../template/bodies';
import { statementsOf } from '../../template/walk';

export default {
  id: 'unquoted-text-value',
  scope: 'chart',
  severity: 'warning',
  summary: 'A text of values.yaml is rendered without quotes, so that YAML reads a number or boolean',
  remedy: 'Add `| quote`.',
  link: 'https://helm.sh/docs/chart_template_guide/yaml_techniques/#scalars-and-collections',
  examples: {
    passes: [
      sampleChart({ 'values.yaml': 'port: "80"\n', 'templates/a.yaml': 'port: {{ .Values.port | quote }}\n' }),
      sampleChart({ 'values.yaml': 'port: "80"\n', 'templates/a.yaml': 'port: "{{ .Values.port }}"\n' }),
      sampleChart({ 'values.yaml': 'port: "80"\n', 'templates/a.yaml': 'port: {{ .Values.port }}\n' }),
      sampleChart({ 'values.yaml': 'port: 80\n', 'templates/a.yaml': 'port: {{ .Values.port }}\n' }),
      sampleChart({ 'values.yaml': 'port: "80"\n', 'templates/a.yaml': 'url: http://web:{{ .Values.port }}\n' }),
    ],
    fails: [
      sampleChart({ 'values.yaml': 'version: "1.10"\n', 'templates/a.yaml': 'version: {{ .Values.version }}\n' }),
      sampleChart({ 'values.yaml': 'mode: "0644"\n', 'templates/a.yaml': 'mode: {{ .Values.mode }}\n' }),
      sampleChart({ 'values.yaml': 'port: 80\ndebug: "on"\n', 'templates/a.yaml': '- {{ $.Values.debug }}\n' }),
    ],
  },
  check(chart, report) {
    const model = modelOf(chart);
    for (const { source, body } of bodiesOf(model)) {
      if (!/\.ya?ml$/.test(source.file)) continue;
      for (const node of statementsOf(body)) {
        if (node.type !== 'action' || node.pipeline.variables.length > 0) continue;
        const [command, ...more] = node.pipeline.commands;
        const [operand, ...args] = command?.operands ?? [];
        if (operand === undefined || more.length > 0 || args.length > 0) continue;
        const path = valuesPath(operand);
        const value = path === undefined ? undefined : valueAt(model.values, path);
        if (path === undefined || typeof value !== 'string' || !isWholeScalar(source.text, node.offset)) continue;
        const read = resolvePlain(value);
        // "80" unquoted is how a field that wants a number gets one; what YAML changes, nobody wants.
        if (typeof read === 'string' || value === '' || /^(?:0|[1-9]\d*)$/.test(value)) continue;
        const name = `.Values.${path.join('.')}`;
        const message = `${name} is the text ${JSON.stringify(value)}; without quotes YAML reads ${String(read)}`;
        report(placeAt(chart, source.file, node.offset), message);
      }
    }
  },
} satisfies ChartCheck;

function valuesPath(operand: Operand): readonly string[] | undefined {
  const isRoot = operand.type === 'field' || (operand.type === 'variable' && operand.name === '$');
  return isRoot && operand.fields[0] === 'Values' ? operand.fields.slice(1) : undefined;
}

function valueAt(values: Json, path: readonly string[]): Json | undefined {
  let value: Json | undefined = values;
  for (const step of path) value = isRecord(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return value;
}

/** Whether the action is all that stands between `key: ` (or `- `) and the end of its line. */
function isWholeScalar(text: string, offset: number): boolean {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const after = /^\{\{[^\n]*?\}\}(.*)/.exec(text.slice(offset))?.[1] ?? '-';
  return /^\s*(?:- )?(?:[\w./-]+: +|- +)$/.test(before) && /^\s*$/.test(after);
}
