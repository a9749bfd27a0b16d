import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { parseImage } from '../../supply-chain/image-reference';
import { imagesOf } from '../../supply-chain/pod-images';

export default {
  id: 'image-without-digest',
  scope: 'pod',
  severity: 'info',
  optional: true,
  summary: 'An image is named by a tag alone, which may mean another image tomorrow',
  remedy: 'Add the digest of the image that was tested: repository:tag@sha256:….',
  link: 'https://kubernetes.io/docs/concepts/containers/images/#image-names',
  examples: {
    passes: [workload(`image: nginx:1.29.3@sha256:${'0'.repeat(64)}`)],
    fails: [{ yaml: workload('image: nginx:1.29.3'), at: 'spec.template.spec.containers[0].image' }],
  },
  check(pod, report) {
    for (const { image, path } of imagesOf(pod)) {
      const reference = parseImage(image);
      if (typeof reference === 'string' || reference.digest !== undefined) continue;
      report(path, `image ${image} has no digest`);
    }
  },
} satisfies PodCheck;
