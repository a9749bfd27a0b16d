import type { ObjectCheck } from '../../check';
import { workload } from '../../example';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'missing-field',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'A required field is missing',
  remedy: 'Add the field.',
  link: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields',
  examples: {
    passes: [workload('ports: [{containerPort: 80}]')],
    fails: [
      { yaml: workload('ports: [{name: http}]'), at: 'spec.template.spec.containers[0].ports[0].containerPort' },
      {
        yaml: workload('ports: [{containerPort: null}]'),
        at: 'spec.template.spec.containers[0].ports[0].containerPort',
      },
      { yaml: 'apiVersion: v1\nmetadata: {name: a}\n', at: 'kind' },
      {
        yaml: workload({
          spec: 'volumeClaimTemplates: [{metadata: {name: data}, spec: {selector: {matchExpressions: [{key: a, operator: In}]}}}]',
          kind: 'StatefulSet',
        }),
        at: 'spec.volumeClaimTemplates[0].spec.selector.matchExpressions[0].values',
      },
    ],
  },
  check: () => undefined,
} satisfies ObjectCheck;
