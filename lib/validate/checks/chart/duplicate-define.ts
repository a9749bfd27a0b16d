import type { ChartCheck } from '../../check';
import { modelOf } from '../../template/chart-model';
import { isEmpty } from '../../template/node';
import { placeAt } from '../../template/place';
import { sampleChart } from '../../template/sample-chart';

export default {
  id: 'duplicate-define',
  scope: 'chart',
  severity: 'warning',
  summary: 'Two templates have the same name, and differ',
  remedy: 'Rename one: names are shared by a chart and all of its subcharts, and only one of the two is ever used.',
  link: 'https://helm.sh/docs/chart_template_guide/named_templates/',
  examples: {
    passes: [
      sampleChart({
        'templates/_a.tpl': '{{ define "web.name" }}web{{ end }}',
        'charts/db/templates/_a.tpl': '{{ define "db.name" }}db{{ end }}',
      }),
      sampleChart({
        'charts/a/charts/common/templates/_a.tpl': '{{ define "common.name" }}a{{ end }}',
        'charts/b/charts/common/templates/_a.tpl': '{{ define "common.name" }}a{{ end }}',
      }),
    ],
    fails: [
      sampleChart({
        'templates/_a.tpl': '{{ define "name" }}web{{ end }}',
        'templates/_b.tpl': '{{ define "name" }}app{{ end }}',
      }),
      sampleChart({
        'templates/_a.tpl': '{{ define "name" }}web{{ end }}',
        'charts/db/templates/_a.tpl': '{{ define "name" }}db{{ end }}',
      }),
    ],
  },
  check(chart, report) {
    for (const [name, sites] of modelOf(chart).defines) {
      const [first, ...more] = sites.filter(({ define }) => !isEmpty(define.body));
      if (first === undefined) continue;
      for (const { define, source } of more) {
        if (textOf(first) === textOf({ define, source })) continue;
        const other = placeAt(chart, first.source.file, first.define.offset);
        const place = placeAt(chart, source.file, define.offset);
        report(place, `${JSON.stringify(name)} is defined differently in ${other.file}:${other.line} too`);
      }
    }
  },
} satisfies ChartCheck;

type Site = Parameters<Parameters<ReturnType<typeof modelOf>['defines']['forEach']>[0]>[0][number];

/** The define's tree without its place. */
function textOf({ define }: Site): string {
  return JSON.stringify(define.body, (key, value: unknown) => (key === 'offset' ? undefined : value));
}
