import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { parseImage } from '../../supply-chain/image-reference';
import { imagesOf } from '../../supply-chain/pod-images';

export default {
  id: 'invalid-image',
  scope: 'pod',
  severity: 'error',
  summary: 'The name of an image is none: its container waits for ever with InvalidImageName',
  remedy: 'Write registry/repository:tag, the repository in lower case.',
  link: 'https://kubernetes.io/docs/concepts/containers/images/#image-names',
  examples: {
    passes: [
      workload('image: nginx'),
      workload('image: registry.example.com:5000/team/web__a--b:1.0_x'),
      workload('image: Registry/web'),
      workload(`image: nginx:1.29@sha256:${'0'.repeat(64)}`),
    ],
    fails: [
      { yaml: workload('image: Nginx:1.29'), at: 'spec.template.spec.containers[0].image' },
      workload("image: 'nginx:'"),
      workload('image: nginx:1.29:2'),
      workload("image: 'nginx: 1.29'"),
      workload('image: https://registry.example.com/nginx:1.29'),
      workload('image: nginx@sha256:0123'),
      workload(`image: nginx:${'1'.repeat(129)}`),
      workload('image: ghcr.io/example//web:1.0'),
    ],
  },
  check(pod, report) {
    for (const { image, path } of imagesOf(pod)) {
      const problem = parseImage(image);
      if (typeof problem === 'string') report(path, `image ${JSON.stringify(image)}: ${problem}`);
    }
  },
} satisfies PodCheck;
