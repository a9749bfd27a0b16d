import type { ObjectCheck } from '../../check';
import { workload } from '../../example';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'duplicate-item',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'Two items of a list have the same key, or the same key stands in two places',
  remedy: 'Give each item a key of its own, or remove one.',
  link: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/',
  examples: {
    passes: [
      'apiVersion: v1\nkind: Service\nmetadata: {name: dns}\nspec: {ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53}]}\n',
    ],
    fails: [
      {
        yaml: 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{name: a, port: 80}, {name: b, port: 80, protocol: TCP}]}\n',
        at: 'spec.ports[1]',
      },
      {
        yaml: workload({ pod: 'volumes: [{name: data, emptyDir: {}}, {name: data, secret: {secretName: a}}]' }),
        at: 'spec.template.spec.volumes[1]',
      },
      {
        yaml: workload({ pod: 'initContainers: [{name: app, image: busybox:1.37}]' }),
        at: 'spec.template.spec.containers[0]',
      },
      {
        yaml: workload({
          pod: 'volumes: [{name: data, emptyDir: {}}]',
          container: 'volumeMounts: [{name: data, mountPath: /a}, {name: data, mountPath: /a, subPath: b}]',
        }),
        at: 'spec.template.spec.containers[0].volumeMounts[1]',
      },
    ],
  },
  check: () => undefined,
} satisfies ObjectCheck;
