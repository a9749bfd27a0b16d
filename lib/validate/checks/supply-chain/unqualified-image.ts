import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { parseImage } from '../../supply-chain/image-reference';
import { imagesOf } from '../../supply-chain/pod-images';

export default {
  id: 'unqualified-image',
  scope: 'pod',
  severity: 'info',
  optional: true,
  summary: 'The name of an image has no registry: what it means depends on the container runtime of the node',
  remedy: 'Write the registry: docker.io/library/nginx instead of nginx.',
  link: 'https://kubernetes.io/docs/concepts/containers/images/#image-names',
  examples: {
    passes: [workload('image: docker.io/library/nginx:1.29.3')],
    fails: [
      { yaml: workload('image: nginx:1.29.3'), at: 'spec.template.spec.containers[0].image' },
      workload('image: team/web:1.0'),
    ],
  },
  check(pod, report) {
    for (const { image, path } of imagesOf(pod)) {
      const reference = parseImage(image);
      if (typeof reference === 'string' || reference.isQualified) continue;
      report(
        path,
        `image ${image} has no registry; ${reference.registry}/${reference.repository} is what most would pull`,
      );
    }
  },
} satisfies PodCheck;
