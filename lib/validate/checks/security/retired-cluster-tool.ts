import type { ContainerCheck } from '../../check';
import { workload } from '../../example';

/** Image → why nobody should run it. */
const retired: readonly (readonly [RegExp, string])[] = [
  [
    /(?:^|\/)tiller(?::|@|$)/,
    'Tiller, the server of Helm 2, has cluster-admin and no authentication; Helm 3 needs none',
  ],
  [/(?:^|\/)kubernetes-dashboard-(?:amd64|arm64|arm)(?::|@|$)/, 'this Kubernetes Dashboard is older than 2.0'],
];

export default {
  id: 'retired-cluster-tool',
  scope: 'container',
  severity: 'warning',
  summary: 'A container runs Tiller or a Kubernetes Dashboard older than 2.0, which give away the cluster',
  remedy: 'Remove it; Helm 3 has no server.',
  link: 'https://helm.sh/docs/faq/changes_since_helm2/',
  examples: {
    passes: [workload('image: quay.io/example/distiller:1.0')],
    fails: [{ yaml: workload('image: ghcr.io/helm/tiller:v2.17.0'), at: 'spec.template.spec.containers[0].image' }],
  },
  check({ spec: { image = '' }, path }, report) {
    for (const [pattern, reason] of retired) {
      if (pattern.test(image)) report([...path, 'image'], `${image}: ${reason}`);
    }
  },
} satisfies ContainerCheck;
