import type { ChartCheck } from '../../check';
import { analyse } from '../../template/analyse';
import { modelOf } from '../../template/chart-model';
import { placeAt } from '../../template/place';
import { sampleChart } from '../../template/sample-chart';

/** What stands in quotes, or alone: names, among others. */
const word = /[^\s"'`(){}|,\\]+/g;

export default {
  id: 'unused-define',
  scope: 'chart',
  severity: 'info',
  summary: 'A named template is never included',
  remedy: 'Remove it; if other charts are meant to include it, make the chart a library.',
  link: 'https://helm.sh/docs/chart_template_guide/named_templates/',
  examples: {
    passes: [
      sampleChart({ 'templates/a.yaml': '{{ include "web.name" . }}{{ define "web.name" }}web{{ end }}' }),
      sampleChart({
        'templates/a.yaml': '{{ include (printf "web.%s" .Values.x) . }}{{ define "web.name" }}web{{ end }}',
      }),
    ],
    fails: [sampleChart({ 'templates/_helpers.tpl': '{{ define "web.name" }}web{{ end }}' })],
  },
  check(chart, report) {
    const model = modelOf(chart);
    const { calls, dynamicCalls, isComplete } = analyse(model);
    const isParsed = model.templates.every(({ error }) => error === undefined);
    if (model.isLibrary || !isParsed || !isComplete) return;
    // A text that is run by tpl, or another chart below this, may name it too.
    const other = [...chart.files].filter(([file]) => !file.startsWith('templates/'));
    const words = new Set(other.flatMap(([, text]) => text.match(word) ?? []));
    const called = new Set(calls.map(({ name }) => name));
    for (const [name, sites] of model.defines) {
      const isCalled = called.has(name) || dynamicCalls.has(name);
      // A name with other characters is none that anybody writes without need.
      if (isCalled || words.has(name) || name.match(word)?.[0] !== name) continue;
      for (const { define, source } of sites) {
        if (source.isOwn) {
          report(placeAt(chart, source.file, define.offset), `nothing includes ${JSON.stringify(name)}`);
        }
      }
    }
  },
} satisfies ChartCheck;
