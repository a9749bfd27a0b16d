import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { parseImage } from '../../supply-chain/image-reference';
import { imagesOf } from '../../supply-chain/pod-images';

export default {
  id: 'registry-not-allowed',
  scope: 'pod',
  severity: 'error',
  summary: 'An image comes from a registry that is not among the allowed ones',
  remedy: 'Use a copy of the image in an allowed registry, or allow its registry.',
  link: 'https://kubernetes.io/docs/concepts/security/cloud-native-security/',
  examples: {
    passes: [
      { yaml: workload('image: ghcr.io/team/web:1.0'), context: { registries: ['ghcr.io/team'] } },
      { yaml: workload('image: nginx:1.29.3'), context: { registries: ['docker.io/library/'] } },
      workload('image: anywhere.example.com/web:1.0'),
    ],
    fails: [
      {
        yaml: workload('image: ghcr.io/teammate/web:1.0'),
        at: 'spec.template.spec.containers[0].image',
        context: { registries: ['ghcr.io/team'] },
      },
      { yaml: workload('image: nginx:1.29.3'), context: { registries: ['ghcr.io', 'quay.io'] } },
    ],
  },
  check(pod, report, { registries }) {
    if (registries.length === 0) return;
    const prefixes = registries.map((allowed) => (allowed.endsWith('/') ? allowed : `${allowed}/`));
    for (const { image, path } of imagesOf(pod)) {
      const reference = parseImage(image);
      if (typeof reference === 'string') continue;
      const name = `${reference.registry}/${reference.repository}/`;
      if (prefixes.some((prefix) => name.startsWith(prefix))) continue;
      report(path, `image ${image} comes from ${reference.registry}, allowed are ${registries.join(', ')}`);
    }
  },
} satisfies PodCheck;
