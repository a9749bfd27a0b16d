import type { ChartCheck } from '../../check';
import { metadata } from '../../chart/example';

/** Reported by chart/render-problem.ts. */
export default {
  id: 'chart-refuses-values',
  scope: 'chart',
  isRendering: true,
  severity: 'warning',
  summary: 'The chart does not accept these values, so what it installs with them was not checked',
  remedy: 'Give the values that it asks for (`-f values.yaml`), or put some into ci/*-values.yaml and use --matrix.',
  link: 'https://helm.sh/docs/howto/charts_tips_and_tricks/#using-the-required-function',
  examples: {
    passes: [
      { ...metadata, 'templates/a.yaml': '{{ $_ := required "a name" .Values.name }}', 'values.yaml': 'name: web\n' },
    ],
    fails: [
      { ...metadata, 'templates/a.yaml': '{{ $_ := required "a name is required" .Values.name }}' },
      {
        ...metadata,
        'values.yaml': 'port: http\n',
        'values.schema.json': '{"properties":{"port":{"type":"integer"}}}',
      },
    ],
  },
  check: () => undefined,
} satisfies ChartCheck;
