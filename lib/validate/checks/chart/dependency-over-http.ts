import type { ChartCheck } from '../../check';
import { dependenciesOf, modelOf } from '../../template/chart-model';
import { placeOf } from '../../template/place';
import { plainText } from '../../template/plain-text';
import { sampleChart } from '../../template/sample-chart';

const chartYaml = (repository: string) =>
  `apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies: [{name: db, version: 1.0.0, repository: "${repository}"}]\n`;

export default {
  id: 'dependency-over-http',
  scope: 'chart',
  severity: 'warning',
  summary: 'A dependency comes from a repository without TLS',
  remedy: 'Use the repository’s https:// or oci:// address.',
  link: 'https://helm.sh/docs/chart_best_practices/dependencies/#repository-urls',
  examples: {
    passes: [
      sampleChart({ 'Chart.yaml': chartYaml('https://example.com/charts') }),
      sampleChart({ 'Chart.yaml': chartYaml('oci://example.com/charts') }),
    ],
    fails: [sampleChart({ 'Chart.yaml': chartYaml('http://example.com/charts') })],
  },
  check(chart, report) {
    const { metadata } = modelOf(chart);
    const file = metadata['dependencies'] === undefined ? 'requirements.yaml' : 'Chart.yaml';
    for (const [index, { name, repository }] of dependenciesOf(chart, metadata).entries()) {
      if (typeof repository !== 'string' || !repository.startsWith('http://')) continue;
      report(
        placeOf(chart, file, ['dependencies', index, 'repository']),
        `${plainText(name)} comes from ${repository}: whoever is on the way can change it`,
      );
    }
  },
} satisfies ChartCheck;
