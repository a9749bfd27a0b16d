import type { ObjectCheck } from '../../check';
import { workload } from '../../example';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'wrong-format',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'A text does not have the form that it needs: a quantity, a name, a label, a key, a time',
  remedy: 'Write it in the expected form.',
  link: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set',
  examples: {
    passes: [
      workload('resources: {limits: {cpu: 500m, memory: 1Gi}}'),
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: "system:reader"}\n',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: web-, labels: {app.kubernetes.io/name: web}}\n',
    ],
    fails: [
      {
        yaml: workload('resources: {limits: {memory: 1GB}}'),
        at: 'spec.template.spec.containers[0].resources.limits.memory',
      },
      {
        yaml: 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {password: not base64}\n',
        at: 'data.password',
      },
      { yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Web_Config}\n', at: 'metadata.name' },
      { yaml: 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a.b}\n', at: 'metadata.name' },
      {
        yaml: 'apiVersion: v1\nkind: Service\nmetadata: {name: 1web}\nspec: {ports: [{port: 80}]}\n',
        at: 'metadata.name',
        context: { minor: 35 },
      },
      {
        yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {app: my app}}\n',
        at: 'metadata.labels.app',
      },
      {
        yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {a/b/c: x}}\n',
        at: 'metadata.annotations["a/b/c"]',
      },
      {
        yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {conf/app.ini: x}\n',
        at: 'data["conf/app.ini"]',
      },
    ],
  },
  check: () => undefined,
} satisfies ObjectCheck;
