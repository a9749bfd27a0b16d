import type { ChartCheck } from '../../check';
import { bodiesOf } from '../../template/bodies';
import { modelOf } from '../../template/chart-model';
import { placeAt } from '../../template/place';
import { sampleChart } from '../../template/sample-chart';
import { commandsOf } from '../../template/walk';

/** https://helm.sh/docs/chart_template_guide/builtin_objects/ */
const replacements: Readonly<Record<string, string>> = {
  'Capabilities.KubeVersion.GitVersion': '.Capabilities.KubeVersion.Version',
  'Capabilities.TillerVersion': '.Capabilities.HelmVersion',
  'Release.Time': 'nothing: Helm 3 has no such field',
};

export default {
  id: 'deprecated-capability',
  scope: 'chart',
  severity: 'info',
  summary: 'A template reads a built-in value under a name of Helm 2',
  remedy: 'Use the name that the message gives.',
  link: 'https://helm.sh/docs/chart_template_guide/builtin_objects/',
  examples: {
    passes: [sampleChart({ 'templates/a.yaml': 'a: {{ .Capabilities.KubeVersion.Version }}\n' })],
    fails: [
      sampleChart({ 'templates/a.yaml': 'a: {{ .Capabilities.KubeVersion.GitVersion }}\n' }),
      sampleChart({
        'templates/a.yaml': '{{ if semverCompare ">1.30" $.Capabilities.KubeVersion.GitVersion }}a: 1{{ end }}',
      }),
    ],
  },
  check(chart, report) {
    for (const { source, body } of bodiesOf(modelOf(chart))) {
      for (const { operands } of commandsOf(body)) {
        for (const operand of operands) {
          if (operand.type !== 'field' && operand.type !== 'variable') continue;
          const name = operand.fields.join('.');
          const instead = Object.hasOwn(replacements, name) ? replacements[name] : undefined;
          if (instead === undefined) continue;
          report(placeAt(chart, source.file, operand.offset), `.${name} is Helm 2's; now it is ${instead}`);
        }
      }
    }
  },
} satisfies ChartCheck;
