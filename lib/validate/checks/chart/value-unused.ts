import type { Json } from '../../../yaml/json';
import type { ChartCheck } from '../../check';
import { isRecord } from '../../object';
import { analyse } from '../../template/analyse';
import { modelOf } from '../../template/chart-model';
import { placeOf } from '../../template/place';
import { sampleChart } from '../../template/sample-chart';
import { pathName, type ValuesPath } from '../../template/symbol';
import { isWithin, type Use } from '../../template/use';

export default {
  id: 'value-unused',
  scope: 'chart',
  severity: 'warning',
  summary: 'values.yaml defines a value that no template uses',
  remedy: 'Remove it, or use it: whoever sets it expects an effect. Often one of the two places is misspelt.',
  link: 'https://helm.sh/docs/chart_best_practices/values/',
  examples: {
    passes: [
      sampleChart({}),
      sampleChart({
        'values.yaml': 'port: 80\nresources:\n  limits: {cpu: 1}\n',
        'templates/a.yaml': '{{ toYaml .Values.resources }}',
      }),
      sampleChart({
        'values.yaml': 'port: 80\ndatabase:\n  host: db\nglobal: {registry: ""}\n',
        'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies: [{name: database, version: 1.0.0}]\n',
      }),
    ],
    fails: [
      sampleChart({ 'values.yaml': 'port: 80\nprot: 81\n' }),
      sampleChart({
        'values.yaml': 'port: 80\ntls: {secret: a, host: b}\n',
        'templates/a.yaml': 'a: {{ .Values.tls.host }}',
      }),
    ],
  },
  check(chart, report) {
    const model = modelOf(chart);
    const analysis = analyse(model);
    const isKnown = model.templates.every(({ error }) => error === undefined) && analysis.isComplete;
    if (model.isLibrary || !isKnown || model.templates.length === 0) return;
    for (const path of unusedBelow(model.values, [], analysis.uses)) {
      const [first] = path;
      if (first === undefined || first === 'global' || model.subcharts.has(first)) continue;
      // For the `condition` of a chart that has this one as a dependency.
      if (path.length === 1 && first === 'enabled') continue;
      const place = placeOf(chart, 'values.yaml', path);
      // An anchor is there to be copied from.
      if (/:\s*&/.test((chart.files.get('values.yaml') ?? '').split('\n')[place.line - 1] ?? '')) continue;
      report(place, `no template uses ${pathName(path)}`);
    }
  },
} satisfies ChartCheck;

/** The paths of which nothing is used; one for a whole mapping of which nothing is. */
function unusedBelow(value: Json, path: ValuesPath, uses: readonly Use[]): readonly ValuesPath[] {
  const related = uses.filter((use) => isWithin(use.path, path) || isWithin(path, use.path));
  if (related.some((use) => use.how === 'whole' && isWithin(path, use.path))) return [];
  const isTouched = path.length === 0 || related.some((use) => isWithin(use.path, path));
  if (!isTouched) return [path];
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => unusedBelow(item, [...path, key], related));
}
