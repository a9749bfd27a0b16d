import type { ContainerCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'latest-tag',
  scope: 'container',
  severity: 'warning',
  summary: 'An image has the tag latest, or none, which means the same',
  remedy: 'Name the version that was tested, best with its digest.',
  link: 'https://kubernetes.io/docs/concepts/containers/images/#image-names',
  examples: {
    passes: [workload('image: nginx:1.29.3'), workload(`image: nginx@sha256:${'0'.repeat(64)}`)],
    fails: [
      { yaml: workload('image: nginx:latest'), at: 'spec.template.spec.containers[0].image' },
      workload('image: localhost:5000/nginx'),
    ],
  },
  check({ spec: { image }, path }, report) {
    if (image === undefined || image.includes('@')) return;
    const tag = /:([^/:]+)$/.exec(image)?.[1];
    if (tag === undefined) report([...path, 'image'], `image ${image} has no tag: whatever is newest will run`);
    else if (tag === 'latest') report([...path, 'image'], `image ${image}: whatever is newest will run`);
  },
} satisfies ContainerCheck;
