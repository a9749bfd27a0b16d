import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { parseImage } from '../../supply-chain/image-reference';
import { imagesOf } from '../../supply-chain/pod-images';

export default {
  id: 'latest-tag',
  scope: 'pod',
  severity: 'warning',
  summary: 'An image has the tag latest, or none, which means the same',
  remedy: 'Name the version that was tested, best with its digest.',
  link: 'https://kubernetes.io/docs/concepts/containers/images/#image-names',
  examples: {
    passes: [workload('image: nginx:1.29.3'), workload(`image: nginx@sha256:${'0'.repeat(64)}`)],
    fails: [
      { yaml: workload('image: nginx:latest'), at: 'spec.template.spec.containers[0].image' },
      workload('image: localhost:5000/nginx'),
      {
        yaml: workload({ pod: 'volumes:\n  - {name: model, image: {reference: ghcr.io/example/model}}' }),
        at: 'spec.template.spec.volumes[0].image.reference',
      },
    ],
  },
  check(pod, report) {
    for (const { image, path } of imagesOf(pod)) {
      const reference = parseImage(image);
      if (typeof reference === 'string' || reference.digest !== undefined) continue;
      if (reference.tag === undefined) report(path, `image ${image} has no tag: whatever is newest will run`);
      else if (reference.tag === 'latest') report(path, `image ${image}: whatever is newest will run`);
    }
  },
} satisfies PodCheck;
