import { ago, podIn } from '../examples';
import type { Check } from '../check';
import { nameOf, servingPods, since, statusesOf } from '../state';

/** One that was long ago is told by the alerts. */
const MINUTES = 60;

export default {
  id: 'out-of-memory',
  symptom: 'connect',
  stops: true,
  what: 'A container was killed because it took more memory than its limit.',
  remedy: 'Raise its limit (resources.limits.memory); for MLflow, fewer mlflow.workers take less.',
  examples: {
    finds: [
      {
        pods: [
          podIn(
            'tracking',
            { running: {} },
            { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: ago(5) } },
            1,
          ),
        ],
      },
      { pods: [podIn('minio', { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: ago(0) } })] },
    ],
    quiet: [
      {
        pods: [
          podIn(
            'tracking',
            { running: {} },
            { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: ago(300) } },
            1,
          ),
        ],
      },
      {
        pods: [
          podIn('tracking', { running: {} }, { terminated: { exitCode: 137, reason: 'Error', finishedAt: ago(5) } }, 1),
        ],
      },
    ],
  },
  look: (state) =>
    servingPods(state).flatMap(({ pod, part }) =>
      statusesOf(pod).flatMap(({ name, state: now, lastState, restartCount, resources }) => {
        const killed = [now?.terminated, lastState?.terminated].find(
          (ended) => ended?.reason === 'OOMKilled' && since(state, ended.finishedAt) < MINUTES * 60,
        );
        if (killed === undefined) return [];
        const limit = resources?.limits?.['memory'] ?? 'its limit';
        const evidence = `container ${name} was killed at ${String(killed.finishedAt)}, with ${String(limit)}; restarts: ${String(restartCount)}`;
        return [{ part, where: `pod/${nameOf(pod)}`, evidence }];
      }),
    ),
} satisfies Check;
