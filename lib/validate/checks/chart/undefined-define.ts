import type { ChartCheck } from '../../check';
import { nearestName } from '../../../text/nearest-name';
import { analyse } from '../../template/analyse';
import { modelOf } from '../../template/chart-model';
import { placeAt } from '../../template/place';
import { sampleChart } from '../../template/sample-chart';

export default {
  id: 'undefined-define',
  scope: 'chart',
  severity: 'error',
  summary: 'A template includes another that nothing defines',
  remedy: 'Correct the name, or define the template in a file below templates/ whose name starts with an underscore.',
  link: 'https://helm.sh/docs/chart_template_guide/named_templates/',
  examples: {
    passes: [
      sampleChart({ 'templates/a.yaml': '{{ include "web.name" . }}{{ define "web.name" }}web{{ end }}' }),
      sampleChart({ 'templates/a.yaml': '{{ include (printf "%s.name" .Chart.Name) . }}' }),
      sampleChart({
        'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies: [{name: common, version: 1.0.0}]\n',
        'templates/a.yaml': '{{ include "common.name" . }}',
      }),
    ],
    fails: [
      sampleChart({ 'templates/a.yaml': '{{ include "web.fulname" . }}{{ define "web.fullname" }}web{{ end }}' }),
      sampleChart({ 'templates/a.yaml': '{{ template "web.name" . }}' }),
    ],
  },
  check(chart, report) {
    const model = modelOf(chart);
    // A library may lean on what the charts that use it define.
    if (!model.isComplete || model.isLibrary) return;
    const files = new Set(model.templates.map(({ file }) => file));
    const names = [...model.defines.keys()];
    for (const { name, file, offset } of analyse(model).calls) {
      if (model.defines.has(name) || [...files].some((path) => name.endsWith(path))) continue;
      const near = nearestName(name, names);
      const meant = near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`;
      report(placeAt(chart, file, offset), `no template is named ${JSON.stringify(name)}${meant}`);
    }
  },
} satisfies ChartCheck;
