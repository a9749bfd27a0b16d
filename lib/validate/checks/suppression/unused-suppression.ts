import type { ObjectCheck } from '../../check';
import { workload } from '../../example';

/** Reported by settings/suppression.ts; here is what there is to say about it. */
export default {
  id: 'unused-suppression',
  scope: 'object',
  kinds: [],
  severity: 'warning',
  summary: 'A suppression, or an entry of the baseline, has nothing to suppress',
  remedy:
    'Remove it: it would hide the next such finding, which nobody has decided about. A baseline is written again with --write-baseline.',
  link: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/',
  examples: {
    passes: [
      workload('image: nginx # validate-ignore latest-tag: a demonstration, thrown away every night'),
      workload('# validate-ignore latest-tag: covers the block that begins at the next line\nname: app\nimage: nginx'),
    ],
    fails: [workload('image: nginx:1.29.3 # validate-ignore latest-tag: a demonstration, thrown away every night')],
  },
  check: () => undefined,
} satisfies ObjectCheck;
