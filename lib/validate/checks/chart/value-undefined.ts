import type { ChartCheck } from '../../check';
import { analyse } from '../../template/analyse';
import { modelOf } from '../../template/chart-model';
import { isDocumented, presenceOf } from '../../template/defaults';
import { placeAt } from '../../template/place';
import { sampleChart } from '../../template/sample-chart';
import { pathName } from '../../template/symbol';
import { isWithin } from '../../template/use';

export default {
  id: 'value-undefined',
  scope: 'chart',
  severity: 'warning',
  summary: 'A template uses a value that values.yaml does not define, and nothing cares for its absence',
  remedy: 'Give it a default in values.yaml, or use `default`, `with`, `if` or `required`. Often it is misspelt.',
  link: 'https://helm.sh/docs/chart_best_practices/values/',
  examples: {
    passes: [
      sampleChart({ 'templates/a.yaml': 'a: {{ .Values.port }}\nb: {{ .Values.host | default "localhost" }}\n' }),
      sampleChart({ 'templates/a.yaml': '{{ with .Values.host }}host: {{ . }}{{ end }}\n' }),
      sampleChart({
        'templates/a.yaml': '{{ if and .Values.tls .Values.tls.secret }}a: {{ .Values.tls.secret }}{{ end }}\n',
      }),
      sampleChart({ 'templates/a.yaml': 'a: {{ required "host is needed" .Values.host }}\nb: {{ .Values.host }}\n' }),
      sampleChart({ 'templates/a.yaml': 'a: {{ .Values.host }}\n', 'values.yaml': 'port: 80\n# host: example.com\n' }),
    ],
    fails: [
      sampleChart({ 'templates/a.yaml': 'a: {{ .Values.prot }}\n' }),
      sampleChart({ 'templates/a.yaml': '{{ if .Values.port }}a: {{ .Values.image.tag }}{{ end }}\n' }),
      sampleChart({
        'templates/a.yaml': '{{ include "web.port" (dict "settings" .Values) }}\n',
        'templates/_helpers.tpl': '{{ define "web.port" }}{{ .settings.prot }}{{ end }}',
      }),
    ],
  },
  check(chart, report) {
    const model = modelOf(chart);
    if (model.isLibrary) return;
    const { uses, assigned, demanded } = analyse(model);
    const said = new Set<string>();
    for (const { path, file, offset, how, isBare } of uses) {
      if (!isBare || file.startsWith('charts/') || how === 'test') continue;
      const presence = presenceOf(model, path);
      const isMissing = presence === 'missing' && (how === 'step' || !isDocumented(model, path));
      if (!isMissing || [...assigned, ...demanded].some((known) => isWithin(path, known))) continue;
      const key = `${file}\n${pathName(path)}`;
      if (said.has(key)) continue;
      said.add(key);
      const name = `.Values.${pathName(path)}`;
      const consequence = how === 'step' ? ', so that to read a field of it is an error (nil pointer)' : '';
      report(placeAt(chart, file, offset), `${name} is used, but values.yaml does not define it${consequence}`);
    }
  },
} satisfies ChartCheck;
