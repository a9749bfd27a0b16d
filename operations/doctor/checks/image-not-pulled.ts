import { podIn } from '../examples';
import type { Check } from '../check';
import { nameOf, servingPods, statusesOf } from '../state';

const REASONS = [
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
];

export default {
  id: 'image-not-pulled',
  symptom: 'connect',
  stops: true,
  what: 'An image cannot be pulled.',
  remedy:
    'Correct repository and tag, or name a Secret that may pull it in global.imagePullSecrets; mlflow-chart images lists all of them.',
  examples: {
    finds: [
      { pods: [podIn('tracking', { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "a"' } })] },
    ],
    quiet: [{ pods: [podIn('tracking', { waiting: { reason: 'ContainerCreating' } })] }],
  },
  look: (state) =>
    servingPods(state).flatMap(({ pod, part }) =>
      statusesOf(pod).flatMap(({ image, state: { waiting: { reason = '', message = '' } = {} } = {} }) =>
        REASONS.includes(reason)
          ? [{ part, where: `pod/${nameOf(pod)}`, evidence: `${image}: ${message === '' ? reason : message}` }]
          : [],
      ),
    ),
} satisfies Check;
