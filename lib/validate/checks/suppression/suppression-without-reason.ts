import type { ObjectCheck } from '../../check';
import { workload } from '../../example';

/** Reported by settings/suppression.ts; here is what there is to say about it. */
export default {
  id: 'suppression-without-reason',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'A suppression does not say why, so it suppresses nothing',
  remedy:
    'Say why, for whoever reads it next: after the colon of a comment, as the value of an annotation, or as `reason` in the configuration.',
  link: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/',
  examples: {
    passes: [workload('image: nginx # validate-ignore latest-tag: a demonstration, thrown away every night')],
    fails: [
      workload('image: nginx # validate-ignore latest-tag'),
      {
        yaml: `apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    validate-ignore/latest-tag: ''
spec:
  containers:
    - name: app
      image: nginx
`,
      },
    ],
  },
  check: () => undefined,
} satisfies ObjectCheck;
