import type { ChartCheck } from '../../check';
import { sampleChart } from '../../template/sample-chart';

const { '.helmignore': ignored = '', ...without } = sampleChart({});

export default {
  id: 'missing-helmignore',
  scope: 'chart',
  severity: 'info',
  summary: 'A chart has no .helmignore',
  remedy: 'List in it what does not belong in the package: version control, editors’ files, tests.',
  link: 'https://helm.sh/docs/chart_template_guide/helm_ignore_file/',
  optional: true,
  examples: { passes: [{ ...without, '.helmignore': ignored }], fails: [without] },
  check(chart, report) {
    const file = '.helmignore';
    if (!chart.files.has(file)) report({ file }, 'whatever lies in the folder goes into the package');
  },
} satisfies ChartCheck;
