import type { ObjectCheck } from '../../check';
import { workload } from '../../example';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'field-not-in-version',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'A field that the kind does not have in the chosen version of Kubernetes',
  remedy: 'Remove the field, or choose another version with --kubernetes-version.',
  link: 'https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation',
  examples: {
    passes: [
      { yaml: workload({ pod: 'hostUsers: false' }), context: { minor: 27 } },
      { yaml: workload('resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]'), context: { minor: 27 } },
    ],
    fails: [
      {
        yaml: workload({ pod: 'resources: {limits: {cpu: 500m}}' }),
        at: 'spec.template.spec.resources',
        context: { minor: 31 },
      },
      {
        yaml: 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec: {podReplacementPolicy: Failed, template: {spec: {restartPolicy: Never, containers: [{name: a, image: "a:1"}]}}}\n',
        at: 'spec.podReplacementPolicy',
        context: { minor: 27 },
      },
    ],
  },
  check: () => undefined,
} satisfies ObjectCheck;
