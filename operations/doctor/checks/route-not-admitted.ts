import { labels } from '../examples';
import type { Check } from '../check';
import { nameOf, type OpenShiftRoute } from '../state';
import { openshiftRoutesOf } from '../ways-in';

const route = (...routers: NonNullable<NonNullable<OpenShiftRoute['status']>['ingress']>): OpenShiftRoute => ({
  metadata: { name: 'mlflow-tracking', labels: labels('tracking') },
  status: { ingress: routers },
});
const admitted = (status: string) => ({
  conditions: [{ type: 'Admitted', status, reason: 'HostAlreadyClaimed', message: 'route a already exposes it' }],
});

export default {
  id: 'route-not-admitted',
  symptom: 'connect',
  what: 'OpenShift’s router does not serve MLflow’s Route.',
  remedy:
    'Choose a mlflow.route.host that no Route of another namespace has; with mlflow.route.certificateSecret, let the router read that Secret (docs/clusters.md).',
  examples: {
    finds: [{ openshiftRoutes: [route()] }, { openshiftRoutes: [route(admitted('False'))] }],
    // One of several routers is enough.
    quiet: [{ openshiftRoutes: [route(admitted('True'), admitted('False'))] }],
  },
  look: (state) =>
    openshiftRoutesOf(state).flatMap((one) => {
      const answers = (one.status?.ingress ?? []).flatMap(({ conditions = [] }) =>
        conditions.filter(({ type }) => type === 'Admitted'),
      );
      if (answers.some(({ status }) => status === 'True')) return [];
      const words = answers.map(({ reason = 'not admitted', message }) => [reason, message].filter(Boolean).join(': '));
      const evidence = words.length === 0 ? 'no router has answered it' : words.join('; ');
      return [{ part: 'way in' as const, where: `route/${nameOf(one)}`, evidence }];
    }),
} satisfies Check;
