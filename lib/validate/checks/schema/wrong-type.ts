import type { ObjectCheck } from '../../check';
import { workload } from '../../example';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'wrong-type',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'A field has a value of another type than it needs',
  remedy: 'Write the value in the expected type; quote a text that looks like a number or a boolean.',
  link: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/#server-side-field-validation',
  examples: {
    passes: [workload('env: [{name: PORT, value: "8080"}]'), workload({ spec: 'replicas: 2' })],
    fails: [
      { yaml: workload('env: [{name: PORT, value: 8080}]'), at: 'spec.template.spec.containers[0].env[0].value' },
      { yaml: workload({ spec: 'replicas: "2"' }), at: 'spec.replicas' },
      { yaml: workload('args: [--port, 8080]'), at: 'spec.template.spec.containers[0].args[1]' },
      { yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {debug: yes}\n', at: 'data.debug' },
    ],
  },
  check: () => undefined,
} satisfies ObjectCheck;
