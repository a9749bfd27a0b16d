import type { ChartCheck } from '../../check';
import { modelOf } from '../../template/chart-model';
import { placeAt } from '../../template/place';
import { sampleChart } from '../../template/sample-chart';

export default {
  id: 'define-without-prefix',
  scope: 'chart',
  severity: 'info',
  summary: 'The name of a named template does not start with the chart’s',
  remedy: 'Call it `<chart>.<name>`: names are shared with all subcharts, and one of two equal ones is lost.',
  link: 'https://helm.sh/docs/chart_best_practices/templates/#names-of-defined-templates',
  optional: true,
  examples: {
    passes: [sampleChart({ 'templates/_a.tpl': '{{ define "web.labels" }}a: b{{ end }}' })],
    fails: [sampleChart({ 'templates/_a.tpl': '{{ define "labels" }}a: b{{ end }}' })],
  },
  check(chart, report) {
    const { defines, metadata } = modelOf(chart);
    for (const [name, sites] of defines) {
      // With a dot or slash it has some prefix, which may well be its own.
      if (/[./]/.test(name)) continue;
      for (const { define, source } of sites) {
        if (!source.isOwn) continue;
        const wanted = `${typeof metadata['name'] === 'string' ? metadata['name'] : 'chart'}.${name}`;
        report(
          placeAt(chart, source.file, define.offset),
          `${JSON.stringify(name)}: expected ${JSON.stringify(wanted)}`,
        );
      }
    }
  },
} satisfies ChartCheck;
