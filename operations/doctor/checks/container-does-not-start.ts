import { podIn } from '../examples';
import type { Check } from '../check';
import { nameOf, servingPods, statusesOf } from '../state';

const WAITING = ['RunContainerError', 'CreateContainerError', 'StartError'];
const ENDED = ['StartError', 'ContainerCannotRun'];

export default {
  id: 'container-does-not-start',
  symptom: 'connect',
  stops: true,
  what: 'A container cannot be started: its command or one of its mounts is not as the image or the node has it.',
  remedy:
    'Compare image, command and mounts with those of the chart: mlflow.image has to be an image of MLflow, and mlflow.extraVolumeMounts must not hide what is in it.',
  examples: {
    finds: [
      { pods: [podIn('tracking', { waiting: { reason: 'RunContainerError', message: 'exec: "mlfow": not found' } })] },
      {
        pods: [
          podIn(
            'tracking',
            { waiting: { reason: 'CrashLoopBackOff' } },
            { terminated: { exitCode: 128, reason: 'StartError', message: 'not found' } },
            2,
          ),
        ],
      },
    ],
    quiet: [
      {
        pods: [
          podIn(
            'tracking',
            { waiting: { reason: 'CrashLoopBackOff' } },
            { terminated: { exitCode: 1, reason: 'Error' } },
            2,
          ),
        ],
      },
    ],
  },
  look: (state) =>
    servingPods(state).flatMap(({ pod, part }) =>
      statusesOf(pod).flatMap(({ name, state: { waiting, terminated } = {}, lastState }) => {
        const ended = terminated ?? (waiting === undefined ? undefined : lastState?.terminated);
        const message = WAITING.includes(waiting?.reason ?? '')
          ? (waiting?.message ?? waiting?.reason)
          : ENDED.includes(ended?.reason ?? '')
            ? (ended?.message ?? ended?.reason)
            : undefined;
        return message === undefined
          ? []
          : [{ part, where: `pod/${nameOf(pod)}`, evidence: `container ${name}: ${message}` }];
      }),
    ),
} satisfies Check;
