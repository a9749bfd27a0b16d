import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { imagesOf } from '../../supply-chain/pod-images';

export default {
  id: 'image-never-pulled',
  scope: 'pod',
  severity: 'info',
  summary: 'An image is never pulled: the pod runs only on nodes that have it already',
  remedy: 'Leave imagePullPolicy out, unless the nodes are prepared with the image.',
  link: 'https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy',
  examples: {
    passes: [workload('image: nginx:1.29.3\nimagePullPolicy: IfNotPresent')],
    fails: [
      {
        yaml: workload('image: nginx:1.29.3\nimagePullPolicy: Never'),
        at: 'spec.template.spec.containers[0].imagePullPolicy',
      },
    ],
  },
  check(pod, report) {
    for (const { image, policy, policyPath } of imagesOf(pod)) {
      if (policy === 'Never') report(policyPath, `image ${image} is never pulled`);
    }
  },
} satisfies PodCheck;
