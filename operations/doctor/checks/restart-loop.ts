import { ago, podIn } from '../examples';
import type { Check } from '../check';
import { nameOf, servingPods, since, statusesOf } from '../state';

/** Within which a restart belongs to the one before. */
const MINUTES = 10;
const MANY = 3;

export default {
  id: 'restart-loop',
  symptom: 'connect',
  rank: 1,
  stops: true,
  what: 'A container ends again and again.',
  remedy: 'Its last words say why: kubectl logs <where> -c <container> --previous.',
  examples: {
    finds: [
      { pods: [podIn('tracking', { waiting: { reason: 'CrashLoopBackOff' } }, { terminated: { exitCode: 1 } }, 2)] },
      { pods: [podIn('tracking', { running: {} }, { terminated: { exitCode: 1, finishedAt: ago(1) } }, 4)] },
    ],
    quiet: [
      { pods: [podIn('tracking', { running: {} }, { terminated: { exitCode: 1, finishedAt: ago(1) } }, 1)] },
      { pods: [podIn('tracking', { running: {} }, { terminated: { exitCode: 1, finishedAt: ago(100) } }, 9)] },
    ],
  },
  look: (state) =>
    servingPods(state).flatMap(({ pod, part }) =>
      statusesOf(pod).flatMap(({ name, state: now, lastState, restartCount }) => {
        const ended = lastState?.terminated;
        const isLooping =
          now?.waiting?.reason === 'CrashLoopBackOff' ||
          (restartCount >= MANY && ended !== undefined && since(state, ended.finishedAt) < MINUTES * 60);
        if (!isLooping) return [];
        const words = state.lastWords.get(`${nameOf(pod)}/${name}`) ?? '';
        const evidence = `container ${name} has ended with ${String(ended?.exitCode)} (${String(restartCount)} restarts)${words === '' ? '' : `, and said last: ${words}`}`;
        return [{ part, where: `pod/${nameOf(pod)}`, evidence }];
      }),
    ),
} satisfies Check;
