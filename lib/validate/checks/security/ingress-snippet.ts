import type { ObjectMeta } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { ingress } from '../../security/ingress-example';
import type { Loose } from '../../object';

const snippet = /^nginx\.(?:ingress\.kubernetes\.io|org)\/(?:.*-)?snippets?$/;

export default {
  id: 'ingress-snippet',
  scope: 'object',
  severity: 'warning',
  summary:
    'An Ingress writes into the configuration of nginx, from where all Secrets of the cluster can be read (CVE-2021-25742)',
  remedy:
    'Use the annotation or ConfigMap entry that is made for it; ingress-nginx refuses snippets since 1.9 unless it is told otherwise.',
  link: 'https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations-risk/',
  kinds: ['Ingress.networking.k8s.io'],
  examples: {
    passes: [ingress({ annotations: "nginx.ingress.kubernetes.io/proxy-body-size: '0'" })],
    fails: [
      {
        yaml: ingress({ annotations: 'nginx.ingress.kubernetes.io/configuration-snippet: return 200;' }),
        at: 'metadata.annotations["nginx.ingress.kubernetes.io/configuration-snippet"]',
      },
      ingress({ annotations: 'nginx.ingress.kubernetes.io/auth-snippet: return 200;' }),
    ],
  },
  check({ value, name }, report) {
    const { annotations = {} } = (value['metadata'] ?? {}) as Loose<ObjectMeta>;
    for (const key of Object.keys(annotations)) {
      if (snippet.test(key)) report(['metadata', 'annotations', key], `Ingress ${name} writes nginx configuration`);
    }
  },
} satisfies ObjectCheck;
