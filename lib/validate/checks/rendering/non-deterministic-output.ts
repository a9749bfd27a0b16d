import type { ChartCheck } from '../../check';
import { metadata } from '../../chart/example';

const secret = (value: string) =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  # A comment.\n  password: ${value}\n`;

/** Reported by chart/non-determinism.ts. */
export default {
  id: 'non-deterministic-output',
  scope: 'chart',
  isRendering: true,
  severity: 'warning',
  summary:
    'Two runs with the same values give different manifests: each upgrade changes them, and GitOps never settles',
  remedy:
    'Take the value from values or from an existing Secret (`lookup`, which finds nothing without a cluster), ' +
    'not from `rand…`, `gen…`, `uuidv4` or `now`.',
  link: 'https://helm.sh/docs/chart_template_guide/function_list/',
  examples: {
    passes: [{ ...metadata, 'templates/a.yaml': secret('{{ sha256sum .Release.Name }}') }],
    fails: [{ ...metadata, 'templates/a.yaml': secret('{{ randAlphaNum 20 }}') }],
  },
  check: () => undefined,
} satisfies ChartCheck;
