import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { imagesOf } from '../../supply-chain/pod-images';

export default {
  id: 'needless-pull',
  scope: 'pod',
  severity: 'info',
  optional: true,
  summary:
    'An image with a digest cannot change, and is asked for at each start: pods wait for the registry, or fail with it',
  remedy: 'Set imagePullPolicy to IfNotPresent.',
  link: 'https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy',
  examples: {
    passes: [workload(`image: nginx@sha256:${'0'.repeat(64)}`), workload('imagePullPolicy: Always')],
    fails: [
      {
        yaml: workload(`image: nginx@sha256:${'0'.repeat(64)}\nimagePullPolicy: Always`),
        at: 'spec.template.spec.containers[0].imagePullPolicy',
      },
    ],
  },
  check(pod, report) {
    for (const { image, user, policy, policyPath } of imagesOf(pod)) {
      if (policy === 'Always' && image.includes('@')) report(policyPath, `${user} has a digest and pull policy Always`);
    }
  },
} satisfies PodCheck;
