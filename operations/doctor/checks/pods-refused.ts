import { deployment, event, statefulSet } from '../examples';
import type { Check } from '../check';
import { nameOf, partOf, podsOf, componentOf, warningsAbout } from '../state';

const failing = {
  ...deployment('tracking'),
  status: { conditions: [{ type: 'ReplicaFailure', status: 'True' as const, message: 'exceeded quota' }] },
};

export default {
  id: 'pods-refused',
  symptom: 'connect',
  stops: true,
  what: 'The cluster refuses to create pods.',
  remedy:
    'The message says which rule refuses them: a quota of the namespace, a limit, Pod Security, or an admission webhook.',
  examples: {
    finds: [
      { deployments: [failing] },
      {
        statefulSets: [statefulSet('minio')],
        events: [event('StatefulSet', 'mlflow-minio', 'FailedCreate', 'forbidden: exceeded quota')],
      },
    ],
    quiet: [{ deployments: [deployment('tracking')], statefulSets: [statefulSet('minio')] }],
  },
  look: (state) => [
    ...state.deployments.flatMap((one) => {
      const part = partOf(one);
      const failure = one.status?.conditions?.find(
        ({ type, status }) => type === 'ReplicaFailure' && status === 'True',
      );
      return part === undefined || failure === undefined
        ? []
        : [{ part, where: `deployment/${nameOf(one)}`, evidence: failure.message ?? '' }];
    }),
    ...state.statefulSets.flatMap((one) => {
      const part = partOf(one);
      const refused = warningsAbout(state, 'StatefulSet', nameOf(one)).find(({ reason }) => reason === 'FailedCreate');
      const has = podsOf(state, componentOf(one)).length >= (one.spec?.replicas ?? 1);
      return part === undefined || refused === undefined || has
        ? []
        : [{ part, where: `statefulset/${nameOf(one)}`, evidence: refused.message ?? '' }];
    }),
  ],
} satisfies Check;
