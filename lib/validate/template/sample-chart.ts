import type { ExampleChart } from '../check';

/** A chart for the examples of checks: good but for what an example is about. */
export function sampleChart(files: ExampleChart): ExampleChart {
  return {
    'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: "1.0.0"\ndescription: An example\n',
    'values.yaml': 'port: 80\n',
    '.helmignore': '.git/\n',
    'templates/NOTES.txt': 'It listens on port {{ .Values.port }}.\n',
    ...files,
  };
}
