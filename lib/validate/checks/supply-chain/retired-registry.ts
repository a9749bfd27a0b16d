import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { parseImage } from '../../supply-chain/image-reference';
import { imagesOf } from '../../supply-chain/pod-images';

/** Start of a completed name → what became of it. */
const retired: readonly (readonly [string, string])[] = [
  ['k8s.gcr.io/', 'frozen since April 2023; its images are in registry.k8s.io'],
  ['gcr.io/google-containers/', 'frozen; its images are in registry.k8s.io'],
  ['gcr.io/google_containers/', 'frozen; its images are in registry.k8s.io'],
  [
    'docker.io/bitnami/',
    'without versioned images since August 2025: what is left is in bitnamilegacy, without updates',
  ],
  ['docker.io/bitnamilegacy/', 'a frozen archive without security updates'],
  ['docker.io/minio/', 'without new images since October 2025'],
  ['quay.io/minio/', 'without new images since October 2025'],
  ['quay.io/kubernetes-ingress-controller/', 'frozen; ingress-nginx is in registry.k8s.io'],
  ['docker.pkg.github.com/', 'replaced by ghcr.io'],
];

export default {
  id: 'retired-registry',
  scope: 'pod',
  severity: 'warning',
  summary: 'An image comes from a registry or repository that gets no updates any more',
  remedy: 'Use the successor that the message names, or an image that is maintained.',
  link: 'https://kubernetes.io/blog/2023/03/10/image-registry-redirect/',
  examples: {
    passes: [workload('image: registry.k8s.io/pause:3.10'), workload('image: ghcr.io/bitnami/sealed-secrets:1.0')],
    fails: [
      { yaml: workload('image: k8s.gcr.io/pause:3.5'), at: 'spec.template.spec.containers[0].image' },
      workload('image: bitnami/postgresql:16.2.0'),
    ],
  },
  check(pod, report) {
    for (const { image, path } of imagesOf(pod)) {
      const reference = parseImage(image);
      if (typeof reference === 'string') continue;
      const name = `${reference.registry}/${reference.repository}`;
      const found = retired.find(([start]) => name.startsWith(start));
      if (found !== undefined) report(path, `image ${image}: ${found[0].replace(/\/$/, '')} is ${found[1]}`);
    }
  },
} satisfies PodCheck;
