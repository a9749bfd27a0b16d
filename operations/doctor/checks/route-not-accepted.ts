import { labels } from '../examples';
import type { Check } from '../check';
import { nameOf, type HttpRoute } from '../state';
import { routesOf } from '../ways-in';

const route = (parents: NonNullable<HttpRoute['status']>['parents']): HttpRoute => ({
  metadata: { name: 'mlflow-tracking', labels: labels('tracking') },
  status: { parents: parents ?? [] },
});
const condition = (type: string, status: string) => ({ type, status, message: 'no listener matches' });

export default {
  id: 'route-not-accepted',
  symptom: 'connect',
  what: 'No Gateway takes MLflow’s route.',
  remedy:
    'Correct mlflow.gateway.parentRefs and hostnames; the Gateway’s listeners say which routes they allow (allowedRoutes).',
  examples: {
    finds: [{ routes: [route([])] }, { routes: [route([{ conditions: [condition('Accepted', 'False')] }])] }],
    quiet: [{ routes: [route([{ conditions: [condition('Accepted', 'True'), condition('ResolvedRefs', 'True')] }])] }],
  },
  look: (state) =>
    routesOf(state).flatMap((one) => {
      const parents = one.status?.parents ?? [];
      const wrong = parents.flatMap(({ conditions = [] }) =>
        conditions.filter(({ type, status }) => ['Accepted', 'ResolvedRefs'].includes(type) && status === 'False'),
      );
      const evidence =
        parents.length === 0
          ? 'no controller has answered it'
          : wrong.map(({ type, message = '' }) => `${type}: ${message}`).join('; ');
      return evidence === '' ? [] : [{ part: 'way in' as const, where: `httproute/${nameOf(one)}`, evidence }];
    }),
} satisfies Check;
