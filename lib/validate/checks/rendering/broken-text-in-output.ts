import type { ChartCheck } from '../../check';
import { metadata } from '../../chart/example';

const configMap = (value: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: ${value}\n`;

/** Reported by chart/broken-text.ts. */
export default {
  id: 'broken-text-in-output',
  scope: 'chart',
  isRendering: true,
  severity: 'warning',
  summary:
    'A template prints text that no one meant: `%!s(<nil>)`, `map[a:1]`, half a name, or an unrendered `{{ .Values… }}`',
  remedy:
    'Give the value a default, or leave the text out without it; print maps and lists with `toYaml`; ' +
    'render values that hold templates with `tpl`.',
  link: 'https://helm.sh/docs/chart_template_guide/functions_and_pipelines/',
  examples: {
    passes: [
      {
        ...metadata,
        'templates/a.yaml': configMap('"{{ printf "%s" .Values.a }} {{ `{{ $labels.pod }}` }}{{ .Values.b }}"'),
        'values.yaml': 'a: text\n',
      },
    ],
    fails: [
      { ...metadata, 'templates/a.yaml': configMap('{{ printf "%s" .Values.a | quote }}') },
      { ...metadata, 'templates/a.yaml': configMap('repository:{{ .Values.tag }}') },
      { ...metadata, 'templates/a.yaml': configMap('"{{ .Values.a }}"'), 'values.yaml': 'a: {b: 1}\n' },
      {
        ...metadata,
        'templates/a.yaml': configMap('{{ .Values.a | quote }}'),
        'values.yaml': 'a: "{{ .Values.b }}"\n',
      },
      { ...metadata, 'templates/NOTES.txt': 'Open http://{{ .Values.host }}:80\n' },
    ],
  },
  check: () => undefined,
} satisfies ChartCheck;
