import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { imagesOf } from '../../supply-chain/pod-images';

export default {
  id: 'pull-policy-not-always',
  scope: 'pod',
  severity: 'info',
  optional: true,
  summary: 'Pods may use an image that another pod has pulled, without the credentials for it',
  remedy: 'Set imagePullPolicy to Always, on nodes that several tenants share.',
  link: 'https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#alwayspullimages',
  examples: {
    passes: [workload('imagePullPolicy: Always'), workload('image: nginx:latest')],
    fails: [
      { yaml: workload(''), at: 'spec.template.spec.containers[0].imagePullPolicy' },
      workload('imagePullPolicy: IfNotPresent'),
    ],
  },
  check(pod, report) {
    for (const { image, user, policy, policyPath } of imagesOf(pod)) {
      const isLatest = image.endsWith(':latest') || !/[:@]/.test(image.slice(image.lastIndexOf('/') + 1));
      const effective = policy ?? (isLatest ? 'Always' : 'IfNotPresent');
      if (effective !== 'Always') report(policyPath, `pull policy of ${user} is ${effective}, expected Always`);
    }
  },
} satisfies PodCheck;
