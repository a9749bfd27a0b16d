import type { ContainerCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'image-missing',
  scope: 'container',
  severity: 'error',
  summary: 'A container has no image, or one with spaces around it',
  remedy: 'Name the image, without leading or trailing spaces.',
  link: 'https://kubernetes.io/docs/concepts/containers/images/',
  examples: {
    passes: [workload('image: nginx:1.29.3')],
    fails: [
      { yaml: workload('image: ""'), at: 'spec.template.spec.containers[0].image' },
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - {name: app, image: " nginx:1.29.3"}\n',
      {
        yaml: 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: app\n',
        at: 'spec.containers[0].image',
      },
    ],
  },
  check({ pod, spec: { image = '' }, path, name }, report) {
    if (image === '') report([...path, 'image'], `container ${name} of this ${pod.object.kind} has no image`);
    else if (image.trim() !== image)
      report([...path, 'image'], `the image ${JSON.stringify(image)} has spaces around it`);
  },
} satisfies ContainerCheck;
