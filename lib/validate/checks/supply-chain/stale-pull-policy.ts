import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { parseImage } from '../../supply-chain/image-reference';
import { imagesOf } from '../../supply-chain/pod-images';

export default {
  id: 'stale-pull-policy',
  scope: 'pod',
  severity: 'warning',
  summary: 'An image whose tag moves is pulled once a node: pods of one workload run different versions',
  remedy: 'Name a fixed version; with a moving tag, leave imagePullPolicy out or set it to Always.',
  link: 'https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy',
  examples: {
    passes: [
      workload('image: nginx:1.29.3\nimagePullPolicy: IfNotPresent'),
      workload('image: nginx:latest'),
      workload('image: nginx:latest\nimagePullPolicy: Always'),
    ],
    fails: [
      {
        yaml: workload('image: nginx:latest\nimagePullPolicy: IfNotPresent'),
        at: 'spec.template.spec.containers[0].imagePullPolicy',
      },
      workload('image: nginx\nimagePullPolicy: IfNotPresent'),
      { yaml: workload('image: nginx:main'), at: 'spec.template.spec.containers[0].imagePullPolicy' },
    ],
  },
  check(pod, report) {
    for (const { image, policy, policyPath } of imagesOf(pod)) {
      const reference = parseImage(image);
      if (typeof reference === 'string' || reference.digest !== undefined) continue;
      const { tag = 'latest' } = reference;
      const effective = policy ?? (tag === 'latest' ? 'Always' : 'IfNotPresent');
      if (effective !== 'IfNotPresent' || !moving.has(tag)) continue;
      report(policyPath, `image ${image} with pull policy ${effective}: nodes keep the version that they pulled first`);
    }
  },
} satisfies PodCheck;

const moving = new Set([
  'latest',
  'main',
  'master',
  'edge',
  'nightly',
  'dev',
  'develop',
  'snapshot',
  'stable',
  'canary',
]);
