import { event, pod, podIn, UNREADY } from '../examples';
import type { Check } from '../check';
import { isReady, nameOf, servingPods, statusesOf, warningsAbout, type State } from '../state';

export default {
  id: 'not-ready',
  symptom: 'connect',
  rank: 4,
  stops: true,
  what: 'A pod is not ready, and nothing else says why.',
  remedy:
    'Look at its events (kubectl describe <where>), and at what it says (kubectl logs <where> --all-containers). One that still starts needs a minute.',
  examples: {
    finds: [
      { pods: [pod('tracking', { status: UNREADY })] },
      {
        pods: [podIn('postgresql', { running: {} })],
        events: [event('Pod', 'mlflow-postgresql-0', 'Unhealthy', 'no response')],
      },
    ],
    quiet: [{ pods: [pod('tracking')] }],
  },
  look: (state) =>
    servingPods(state).flatMap(({ pod, part }) =>
      isReady(pod) ? [] : [{ part, where: `pod/${nameOf(pod)}`, evidence: evidenceOf(state, pod) }],
    ),
} satisfies Check;

function evidenceOf(state: State, one: ReturnType<typeof pod>): string {
  const [init] = statusesOf(one).filter(
    ({ name, state: now }) =>
      now?.running !== undefined && one.spec?.initContainers?.some((each) => each.name === name) === true,
  );
  const words = init === undefined ? undefined : state.lastWords.get(`${nameOf(one)}/${init.name}`);
  if (init !== undefined)
    return `its container ${init.name} has not ended yet${words === undefined ? '' : `: ${words}`}`;
  const [warning] = warningsAbout(state, 'Pod', nameOf(one));
  if (warning?.message !== undefined) return warning.message;
  const waiting = statusesOf(one).flatMap(({ name, state: now }) =>
    now?.waiting === undefined ? [] : [`${name}: ${String(now.waiting.reason)}`],
  );
  return waiting.length > 0 ? waiting.join(', ') : 'its containers run, and a probe fails';
}
