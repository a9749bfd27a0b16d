import type { ChartCheck } from '../../check';
import { modelOf } from '../../template/chart-model';
import { sampleChart } from '../../template/sample-chart';

const { 'templates/NOTES.txt': notes = '', ...without } = sampleChart({});

export default {
  id: 'missing-notes',
  scope: 'chart',
  severity: 'info',
  summary: 'A chart has no templates/NOTES.txt',
  remedy: 'Say in it how to reach what was installed, and what to do next: Helm shows it after every installation.',
  link: 'https://helm.sh/docs/chart_template_guide/notes_files/',
  examples: {
    passes: [
      { ...without, 'templates/NOTES.txt': notes },
      { ...without, 'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\ntype: library\n' },
    ],
    fails: [without],
  },
  check(chart, report) {
    const file = 'templates/NOTES.txt';
    if (!modelOf(chart).isLibrary && !chart.files.has(file)) report({ file }, 'the chart says nothing to its user');
  },
} satisfies ChartCheck;
