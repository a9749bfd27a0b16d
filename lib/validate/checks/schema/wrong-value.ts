import type { ObjectCheck } from '../../check';
import { workload } from '../../example';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'wrong-value',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'A field has a value that is not among those allowed',
  remedy: 'Use one of the allowed values.',
  link: 'https://kubernetes.io/docs/reference/kubernetes-api/',
  examples: {
    passes: [workload('imagePullPolicy: IfNotPresent')],
    fails: [
      { yaml: workload('imagePullPolicy: ifnotpresent'), at: 'spec.template.spec.containers[0].imagePullPolicy' },
      {
        yaml: 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80, protocol: HTTP}]}\n',
        at: 'spec.ports[0].protocol',
      },
      {
        yaml: 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: a}\nspec: {maxUnavailable: 1, selector: {matchExpressions: [{key: app, operator: Equals, values: [web]}]}}\n',
        at: 'spec.selector.matchExpressions[0].operator',
      },
    ],
  },
  check: () => undefined,
} satisfies ObjectCheck;
