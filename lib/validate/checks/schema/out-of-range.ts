import type { ObjectCheck } from '../../check';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'out-of-range',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'A number, a length or a count is outside its limits',
  remedy: 'Stay inside the limits.',
  link: 'https://kubernetes.io/docs/reference/kubernetes-api/',
  examples: {
    passes: [
      'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: a}\nspec: {gatewayClassName: a, listeners: [{name: http, port: 80, protocol: HTTP}]}\n',
    ],
    fails: [
      {
        yaml: 'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: a}\nspec: {gatewayClassName: a, listeners: [{name: http, port: 80000, protocol: HTTP}]}\n',
        at: 'spec.listeners[0].port',
      },
      {
        yaml: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: ${'x'.repeat(1024 * 1024 + 1)}}\n`,
        at: 'data',
      },
    ],
  },
  check: () => undefined,
} satisfies ObjectCheck;
