import type { ObjectCheck } from '../../check';
import { workload } from '../../example';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'unknown-field',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'A field that the kind does not have: the API server refuses the object, or drops the field',
  remedy: 'Correct the name or the indentation, or remove the field.',
  link: 'https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation',
  examples: {
    passes: [
      workload('imagePullPolicy: Always'),
      'apiVersion: apps/v1\nkind: ControllerRevision\nmetadata: {name: a}\nrevision: 1\ndata: {any: [{thing: 1}]}\n',
    ],
    fails: [
      { yaml: workload('imagePulPolicy: Always'), at: 'spec.template.spec.containers[0].imagePulPolicy' },
      { yaml: workload({ pod: 'livenessProbe: {tcpSocket: {port: 80}}' }), at: 'spec.template.spec.livenessProbe' },
      { yaml: workload({ spec: 'replica: 2' }), at: 'spec.replica' },
      {
        yaml: 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80, constructor: 1}]}\n',
        at: 'spec.ports[0].constructor',
      },
    ],
  },
  check: () => undefined,
} satisfies ObjectCheck;
